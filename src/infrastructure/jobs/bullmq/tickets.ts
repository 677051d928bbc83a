/** The queue's side of a job: a ticket under the job's id that says when its turn is, and carries nothing but whose it is. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobsOptions } from 'bullmq'
import { Queue } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { redisUnavailable } from '../../redis/redis-trouble.ts'
import type { JobLog } from '../jobs.ts'
import type { Ticket } from './job-facts.ts'

/** What a request waits for its ticket at most: the job is kept already, and a ticket that is late is made later. */
const TICKET_WAIT_MS = 50
/** What closing waits for tickets under way: those that are late nevertheless are made by another process. */
const SETTLE_MS = 1_000
/** Ended tickets are for the board; how a job ended is kept with the job. */
const ENDED_TICKETS_MAX = 1_000
/** Events of a queue that are kept; nobody reads them but the board. */
const EVENTS_MAX = 100
const BACKOFF = 'given'

export type Tickets = {
  /** The queue of a kind. */
  readonly queueOf: (kind: string) => Queue
  /** Adds a ticket, or does nothing where the job has one; never throws and never waits long. */
  readonly add: (ticket: Ticket, nowMs: number) => Promise<void>
  /** Adds it in the place of one that the queue takes for finished. Throws. */
  readonly renew: (ticket: Ticket, nowMs: number) => Promise<void>
  /** Takes the ticket of a job that need not run any more; never throws and never waits long. */
  readonly remove: (kind: string, id: string) => Promise<void>
  /** Waits a moment for what is under way. */
  readonly settle: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What a run that shall be repeated throws: the delay was decided with the job's facts, BullMQ keeps to it. */
export class RetryLater extends Error {
  override name = 'RetryLater'
  readonly delayMs: number
  constructor(reason: string, delayMs: number) {
    super(reason)
    this.delayMs = delayMs
  }
}

/** For a worker's `settings.backoffStrategy`. */
export const givenDelay = (_attempts: number, _type: string | undefined, error: Error | undefined): number =>
  error instanceof RetryLater ? error.delayMs : 1_000

export type TicketsNeeds = {
  readonly client: Redis | Cluster
  readonly prefix: string
  readonly retentionMs: number
  readonly log: JobLog
}

export function openTickets({ client, prefix, retentionMs, log }: TicketsNeeds): Tickets {
  const queues = new Map<string, Queue>()
  /** Bounded by what is enqueued while Redis answers, since a job is kept before its ticket is made. */
  const underWay = new Set<Promise<unknown>>()
  const kept = { age: Math.ceil(retentionMs / 1_000), count: ENDED_TICKETS_MAX }
  const queueOf = (kind: string): Queue => {
    const known = queues.get(kind)
    if (known !== undefined) return known
    const queue = new Queue(kind, { connection: client, prefix, streams: { events: { maxLen: EVENTS_MAX } } })
    queue.on('error', (error) => {
      // That Redis is away is told once, by the connection that requests wait for.
      if (redisUnavailable(error) === undefined) log.error({ err: error, kind }, 'the queue met an error')
    })
    queues.set(kind, queue)
    // A queue whose first conversation with Redis broke off never tries again; the next caller makes another.
    queue.waitUntilReady().catch(() => queues.delete(kind))
    return queue
  }
  const put = async ({ id, kind, run_ms, max_attempts }: Ticket, nowMs: number): Promise<void> => {
    const options: JobsOptions = {
      jobId: id,
      delay: Math.max(0, run_ms - nowMs),
      attempts: max_attempts,
      backoff: { type: BACKOFF },
      removeOnComplete: kept,
      removeOnFail: kept,
      // What went wrong is in the log; a stack on the board would tell nobody but strangers.
      stackTraceLimit: 0,
    }
    await queueOf(kind).add(kind, {}, options)
  }
  const soon = async (work: Promise<unknown>, jobId: string, failure: string): Promise<void> => {
    const told = work.catch((error: unknown) => log.error({ err: error, jobId }, failure))
    underWay.add(told)
    void told.finally(() => underWay.delete(told))
    await within(TICKET_WAIT_MS, told)
  }

  return {
    queueOf,
    add: (ticket, nowMs) =>
      soon(put(ticket, nowMs), ticket.id, 'a job has no ticket yet; it gets one with the next look'),
    async renew(ticket, nowMs) {
      await queueOf(ticket.kind).remove(ticket.id)
      await put(ticket, nowMs)
    },
    remove: (kind, id) => soon(queueOf(kind).remove(id), id, 'the ticket of a cancelled job stays until its turn'),
    settle: () => within(SETTLE_MS, Promise.all(underWay)),
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()))
    },
  }
}

const within = async (forMs: number, work: Promise<unknown>): Promise<void> => {
  await Promise.race([work, sleep(forMs, undefined, { ref: false })])
}
