/** A job as it is kept, whatever keeps it: plain fields, times in milliseconds, what is not there is null. */
import { instantFromMs } from '../../kernel/time.ts'
import type { Job, Json } from './jobs.ts'

export type JobRow = {
  readonly seq: number
  readonly id: string
  readonly kind: string
  readonly organisation_id: string | null
  readonly payload: string
  readonly state: Job['state']
  readonly attempt: number
  readonly max_attempts: number
  /** Grows with every claim: a run whose fence is not the row's own writes nothing. */
  readonly fence: number
  readonly cancel_requested: number
  readonly enqueued_ms: number
  readonly run_ms: number
  readonly started_ms: number | null
  readonly finished_ms: number | null
  readonly done: number | null
  readonly total: number | null
  readonly checkpoint: string | null
  readonly result: string | null
  readonly error_code: string | null
  readonly error_detail: string | null
}

export type NewJobRow = Pick<JobRow, 'id' | 'kind' | 'organisation_id' | 'payload' | 'max_attempts' | 'run_ms'> & {
  readonly enqueued_ms: number
  readonly dedupe: string | null
}

/** The row as the port shows it. */
export function presentJob(row: JobRow): Job {
  const facts = {
    id: row.id,
    kind: row.kind,
    ...(row.organisation_id === null ? {} : { organisationId: row.organisation_id }),
    payload: JSON.parse(row.payload) as Json,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    ...(row.done === null ? {} : { progress: { done: row.done, ...(row.total === null ? {} : { total: row.total }) } }),
    enqueuedAt: instantFromMs(row.enqueued_ms),
  }
  const error = { code: row.error_code ?? '', detail: row.error_detail ?? '' }
  const finishedAt = instantFromMs(row.finished_ms ?? row.enqueued_ms)
  switch (row.state) {
    case 'queued': {
      const runAt = instantFromMs(row.run_ms)
      return { ...facts, state: row.state, runAt, ...(row.error_code === null ? {} : { lastError: error }) }
    }
    case 'running': {
      const startedAt = instantFromMs(row.started_ms ?? row.enqueued_ms)
      return { ...facts, state: row.state, startedAt, cancelRequested: row.cancel_requested === 1 }
    }
    case 'succeeded':
      return { ...facts, state: row.state, finishedAt, result: JSON.parse(row.result ?? 'null') as Json }
    case 'failed':
      return { ...facts, state: row.state, finishedAt, error }
    case 'cancelled':
      return { ...facts, state: row.state, finishedAt }
  }
}
