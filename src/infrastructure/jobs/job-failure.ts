/** What a failed run may say of itself, and whether another one could go better. */
import type { Rejection } from '../../kernel/rejection.ts'
import { Rejected } from '../../kernel/rejection.ts'
import type { JobError } from './jobs.ts'

export type JobFailure = { readonly error: JobError; readonly retry: boolean; readonly foreseen: boolean }

/** A refusal is told as it is; whatever else was thrown is told to the log alone. */
export function describeFailure(thrown: unknown): JobFailure {
  if (!(thrown instanceof Rejected)) return { error: UNEXPECTED, retry: true, foreseen: false }
  const { kind, code, detail } = thrown.rejection
  return { error: { code, detail }, retry: passes(kind), foreseen: true }
}

/** Whether what was refused for this reason may be accepted later without anybody changing anything. */
const passes = (kind: Rejection['kind']): boolean => {
  switch (kind) {
    case 'unavailable':
    case 'too-many':
      return true
    case 'malformed':
    case 'unauthenticated':
    case 'forbidden':
    case 'not-found':
    case 'conflict':
    case 'stale':
    case 'invalid':
    case 'unguarded':
      return false
  }
}

/** Why a run was told to stop before its end; `lost`: another process took its job, believing this one dead. */
export type StopReason = 'cancelled' | 'timed-out' | 'stopping' | 'lost'

export const RUN_OVER: Rejection = {
  kind: 'conflict',
  code: 'jobs/run-over',
  detail: 'This run no longer owns the job; what it writes is not kept.',
}

/** What the signal of a stopped run carries, so that `signal.throwIfAborted()` throws it. */
export const stopRejection = (reason: StopReason): Rejected => new Rejected(STOPPED[reason])

const STOPPED = {
  cancelled: { kind: 'conflict', code: 'jobs/cancelled', detail: 'The job was cancelled.' },
  'timed-out': { kind: 'unavailable', code: 'jobs/timed-out', detail: 'The job took longer than it may.' },
  stopping: { kind: 'unavailable', code: 'jobs/stopping', detail: 'The exchange is stopping; the job will go on.' },
  lost: RUN_OVER,
} as const satisfies Record<StopReason, Rejection>

export const TIMED_OUT: JobError = { code: STOPPED['timed-out'].code, detail: STOPPED['timed-out'].detail }

const UNEXPECTED: JobError = {
  code: 'jobs/unexpected',
  detail: 'Something went wrong that was not foreseen. It has been logged.',
}

export const INTERRUPTED: JobError = {
  code: 'jobs/interrupted',
  detail: 'The process ended while the job ran, as often as it may. The job was not tried again.',
}

/** The JSON text of a value that was promised to be JSON. Refuses with `code` what is larger, in UTF-8 bytes. */
export function boundedJson(value: unknown, bytesMax: number, code: Rejection['code']): string {
  const text = JSON.stringify(value ?? null)
  const bytes = Buffer.byteLength(text)
  if (bytes <= bytesMax) return text
  throw new Rejected({ kind: 'invalid', code, detail: `${bytes} bytes of JSON; at most ${bytesMax} are kept.` })
}
