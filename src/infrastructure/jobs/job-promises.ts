/**
 * The port for what was promised: that a job which was acknowledged runs to its end, whatever becomes of the queue that
 * runs it. Kept where the exchange keeps its commits; written when a job is acknowledged and when it has ended.
 */
import type { JobEnding } from './after-run.ts'
import type { JobRow, NewJobRow } from './job-record.ts'
import type { JobId } from './jobs.ts'

export type JobPromise = {
  readonly row: NewJobRow
  /** How it ended; undefined while it has not. */
  readonly ended?: { readonly ending: JobEnding; readonly atMs: number }
}

/** From where a page of open promises goes on. */
export type PromisePage = { readonly items: readonly JobPromise[]; readonly next?: string }

export type JobPromises = {
  /**
   * Durable when it resolves, with the promise that stands: of the same key the first one's, whatever it was, for as long
   * as it is kept. Rejects with `jobs/queue-full` when `UNFINISHED_MAX` are open.
   */
  readonly keep: (row: NewJobRow) => Promise<JobPromise>
  readonly find: (id: JobId) => Promise<JobPromise | undefined>
  /** Those that have not ended, oldest first, at most `limit` (1,000). */
  readonly open: (page: { readonly after?: string; readonly limit: number }) => Promise<PromisePage>
  /** Durable when it resolves. The first ending stands; a job that was never promised has none. */
  readonly end: (id: JobId, ending: JobEnding, atMs: number) => Promise<void>
  /** Forgets jobs that ended before an instant, and their keys, at most `limit` (1,000); answers how many. */
  readonly forget: (endedBeforeMs: number, limit: number) => Promise<number>
}

/** The job as it stands by its promise alone, for whoever asks while the queue does not know it. */
export function rowOfPromise({ row, ended }: JobPromise): JobRow {
  const { dedupe, ...facts } = row
  void dedupe
  const ending = ended?.ending
  return {
    ...facts,
    seq: 0,
    state: ending?.state ?? 'queued',
    attempt: 0,
    fence: 0,
    cancel_requested: 0,
    started_ms: null,
    finished_ms: ended?.atMs ?? null,
    done: null,
    total: null,
    checkpoint: null,
    result: ending?.state === 'succeeded' ? ending.result : null,
    error_code: ending?.state === 'failed' ? ending.error.code : null,
    error_detail: ending?.state === 'failed' ? ending.error.detail : null,
  }
}

/** How a kept job ended; undefined while it has not. */
export function endingOfRow(row: JobRow): JobEnding | undefined {
  switch (row.state) {
    case 'queued':
    case 'running':
      return undefined
    case 'succeeded':
      return { state: row.state, result: row.result ?? 'null' }
    case 'failed':
      return { state: row.state, error: { code: row.error_code ?? '', detail: row.error_detail ?? '' } }
    case 'cancelled':
      return { state: row.state }
  }
}
