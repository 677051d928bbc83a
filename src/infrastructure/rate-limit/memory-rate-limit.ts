/** Rate limits of one process: for the embedded exchange, and for whoever cannot ask Redis. */
import { admitEach, assertMost, type Admission, type Rate, type RateLimit, type Taken } from './rate-limit.ts'
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

/** `keptAtUs`: when it went to the end of the queue last. */
type Bucket = { fullAtUs: number; keptAtUs: number }

/** Who asks a thousand times a second goes to the end of the queue once in it. */
const keptForUs = 1_000_000

export function createMemoryRateLimit({ monotonicMs, keysMax = KEYS_MAX }: MemoryRateLimitOptions): MemoryRateLimit {
  /** The longest unasked first, to the second. */
  const buckets = new Map<string, Bucket>()

  const fill = (key: string, bucket: Bucket | undefined, fullAtUs: number, nowUs: number): void => {
    if (bucket && nowUs - bucket.keptAtUs < keptForUs) {
      bucket.fullAtUs = fullAtUs
      return
    }
    if (bucket) buckets.delete(key)
    buckets.set(key, { fullAtUs, keptAtUs: nowUs })
    makeRoom(nowUs)
  }
  const admitNow = (key: string, rate: Rate): Admission => {
    const weights = weightsOf(rate)
    const nowUs = Math.floor(monotonicMs() * 1_000)
    const bucket = buckets.get(key)
    const next = admittedUntil(bucket?.fullAtUs, nowUs, weights)
    if (next === undefined) return admissionOf(false, bucket!.fullAtUs - nowUs, weights)
    fill(key, bucket, next, nowUs)
    return admissionOf(true, next - nowUs, weights)
  }
  const takeNow = (key: string, rate: Rate, most: number): Taken => {
    assertMost(most)
    const weights = weightsOf(rate)
    const nowUs = Math.floor(monotonicMs() * 1_000)
    const bucket = buckets.get(key)
    const resetUs = Math.max((bucket?.fullAtUs ?? nowUs) - nowUs, 0)
    const taken = availableOf(most, resetUs, weights)
    const nextUs = resetUs + taken * weights.costUs
    if (taken > 0) fill(key, bucket, nowUs + nextUs, nowUs)
    return takenOf(taken, nextUs, weights)
  }
  /** Two looks for each key that may come: buckets that are full again go, and above the bound whichever is oldest. */
  const makeRoom = (nowUs: number): void => {
    let looks = 0
    for (const [key, { fullAtUs }] of buckets) {
      if (looks === 2 || (fullAtUs > nowUs && buckets.size <= keysMax)) return
      buckets.delete(key)
      looks += 1
    }
  }
  const admit = async (key: string, rate: Rate): Promise<Admission> => admitNow(key, rate)
  return {
    admitNow,
    takeNow,
    admit,
    admitAll: (asked) => admitEach(admit, asked),
    take: async (key, rate, most) => takeNow(key, rate, most),
    keys: () => buckets.size,
  }
}
