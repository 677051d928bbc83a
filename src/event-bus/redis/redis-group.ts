/** A group in this process: it relays if no other does, and owns its share of the lanes, as long as Redis says so. */
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import type { Position } from '../../infrastructure/store/commit-log.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { createWakeSignal } from '../../infrastructure/store/wake-signal.ts'
import { wantsOf } from '../bus-message.ts'
import { groupKeys, laneOf, lanesOfSingle, type LaneKeys } from './bus-keys.ts'
import { renewRoles, leaveGroup, type Roles } from './group-roles.ts'
import { forgetHeld, readNewestLetters, readParked, type HeldMessage } from './held-messages.ts'
import { openLane, type Lane, type LaneNeeds } from './lane.ts'
import { holdLease, releaseLease } from './lease.ts'
import { createRelay } from './relay.ts'

export type RedisGroupNeeds = Omit<LaneNeeds, 'finished' | 'taken' | 'lanes' | 'store'> & {
  readonly store: Pick<
    Store,
    'readCommits' | 'findCommit' | 'onAppended' | 'readCheckpoint' | 'writeCheckpoint' | 'documents'
  >
  readonly prefix: string
  readonly leaseMs: number
  readonly ring: () => void
  readonly ringParked: () => void
}
export type RedisGroup = ReturnType<typeof createRedisGroup>

/** Under which name the store keeps how far a group is. */
export const positionReader = (group: string): string => `bus/${group}`

/** Rounds of leases between two looks for what other processes parked. */
const adoptEvery = 10

export function createRedisGroup(needs: RedisGroupNeeds) {
  const { redis, store, consumer, token, leaseMs, monotonicMs } = needs
  const group = consumer.name
  const lanes = 'handle' in consumer ? lanesOfSingle : 1
  const keys = groupKeys(needs.prefix, group, lanes)
  const owned = new Map<number, Lane>()
  const closing = new Map<Lane, Promise<void>>()
  const signal = createWakeSignal()
  const failed = (error: unknown): void => {
    if (!(error instanceof RedisUnavailable)) needs.failed(group, error)
  }
  const relay = createRelay({
    ...needs,
    keys,
    reader: positionReader(group),
    wants: wantsOf(consumer.interest),
    ring: () => {
      for (const lane of owned.values()) lane.notify()
      needs.ring()
    },
    failed,
  })
  let anew: Position | undefined
  let isOver = false
  let heldUntilMs = -Infinity
  let rounds = 0
  let keeping: Promise<void> = Promise.resolve()

  const readHeld = async (): Promise<HeldMessage[]> => [
    ...(await readParked(store.documents, group)),
    ...(await readNewestLetters(store.documents, group)),
  ]
  /**
   * Closes a lane beside all else: its lease is renewed until the calls under way are over, so that nobody else, and no
   * second turn of this process, delivers from it meanwhile.
   */
  const close = (lane: Lane, timeoutMs: number): Promise<void> => {
    const known = closing.get(lane)
    if (known) return known
    const end = async (): Promise<void> => {
      await lane.close(timeoutMs)
      owned.delete(lane.lane)
      await releaseLease(redis, keys.lanes[lane.lane]!.owner, token)
    }
    const ending = end()
      .catch(failed)
      .finally(() => {
        closing.delete(lane)
        signal.notify()
      })
    closing.set(lane, ending)
    return ending
  }
  /** What it was delivering may go on to its end: whoever has the lane now will deliver it again. */
  const drop = (lane: Lane): void => {
    lane.lose()
    void close(lane, consumer.timeoutMs ?? 30_000)
  }
  const dropAll = (): void => owned.forEach(drop)

  const take = async (lane: LaneKeys, held: readonly HeldMessage[]): Promise<void> => {
    if (!(await holdLease(redis, lane.owner, token, leaseMs))) return
    const mine = held.filter(({ stream }) => laneOf(stream, lanes) === lane.lane)
    const opened = await openLane(lane, mine, {
      ...needs,
      lanes,
      finished: relay.notify,
      taken: () => {
        const lost = owned.get(lane.lane)
        if (lost) drop(lost)
      },
    })
    if (opened) owned.set(lane.lane, opened)
  }
  const keepLanes = async ({ members }: Roles): Promise<void> => {
    const share = Math.ceil(lanes / members)
    const held = await Promise.all([...owned.values()].map(async (lane) => ({ lane, isHeld: await holds(lane) })))
    for (const { lane, isHeld } of held) if (!isHeld) drop(lane)
    const surplus = [...owned.values()].filter((lane) => !closing.has(lane)).slice(share)
    for (const lane of surplus) void close(lane, consumer.timeoutMs ?? 30_000)
    const missing = share - owned.size
    if (missing <= 0 || isOver) return
    const free = (await freeLanes()).slice(0, missing)
    if (free.length === 0) return
    const known = await readHeld()
    // Together: a lease may not run out while the others are opened.
    await Promise.all(free.map((lane) => take(lane, known)))
  }
  const freeLanes = async (): Promise<LaneKeys[]> => {
    const others = keys.lanes.filter(({ lane }) => !owned.has(lane))
    const isTaken = await redis.ask((client) => Promise.all(others.map(({ owner }) => client.get(owner))))
    return others.filter((_, n) => isTaken[n] === null || isTaken[n] === token)
  }
  const holds = ({ lane }: Lane): Promise<boolean> => holdLease(redis, keys.lanes[lane]!.owner, token, leaseMs)

  const beginAnew = async (position: Position): Promise<void> => {
    dropAll()
    if (owned.size > 0) return
    await forgetHeld(store.documents, group, needs.nextVersion)
    await relay.restartAt(position)
    await redis.ask((client) => client.del(keys.anew))
  }
  const adoptParked = async (): Promise<void> => {
    for (const message of await readParked(store.documents, group, 1_000))
      owned.get(laneOf(message.stream, lanes))?.adopt(message)
  }
  const round = async (): Promise<void> => {
    const asked = monotonicMs()
    const wanted = anew
    if (wanted !== undefined) await redis.ask((client) => client.set(keys.anew, wanted))
    anew = undefined
    const roles = await renewRoles(redis, keys, token, leaseMs)
    heldUntilMs = asked + leaseMs
    relay.hold(roles.isRelay)
    if (roles.anew !== undefined && roles.isRelay) await beginAnew(roles.anew)
    // Until it began anew nothing of before is delivered.
    else if (roles.anew === undefined) await keepLanes(roles)
    rounds += 1
    if (rounds % adoptEvery === 0) await adoptParked()
  }
  const keep = async (): Promise<void> => {
    while (!isOver) {
      try {
        await round()
        const isShort = owned.size === 0
        await signal.wait(isShort ? Math.min(50, leaseMs / 3) : leaseMs / 3)
      } catch (error) {
        failed(error)
        if (monotonicMs() > heldUntilMs) {
          relay.hold(false)
          dropAll()
        }
        await signal.wait(Math.min(250, leaseMs / 10))
      }
    }
  }

  return {
    keys,
    /** Begins to relay and to deliver as soon as Redis is there; anew at a position where that is given. */
    start(anewAt: Position | undefined): void {
      anew = anewAt
      const unsubscribe = store.onAppended(relay.notify)
      keeping = keep().finally(unsubscribe)
    },
    /** There may be something to read, or room. */
    notify(): void {
      relay.notify()
      for (const lane of owned.values()) lane.notify()
    },
    adopt: (message: HeldMessage): void => owned.get(laneOf(message.stream, lanes))?.adopt(message),
    /** Another process may own the lane of what was parked. */
    tellParked: needs.ringParked,
    adoptParked: (): void => void adoptParked().catch(failed),
    settled: async (): Promise<void> => void (await Promise.all([...owned.values()].map((lane) => lane.settled()))),
    async stop(timeoutMs: number): Promise<void> {
      isOver = true
      signal.notify()
      await keeping
      await Promise.all([...owned.values()].map((lane) => close(lane, timeoutMs)))
      await relay.stop()
      await leaveGroup(redis, keys, token).catch(failed)
    },
  }
}
