/** What becomes of a job when one of its runs has ended: decided here, written down by whoever keeps it. */
import type { RunOutcome } from './job-run.ts'
import type { JobRow } from './job-record.ts'
import type { JobError } from './jobs.ts'
import type { RetryDelays } from './retry-delay.ts'
import { retryDelayMs } from './retry-delay.ts'

export type AfterRun =
  | { readonly type: 'finish'; readonly ending: JobEnding }
  /** Queued again unless it was cancelled meanwhile: then nobody wants it to go on. `unspent` gives the attempt back. */
  | { readonly type: 'again'; readonly delayMs: number; readonly unspent: boolean; readonly error?: JobError }
  /** Left running: whoever finds it must take its process for dead. */
  | { readonly type: 'leave' }

export type JobEnding =
  | { readonly state: 'succeeded'; readonly result: string }
  | { readonly state: 'failed'; readonly error: JobError }
  | { readonly state: 'cancelled' }

/** @param chance  in [0, 1); spreads retries */
export function afterRun(
  { attempt, max_attempts }: Pick<JobRow, 'attempt' | 'max_attempts'>,
  outcome: RunOutcome,
  delays: RetryDelays,
  chance: number,
): AfterRun {
  switch (outcome.type) {
    case 'succeeded':
      return { type: 'finish', ending: { state: 'succeeded', result: outcome.result } }
    case 'cancelled':
      return { type: 'finish', ending: { state: 'cancelled' } }
    case 'failed':
      if (!outcome.retry || attempt >= max_attempts)
        return { type: 'finish', ending: { state: 'failed', error: outcome.error } }
      return { type: 'again', delayMs: retryDelayMs(attempt, chance, delays), unspent: false, error: outcome.error }
    case 'interrupted':
      return { type: 'again', delayMs: 0, unspent: true }
    case 'abandoned':
      return { type: 'leave' }
  }
}
