/** The event bus over Redis Streams: many processes share the work; the log and the store lose nothing whatever Redis does. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import { logStart, type Position } from '../../infrastructure/store/commit-log.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { ReadBody } from '../bus-message.ts'
import { createCallGate, createCallSlots } from '../call-slots.ts'
import { callsAtOnce } from '../calls-at-once.ts'
import type { Consumer, EventBus } from '../event-bus.ts'
import { bellKey } from './bus-keys.ts'
import { openBell, type Bell } from './bell.ts'
import { readGroupLag } from './group-lag.ts'
import { readLetters } from './held-messages.ts'
import { createRedisGroup, positionReader, type RedisGroup } from './redis-group.ts'
import { replayLetter } from './replay-letter.ts'
import { whetherAnew } from '../whether-anew.ts'

export type RedisEventBusOptions = {
  readonly redis: RedisConnection
  /** Opened with `heldMessages` among its collections. */
  readonly store: Pick<
    Store,
    'readCommits' | 'findCommit' | 'head' | 'onAppended' | 'readCheckpoint' | 'writeCheckpoint' | 'documents'
  >
  /** Gives event bodies as this release knows them. */
  readonly readBody: ReadBody
  /** Names this process among all that ever were. */
  readonly token: string
  /** Milliseconds since 1970, and on a clock that never jumps. */
  readonly now: () => number
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly random: () => number
  /** Told of what went wrong around deliveries; that Redis is away, its connection tells. */
  readonly failed: (group: string, error: unknown) => void
  /** The first retry comes within this, the next within twice as much, and so on. Default 1,000. */
  readonly retryBaseMs?: number
  /** How long a process that says nothing more keeps what it had. Default 5,000. */
  readonly leaseMs?: number
  /** Where its keys are. Default `fx:bus`. */
  readonly prefix?: string
}

/** Notes that a group was here: its position may be the start of the log. */
const knownReader = (group: string): string => `bus/${group}/known`
/** What the bell says when a group has more that is parked. */
const parkedOf = (group: string): string => `${group}/parked`
const known: Position = 'f'.repeat(16)

type Entry = { readonly consumer: Consumer; readonly group: RedisGroup }

/** Opens the bus; the connection and the store are closed after `stop`. */
export function openRedisEventBus(options: RedisEventBusOptions): EventBus {
  const { redis, store, retryBaseMs = 1_000, leaseMs = 5_000, prefix = 'fx:bus' } = options
  const gate = createCallGate()
  const groups = new Map<string, Entry>()
  const stopping = new AbortController()
  const late: Promise<void>[] = []
  let bell: Bell | undefined
  let version = 0
  const nextVersion = (): number => (version = Math.max(version + 1, options.now() * 1_024))
  const away = (error: unknown): void => {
    if (!(error instanceof RedisUnavailable)) options.failed('bus', error)
  }

  /** Where the group begins anew, if it does. */
  const beginning = async (
    { name, from }: Consumer,
    isAnew: boolean,
    head: Position,
  ): Promise<Position | undefined> => {
    const begin = from === 'now' ? head : logStart
    if (isAnew) {
      await store.writeCheckpoint(knownReader(name), known)
      return begin
    }
    if ((await store.readCheckpoint(knownReader(name))) === known) return undefined
    if (begin !== logStart) await store.writeCheckpoint(positionReader(name), begin)
    await store.writeCheckpoint(knownReader(name), known)
    return undefined
  }

  /** False where nobody can say yet how it begins. */
  const begin = async ({ consumer, group }: Entry, head: Position): Promise<boolean> => {
    const isAnew = await whetherAnew(consumer)
    if (isAnew === undefined) return false
    group.start(await beginning(consumer, isAnew, head))
    return true
  }
  const beginLate = async (entry: Entry, head: Position): Promise<void> => {
    for (let waitMs = retryBaseMs; !stopping.signal.aborted; waitMs = Math.min(2 * waitMs, 16 * retryBaseMs)) {
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted || (await begin(entry, head))) return
    }
  }

  return {
    subscribe(consumer) {
      const slots = createCallSlots(callsAtOnce(consumer, groups), gate)
      const { name } = consumer
      const ring = (): void => bell?.ring(name)
      const ringParked = (): void => bell?.ring(parkedOf(name))
      const more = { consumer, slots, gate, nextVersion, retryBaseMs, leaseMs, prefix, ring, ringParked }
      groups.set(name, { consumer, group: createRedisGroup({ ...options, ...more }) })
    },
    async start() {
      const head = await store.head()
      bell = openBell(redis, bellKey(prefix), {
        token: options.token,
        heard(names) {
          for (const [name, { group }] of groups) {
            if (names.has(name)) group.notify()
            if (names.has(parkedOf(name))) group.adoptParked()
          }
        },
        failed: away,
      })
      for (const entry of groups.values())
        if (!(await begin(entry, head)))
          late.push(beginLate(entry, head).catch((error: unknown) => options.failed(entry.consumer.name, error)))
    },
    async stop(timeoutMs) {
      stopping.abort()
      await Promise.all(late)
      await Promise.all(groups.values().map(({ group }) => group.stop(timeoutMs)))
      await bell?.close()
    },
    lag: () =>
      Promise.all(
        groups.values().map(({ group, consumer }) => readGroupLag({ ...options, group, name: consumer.name })),
      ),
    async deadLetters(find) {
      if (!(find.limit >= 1 && find.limit <= 1_000))
        throw new RangeError(`A list has 1 to 1,000 dead letters, not ${find.limit}.`)
      return readLetters(store.documents, find)
    },
    replay: (id) => replayLetter(id, { ...options, prefix, nextVersion, groupOf: (name) => groups.get(name)?.group }),
  }
}
