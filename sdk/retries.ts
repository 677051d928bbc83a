/**
 * Sends again what failed in passing, as long as most things succeed. Each request earns a tenth of a retry, so that a
 * client adds a tenth to the load of an exchange that is down, not a multiple of it.
 */
import { pause } from './pause.ts'
import { ProblemError } from './problem.ts'

export type RetryOptions = {
  /** How often one request is sent at most. Default 4. */
  readonly attempts?: number
  /** Retries in reserve; as many as there are at the start. Default 10. */
  readonly reserve?: number
  /** For tests. */
  readonly random?: () => number
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

/** Runs work that may be done again, such as a reading, or a write with its `Idempotency-Key`. */
export type Retry = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>

const earnedByRequest = 0.1
const backoffMs = { least: 200, most: 20_000 } as const
/** Who is to wait longer is told so by the error instead. */
const askedMsMax = 60_000

/** The reserve is shared by all that the returned function runs. */
export function createRetry({
  attempts = 4,
  reserve = 10,
  random = Math.random,
  wait = pause,
}: RetryOptions = {}): Retry {
  let left = reserve
  return async (work, signal) => {
    left = Math.min(reserve, left + earnedByRequest)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        const waitMs = signal?.aborted ? undefined : waitBefore(error, attempt, random)
        if (waitMs === undefined || attempt >= attempts || left < 1) throw error
        left -= 1
        await wait(waitMs, signal)
        if (signal?.aborted) throw error
      }
    }
  }
}

/** In milliseconds; undefined where another attempt would fail alike. */
function waitBefore(error: unknown, attempt: number, random: () => number): number | undefined {
  if (!isPassing(error)) return undefined
  // Full jitter: clients that were refused together do not come back together.
  const backoff = random() * Math.min(backoffMs.most, backoffMs.least * 2 ** attempt)
  const asked = error instanceof ProblemError ? (error.retryAfterMs ?? 0) : 0
  return asked > askedMsMax ? undefined : Math.max(asked, backoff)
}

const passing: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** `fetch` throws a `TypeError` where nobody answered; what it throws on being told to stop is another. */
const isPassing = (error: unknown): boolean =>
  error instanceof ProblemError
    ? passing.has(error.status) || error.code === 'idempotency/in-flight'
    : error instanceof TypeError
