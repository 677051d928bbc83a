/**
 * What one endpoint's deliveries share: when they are looked at next, by whom just now, and how the endpoint does. So
 * that of ten thousand endpoints one that fails costs one look now and then, and no other waits for it.
 */

/** Endpoints that fail or are slow have places of their own, so that they never take all. */
export type Lane = 'quick' | 'slow'

/** How an endpoint does, by its replies. */
export type Health = {
  /** Attempts that failed since one succeeded. */
  readonly failures: number
  readonly failingSinceMs: number | null
  /** Times that the breaker opened since an attempt succeeded. */
  readonly openings: number
  /** Nothing is tried until then: the breaker is open, or the receiver asked for it. */
  readonly restsUntilMs: number
  readonly lane: Lane
}

export type EndpointQueue = Health & {
  readonly webhookId: string
  readonly organisationId: string
  /** When there is something to look at; null: when something comes. */
  readonly dueMs: number | null
  /** Who sends just now, and until when at most; somebody who died is succeeded then. */
  readonly heldBy: string | null
  readonly heldUntilMs: number
  /** Grows with what comes: whoever holds it sees that there is more than they looked at. */
  readonly wakes: number
  /** Grows when the endpoint is made anew: what was known of its health is of no use then. */
  readonly epoch: number
  /** About so many deliveries wait. */
  readonly waiting: number
  /** What found no room among those that wait: to be had by a replay of that time. */
  readonly missed: { readonly since: string; readonly count: number } | null
  /** Of the last write. */
  readonly stamp: string
}

/** As many deliveries of one endpoint wait at most. */
export const waitingMax = 10_000
/** Failures in a row that open the breaker. */
export const breakerFailures = 5
const restMs = 30_000
const restMaxMs = 3_600_000
/** A reply that took longer is slow. */
export const slowMs = 3_000
/** An endpoint that failed for so long is disabled. */
export const failingMaxMs = 5 * 86_400_000

const sound: Health = { failures: 0, failingSinceMs: null, openings: 0, restsUntilMs: 0, lane: 'quick' }

export const newQueue = (webhookId: string, organisationId: string): EndpointQueue => ({
  ...sound,
  webhookId,
  organisationId,
  dueMs: null,
  heldBy: null,
  heldUntilMs: 0,
  wakes: 0,
  epoch: 0,
  waiting: 0,
  missed: null,
  stamp: '',
})

/** When somebody is to look at it. */
export const looksAtMs = ({ dueMs, heldBy, heldUntilMs, restsUntilMs }: EndpointQueue): number | null =>
  heldBy !== null ? heldUntilMs : dueMs === null ? null : Math.max(dueMs, restsUntilMs)

export const isDue = (queue: EndpointQueue, nowMs: number): boolean => {
  const atMs = looksAtMs(queue)
  return atMs !== null && atMs <= nowMs
}

/** How many of these find room. */
export const roomFor = ({ waiting }: EndpointQueue, count: number): number =>
  Math.max(0, Math.min(count, waitingMax - waiting))

/** With so many more to send at once, and so many that found no room. */
export const withMore = (queue: EndpointQueue, count: number, missedCount: number, now: string): EndpointQueue => ({
  ...queue,
  dueMs: count === 0 ? queue.dueMs : Math.min(queue.dueMs ?? Infinity, Date.parse(now)),
  wakes: queue.wakes + 1,
  waiting: queue.waiting + count,
  missed:
    missedCount === 0
      ? queue.missed
      : { since: queue.missed?.since ?? now, count: (queue.missed?.count ?? 0) + missedCount },
})

/** After the endpoint was changed or enabled: it is tried as if nothing had been. */
export const madeAnew = (queue: EndpointQueue, nowMs: number): EndpointQueue => ({
  ...queue,
  ...sound,
  dueMs: nowMs,
  wakes: queue.wakes + 1,
  epoch: queue.epoch + 1,
})

export const taken = (queue: EndpointQueue, by: string, untilMs: number): EndpointQueue => ({
  ...queue,
  heldBy: by,
  heldUntilMs: untilMs,
})

/** What whoever held it leaves behind. */
export type Left = {
  /** As it was when they took it. */
  readonly from: Pick<EndpointQueue, 'wakes' | 'epoch'>
  readonly health: Health
  readonly dueMs: number | null
  readonly waiting: number
}

/** What came meanwhile is looked at at once; what was found out about another epoch's endpoint is forgotten. */
export function letGo(queue: EndpointQueue, { from, health, dueMs, waiting }: Left, nowMs: number): EndpointQueue {
  const isSameEndpoint = queue.epoch === from.epoch
  const hasMore = queue.wakes !== from.wakes
  return {
    ...queue,
    ...(isSameEndpoint && health),
    dueMs: hasMore ? nowMs : dueMs,
    waiting: hasMore ? Math.max(waiting, queue.waiting) : waiting,
    heldBy: null,
    heldUntilMs: 0,
  }
}

export type Result = {
  readonly ok: boolean
  readonly durationMs: number
  readonly retryAfterMs?: number | undefined
}

/**
 * Five failures in a row open the breaker: the endpoint rests for half a minute, then twice as long each time, an hour at
 * most; one attempt then says whether it is back. What was under way when it opened, and fails too, says nothing new.
 * @param random  in [0, 1)
 */
export function healthAfter(health: Health, result: Result, nowMs: number, random: number): Health {
  const lane: Lane = !result.ok || result.durationMs > slowMs ? 'slow' : 'quick'
  if (result.ok) return { ...sound, lane }
  const failures = health.failures + 1
  const opens = failures >= breakerFailures && nowMs >= health.restsUntilMs
  const openMs = opens ? Math.min(restMaxMs, restMs * 2 ** health.openings) * (0.8 + 0.4 * random) : 0
  return {
    failures,
    failingSinceMs: health.failingSinceMs ?? nowMs,
    openings: health.openings + (opens ? 1 : 0),
    restsUntilMs: Math.max(health.restsUntilMs, nowMs + Math.round(Math.max(openMs, result.retryAfterMs ?? 0))),
    lane,
  }
}

/** While a broken endpoint may be back, one attempt at a time asks it. */
export const isOnTrial = ({ failures }: Health): boolean => failures >= breakerFailures

export const hasFailedForDays = ({ failingSinceMs }: Health, nowMs: number): boolean =>
  failingSinceMs !== null && nowMs - failingSinceMs >= failingMaxMs
