/** Decides which job runs when: claims what is due, within each kind's concurrency, and records how it ended. */
import { requireRegistration } from '../accept-job.ts'
import { afterRun } from '../after-run.ts'
import { INTERRUPTED } from '../job-failure.ts'
import type { JobRow } from '../job-record.ts'
import { presentJob } from '../job-record.ts'
import type { JobRun, RunOutcome } from '../job-run.ts'
import { runJob } from '../job-run.ts'
import type { JobError, JobId, JobLog, JobRegistration, Json } from '../jobs.ts'
import type { RetryDelays } from '../retry-delay.ts'
import type { JobTable } from './sqlite-job-table.ts'

/** The longest sleep: a wall clock that was set forward makes jobs due earlier than a timer would tell. */
const WAKE_MS = 60_000
/** After the file could not be written, for instance on a full disk. */
const RECOVER_MS = 1_000
/** Finished jobs deleted in one go, so that no request waits long for it. */
const PURGE_MAX = 500

export type SqliteJobRunnerNeeds = {
  readonly table: JobTable
  readonly nowMs: () => number
  readonly random: () => number
  readonly log: JobLog
  readonly retentionMs: number
  readonly retryDelays: RetryDelays
  readonly letGoMs: number
}

type Kind = JobRegistration & { running: number }

export type SqliteJobRunner = {
  readonly register: (kind: string, registration: JobRegistration) => void
  readonly start: () => void
  readonly stop: (graceMs: number) => Promise<void>
  /** Something may be due. */
  readonly wake: () => void
  readonly cancel: (id: JobId) => void
  /** Writes nothing any more, whatever is still running. */
  readonly abandon: () => void
}

export function createSqliteJobRunner(needs: SqliteJobRunnerNeeds): SqliteJobRunner {
  const { table, nowMs, log } = needs
  const kinds = new Map<string, Kind>()
  const runs = new Map<JobId, { readonly run: JobRun; readonly recorded: Promise<void> }>()
  let phase: 'idle' | 'running' | 'stopped' | 'closed' = 'idle'
  let timer: NodeJS.Timeout | undefined
  let soon = false

  const sleep = (forMs: number): void => {
    clearTimeout(timer)
    soon = false
    if (phase !== 'running') return
    timer = setTimeout(wake, Math.min(WAKE_MS, Math.max(0, forMs)))
  }
  /** Later, so that no handler begins inside the call that enqueued its job. */
  const wakeSoon = (): void => {
    // A stream of new jobs must not put the wake off for ever.
    if (soon) return
    sleep(0)
    soon = phase === 'running'
  }
  const wake = (): void => {
    if (phase !== 'running') return
    try {
      table.purge(nowMs() - needs.retentionMs, PURGE_MAX)
      for (const [name, kind] of kinds) claimDue(name, kind)
      sleep(Math.min(WAKE_MS, ...[...kinds].map(([name, kind]) => msUntilDue(name, kind))))
    } catch (error) {
      log.error({ err: error }, 'the jobs could not be read or written')
      sleep(RECOVER_MS)
    }
  }
  /** A kind whose places are all taken wakes us itself when one is free. */
  const msUntilDue = (name: string, kind: Kind): number => {
    const dueMs = kind.running < kind.concurrency ? table.nextDueMs(name) : null
    return dueMs === null ? WAKE_MS : dueMs - nowMs()
  }
  const claimDue = (name: string, kind: Kind): void => {
    while (kind.running < kind.concurrency) {
      const row = table.claim(name, nowMs())
      if (row === undefined) return
      begin(row, kind)
    }
  }
  const begin = (row: JobRow, kind: Kind): void => {
    const run = runJob({
      job: presentJob(row),
      lastCheckpoint: row.checkpoint === null ? undefined : (JSON.parse(row.checkpoint) as Json),
      registration: kind,
      letGoMs: needs.letGoMs,
      writeCheckpoint: (text) => table.checkpoint(row, text),
      writeProgress: (progress) => table.progress(row, progress),
      log,
    })
    kind.running += 1
    const recorded = run.outcome.then((outcome) => recordUntilWritten(row, outcome)).finally(() => runs.delete(row.id))
    runs.set(row.id, { run, recorded })
    void Promise.allSettled([recorded, run.released]).then(() => {
      kind.running -= 1
      wake()
    })
  }
  /** A result that cannot be written yet, for instance on a full disk, is kept until it can; when stopping, it is lost and the job runs again. */
  const recordUntilWritten = async (row: JobRow, outcome: RunOutcome): Promise<void> => {
    if (phase === 'closed') return
    do {
      try {
        return recordOutcome(needs, row, outcome)
      } catch (error) {
        log.error({ err: error, jobId: row.id }, 'the end of a job could not be written')
        await new Promise((resolve) => setTimeout(resolve, RECOVER_MS))
      }
    } while (phase === 'running')
  }

  return {
    register(name, registration) {
      if (kinds.has(name)) throw new Error(`jobs of kind ${name} already have a handler`)
      requireRegistration(registration)
      kinds.set(name, { ...registration, running: 0 })
      wakeSoon()
    },
    start() {
      if (phase !== 'idle') throw new Error('jobs are started once')
      recover(needs)
      phase = 'running'
      wakeSoon()
    },
    async stop(graceMs) {
      if (phase === 'running' || phase === 'idle') phase = 'stopped'
      clearTimeout(timer)
      const ended = Promise.all([...runs.values()].map(({ recorded }) => recorded))
      const grace = Promise.withResolvers<void>()
      const graceTimer = setTimeout(grace.resolve, graceMs)
      await Promise.race([ended, grace.promise])
      clearTimeout(graceTimer)
      for (const { run } of runs.values()) run.stop('stopping')
      await ended
    },
    wake: wakeSoon,
    cancel: (id) => runs.get(id)?.run.stop('cancelled'),
    abandon() {
      phase = 'closed'
      clearTimeout(timer)
    },
  }
}

/** Whatever runs in the file runs nowhere: the process that ran it is dead, since this one holds the folder. */
function recover(needs: SqliteJobRunnerNeeds): void {
  const { table, nowMs, log } = needs
  for (const row of table.running()) {
    if (row.attempt < row.max_attempts || row.cancel_requested === 1)
      tryAgain(needs, row, { atMs: nowMs(), unspent: false })
    else {
      log.error({ jobId: row.id, kind: row.kind, attempt: row.attempt }, 'a job outlived too many processes')
      table.finish(row, { state: 'failed', atMs: nowMs(), error: INTERRUPTED })
    }
  }
}

function recordOutcome(needs: SqliteJobRunnerNeeds, row: JobRow, outcome: RunOutcome): void {
  const { table, nowMs, random, retryDelays } = needs
  const after = afterRun(row, outcome, retryDelays, random())
  switch (after.type) {
    case 'finish':
      table.finish(row, { ...after.ending, atMs: nowMs() })
      return
    case 'again':
      tryAgain(needs, row, { ...after, atMs: nowMs() + after.delayMs })
      return
    case 'leave':
      return
  }
}

type Again = { readonly atMs: number; readonly unspent: boolean; readonly error?: JobError }

function tryAgain({ table, nowMs }: SqliteJobRunnerNeeds, row: JobRow, { atMs, unspent, error }: Again): void {
  if (table.byId(row.id)?.cancel_requested === 1) table.finish(row, { state: 'cancelled', atMs: nowMs() })
  else table.requeue(row, atMs, unspent, error)
}
