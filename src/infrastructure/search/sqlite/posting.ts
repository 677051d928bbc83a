/** One occurrence of a term in a document as a 32-bit number: which document, and how much of the term is where. */
import { longFields } from '../scoring.ts'
import { searchFields, searchFieldWeights } from '../search-index.ts'

/** 24 bits of document, 4 of weight in short fields, 4 of weight in long ones: in order of documents as they are. */
export const documentNumberMax = 2 ** 24 - 1

const fieldWeights = searchFields.map((field) => searchFieldWeights[field])
const fieldIsLong = searchFields.map((field) => longFields.has(field))
export const weightOfField = (field: number): number => fieldWeights[field]!
export const isLongField = (field: number): boolean => fieldIsLong[field]!

// Sums of field weights that occur, then ever wider apart: what comes after them hardly changes a score.
const shortLevels = [0, 3, 4, 7, 8, 10, 11, 12, 15, 16, 18, 20, 24, 28, 36, 60]
const longLevels = [0, 1, 1.5, 2, 2.5, 3, 4, 4.5, 6, 7.5, 9, 12, 16, 22, 32, 46]

/** The weights of all 256 pairs of levels. */
export const shortWeights = Float64Array.from({ length: 256 }, (_, levels) => shortLevels[levels >>> 4]!)
export const longWeights = Float64Array.from({ length: 256 }, (_, levels) => longLevels[levels & 15]!)

const nearest = (levels: readonly number[], weight: number): number => {
  let best = 0
  for (let level = 1; level < levels.length; level++)
    if (Math.abs(levels[level]! - weight) <= Math.abs(levels[best]! - weight)) best = level
  return best
}
/** Weights are multiples of a half. */
const steps = 128
const nearestShort = Uint8Array.from({ length: steps }, (_, step) => nearest(shortLevels, step / 2))
const nearestLong = Uint8Array.from({ length: steps }, (_, step) => nearest(longLevels, step / 2))

export const postingOf = (doc: number, short: number, long: number): number =>
  ((doc << 8) | (nearestShort[Math.min(short * 2, steps - 1)]! << 4) | nearestLong[Math.min(long * 2, steps - 1)]!) >>>
  0

const sums = Uint8Array.from({ length: 65_536 }, (_, pair) => {
  const [one, other] = [pair >>> 8, pair & 255]
  return postingOf(0, shortWeights[one]! + shortWeights[other]!, longWeights[one]! + longWeights[other]!)
})
/** The levels of two terms together. */
export const sumOfLevels = (one: number, other: number): number => sums[(one << 8) | other]!

/** The place of the first posting of `doc` or of a later document, looked for from a place that is not behind it. */
export function placeOf(postings: Uint32Array, doc: number, from: number): number {
  const least = doc * 256
  if (from >= postings.length || postings[from]! >= least) return from
  // Ever wider steps, then halving: near places, the usual ones, are found in few looks.
  let low = from
  let step = 1
  while (low + step < postings.length && postings[low + step]! < least) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, postings.length)
  while (low + 1 < high) {
    const middle = (low + high) >>> 1
    if (postings[middle]! < least) low = middle
    else high = middle
  }
  return high
}
