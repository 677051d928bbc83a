/** Jobs of the production composition: kept in Redis, queued by BullMQ, run by whichever process registered their kind. */
import type { Queue } from 'bullmq'
import type { Clock } from '../../../kernel/clock.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { dayMs } from '../../../kernel/time.ts'
import type { TlsIdentity } from '../../../kernel/tls-identity.ts'
import type { RedisConnection } from '../../redis/open-redis.ts'
import { redisUnavailable } from '../../redis/redis-trouble.ts'
import { acceptJob, QUEUE_FULL, requirePageSize, seqOfCursor } from '../accept-job.ts'
import { durabilityConcerns } from './redis-durability.ts'
import { openJobFacts } from './job-facts.ts'
import { createJobRunner } from './job-runner.ts'
import { createPromiseKeeper } from './keep-promises.ts'
import { openQueueConnection } from './queue-connection.ts'
import { createTending } from './tend-jobs.ts'
import { openTickets } from './tickets.ts'
import { rowOfPromise, type JobPromises } from '../job-promises.ts'
import { presentJob } from '../job-record.ts'
import type { JobLog, Jobs } from '../jobs.ts'
import type { RetryDelays } from '../retry-delay.ts'

export type BullmqJobsOptions = {
  /** Refuses within its time limit: what requests wait for goes over it. Stays open at `close`. */
  readonly redis: RedisConnection
  /** Of the same Redis: BullMQ keeps connections of its own, which wait. */
  readonly url: string
  /** For a URL that asks for TLS; the system's authorities and no certificate of our own when absent. */
  readonly tls?: TlsIdentity
  /** Where jobs that were acknowledged are kept besides. Absent: an enqueued job is as durable as Redis is. */
  readonly promises?: JobPromises
  /** Of all keys; in braces, so that a cluster keeps them in one slot. `{fx-jobs}` when absent. */
  readonly prefix?: string
  readonly clock: Pick<Clock, 'now'>
  readonly newId: NewId
  /** In [0, 1); spreads retries. */
  readonly random: () => number
  readonly log: JobLog
  /** How long finished jobs are kept, and their keys with them. Seven days when absent. */
  readonly retentionMs?: number
  /** 1 s, doubled up to 5 min, when absent. */
  readonly retryDelays?: RetryDelays
  /** How long a handler is waited for after its signal was aborted. 5 s when absent. */
  readonly letGoMs?: number
  /** A process silent for so long is taken for dead; its jobs run again within twice that. 30 s when absent. */
  readonly deadAfterMs?: number
  /** How often somebody looks for jobs without a ticket and for jobs to forget. 10 s when absent. */
  readonly tendEveryMs?: number
}

export type BullmqJobs = Jobs & {
  /** The queue of a kind, whichever process runs its jobs: for the board. */
  readonly queueOf: (kind: string) => Queue
}

/** Opens at once, also while Redis is away: what is asked is refused as `redis/unavailable` until it is there. */
export function openBullmqJobs(options: BullmqJobsOptions): BullmqJobs {
  const { clock, newId, log, random, redis, promises } = options
  const prefix = options.prefix ?? '{fx-jobs}'
  if (!/^\{[^{}:]+\}$/.test(prefix)) throw new RangeError('the prefix of jobs is a word in braces')
  const retentionMs = options.retentionMs ?? 7 * dayMs
  const nowMs = (): number => Date.parse(clock.now())
  const facts = openJobFacts(redis, prefix)
  const connection = openQueueConnection(options.url, options.tls)
  const { client } = connection
  const tickets = openTickets({ client, prefix, retentionMs, log })
  const keeper = promises && createPromiseKeeper({ promises, facts, tickets, nowMs })
  const runner = createJobRunner({
    facts,
    promises,
    client,
    prefix,
    nowMs,
    random,
    log,
    retryDelays: options.retryDelays ?? { baseMs: 1_000, capMs: 300_000 },
    letGoMs: options.letGoMs ?? 5_000,
    deadAfterMs: options.deadAfterMs ?? 30_000,
  })
  const tending = createTending({
    facts,
    tickets,
    promises: keeper,
    nowMs,
    retentionMs,
    log,
    everyMs: options.tendEveryMs ?? 10_000,
  })

  return {
    async enqueue(job) {
      const row = acceptJob(job, newId('job'), nowMs())
      if (promises && keeper) {
        const kept = await promises.keep(row)
        // A job that Redis does not get now it gets with the next look: whoever asked for it need not wait for that.
        if (!kept.ended) await unlessAway(keeper.give(kept))
        return kept.row.id
      }
      const accepted = await facts.accept(row, nowMs())
      if (accepted === undefined) throw new Rejected(QUEUE_FULL)
      // Also for a job known before: whoever kept it may have died before it had its ticket.
      if (accepted.state === 'queued') await tickets.add({ ...row, ...accepted }, nowMs())
      return accepted.id
    },
    async get(id) {
      const row = promises ? await unlessAway(facts.byId(id)) : await facts.byId(id)
      if (row) return presentJob(row)
      const promise = await promises?.find(id)
      return promise && presentJob(rowOfPromise(promise))
    },
    async list({ organisationId, limit, cursor }) {
      requirePageSize(limit)
      const rows = await facts.page(organisationId, seqOfCursor(cursor), limit + 1)
      const items = rows.slice(0, limit).map(presentJob)
      const last = rows[limit - 1]
      return rows.length > limit && last !== undefined ? { items, next: String(last.seq) } : { items }
    },
    async cancel(id) {
      const row = await facts.cancel(id, nowMs())
      // One that Redis has not got yet, or not any more, is not given to it again.
      if (!row || row.state === 'cancelled') await promises?.end(id, { state: 'cancelled' }, nowMs())
      if (row?.state === 'cancelled') await tickets.remove(row.kind, id)
      if (row?.state === 'running') runner.cancel(id)
      if (row) return presentJob(row)
      const promise = await promises?.find(id)
      return promise && presentJob(rowOfPromise(promise))
    },
    register(kind, registration) {
      runner.register(kind, registration)
      tickets.queueOf(kind)
    },
    async start() {
      runner.start()
      tending.start()
      void tellConcerns(redis, log)
    },
    async stop(graceMs) {
      tending.stop()
      await runner.stop(graceMs)
    },
    async close() {
      tending.stop()
      runner.abandon()
      await tickets.settle()
      connection.close()
      await tickets.close()
    },
    queueOf: tickets.queueOf,
  }
}

/** What Redis says; undefined while it is away. */
async function unlessAway<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (redisUnavailable(error) === undefined) throw error
    return undefined
  }
}

/** Told, not refused: a developer's Redis is rarely durable, and the other jobs run all the same. */
async function tellConcerns(redis: RedisConnection, log: JobLog): Promise<void> {
  try {
    for (const concern of await durabilityConcerns(redis)) log.error({ concern }, concern)
  } catch (error) {
    // That Redis is away is told by its connection.
    if (redisUnavailable(error) === undefined) log.error({ err: error }, 'how durable Redis is could not be asked')
  }
}
