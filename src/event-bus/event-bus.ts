/**
 * The event bus carries what was committed to whoever reacts to it: in order per stream, at least once, across
 * restarts. A consumer that cannot digest a message delays that stream alone, and in the end gives the message up.
 */
import type { Actor, Cause, Position, StreamName } from '../infrastructure/store/commit-log.ts'

/** One event of one commit. */
export type Message = {
  /** `${commit's id}/${n}`, n counting the commit's events from 0: what consumers recognise a repeated message by. */
  readonly id: string
  readonly type: string
  /** The version it was recorded with; `body` is upcast to what this release knows. */
  readonly schemaVersion: number
  readonly body: unknown
  readonly stream: StreamName
  /** The stream's kind and the id of its aggregate. */
  readonly kind: string
  readonly streamId: string
  /** The version of the stream that the event belongs to. */
  readonly version: number
  readonly position: Position
  readonly at: string
  readonly actor: Actor
  readonly cause: Cause
  /**
   * The organisations that took part in the commit: a union over all its streams, losers of an award among its winners.
   * Who may be told of this message is what the aggregate of its stream says.
   */
  readonly organisations: readonly string[]
}

/** What a consumer wants to hear of: events by type, or all events of streams by kind. */
export type Interest = { readonly eventTypes: readonly string[] } | { readonly kinds: readonly string[] }

type Handling =
  | {
      /** Called once at a time for each stream, and for `concurrency` (default 8) streams at once. */
      readonly handle: (message: Message, signal: AbortSignal) => Promise<void>
      readonly concurrency?: number
    }
  | {
      /**
       * Called with up to `batchMax` (default 100) messages in the order of the log, one call at a time. When it
       * fails, its messages come again one by one, so that one of them does not fail the others.
       */
      readonly handleBatch: (messages: readonly Message[], signal: AbortSignal) => Promise<void>
      readonly batchMax?: number
    }

/**
 * A group of equal consumers, one in each process: each message reaches one of them. Throwing is failing: the message
 * comes again. Throwing `Rejected` of kind `unavailable` says that it is not the message's fault: the whole group
 * pauses, and no attempt is counted.
 */
export type Consumer = Handling & {
  /** The group's name, kept for ever: lower-case letters, digits, dashes. */
  readonly name: string
  readonly interest: Interest
  /** Where a group begins that was never here: at the first commit (default), or with what is committed from now on. */
  readonly from?: 'start' | 'now'
  /**
   * Asked when the bus starts: true where what the group made of its messages is gone. It then begins as one that was
   * never here, dead letters forgotten. Where it throws `unavailable`, it is asked again, and the group begins when it
   * is answered; the others do not wait for it.
   */
  readonly beginsAnew?: () => Promise<boolean>
  /** When a call counts as failed; its signal aborts. Default 30,000. */
  readonly timeoutMs?: number
}

export type GroupLag = {
  readonly group: string
  /** All up to here is handled, parked or given up. */
  readonly position: Position
  /** Age of the oldest commit that is not handled; 0 when there is none. */
  readonly lagMs: number
  /** Messages that failed or stand behind one that did. */
  readonly parked: number
  readonly deadLetters: number
}

/** A message that was given up. */
export type DeadLetter = {
  readonly id: string
  readonly group: string
  readonly messageId: string
  readonly type: string
  readonly stream: StreamName
  readonly version: number
  readonly at: string
  readonly attempts: number
  /** What the last attempt died of, without the values it may have quoted. */
  readonly reason: string
  /** The event's body without its texts. */
  readonly payload: string
  /** When it was given up. */
  readonly givenUpAt: string
}

export interface EventBus {
  /** Before `start`. Throws `RangeError` for a name that is taken or is not a name. */
  subscribe(consumer: Consumer): void
  start(): Promise<void>
  /** Delivers nothing more and waits for the calls under way, at most so long; what is cut off comes again. */
  stop(timeoutMs: number): Promise<void>
  lag(): Promise<readonly GroupLag[]>
  /** Oldest first, at most `limit` (1 to 1,000), after the id `after`. */
  deadLetters(find: { group?: string; after?: string; limit: number }): Promise<readonly DeadLetter[]>
  /** Delivers a dead letter again; false when there is none of that id, as when it is being replayed already. */
  replay(id: string): Promise<boolean>
}

/** Tries a message gets, this one included. */
export const attemptsMax = 5
/** A message whose delivery killed the process that often is given up without another try. */
export const crashesMax = 2

/**
 * Milliseconds until the next try: full jitter below base, 2 × base, 4 × base … 16 × base.
 * @param tries  tries that failed, from 1
 * @param random  in [0, 1)
 */
export const retryDelayMs = (tries: number, baseMs: number, random: number): number =>
  random * baseMs * 2 ** Math.min(tries - 1, 4)
