/** One event on its way to one endpoint: when it is tried, how often, and what came of it. */

/** What an organisation is told, as events told live are (docs/live-events.md). */
export type ToldEvent = {
  readonly id: string
  readonly type: string
  readonly organisationId: string
  readonly subject: string
  readonly version: number
  readonly at: string
  readonly asOf: string
}

/** Why there was no reply. */
export type AttemptFailure = 'refused' | 'unreachable' | 'timed-out' | 'too-large'

export type Attempt = {
  readonly at: string
  readonly durationMs: number
  /** Of the reply; absent where none came, and `failure` says why. */
  readonly status?: number
  readonly failure?: AttemptFailure
  /** How the reply began. */
  readonly reply?: string
  /** How long the receiver asked us to wait. */
  readonly retryAfterMs?: number
}

export const deliveryStatuses = ['waiting', 'delivered', 'failed'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

export type Delivery = {
  readonly id: string
  readonly webhookId: string
  readonly organisationId: string
  readonly event: ToldEvent
  readonly createdMs: number
  /** Among those that were made with it: they are sent in the order in which they came. */
  readonly ordinal: number
  /** Attempts ever made. */
  readonly attempts: number
  /** The last of them, the newest last. */
  readonly lately: readonly Attempt[]
  /** Attempts since it was made or replayed: where it is in its plan. */
  readonly tries: number
  /** Waits no longer than until then. */
  readonly untilMs: number
  /** The Idempotency-Key of the request that had it sent again last. */
  readonly againBy?: string
} & (
  | { readonly status: 'waiting'; readonly dueMs: number }
  | { readonly status: 'delivered' | 'failed'; readonly endedMs: number }
)

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Between tries: what Standard Webhooks recommends, three days in all. */
export const retryWaitsMs: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
]
export const triesMax = retryWaitsMs.length + 1
/** The plan with its jitter takes up to 83 hours; what a breaker holds back for longer would come as history. */
export const lifeMs = 84 * hourMs
/** Attempts that are shown. */
export const latelyMax = triesMax
/** A receiver may put us off for so long at most. */
export const retryAfterMaxMs = 24 * hourMs

export const newDelivery = (
  whose: Pick<Delivery, 'id' | 'webhookId' | 'organisationId'>,
  event: ToldEvent,
  nowMs: number,
  ordinal = 0,
): Delivery => ({
  ...whose,
  event,
  status: 'waiting',
  createdMs: nowMs,
  ordinal,
  dueMs: nowMs,
  untilMs: nowMs + lifeMs,
  attempts: 0,
  lately: [],
  tries: 0,
})

export const succeeded = ({ status }: Pick<Attempt, 'status'>): boolean =>
  status !== undefined && status >= 200 && status < 300

/** By 410 a receiver says that it wants no more, ever. */
export const saysGone = ({ status }: Pick<Attempt, 'status'>): boolean => status === 410

/** @param random  in [0, 1): receivers that were away are not called by all at once */
export function afterAttempt(delivery: Delivery, attempt: Attempt, nowMs: number, random: number): Delivery {
  const tries = delivery.tries + 1
  const counted = {
    ...delivery,
    attempts: delivery.attempts + 1,
    tries,
    lately: [...delivery.lately, attempt].slice(-latelyMax),
  }
  if (succeeded(attempt)) return { ...counted, status: 'delivered', endedMs: nowMs }
  const wait = retryWaitsMs[tries - 1]
  if (wait === undefined || saysGone(attempt)) return { ...counted, status: 'failed', endedMs: nowMs }
  const jittered = Math.round(wait * (0.9 + 0.2 * random))
  const dueMs = nowMs + Math.max(jittered, attempt.retryAfterMs ?? 0)
  if (dueMs > delivery.untilMs) return { ...counted, status: 'failed', endedMs: nowMs }
  return { ...counted, status: 'waiting', dueMs }
}

/** It waited for longer than anybody still wants it. */
export const isTooLate = (delivery: Delivery, nowMs: number): boolean => nowMs > delivery.untilMs

export const givenUp = (delivery: Delivery, nowMs: number): Delivery => ({
  ...delivery,
  status: 'failed',
  endedMs: nowMs,
})

/** Begins its plan anew; what it was in before is still counted. */
export const replayed = ({ againBy: _before, ...delivery }: Delivery, nowMs: number, againBy?: string): Delivery => ({
  ...delivery,
  ...(againBy !== undefined && { againBy }),
  status: 'waiting',
  dueMs: nowMs,
  untilMs: nowMs + lifeMs,
  tries: 0,
})

/** The body that is signed and sent, the same to the byte however often: what Standard Webhooks recommends. */
export const payloadText = ({ event }: Pick<Delivery, 'event'>): string => {
  const { id, type, at, organisationId, subject, version, asOf } = event
  return JSON.stringify({ type, timestamp: at, data: { id, organisationId, subject, version, asOf } })
}
