/** One group of a bus, or one share of it: it reads ahead, calls its consumer, parks what fails, remembers how far it is. */
import type { Commit, Position } from '../infrastructure/store/commit-log.ts'
import { createWakeSignal } from '../infrastructure/store/wake-signal.ts'
import { refOf, wantsOf, type MessageRef } from './bus-message.ts'
import { crashesMax, type GroupLag, type Message } from './event-bus.ts'
import type { CallSlots } from './call-slots.ts'
import { createBatchBacklog, createStreamBacklog } from './backlog.ts'
import { createDelivery } from './delivery.ts'
import { createParkedStreams, type ParkedStreamsNeeds } from './parked-streams.ts'
import { createPause } from './pause.ts'
import { createProgress } from './progress.ts'
import { createProgressNotes } from './progress-notes.ts'
import type { ParkedMessage } from './group-state.ts'

export type GroupNeeds = Omit<ParkedStreamsNeeds, 'delivery'> & {
  readonly head: () => Promise<Position>
  /** Shared by all that deliver for the group in this process. */
  readonly slots: CallSlots
  readonly failed: (group: string, error: unknown) => void
}
export type ConsumerGroup = ReturnType<typeof createConsumerGroup>

/** Messages read ahead, streams parked, before a group reads no further. */
const backlogMax = 512
const parkedStreamsMax = 1_000
/** How often to look without a hint. */
const idleMs = 1_000

type Work = () => Promise<void>

export function createConsumerGroup(needs: GroupNeeds) {
  const { consumer, state, feed, monotonicMs, slots } = needs
  const group = consumer.name
  const single = 'handle' in consumer
  const backlog = single ? createStreamBacklog() : createBatchBacklog(consumer.batchMax ?? 100)
  const wants = wantsOf(consumer.interest)
  const delivery = createDelivery(consumer)
  const parked = createParkedStreams({ ...needs, delivery })
  const signal = createWakeSignal()
  const progress = createProgress()
  const pause = createPause(needs)
  const inFlight = new Map<string, MessageRef>()
  const notes = createProgressNotes({ ...needs, group, progress, inFlight })
  const recovered = new Set<string>()
  // Only so many messages can have been given up that the saved progress does not cover.
  let maybeGivenUp = backlogMax
  let running = false
  let calls = 0
  let reading: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let unsubscribe = (): void => {}

  const isBusy = (stream: string): boolean => inFlight.values().some((ref) => ref.stream === stream)
  /** Parks messages of one stream; the first was tried so often. */
  const park = (messages: readonly Message[], attempts: number): void => {
    const [first] = messages
    if (!first) return
    const refs = messages.map((message, n) => ({ ...refOf(message), attempts: n === 0 ? attempts : 0, crashes: 0 }))
    state.park(group, refs)
    parked.add(first.stream, attempts)
    refs.forEach(progress.over)
  }
  const isOver = (message: Message): boolean =>
    recovered.delete(message.id) || (maybeGivenUp-- > 0 && state.isGivenUp(group, refOf(message)))

  const accept = (commit: Commit): void => {
    const mine = feed.messagesOf(commit, wants).filter((message) => !isOver(message))
    progress.read(
      commit,
      mine.map((message) => refOf(message).ordinal),
    )
    for (const message of mine) {
      if (parked.has(message.stream)) park([message], 0)
      else backlog.add(message)
    }
  }

  /** Calls the consumer; gives what goes back to the front of the backlog. */
  const call = async (messages: readonly Message[]): Promise<readonly Message[]> => {
    const outcome = await delivery.attempt(messages)
    switch (outcome.kind) {
      case 'handled':
        pause.end()
        messages.map(refOf).forEach(progress.over)
        return []
      case 'cut off':
        return messages
      case 'unavailable':
        pause.begin()
        return messages
      case 'failed': {
        const [first, second] = messages
        if (second) return oneByOne(messages)
        // Alone after a batch, it was tried twice.
        park([first!, ...backlog.drop(first!.stream)], single ? 1 : 2)
        return []
      }
    }
  }
  const oneByOne = async (messages: readonly Message[]): Promise<readonly Message[]> => {
    for (const [n, message] of messages.entries()) {
      if (parked.has(message.stream)) park([message], 0)
      else if ((await call([message])).length > 0) return messages.slice(n)
    }
    return []
  }

  const beginFirst = (messages: readonly Message[]): Work => {
    for (const message of messages) inFlight.set(message.id, refOf(message))
    return async () => {
      let unhandled = messages
      try {
        unhandled = await call(messages)
      } finally {
        for (const { id } of messages) inFlight.delete(id)
        backlog.done(messages, unhandled)
      }
    }
  }
  const beginRetry = (one: ParkedMessage): Work => {
    const key = `${one.position}/${one.ordinal}`
    inFlight.set(key, one)
    return async () => {
      try {
        if ((await parked.retry(one)) === 'unavailable') pause.begin()
      } finally {
        inFlight.delete(key)
      }
    }
  }
  const begin = (now: number): Work | undefined => {
    const one = parked.begin(now, isBusy)
    if (one) return beginRetry(one)
    const messages = backlog.take()
    return messages && beginFirst(messages)
  }

  const run = (work: Work): void => {
    calls += 1
    slots.take()
    void work()
      .catch((error: unknown) => {
        needs.failed(group, error)
        pause.begin()
      })
      .finally(() => {
        calls -= 1
        slots.give()
        signal.notify()
      })
  }
  const dispatch = (): void => {
    if (!running) return
    const now = monotonicMs()
    const begun: Work[] = []
    while (now >= pause.untilMs && begun.length < slots.free) {
      const work = begin(now)
      if (!work) break
      begun.push(work)
    }
    // A file that cannot be written costs the count of crashes, not the delivery.
    if (begun.length > 0) attemptTo(notes.save)
    begun.forEach(run)
    clearTimeout(timer)
    const wakeAt = now < pause.untilMs ? pause.untilMs : slots.free > 0 ? parked.nextDue() : Infinity
    if (wakeAt < Infinity) timer = setTimeout(dispatch, Math.max(1, wakeAt - now))
  }
  const attemptTo = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      needs.failed(group, error)
    }
  }

  const read = async (): Promise<void> => {
    while (running) {
      try {
        const isFull = backlog.size >= backlogMax || parked.size >= parkedStreamsMax
        const page = isFull ? [] : await feed.read(progress.cursor)
        for (const commit of page) accept(commit)
        dispatch()
        if (page.length === 0 && calls === 0) notes.saveIdle()
        await (page.length > 0 ? new Promise(setImmediate) : signal.wait(idleMs))
      } catch (error) {
        needs.failed(group, error)
        await signal.wait(idleMs)
      }
    }
  }
  const stop = async (timeoutMs: number): Promise<void> => {
    running = false
    unsubscribe()
    clearTimeout(timer)
    signal.notify()
    await reading
    const until = monotonicMs() + timeoutMs
    while (calls > 0 && monotonicMs() < until) await signal.wait(Math.max(1, until - monotonicMs()))
    delivery.cutOff()
    while (calls > 0) await signal.wait(idleMs)
    inFlight.clear()
    notes.save()
  }
  const lag = async (): Promise<GroupLag> => {
    const unread = progress.cursor < (await needs.head()) ? (await feed.read(progress.cursor))[0]?.at : undefined
    const waiting = [progress.oldestAt, state.oldestParked(group)?.at, unread].filter((at) => at !== undefined)
    const lagMs = waiting.length === 0 ? 0 : Math.max(0, needs.now() - Math.min(...waiting.map((at) => Date.parse(at))))
    const [parkedMessages, deadLetters] = [state.countParked(group), state.countLetters(group)]
    return { group, position: progress.reached, lagMs, parked: parkedMessages, deadLetters }
  }

  return {
    name: group,
    lag,
    stop,
    /** There may be more in the log. */
    notify: signal.notify,
    open: (at: Position): void => progress.begin(state.openGroup(group, at)),
    /** Delivers what the last process died with, each alone in the whole bus, so that it is known which to blame. */
    async recover(): Promise<void> {
      for (const suspect of state.suspects(group)) {
        const first = state.nextParked(group, suspect.stream)
        if (first?.position !== suspect.position || first.ordinal !== suspect.ordinal) continue
        if (suspect.crashes < crashesMax) state.save(group, progress.reached, [suspect])
        await parked.retry(suspect)
        const message = await feed.find(suspect.position, suspect.ordinal)
        if (message) recovered.add(message.id)
        state.save(group, progress.reached, [])
      }
      parked.load()
    },
    start(): void {
      running = true
      unsubscribe = slots.onFree(dispatch)
      reading = read()
    },
    /** A dead letter of this stream was parked again: what waits of the stream comes after it. */
    replayed(stream: string): void {
      parked.add(stream, 0)
      park(backlog.drop(stream), 0)
      dispatch()
    },
  }
}
