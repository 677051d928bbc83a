/** What may be asked of any keeper of jobs, and how it becomes a row: the same bounds whatever keeps them. */
import type { Rejection } from '../../kernel/rejection.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { msOfInstant, parseInstant } from '../../kernel/time.ts'
import { boundedJson } from './job-failure.ts'
import type { NewJobRow } from './job-record.ts'
import type { JobRegistration, NewJob } from './jobs.ts'
import { LIST_LIMIT_MAX, PAYLOAD_BYTES_MAX, UNFINISHED_MAX } from './jobs.ts'

const ATTEMPTS_DEFAULT = 5
const ATTEMPTS_MAX = 100

/** Refuses with `jobs/bad-request` and `jobs/payload-too-large`. */
export function acceptJob(job: NewJob, id: string, enqueuedMs: number): NewJobRow {
  const { kind, organisationId, key, maxAttempts = ATTEMPTS_DEFAULT } = job
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > ATTEMPTS_MAX)
    throw new Rejected(badRequest(`A job is tried 1 to ${ATTEMPTS_MAX} times.`))
  const runAt = job.runAt === undefined ? undefined : parseInstant(job.runAt)
  if (runAt?.ok === false) throw new Rejected(badRequest(runAt.rejection.detail))
  return {
    id,
    kind,
    organisation_id: organisationId ?? null,
    // An organisation must not find another's job by guessing its key.
    dedupe: key === undefined ? null : JSON.stringify([kind, organisationId ?? null, key]),
    payload: boundedJson(job.payload, PAYLOAD_BYTES_MAX, 'jobs/payload-too-large'),
    max_attempts: maxAttempts,
    enqueued_ms: enqueuedMs,
    run_ms: runAt === undefined ? enqueuedMs : msOfInstant(runAt.value),
  }
}

/** Refuses with `jobs/bad-request` what is no size of a page. */
export function requirePageSize(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_LIMIT_MAX)
    throw new Rejected(badRequest(`A page holds 1 to ${LIST_LIMIT_MAX} jobs.`))
}

/** A page's cursor is the `seq` of its last job; without one, a page begins above all. */
export const seqOfCursor = (cursor: string | undefined): number => {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER
  if (/^[1-9]\d{0,14}$/.test(cursor)) return Number(cursor)
  throw new Rejected({
    kind: 'malformed',
    code: 'jobs/unknown-cursor',
    detail: 'This cursor did not come from a page of jobs.',
  })
}

/** Throws a `RangeError` where a kind would have no place or no time. */
export function requireRegistration({ concurrency, timeoutMs }: JobRegistration): void {
  requireWhole('concurrency', concurrency)
  requireWhole('timeoutMs', timeoutMs)
}

const requireWhole = (name: string, value: number): void => {
  // Timers take no more than 31 bits of milliseconds, and fire at once beyond.
  if (!Number.isInteger(value) || value < 1 || value > 2 ** 31 - 1)
    throw new RangeError(`${name} must be 1 to 2^31 - 1`)
}

const badRequest = (detail: string): Rejection => ({ kind: 'invalid', code: 'jobs/bad-request', detail })

export const QUEUE_FULL: Rejection = {
  kind: 'unavailable',
  code: 'jobs/queue-full',
  detail: `${UNFINISHED_MAX} jobs are waiting. Try again when some have finished.`,
}
