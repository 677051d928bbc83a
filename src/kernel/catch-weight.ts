/** Some food is counted by the piece and paid by the gram: both numbers travel together. */
import type { Decimal } from './decimal.ts'
import { fromUnscaled } from './decimal.ts'
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/** Both safe integers, zero or more; pieces have weight, weight has pieces. */
export type CatchWeight = { readonly pieces: number; readonly grams: number }

export type CatchWeightRejection = Rejection & {
  readonly code:
    | 'catch-weight/not-a-count'
    | 'catch-weight/weight-without-pieces'
    | 'catch-weight/pieces-without-weight'
    | 'catch-weight/insufficient'
}

/** So many pieces that weigh so much. Refuses fractions, negatives, and one of the two without the other. */
export const catchWeight = (pieces: number, grams: number): Result<CatchWeight, CatchWeightRejection> => {
  if (!isCount(pieces) || !isCount(grams)) {
    return reject({
      kind: 'invalid',
      code: 'catch-weight/not-a-count',
      detail: `Pieces and grams are whole numbers from 0 to ${Number.MAX_SAFE_INTEGER}.`,
    })
  }
  if (pieces === 0 && grams > 0) {
    return reject({ kind: 'invalid', code: 'catch-weight/weight-without-pieces', detail: 'No pieces, yet a weight.' })
  }
  if (pieces > 0 && grams === 0) {
    return reject({ kind: 'invalid', code: 'catch-weight/pieces-without-weight', detail: 'Pieces without a weight.' })
  }
  return accept({ pieces, grams })
}

export const addCatchWeights = (a: CatchWeight, b: CatchWeight): Result<CatchWeight, CatchWeightRejection> =>
  catchWeight(a.pieces + b.pieces, a.grams + b.grams)

/** What remains of `a` without `b`. Refuses to go below zero, or to leave pieces without weight or the reverse. */
export const subtractCatchWeights = (a: CatchWeight, b: CatchWeight): Result<CatchWeight, CatchWeightRejection> => {
  if (b.pieces <= a.pieces && b.grams <= a.grams) return catchWeight(a.pieces - b.pieces, a.grams - b.grams)
  return reject({
    kind: 'conflict',
    code: 'catch-weight/insufficient',
    detail: `${b.pieces} pieces of ${b.grams} g cannot be taken from ${a.pieces} of ${a.grams} g.`,
    facts: { available: a, requested: b },
  })
}

/** The weight in kilograms, exact: what a price per kilogram is multiplied by. */
export const kilograms = ({ grams }: CatchWeight): Decimal => fromUnscaled(BigInt(grams), 3)

/** Whether a second weighing differs from the first by no more than `toleranceBasisPoints` (100 = 1 %). */
export const isWithinTolerance = (first: CatchWeight, second: CatchWeight, toleranceBasisPoints: number): boolean =>
  BigInt(Math.abs(second.grams - first.grams)) * 10_000n <= BigInt(first.grams) * BigInt(toleranceBasisPoints)

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
