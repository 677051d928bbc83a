/** How long a failed job waits before it is tried again. */

export type RetryDelays = {
  /** The bound of the first wait; each further one's is twice as high. */
  readonly baseMs: number
  readonly capMs: number
}

/**
 * Exponential backoff with full jitter: evenly spread over [0, min(capMs, baseMs × 2^(attempt − 1))), in milliseconds.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 * @param attempt  the run that failed, from 1
 * @param chance   in [0, 1)
 */
export const retryDelayMs = (attempt: number, chance: number, { baseMs, capMs }: RetryDelays): number =>
  Math.floor(chance * Math.min(capMs, baseMs * 2 ** (attempt - 1)))
