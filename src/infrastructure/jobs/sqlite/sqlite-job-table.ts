/** The jobs as rows: every statement the embedded adapter runs, each a single atomic step. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { JobRow, NewJobRow } from '../job-record.ts'
import type { Job, JobError, JobProgress } from '../jobs.ts'

export const jobMigrations = [
  `
  CREATE TABLE job (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    organisation_id TEXT,
    dedupe TEXT UNIQUE,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    max_attempts INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    enqueued_ms INTEGER NOT NULL,
    run_ms INTEGER NOT NULL,
    started_ms INTEGER,
    finished_ms INTEGER,
    done REAL,
    total REAL,
    checkpoint TEXT,
    result TEXT,
    error_code TEXT,
    error_detail TEXT
  ) STRICT;
  CREATE INDEX job_due ON job (kind, run_ms, seq) WHERE state = 'queued';
  CREATE INDEX job_running ON job (seq) WHERE state = 'running';
  CREATE INDEX job_of_organisation ON job (organisation_id, seq) WHERE organisation_id IS NOT NULL;
  CREATE INDEX job_finished ON job (finished_ms) WHERE finished_ms IS NOT NULL;
  CREATE INDEX job_unfinished ON job (seq) WHERE finished_ms IS NULL;
  `,
] as const

/** What owns a row while it runs. */
export type Claim = Pick<JobRow, 'seq' | 'fence'>

/** Every statement, for whoever wants to see their plans. */
export const JOB_SQL = {
  insert: `INSERT INTO job (id, kind, organisation_id, dedupe, payload, state, max_attempts, enqueued_ms, run_ms)
       VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?)`,
  unfinished: 'SELECT count(*) AS jobs FROM job WHERE finished_ms IS NULL',
  unfinishedOfOrganisations: `SELECT * FROM job WHERE finished_ms IS NULL AND organisation_id IS NOT NULL ORDER BY seq
       LIMIT ?`,
  byId: 'SELECT * FROM job WHERE id = ?',
  byDedupe: 'SELECT id FROM job WHERE dedupe = ?',
  page: 'SELECT * FROM job WHERE organisation_id = ? AND organisation_id IS NOT NULL AND seq < ? ORDER BY seq DESC LIMIT ?',
  claim: `UPDATE job SET state = 'running', attempt = attempt + 1, fence = fence + 1, started_ms = ?2
       WHERE seq = (SELECT seq FROM job WHERE state = 'queued' AND kind = ?1 AND run_ms <= ?2
                    ORDER BY run_ms, seq LIMIT 1)
       RETURNING *`,
  nextDue: "SELECT min(run_ms) AS at FROM job WHERE state = 'queued' AND kind = ?",
  running: "SELECT * FROM job WHERE state = 'running' ORDER BY seq",
  finish: `UPDATE job SET state = ?3, finished_ms = ?4, result = ?5, error_code = ?6, error_detail = ?7, checkpoint = NULL
       WHERE seq = ?1 AND fence = ?2 AND finished_ms IS NULL`,
  requeue: `UPDATE job SET state = 'queued', run_ms = ?3, attempt = attempt - ?4, error_code = ?5, error_detail = ?6
       WHERE seq = ?1 AND fence = ?2 AND state = 'running'`,
  progress: "UPDATE job SET done = ?3, total = ?4 WHERE seq = ?1 AND fence = ?2 AND state = 'running'",
  checkpoint: "UPDATE job SET checkpoint = ?3 WHERE seq = ?1 AND fence = ?2 AND state = 'running'",
  requestCancel: "UPDATE job SET cancel_requested = 1 WHERE id = ? AND state = 'running'",
  purge: 'DELETE FROM job WHERE seq IN (SELECT seq FROM job WHERE finished_ms < ? ORDER BY finished_ms LIMIT ?)',
} as const

type Ending = {
  readonly state: Job['state']
  readonly atMs: number
  readonly result?: string
  readonly error?: JobError
}

/** Prepares the statements; the rows' types are what the schema above says. */
export function openJobTable(database: DatabaseSync) {
  const prepared = Object.entries(JOB_SQL).map(([name, text]) => [name, database.prepare(text)])
  const sql = Object.fromEntries(prepared) as Record<keyof typeof JOB_SQL, StatementSync>
  return {
    unfinished: () => (sql.unfinished.get() as { jobs: number }).jobs,
    unfinishedOfOrganisations: (limit: number) => sql.unfinishedOfOrganisations.all(limit) as JobRow[],
    insert: (row: NewJobRow): void =>
      void sql.insert.run(
        row.id,
        row.kind,
        row.organisation_id,
        row.dedupe,
        row.payload,
        row.max_attempts,
        row.enqueued_ms,
        row.run_ms,
      ),
    byId: (id: string) => sql.byId.get(id) as JobRow | undefined,
    idByDedupe: (dedupe: string) => (sql.byDedupe.get(dedupe) as { id: string } | undefined)?.id,
    page: (organisationId: string, beforeSeq: number, limit: number) =>
      sql.page.all(organisationId, beforeSeq, limit) as JobRow[],
    /** The longest due of a kind becomes running, one attempt and one fence further. */
    claim: (kind: string, nowMs: number) => sql.claim.get(kind, nowMs) as JobRow | undefined,
    nextDueMs: (kind: string) => (sql.nextDue.get(kind) as { at: number | null }).at,
    running: () => sql.running.all() as JobRow[],
    finish: ({ seq, fence }: Claim, { state, atMs, result, error }: Ending): boolean =>
      sql.finish.run(seq, fence, state, atMs, result ?? null, error?.code ?? null, error?.detail ?? null).changes === 1,
    /** `unspent` gives the attempt back. */
    requeue: ({ seq, fence }: Claim, runMs: number, unspent: boolean, error?: JobError): void =>
      void sql.requeue.run(seq, fence, runMs, unspent ? 1 : 0, error?.code ?? null, error?.detail ?? null),
    progress: ({ seq, fence }: Claim, { done, total }: JobProgress): void =>
      void sql.progress.run(seq, fence, done, total ?? null),
    checkpoint: ({ seq, fence }: Claim, text: string): boolean => sql.checkpoint.run(seq, fence, text).changes === 1,
    requestCancel: (id: string): void => void sql.requestCancel.run(id),
    purge: (finishedBeforeMs: number, limit: number): number => Number(sql.purge.run(finishedBeforeMs, limit).changes),
  }
}

export type JobTable = ReturnType<typeof openJobTable>
