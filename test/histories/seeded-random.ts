/** Chance that can be had again: who knows the seed can repeat the run. */
import { seededChance } from '../../src/demo/seeded-chance.ts'

export type SeededRandom = {
  /** 0 ≤ x < 1. */
  readonly next: () => number
  /** A whole number below `limit`. */
  readonly below: (limit: number) => number
  /** Throws `RangeError` where there is nothing to pick from. */
  readonly pick: <T>(from: readonly T[]) => T
  /** True so often of a hundred. */
  readonly percent: (share: number) => boolean
}

export function seededRandom(seed: number): SeededRandom {
  const { next } = seededChance(seed)
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    pick: (from) => {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new RangeError('There is nothing to pick from.')
      return picked
    },
    percent: (share) => next() * 100 < share,
  }
}
