/** Rate limits of one process: for the embedded exchange, and for whoever cannot ask Redis. */
import type { Admission, Rate, RateLimit } from './rate-limit.ts'
import { admissionOf, admittedUntil, weightsOf } from './gcra.ts'

/** About 20 MB of keys as long as an address; who uses more keys than this loses his oldest. */
const KEYS_MAX = 100_000

export type MemoryRateLimitOptions = {
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number
  readonly keysMax?: number
}

export function createMemoryRateLimit({ monotonicMs, keysMax = KEYS_MAX }: MemoryRateLimitOptions): RateLimit & {
  /** As `admit`, at once. */
  readonly admitNow: (key: string, rate: Rate) => Admission
  readonly keys: () => number
} {
  /** The longest unasked first: a key that is asked goes to the end. */
  const fullAt = new Map<string, number>()

  const admitNow = (key: string, rate: Rate): Admission => {
    const weights = weightsOf(rate)
    const nowUs = Math.floor(monotonicMs() * 1_000)
    const earlier = fullAt.get(key)
    const next = admittedUntil(earlier, nowUs, weights)
    if (next === undefined) return admissionOf(false, (earlier ?? nowUs) - nowUs, weights)
    fullAt.delete(key)
    fullAt.set(key, next)
    makeRoom(nowUs)
    return admissionOf(true, next - nowUs, weights)
  }
  /** Two looks for each key that may come: buckets that are full again go, and above the bound whichever is oldest. */
  const makeRoom = (nowUs: number): void => {
    let looks = 0
    for (const [key, fullAtUs] of fullAt) {
      if (looks === 2 || (fullAtUs > nowUs && fullAt.size <= keysMax)) return
      fullAt.delete(key)
      looks += 1
    }
  }
  return { admitNow, admit: async (key, rate) => admitNow(key, rate), keys: () => fullAt.size }
}
