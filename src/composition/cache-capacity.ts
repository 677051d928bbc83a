/** How much memory the cache may take when nobody says: a share of what there is, within reason. */

const mebibyte = 1_048_576
const share = 1 / 16
const leastMib = 32
/** Some two hundred thousand products with a list or two for each. */
const mostMib = 512

/** @param memoryBytes  of the machine, or of the container if that is less @returns bytes */
export function cacheCapacity(given: number | 'auto', memoryBytes: number): number {
  if (given !== 'auto') return given * mebibyte
  return Math.min(mostMib * mebibyte, Math.max(leastMib * mebibyte, Math.floor(memoryBytes * share)))
}
