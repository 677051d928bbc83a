/**
 * The lanes of a group that are this process's turn. Opening and closing one go on beside all else, since both may wait
 * for calls to end; its lease is renewed meanwhile, so that no other process, and no second turn of this one, delivers
 * from it before.
 */
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import { laneOf, type GroupKeys, type LaneKeys } from './bus-keys.ts'
import { readNewestLetters, readParked, type StoredMessage } from './held-messages.ts'
import { openLane, type Lane, type LaneNeeds } from './lane.ts'
import { LaneTaken } from './lane-scripts.ts'
import { holdLease, releaseLease } from './lease.ts'

export type LaneTurnsNeeds = Omit<LaneNeeds, 'taken' | 'lanes'> & {
  readonly keys: GroupKeys
  readonly leaseMs: number
  /** A turn began or ended. */
  readonly changed: () => void
}
export type LaneTurns = ReturnType<typeof createLaneTurns>

type Turn = { readonly keys: LaneKeys; lane: Lane | undefined; ending: Promise<void> | undefined }

export function createLaneTurns(needs: LaneTurnsNeeds) {
  const { redis, store, consumer, token, leaseMs, keys, changed } = needs
  const group = consumer.name
  const lanes = keys.lanes.length
  const callMs = consumer.timeoutMs ?? 30_000
  const turns = new Map<number, Turn>()
  const opened = (): Lane[] => [...turns.values()].flatMap(({ lane }) => (lane ? [lane] : []))
  const failed = (error: unknown): void => {
    if (!(error instanceof RedisUnavailable || error instanceof LaneTaken)) needs.failed(group, error)
  }

  const end = (turn: Turn, timeoutMs: number): Promise<void> => {
    const ended = async (): Promise<void> => {
      await turn.lane?.close(timeoutMs)
      await releaseLease(redis, turn.keys.owner, token)
    }
    turn.ending ??= ended()
      .catch(failed)
      .finally(() => {
        turns.delete(turn.keys.lane)
        changed()
      })
    return turn.ending
  }
  /** What it was delivering may go on to its end: whoever has the lane now will deliver it again. */
  const lose = (turn: Turn): void => {
    turn.lane?.lose()
    void end(turn, callMs)
  }
  const open = async (turn: Turn, held: readonly StoredMessage[]): Promise<void> => {
    const mine = held.filter(({ stream }) => laneOf(stream, lanes) === turn.keys.lane)
    const lane = await openLane(turn.keys, mine, { ...needs, lanes, taken: () => lose(turn) })
    // Before there is a relay there is no lane; and a turn may have ended while it began.
    if (!lane) await end(turn, 0)
    else if (turn.ending) await lane.close(callMs)
    else turn.lane = lane
    changed()
  }
  const begin = async (lane: LaneKeys, held: readonly StoredMessage[]): Promise<void> => {
    if (!(await holdLease(redis, lane.owner, token, leaseMs))) return
    const turn: Turn = { keys: lane, lane: undefined, ending: undefined }
    turns.set(lane.lane, turn)
    void open(turn, held).catch((error: unknown) => {
      failed(error)
      return end(turn, 0)
    })
  }
  const freeLanes = async (): Promise<LaneKeys[]> => {
    const others = keys.lanes.filter(({ lane }) => !turns.has(lane))
    const owners = await redis.ask((client) => Promise.all(others.map(({ owner }) => client.get(owner))))
    return others.filter((_, n) => owners[n] === null || owners[n] === token)
  }

  return {
    get size() {
      return turns.size
    },
    opened,
    of: (stream: string): Lane | undefined => turns.get(laneOf(stream, lanes))?.lane,
    /** Renews the leases, ends what is more than this share, begins what is less. */
    async keep(share: number): Promise<void> {
      await Promise.all(
        [...turns.values()].map(async (turn) => {
          if (!(await holdLease(redis, turn.keys.owner, token, leaseMs))) lose(turn)
        }),
      )
      const surplus = [...turns.values()].filter(({ ending }) => !ending).slice(share)
      for (const turn of surplus) void end(turn, callMs)
      const free = turns.size < share ? (await freeLanes()).slice(0, share - turns.size) : []
      if (free.length === 0) return
      const held = [...(await readParked(store.documents, group)), ...(await readNewestLetters(store.documents, group))]
      await Promise.all(free.map((lane) => begin(lane, held)))
    },
    loseAll: (): void => turns.forEach(lose),
    async endAll(timeoutMs: number): Promise<void> {
      await Promise.all([...turns.values()].map((turn) => end(turn, timeoutMs)))
    },
  }
}
