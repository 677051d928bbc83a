/**
 * Carries a group's messages from the log into its lanes. The log is the outbox: what cannot be carried because Redis is
 * away stays in it, and what Redis lost is carried again, from the position that the store keeps. One process relays
 * for a group at a time; of two that both believe to, Redis lets one write.
 */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import type { Commit, Position } from '../../infrastructure/store/commit-log.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { createWakeSignal } from '../../infrastructure/store/wake-signal.ts'
import type { Wants } from '../bus-message.ts'
import type { GroupKeys } from './bus-keys.ts'
import { isBefore } from './entry-id.ts'
import { entriesOf } from './lane-entry.ts'
import {
  adoptLane,
  LaneLost,
  noteRelayed,
  openEpoch,
  publishTo,
  readHead,
  RelayFenced,
  renewLane,
  type LaneHead,
  type Relayed,
} from './relay-scripts.ts'

export type RelayNeeds = {
  readonly redis: RedisConnection
  readonly keys: GroupKeys
  readonly store: Pick<Store, 'readCommits' | 'readCheckpoint' | 'writeCheckpoint'>
  /** Under which name the store keeps how far the group is. */
  readonly reader: string
  readonly wants: Wants
  readonly monotonicMs: () => number
  /** Tells those who deliver that there is something to read. */
  readonly ring: () => void
  readonly failed: (error: unknown) => void
}
export type Relay = ReturnType<typeof createRelay>

/** Commits read at a time, and entries in a group's lanes, before it reads no further. */
const pageMax = 64
const outstandingMax = 512
const idleMs = 1_000
/** How often it looks whether there is room, when nobody tells. */
const fullMs = 20
/** How old what Redis knows of a group's place may be, where nothing in between was for the group. */
const passedMs = 250
/** How often it notes in the store how far the group is. */
const noteMs = 1_000
const backoffMaxMs = 2_000

type Restart = { readonly position: Position; readonly done: () => void }
type Session = Relayed & { readonly epoch: string; readonly next: number }

export function createRelay(needs: RelayNeeds) {
  const { redis, keys, store, reader, wants, monotonicMs, ring } = needs
  const signal = createWakeSignal()
  let isHolder = false
  let isOver = false
  let session: Session | undefined
  let restarting: Restart | undefined
  /** A page that may be in Redis in part is sent again as it was. */
  let page: readonly Commit[] | undefined
  let heads: readonly LaneHead[] = []
  let noted: Position | undefined
  /** Since when commits were passed that no note in Redis tells of. */
  let passedSinceMs: number | undefined
  let notedMs = -Infinity

  const lanes = <T>(work: (lane: (typeof keys.lanes)[number]) => Promise<T>): Promise<T[]> =>
    Promise.all(keys.lanes.map(work))
  const adoptAll = async (epoch: string, found: Relayed): Promise<Relayed> => {
    const last = await redis.ask((client) => lanes((lane) => adoptLane(client, lane, epoch, found.incarnation)))
    if (last.some((id, lane) => isBefore(id, found.last[lane]!))) throw new LaneLost('A lane lost its newest entries.')
    return { ...found, last }
  }
  /** New lanes, from where the store knows the group to be. */
  const beginAnew = async (epoch: string): Promise<Relayed> => {
    const position = await store.readCheckpoint(reader)
    await redis.ask((client) => lanes((lane) => renewLane(client, lane, epoch)))
    return { incarnation: epoch, position, last: keys.lanes.map(() => '0-0') }
  }
  const takeOver = async (): Promise<Session> => {
    const { epoch, relayed } = await redis.ask((client) => openEpoch(client, keys))
    const adopted = relayed && (await adoptAll(epoch, relayed).catch(unlessLost))
    const now = adopted ?? (await beginAnew(epoch))
    await redis.ask((client) => noteRelayed(client, keys, epoch, now))
    return { ...now, epoch, next: 1 }
  }

  const look = async ({ epoch }: Session): Promise<void> => {
    heads = await redis.ask((client) => lanes((lane) => readHead(client, lane)))
    if (heads.some((head) => head.epoch === '')) throw new LaneLost('A lane is gone.')
    if (heads.some((head) => head.epoch !== epoch)) throw new RelayFenced('Another relay is at work.')
  }
  const outstanding = (): number => heads.reduce((sum, { length }) => sum + length, 0)

  /** What nobody wants is passed without a note of each page: whoever relays next reads it again. */
  const noteReached = async (epoch: string, now: Relayed): Promise<void> => {
    passedSinceMs = undefined
    await redis.ask((client) => noteRelayed(client, keys, epoch, now))
  }
  const carry = async (current: Session, commits: readonly Commit[]): Promise<Session> => {
    const { epoch, incarnation, next } = current
    const byLane = entriesOf(commits, { wants, lanes: keys.lanes.length, epoch, next, before: current.position })
    const lengths = await redis.ask((client) =>
      Promise.all(
        [...byLane].map(async ([lane, entries]) => {
          const length = await publishTo(client, keys.lanes[lane]!, { epoch, last: current.last[lane]!, entries })
          return { lane, length, last: entries.at(-1)!.id }
        }),
      ),
    )
    const last = [...current.last]
    for (const of of lengths) {
      last[of.lane] = of.last
      heads = heads.with(of.lane, { ...heads[of.lane]!, length: of.length })
    }
    const now = { incarnation, position: commits.at(-1)!.position, last }
    if (byLane.size > 0) {
      await noteReached(epoch, now)
      ring()
    } else passedSinceMs ??= monotonicMs()
    return { ...now, epoch, next: next + commits.length }
  }

  /** What the store is told is over is over: the lanes were looked at in this epoch, and none was lost. */
  const note = async (current: Session): Promise<void> => {
    notedMs = monotonicMs()
    await look(current)
    const position = positionOf(heads, current.position)
    if (position !== noted) await store.writeCheckpoint(reader, position)
    noted = position
  }

  const restart = async ({ position, done }: Restart): Promise<void> => {
    await store.writeCheckpoint(reader, position)
    const { epoch } = await redis.ask((client) => openEpoch(client, keys))
    const now = await beginAnew(epoch)
    await redis.ask((client) => noteRelayed(client, keys, epoch, now))
    noted = position
    restarting = undefined
    done()
  }

  /** One step; gives how long to wait before the next. */
  const step = async (): Promise<number> => {
    if (restarting) {
      session = undefined
      await restart(restarting)
    }
    if (!session) {
      session = await takeOver()
      page = passedSinceMs = undefined
      heads = keys.lanes.map(() => ({ epoch: '', length: 0, first: undefined }))
      await look(session)
    }
    if (monotonicMs() - notedMs >= noteMs) await note(session)
    if (passedSinceMs !== undefined && monotonicMs() - passedSinceMs >= passedMs)
      await noteReached(session.epoch, session)
    if (outstanding() >= outstandingMax) {
      await look(session)
      if (outstanding() >= outstandingMax) return fullMs
    }
    page ??= await store.readCommits({ after: session.position, limit: pageMax })
    if (page.length > 0) session = await carry(session, page)
    const wasEmpty = page.length === 0
    page = undefined
    return wasEmpty ? (passedSinceMs === undefined ? idleMs : passedMs) : 0
  }
  const run = async (): Promise<void> => {
    let failures = 0
    while (!isOver) {
      try {
        const waitMs = isHolder ? await step() : idleMs
        failures = 0
        await (waitMs > 0 ? signal.wait(waitMs) : new Promise(setImmediate))
      } catch (error) {
        if (error instanceof LaneLost || error instanceof RelayFenced) session = undefined
        else {
          // The connection tells by itself when Redis is away.
          if (!(error instanceof RedisUnavailable)) needs.failed(error)
          failures += 1
          await signal.wait(Math.min(backoffMaxMs, 25 * 2 ** failures))
        }
      }
    }
  }
  const running = run()

  return {
    notify: signal.notify,
    /** All up to here is in the lanes, or nobody's, as far as this process carried it itself. */
    get reached(): Position | undefined {
      return isHolder ? session?.position : undefined
    },
    /** Whether this process holds the lease; without it nothing begins. */
    hold(now: boolean): void {
      if (isHolder === now) return
      isHolder = now
      session = undefined
      signal.notify()
    },
    /** Drops what is in the lanes and begins again at a position, as soon as this process holds the lease. */
    restartAt(position: Position): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      restarting = { position, done: resolve }
      signal.notify()
      return promise
    },
    /** Notes how far the group is, if Redis is there to say so. */
    async stop(): Promise<void> {
      isOver = true
      signal.notify()
      await running
      if (session) await note(session).catch(unlessAway)
    },
  }
}

/** All up to here is over: what stands before the first entry that any lane still holds. */
export function positionOf(heads: readonly LaneHead[], relayed: Position): Position {
  const [first, ...others] = heads.flatMap(({ first: entry }) => (entry ? [entry] : []))
  if (!first) return relayed
  return others.reduce((least, entry) => (isBefore(entry.id, least.id) ? entry : least), first).before
}

const unlessLost = (error: unknown): undefined => {
  if (!(error instanceof LaneLost)) throw error
  return undefined
}
const unlessAway = (error: unknown): void => {
  if (!(error instanceof RedisUnavailable || error instanceof LaneLost || error instanceof RelayFenced)) throw error
}
