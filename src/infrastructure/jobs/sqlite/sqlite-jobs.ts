/** Jobs of the embedded exchange: kept in a file of their own, run in this process, which alone holds the folder. */
import type { Clock } from '../../../kernel/clock.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { dayMs } from '../../../kernel/time.ts'
import { openDatabase } from '../../sqlite/open-database.ts'
import { acceptJob, QUEUE_FULL, requirePageSize, seqOfCursor } from '../accept-job.ts'
import { presentJob } from '../job-record.ts'
import { createSqliteJobRunner } from './sqlite-job-runner.ts'
import type { Job, JobLog, Jobs } from '../jobs.ts'
import { UNFINISHED_MAX } from '../jobs.ts'
import type { RetryDelays } from '../retry-delay.ts'
import { jobMigrations, openJobTable } from './sqlite-job-table.ts'

export type SqliteJobsOptions = {
  /** The file's path. */
  readonly path: string
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
}

export type SqliteJobs = Jobs & {
  /** Jobs of organisations that have not ended, oldest first: what would be lost with the file. */
  readonly unfinished: (limit: number) => readonly Job[]
}

/** Opens or creates the file; nothing runs before `start`. */
export function openSqliteJobs(options: SqliteJobsOptions): SqliteJobs {
  const { clock, newId, log, random } = options
  const database = openDatabase(options.path, jobMigrations, { synchronous: 'full', cacheKib: 2_048 })
  const table = openJobTable(database)
  const nowMs = (): number => Date.parse(clock.now())
  const runner = createSqliteJobRunner({
    table,
    nowMs,
    random,
    log,
    retentionMs: options.retentionMs ?? 7 * dayMs,
    retryDelays: options.retryDelays ?? { baseMs: 1_000, capMs: 300_000 },
    letGoMs: options.letGoMs ?? 5_000,
  })

  return {
    async enqueue(job) {
      const row = acceptJob(job, newId('job'), nowMs())
      const known = row.dedupe === null ? undefined : table.idByDedupe(row.dedupe)
      if (known !== undefined) return known
      if (table.unfinished() >= UNFINISHED_MAX) throw new Rejected(QUEUE_FULL)
      table.insert(row)
      runner.wake()
      return row.id
    },
    async get(id) {
      const row = table.byId(id)
      return row && presentJob(row)
    },
    async list({ organisationId, limit, cursor }) {
      requirePageSize(limit)
      const rows = table.page(organisationId, seqOfCursor(cursor), limit + 1)
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last !== undefined
        ? { items: items.map(presentJob), next: String(last.seq) }
        : { items: items.map(presentJob) }
    },
    async cancel(id) {
      const row = table.byId(id)
      if (row?.state === 'queued') table.finish(row, { state: 'cancelled', atMs: nowMs() })
      if (row?.state === 'running') {
        table.requestCancel(id)
        runner.cancel(id)
      }
      const after = table.byId(id)
      return after && presentJob(after)
    },
    unfinished: (limit) => table.unfinishedOfOrganisations(limit).map(presentJob),
    register: runner.register,
    start: async () => runner.start(),
    stop: runner.stop,
    close: async () => {
      runner.abandon()
      if (database.isOpen) database.close()
    },
  }
}
