/** The streams of a group that a failing message holds up: when each is tried again, and when a message is given up. */
import { attemptsMax, crashesMax, retryDelayMs, type Consumer, type Message } from './event-bus.ts'
import type { CommitFeed } from './commit-feed.ts'
import type { Delivery } from './delivery.ts'
import { redactedPayload, redactedReason } from './redact.ts'
import type { GroupState, ParkedMessage } from './group-state.ts'

export type ParkedStreamsNeeds = {
  readonly consumer: Consumer
  readonly state: GroupState
  readonly feed: CommitFeed
  readonly delivery: Delivery
  /** Milliseconds since 1970, and on a clock that never jumps. */
  readonly now: () => number
  readonly monotonicMs: () => number
  readonly random: () => number
  readonly retryBaseMs: number
}
type Held = { dueMs: number; busy: boolean }

export function createParkedStreams(needs: ParkedStreamsNeeds) {
  const { state, feed, delivery, monotonicMs, random, retryBaseMs } = needs
  const group = needs.consumer.name
  const held = new Map<string, Held>()

  const retryAt = (tries: number): number =>
    monotonicMs() + (tries === 0 ? 0 : retryDelayMs(tries, retryBaseMs, random()))
  /** The stream's next message is due at once; without one the stream is free. */
  const goOn = (stream: string): void => {
    if (state.nextParked(group, stream)) held.set(stream, { dueMs: monotonicMs(), busy: false })
    else held.delete(stream)
  }
  const giveUp = (one: ParkedMessage, message: Message | undefined, attempts: number, reason: string): void => {
    const { position, ordinal, stream, at } = one
    state.giveUp(group, {
      position,
      ordinal,
      stream,
      at,
      attempts,
      reason,
      messageId: message?.id ?? '',
      type: message?.type ?? '',
      version: message?.version ?? 0,
      payload: message ? payloadOf(message) : '',
      givenUpAt: new Date(needs.now()).toISOString(),
    })
    goOn(stream)
  }
  const later = (one: ParkedMessage, attempts: number, dueMs: number): void => {
    state.tried(group, one, attempts)
    held.set(one.stream, { dueMs, busy: false })
  }

  return {
    get size() {
      return held.size
    },
    has: (stream: string): boolean => held.has(stream),
    /** Holds a stream up after so many tries of its first message. */
    add(stream: string, tries: number): void {
      if (!held.has(stream)) held.set(stream, { dueMs: retryAt(tries), busy: false })
    },
    /** Holds up what an earlier process parked; all of it is due. */
    load(): void {
      for (const stream of state.parkedStreams(group)) held.set(stream, { dueMs: monotonicMs(), busy: false })
    },
    nextDue: (): number => {
      let next = Infinity
      for (const { dueMs, busy } of held.values()) if (!busy && dueMs < next) next = dueMs
      return next
    },
    /** Takes the first message of a stream that is due and that no call is busy with. */
    begin(now: number, isBusy: (stream: string) => boolean): ParkedMessage | undefined {
      for (const [stream, one] of held) {
        if (one.busy || one.dueMs > now || isBusy(stream)) continue
        const message = state.nextParked(group, stream)
        if (message) {
          one.busy = true
          return message
        }
        held.delete(stream)
      }
      return undefined
    },
    async retry(one: ParkedMessage): Promise<'unavailable' | undefined> {
      try {
        const message = await feed.find(one.position, one.ordinal)
        if (!message) giveUp(one, undefined, one.attempts, 'It is not in the log.')
        else if (one.crashes >= crashesMax)
          giveUp(one, message, one.attempts + one.crashes, 'The process ended while it was delivered; not tried again.')
        else {
          const outcome = await delivery.attempt([message])
          switch (outcome.kind) {
            case 'handled':
              state.unpark(group, one)
              goOn(one.stream)
              break
            case 'failed': {
              const attempts = one.attempts + 1
              if (attempts >= attemptsMax) giveUp(one, message, attempts, redactedReason(outcome.error))
              else later(one, attempts, retryAt(attempts))
              break
            }
            case 'unavailable':
              later(one, one.attempts, monotonicMs())
              return 'unavailable'
            case 'cut off':
          }
        }
        return undefined
      } finally {
        // What threw on the way, such as a full disk, is tried again a little later.
        const stream = held.get(one.stream)
        if (stream?.busy) held.set(one.stream, { dueMs: monotonicMs() + retryBaseMs, busy: false })
      }
    },
  }
}

const payloadOf = (message: Message): string => {
  try {
    return redactedPayload(message.body)
  } catch (error) {
    return redactedReason(error)
  }
}
