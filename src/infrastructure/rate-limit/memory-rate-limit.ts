/** Rate limits of one process: for the embedded exchange, and for whoever cannot ask Redis. */
import { assertMost, type Admission, type Rate, type RateLimit, type Taken } from './rate-limit.ts'
import { admissionOf, admittedUntil, availableOf, takenOf, weightsOf } from './gcra.ts'

/** About 20 MB of keys as long as an address; who uses more keys than this loses his oldest. */
const KEYS_MAX = 100_000

export type MemoryRateLimitOptions = {
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number
  readonly keysMax?: number
}

export type MemoryRateLimit = Omit<RateLimit, 'admitNow'> & {
  readonly admitNow: (key: string, rate: Rate) => Admission
  /** As `take`, at once. */
  readonly takeNow: (key: string, rate: Rate, most: number) => Taken
  readonly keys: () => number
}

export function createMemoryRateLimit({ monotonicMs, keysMax = KEYS_MAX }: MemoryRateLimitOptions): MemoryRateLimit {
  /** The longest unasked first: a key that is asked goes to the end. */
  const fullAt = new Map<string, number>()

  const keep = (key: string, nextUs: number, nowUs: number): void => {
    fullAt.delete(key)
    fullAt.set(key, nextUs)
    makeRoom(nowUs)
  }
  const admitNow = (key: string, rate: Rate): Admission => {
    const weights = weightsOf(rate)
    const nowUs = Math.floor(monotonicMs() * 1_000)
    const earlier = fullAt.get(key)
    const next = admittedUntil(earlier, nowUs, weights)
    if (next === undefined) return admissionOf(false, (earlier ?? nowUs) - nowUs, weights)
    keep(key, next, nowUs)
    return admissionOf(true, next - nowUs, weights)
  }
  const takeNow = (key: string, rate: Rate, most: number): Taken => {
    assertMost(most)
    const weights = weightsOf(rate)
    const nowUs = Math.floor(monotonicMs() * 1_000)
    const resetUs = Math.max((fullAt.get(key) ?? nowUs) - nowUs, 0)
    const taken = availableOf(most, resetUs, weights)
    const nextUs = resetUs + taken * weights.costUs
    if (taken > 0) keep(key, nowUs + nextUs, nowUs)
    return takenOf(taken, nextUs, weights)
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
  return {
    admitNow,
    takeNow,
    admit: async (key, rate) => admitNow(key, rate),
    take: async (key, rate, most) => takeNow(key, rate, most),
    keys: () => fullAt.size,
  }
}
