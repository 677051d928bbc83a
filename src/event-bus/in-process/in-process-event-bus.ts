/** The embedded event bus: the commit log is its queue, one small file remembers how far each group has come. */
import { setTimeout as sleep } from 'node:timers/promises'
import { logStart, type Position } from '../../infrastructure/store/commit-log.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { ReadBody } from '../bus-message.ts'
import type { Consumer, EventBus } from '../event-bus.ts'
import { callsAtOnce } from '../calls-at-once.ts'
import { createCallSlots } from '../call-slots.ts'
import { createCommitFeed } from '../commit-feed.ts'
import { createConsumerGroup, type ConsumerGroup } from '../consumer-group.ts'
import { openSqliteBusState } from './sqlite-bus-state.ts'
import { whetherAnew } from '../whether-anew.ts'

export type InProcessEventBusOptions = {
  /** Where the file is that remembers. */
  readonly path: string
  readonly log: Pick<Store, 'readCommits' | 'findCommit' | 'head' | 'onAppended'>
  /** Gives event bodies as this release knows them. */
  readonly readBody: ReadBody
  /** Milliseconds since 1970, and on a clock that never jumps. */
  readonly now: () => number
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly random: () => number
  /** Told of what went wrong around deliveries, such as a disk that is full. */
  readonly failed: (group: string, error: unknown) => void
  /** The first retry comes within this, the next within twice as much, and so on. Default 1,000. */
  readonly retryBaseMs?: number
}

type Entry = { readonly consumer: Consumer; readonly group: ConsumerGroup }

/** Opens the bus; `close` of the store comes after `stop`. */
export function openInProcessEventBus(options: InProcessEventBusOptions): EventBus {
  const { log, retryBaseMs = 1_000 } = options
  const state = openSqliteBusState(options.path)
  const feed = createCommitFeed(log, options.readBody)
  const groups = new Map<string, Entry>()
  const stopping = new AbortController()
  const late: Promise<void>[] = []
  let unsubscribe = (): void => {}

  const open = ({ consumer, group }: Entry, isAnew: boolean, head: Position): void => {
    if (isAnew) state.forget(consumer.name)
    group.open(consumer.from === 'now' ? head : logStart)
  }
  /** Its neighbours are under way by then: were it to end the process now, some of them would share the blame. */
  const startLate = async (entry: Entry, head: Position): Promise<void> => {
    for (let waitMs = retryBaseMs; !stopping.signal.aborted; waitMs = Math.min(2 * waitMs, 16 * retryBaseMs)) {
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      const isAnew = await whetherAnew(entry.consumer)
      if (isAnew === undefined) continue
      if (isAnew) open(entry, true, head)
      await entry.group.recover()
      return entry.group.start()
    }
  }

  return {
    subscribe(consumer) {
      const slots = createCallSlots(callsAtOnce(consumer, groups))
      const group = createConsumerGroup({ ...options, consumer, state, feed, slots, head: log.head, retryBaseMs })
      groups.set(consumer.name, { consumer, group })
    },
    async start() {
      const head = await log.head()
      const ready: Entry[] = []
      const waiting: Entry[] = []
      for (const entry of groups.values()) {
        const isAnew = await whetherAnew(entry.consumer)
        open(entry, isAnew ?? false, head)
        if (isAnew === undefined) waiting.push(entry)
        else ready.push(entry)
      }
      for (const { group } of ready) await group.recover()
      unsubscribe = log.onAppended(() => {
        for (const { group } of groups.values()) group.notify()
      })
      for (const { group } of ready) group.start()
      for (const entry of waiting)
        late.push(startLate(entry, head).catch((error: unknown) => options.failed(entry.consumer.name, error)))
    },
    async stop(timeoutMs) {
      unsubscribe()
      stopping.abort()
      await Promise.all(late)
      await Promise.all(groups.values().map(({ group }) => group.stop(timeoutMs)))
      state.close()
    },
    lag: () => Promise.all(groups.values().map(({ group }) => group.lag())),
    async deadLetters({ group, after, limit }) {
      if (!(limit >= 1 && limit <= 1_000)) throw new RangeError(`A list has 1 to 1,000 dead letters, not ${limit}.`)
      return state.letters(group, after, limit)
    },
    async replay(id) {
      const found = groups.get(id.slice(0, id.indexOf(':')))
      const stream = found && state.exhume(id)
      if (stream === undefined) return false
      found?.group.replayed(stream)
      return true
    },
  }
}
