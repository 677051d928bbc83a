/** Quantities are whole numbers of a base unit, so that stock and orders add up to the last gram. */
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/** What is counted: pieces, grams (goods sold by weight) or millilitres (by volume). */
export const baseUnits = ['piece', 'gram', 'millilitre'] as const
export type BaseUnit = (typeof baseUnits)[number]

/** `amount` is a safe integer of the unit, zero or more. */
export type Quantity = { readonly amount: number; readonly unit: BaseUnit }

/** What a supplier sells at the least, and by how much more; both in the base unit, both 1 or more. */
export type OrderSteps = { readonly minimum: number; readonly increment: number }

export type QuantityRejection = Rejection & {
  readonly code:
    | 'quantity/not-a-whole-number'
    | 'quantity/negative'
    | 'quantity/not-positive'
    | 'quantity/overflow'
    | 'quantity/unit-mismatch'
    | 'quantity/insufficient'
    | 'quantity/below-minimum'
    | 'quantity/off-increment'
}

/** So many of a unit. Refuses fractions, negatives and amounts beyond 2^53 - 1. */
export const quantity = (amount: number, unit: BaseUnit): Result<Quantity, QuantityRejection> => {
  if (!Number.isInteger(amount)) return reject(notWhole)
  if (amount < 0) return reject(negative)
  if (!Number.isSafeInteger(amount)) return reject(overflow)
  return accept({ amount: amount === 0 ? 0 : amount, unit })
}

/** As `quantity`, and refuses zero: what is ordered, offered or shipped. */
export const positiveQuantity = (amount: number, unit: BaseUnit): Result<Quantity, QuantityRejection> =>
  Number.isInteger(amount) && amount <= 0 ? reject(notPositive) : quantity(amount, unit)

/** The sum. Refuses two units and overflow. */
export const addQuantities = (a: Quantity, b: Quantity): Result<Quantity, QuantityRejection> =>
  a.unit === b.unit ? quantity(a.amount + b.amount, a.unit) : mismatch(a.unit, b.unit)

/** What remains of `a` without `b`. Refuses two units, and a result below zero. */
export const subtractQuantities = (a: Quantity, b: Quantity): Result<Quantity, QuantityRejection> => {
  if (a.unit !== b.unit) return mismatch(a.unit, b.unit)
  if (b.amount <= a.amount) return accept({ amount: a.amount - b.amount, unit: a.unit })
  return reject({
    kind: 'conflict',
    code: 'quantity/insufficient',
    detail: `${b.amount} cannot be taken from ${a.amount}.`,
    facts: { available: a.amount, requested: b.amount, unit: a.unit },
  })
}

/**
 * Whether an amount may be ordered: at least the minimum, and a multiple of the increment (counted from zero, so
 * that cases stay whole). A refusal names the nearest amounts below and above that may.
 */
export const checkOrderSteps = (ordered: Quantity, steps: OrderSteps): Result<Quantity, QuantityRejection> => {
  const smallest = multipleAtOrAbove(steps.minimum, steps.increment)
  if (ordered.amount < steps.minimum) {
    return reject({
      kind: 'invalid',
      code: 'quantity/below-minimum',
      detail: `Order at least ${smallest}; ${ordered.amount} is too little.`,
      facts: { minimum: steps.minimum, increment: steps.increment, above: smallest },
    })
  }
  const over = ordered.amount % steps.increment
  if (over === 0) return accept(ordered)
  const below = ordered.amount - over
  const above = below + steps.increment
  return reject({
    kind: 'invalid',
    code: 'quantity/off-increment',
    detail: `Order in steps of ${steps.increment}: ${below >= smallest ? `${below} or ${above}` : above}.`,
    facts: { increment: steps.increment, ...(below >= smallest ? { below } : {}), above },
  })
}

const multipleAtOrAbove = (amount: number, step: number): number => Math.ceil(amount / step) * step

const notWhole = {
  kind: 'invalid',
  code: 'quantity/not-a-whole-number',
  detail: 'A quantity is a whole number of its base unit; weigh in grams, measure in millilitres.',
} as const
const negative = { kind: 'invalid', code: 'quantity/negative', detail: 'A quantity is never negative.' } as const
const notPositive = { kind: 'invalid', code: 'quantity/not-positive', detail: 'A quantity must be 1 or more.' } as const
const overflow = {
  kind: 'invalid',
  code: 'quantity/overflow',
  detail: `A quantity is at most ${Number.MAX_SAFE_INTEGER}.`,
} as const

const mismatch = (a: BaseUnit, b: BaseUnit): Result<never, QuantityRejection> =>
  reject({
    kind: 'invalid',
    code: 'quantity/unit-mismatch',
    detail: `A ${a} and a ${b} do not add up.`,
    facts: { units: [a, b] },
  })
