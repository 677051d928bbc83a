/**
 * The arithmetic of GCRA, which all adapters hold to: one number a key, the time at which its bucket is full again.
 * In whole microseconds: with fractions, a bucket that has rested was found to refuse for a rounding error.
 */
import type { Admission, Rate, Taken } from './rate-limit.ts'

/** What one costs and what a bucket holds, in microseconds of waiting. */
export type Weights = { readonly costUs: number; readonly depthUs: number }

/** Throws a `RangeError` where a rate would admit nothing or everything. Rounded so that never more is admitted. */
export function weightsOf({ burst, perSecond }: Rate): Weights {
  if (!Number.isInteger(burst) || burst < 1) throw new RangeError('burst must be a whole number from 1')
  if (!(perSecond > 0) || perSecond > 1e6) throw new RangeError('perSecond must be above 0, and at most a million')
  const costUs = Math.ceil(1_000_000 / perSecond)
  return { costUs, depthUs: burst * costUs }
}

/**
 * When the bucket is full again if one more is admitted; undefined where it is not.
 * @param fullAtUs  when it will be full as things are; undefined or past: it is
 */
export function admittedUntil(fullAtUs: number | undefined, nowUs: number, { costUs, depthUs }: Weights) {
  const next = Math.max(fullAtUs ?? nowUs, nowUs) + costUs
  return next - nowUs > depthUs ? undefined : next
}

/** @param resetUs  how long until the bucket is full again, the admitted one included */
export function admissionOf(admitted: boolean, resetUs: number, { costUs, depthUs }: Weights): Admission {
  const resetMs = Math.ceil(resetUs / 1_000)
  if (admitted) return { admitted, remaining: Math.floor((depthUs - resetUs) / costUs), resetMs }
  return { admitted, remaining: 0, resetMs, retryMs: Math.max(1, Math.ceil((resetUs + costUs - depthUs) / 1_000)) }
}

/** How many of those that are wanted a bucket has. @param resetUs  how long until it is full again */
export const availableOf = (wanted: number, resetUs: number, { costUs, depthUs }: Weights): number =>
  Math.min(wanted, Math.floor((depthUs - resetUs) / costUs))

/** @param resetUs  how long until the bucket is full again, those taken included */
export const takenOf = (taken: number, resetUs: number, weights: Weights): Taken => ({
  taken,
  ...admissionOf(taken > 0, resetUs, weights),
})
