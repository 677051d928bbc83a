/** Runs jobs whose turn it is: BullMQ says when and notices the dead, the facts say whether and how often. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job as QueuedTicket } from 'bullmq'
import { Worker } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { redisUnavailable } from '../../redis/redis-trouble.ts'
import { requireRegistration } from '../accept-job.ts'
import type { AfterRun } from '../after-run.ts'
import { afterRun } from '../after-run.ts'
import type { JobPromises } from '../job-promises.ts'
import type { JobRow } from '../job-record.ts'
import { presentJob } from '../job-record.ts'
import type { JobRun } from '../job-run.ts'
import { runJob } from '../job-run.ts'
import type { JobId, JobLog, JobRegistration, Json } from '../jobs.ts'
import type { RetryDelays } from '../retry-delay.ts'
import type { JobFacts } from './job-facts.ts'
import { giveBack, settle } from './settle-ticket.ts'
import { givenDelay } from './tickets.ts'

/** After Redis could not be asked. */
const RECOVER_MS = 250
/** Longer than an election in a cluster takes. */
const CHECKPOINT_WAIT_MS = 20_000
/** How soon a run hears of a cancellation in another process, or that it lost its job. */
const LOOK_EVERY_MS = 500
/** What stopping waits for BullMQ beyond the runs themselves. */
const CLOSE_MS = 2_000
/** More than a job has runs, fewer than the milliseconds until it is given to Redis again: fences begin with the time. */
const FENCES_OF_A_JOB = 1_000
/** The facts decide how often a job may die; BullMQ is not to decide it a second time. */
const NO_LIMIT = 1_000_000

export type JobRunnerNeeds = {
  readonly facts: JobFacts
  /** Where it is told besides how a job ended, and asked whether one has that Redis takes for unfinished. */
  readonly promises: Pick<JobPromises, 'find' | 'end'> | undefined
  readonly client: Redis | Cluster
  readonly prefix: string
  readonly nowMs: () => number
  readonly random: () => number
  readonly log: JobLog
  readonly retryDelays: RetryDelays
  readonly letGoMs: number
  /** A process that is silent for so long is taken for dead, and its jobs are run again. */
  readonly deadAfterMs: number
}

export type JobRunner = {
  readonly register: (kind: string, registration: JobRegistration) => void
  readonly start: () => void
  readonly stop: (graceMs: number) => Promise<void>
  /** Stops the run here, if it is here; others hear of it when they look. */
  readonly cancel: (id: JobId) => void
  /** Begins nothing more, whatever is still running. */
  readonly abandon: () => void
}

type Run = { readonly row: JobRow; readonly run: JobRun; readonly recorded: Promise<AfterRun | 'lost' | 'cancelled'> }

export function createJobRunner(needs: JobRunnerNeeds): JobRunner {
  const { facts, promises, nowMs, log } = needs
  const kinds = new Map<string, JobRegistration>()
  const workers = new Set<Worker>()
  const runs = new Map<JobId, Run>()
  let phase: 'idle' | 'running' | 'stopped' = 'idle'
  let looking: NodeJS.Timeout | undefined

  /** Repeats what is refused while Redis is away, as long as jobs are run here at all, then gives undefined. */
  const insist = async <T>(work: () => Promise<T>, jobId: JobId, failure: string): Promise<T | undefined> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work()
      } catch (error) {
        if (tries === 1) log.error({ err: error, jobId }, failure)
        if (phase !== 'running') return undefined
        await sleep(RECOVER_MS)
      }
    }
  }
  /** A checkpoint outwaits a fail-over; its run would otherwise be lost for nothing. */
  const checkpoint = async (row: JobRow, text: string): Promise<boolean> => {
    for (const until = performance.now() + CHECKPOINT_WAIT_MS; ;) {
      try {
        return await facts.checkpoint(row, text)
      } catch (error) {
        if (phase !== 'running' || performance.now() > until) throw error
        await sleep(RECOVER_MS)
      }
    }
  }
  /** Whether Redis has lost the job since, which is then nobody's else: what its run did is done, and the store is told. */
  const isForgotten = async ({ id, fence }: JobRow): Promise<boolean> => {
    if (!promises) return false
    const known = await facts.byId(id)
    return !known || known.fence - fence >= FENCES_OF_A_JOB
  }
  const record = async (row: JobRow, run: JobRun): Promise<AfterRun | 'lost' | 'cancelled'> => {
    const after = afterRun(row, await run.outcome, needs.retryDelays, needs.random())
    const written = async (): Promise<AfterRun | 'lost' | 'cancelled'> => {
      if (after.type === 'leave') return after
      if (after.type === 'finish')
        return (await facts.end(row, after.ending, nowMs())) || (await isForgotten(row)) ? after : 'lost'
      const became = await facts.again(row, after, nowMs())
      return became === 'queued' ? after : became
    }
    const told = async (became: AfterRun | 'lost' | 'cancelled'): Promise<typeof became> => {
      if (became === 'cancelled') await promises?.end(row.id, { state: 'cancelled' }, nowMs())
      else if (became !== 'lost' && became.type === 'finish') await promises?.end(row.id, became.ending, nowMs())
      return became
    }
    // What cannot be written is as if it had not run: whoever finds the job takes this process for dead.
    const became = await insist(written, row.id, 'the end of a job could not be written')
    if (became === undefined) return { type: 'leave' }
    // What is not told to the store now, whoever looks after the jobs tells it.
    return (await insist(() => told(became), row.id, 'the store could not be told how a job ended')) ?? became
  }
  const begin = (row: JobRow, registration: JobRegistration): Run => {
    const run = runJob({
      job: presentJob(row),
      lastCheckpoint: row.checkpoint === null ? undefined : (JSON.parse(row.checkpoint) as Json),
      registration,
      letGoMs: needs.letGoMs,
      writeCheckpoint: (text) => checkpoint(row, text),
      writeProgress: (progress) => {
        facts.progress(row, progress).catch((error: unknown) => {
          log.error({ err: error, jobId: row.id }, 'a progress could not be written')
        })
      },
      log,
    })
    const begun = { row, run, recorded: record(row, run).finally(() => runs.delete(row.id)) }
    runs.set(row.id, begun)
    return begun
  }
  const take = async (ticket: QueuedTicket, token: string, registration: JobRegistration): Promise<null> => {
    if (phase !== 'running') return giveBack(ticket, token)
    const id = ticket.id ?? ''
    // The process's name for this turn: a claim whose reply was lost is found again by it.
    const turn = `${token}:${ticket.attemptsStarted}`
    const claim = async (): Promise<JobRow | undefined> => {
      // A Redis that lost its last moments may have lost that the job ended; the store has not.
      const ended = promises && (await promises.find(id))?.ended
      const claimed = await facts.claim(id, turn, nowMs())
      if (!claimed || !ended) return claimed
      await facts.end(claimed, ended.ending, ended.atMs)
      return undefined
    }
    const row = await insist(claim, id, 'a job could not be claimed')
    if (row === undefined) return null
    if (phase !== 'running') {
      await facts.again(row, { type: 'again', delayMs: 0, unspent: true }, nowMs())
      return giveBack(ticket, token)
    }
    const { run, recorded } = begin(row, registration)
    const after = await recorded
    // A handler that ignores its signal keeps its place until it lets go; what nobody waits for is let go of here.
    if (after !== 'lost' && after !== 'cancelled' && after.type !== 'leave') await run.released
    return settle(after, ticket, token)
  }
  /** A worker whose first conversation with Redis broke off would never try again: another takes its place. */
  const employ = (kind: string, registration: JobRegistration): void => {
    if (phase !== 'running') return
    const worker = createWorker(needs, kind, registration.concurrency, (ticket, token) =>
      take(ticket, token, registration),
    )
    workers.add(worker)
    worker.waitUntilReady().catch((error: unknown) => {
      if (phase !== 'running') return
      log.error({ err: error, kind }, 'a worker could not begin; another one will')
      workers.delete(worker)
      void worker.close(true)
      setTimeout(() => employ(kind, registration), RECOVER_MS).unref()
    })
  }
  const look = async (): Promise<void> => {
    const current = [...runs.values()]
    if (current.length === 0) return
    try {
      const standings = await facts.standings(current.map(({ row }) => row))
      for (const [index, { run }] of current.entries()) {
        if (standings[index]?.owned === false) run.stop('lost')
        else if (standings[index]?.cancelRequested === true) run.stop('cancelled')
      }
    } catch (error) {
      log.error({ err: error }, 'the standing of running jobs could not be read')
    }
  }

  return {
    register(kind, registration) {
      if (kinds.has(kind)) throw new Error(`jobs of kind ${kind} already have a handler`)
      requireRegistration(registration)
      kinds.set(kind, registration)
      employ(kind, registration)
    },
    start() {
      if (phase !== 'idle') throw new Error('jobs are started once')
      phase = 'running'
      for (const [kind, registration] of kinds) employ(kind, registration)
      looking = setInterval(() => void look(), LOOK_EVERY_MS)
      looking.unref()
    },
    async stop(graceMs) {
      phase = 'stopped'
      clearInterval(looking)
      const closed = Promise.all([...workers].map((worker) => worker.close()))
      const ended = Promise.all([...runs.values()].map(({ recorded }) => recorded))
      await Promise.race([ended, sleep(graceMs, undefined, { ref: false })])
      for (const { run } of runs.values()) run.stop('stopping')
      await ended
      await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })])
    },
    cancel: (id) => runs.get(id)?.run.stop('cancelled'),
    abandon() {
      phase = 'stopped'
      clearInterval(looking)
    },
  }
}

type Take = (ticket: QueuedTicket, token: string) => Promise<null>

function createWorker(needs: JobRunnerNeeds, kind: string, concurrency: number, take: Take): Worker {
  const worker = new Worker(kind, (ticket, token) => take(ticket, token ?? ''), {
    connection: needs.client,
    prefix: needs.prefix,
    concurrency,
    lockDuration: needs.deadAfterMs,
    stalledInterval: Math.ceil(needs.deadAfterMs / 4),
    maxStalledCount: NO_LIMIT,
    runRetryDelay: RECOVER_MS,
    settings: { backoffStrategy: givenDelay },
  })
  worker.on('error', (error) => {
    // That Redis is away is told once, by the connection that requests wait for.
    if (redisUnavailable(error) === undefined) needs.log.error({ err: error, kind }, 'the worker met an error')
  })
  return worker
}
