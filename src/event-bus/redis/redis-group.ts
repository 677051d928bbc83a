/** A group in this process: it relays if no other does, and owns its share of the lanes, as long as Redis says so. */
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import type { Position } from '../../infrastructure/store/commit-log.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { createWakeSignal } from '../../infrastructure/store/wake-signal.ts'
import { wantsOf } from '../bus-message.ts'
import { groupKeys, lanesOfSingle } from './bus-keys.ts'
import { leaveGroup, renewRoles } from './group-roles.ts'
import { forgetHeld, readParked, type StoredMessage } from './held-messages.ts'
import { createLaneTurns, type LaneTurnsNeeds } from './lane-turns.ts'
import { createRelay } from './relay.ts'

export type RedisGroupNeeds = Omit<LaneTurnsNeeds, 'finished' | 'changed' | 'keys' | 'store'> & {
  readonly store: Pick<
    Store,
    'readCommits' | 'findCommit' | 'onAppended' | 'readCheckpoint' | 'writeCheckpoint' | 'documents'
  >
  readonly prefix: string
  /** Tells all processes that the group has more to read, or more that is parked. */
  readonly ring: () => void
  readonly ringParked: () => void
}
export type RedisGroup = ReturnType<typeof createRedisGroup>

/** Under which name the store keeps how far a group is. */
export const positionReader = (group: string): string => `bus/${group}`

/** Rounds of leases between two looks for what other processes parked. */
const adoptEvery = 10
/** Until the first lane is there, or after something failed. */
const soonMs = 50

export function createRedisGroup(needs: RedisGroupNeeds) {
  const { redis, store, consumer, token, leaseMs, monotonicMs } = needs
  const group = consumer.name
  const keys = groupKeys(needs.prefix, group, 'handle' in consumer ? lanesOfSingle : 1)
  const signal = createWakeSignal()
  const failed = (error: unknown): void => {
    if (!(error instanceof RedisUnavailable)) needs.failed(group, error)
  }
  const notifyLanes = (): void => turns.opened().forEach((lane) => lane.notify())
  const relay = createRelay({
    ...needs,
    keys,
    reader: positionReader(group),
    wants: wantsOf(consumer.interest),
    ring() {
      notifyLanes()
      needs.ring()
    },
    failed,
  })
  const turns = createLaneTurns({ ...needs, keys, finished: relay.notify, changed: signal.notify })
  let anew: Position | undefined
  let isOver = false
  let heldUntilMs = -Infinity
  let rounds = 0
  let keeping: Promise<void> = Promise.resolve()

  const beginAnew = async (position: Position): Promise<void> => {
    turns.loseAll()
    if (turns.size > 0) return
    await forgetHeld(store.documents, group, needs.nextVersion)
    await relay.restartAt(position)
    await redis.ask((client) => client.del(keys.anew))
    signal.notify()
  }
  const adoptParked = async (): Promise<void> => {
    for (const message of await readParked(store.documents, group, 1_000)) turns.of(message.stream)?.adopt(message)
  }
  const round = async (): Promise<void> => {
    const asked = monotonicMs()
    const wanted = anew
    if (wanted !== undefined) await redis.ask((client) => client.set(keys.anew, wanted))
    anew = undefined
    const roles = await renewRoles(redis, keys, token, leaseMs)
    heldUntilMs = asked + leaseMs
    relay.hold(roles.isRelay)
    // Until the group began anew nothing of before is delivered.
    if (roles.anew === undefined) await turns.keep(Math.ceil(keys.lanes.length / roles.members))
    else if (roles.isRelay) await beginAnew(roles.anew)
    rounds += 1
    if (rounds % adoptEvery === 0) await adoptParked()
  }
  const keep = async (): Promise<void> => {
    while (!isOver) {
      try {
        await round()
        await signal.wait(turns.size === 0 ? soonMs : leaseMs / 3)
      } catch (error) {
        failed(error)
        if (monotonicMs() > heldUntilMs) {
          relay.hold(false)
          turns.loseAll()
        }
        await signal.wait(soonMs)
      }
    }
  }

  return {
    keys,
    /** All up to here is in the lanes, or nobody's, where this process carries it there. */
    reached: (): Position | undefined => relay.reached,
    /** Begins to relay and to deliver as soon as Redis is there; anew at a position where that is given. */
    start(anewAt: Position | undefined): void {
      anew = anewAt
      const unsubscribe = store.onAppended(relay.notify)
      keeping = keep().finally(unsubscribe)
    },
    /** There may be something to read, or room. */
    notify(): void {
      relay.notify()
      notifyLanes()
    },
    /** A dead letter was parked again, by this process. */
    adopt(message: StoredMessage): void {
      turns.of(message.stream)?.adopt(message)
      needs.ringParked()
    },
    adoptParked: (): void => void adoptParked().catch(failed),
    /** What was parked or given up in this process so far is in the store. */
    settled: async (): Promise<void> => void (await Promise.all(turns.opened().map((lane) => lane.settled()))),
    async stop(timeoutMs: number): Promise<void> {
      isOver = true
      signal.notify()
      await keeping
      await turns.endAll(timeoutMs)
      await relay.stop()
      await leaveGroup(redis, keys, token).catch(failed)
    },
  }
}
