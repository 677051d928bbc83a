/** What may be stocked, added, taken and ordered. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addQuantities, checkOrderSteps, positiveQuantity, quantity, subtractQuantities } from './quantity.ts'
import type { Quantity } from './quantity.ts'
import type { Result } from './result.ts'

const codeOf = (result: Result<unknown>): string | undefined => (result.ok ? undefined : result.rejection.code)
const pieces = (amount: number): Quantity => ({ amount, unit: 'piece' })

test.each([
  [1.5, 'quantity/not-a-whole-number'],
  [Number.NaN, 'quantity/not-a-whole-number'],
  [Infinity, 'quantity/not-a-whole-number'],
  [-1, 'quantity/negative'],
  [2 ** 53, 'quantity/overflow'],
])('%d is no quantity', (amount, code) => {
  expect(codeOf(quantity(amount, 'gram'))).toBe(code)
})

test('nothing can be in stock but nothing cannot be ordered', () => {
  expect(quantity(0, 'piece')).toEqual({ ok: true, value: pieces(0) })
  expect([0, -0, -3].map((amount) => codeOf(positiveQuantity(amount, 'piece')))).toEqual(
    Array(3).fill('quantity/not-positive'),
  )
})

test('what was added can be taken again, and never more than there is', () => {
  const amounts = fc.nat({ max: 2 ** 40 })
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      const sum = addQuantities(pieces(a), pieces(b))
      if (!sum.ok) throw new Error(sum.rejection.detail)
      expect(subtractQuantities(sum.value, pieces(b))).toEqual({ ok: true, value: pieces(a) })
      expect(codeOf(subtractQuantities(sum.value, pieces(a + b + 1)))).toBe('quantity/insufficient')
    }),
  )
})

test('units do not mix, and sums do not overflow', () => {
  const grams: Quantity = { amount: 1, unit: 'gram' }
  expect(codeOf(addQuantities(pieces(1), grams))).toBe('quantity/unit-mismatch')
  expect(codeOf(subtractQuantities(pieces(1), grams))).toBe('quantity/unit-mismatch')
  expect(codeOf(addQuantities(pieces(Number.MAX_SAFE_INTEGER), pieces(1)))).toBe('quantity/overflow')
})

test('an order below the minimum learns the least it may order', () => {
  expect(checkOrderSteps(pieces(99), { minimum: 100, increment: 12 })).toMatchObject({
    ok: false,
    rejection: { code: 'quantity/below-minimum', facts: { minimum: 100, above: 108 } },
  })
})

test('an order between two steps learns both, or only the one above when the other is too little', () => {
  const facts = (amount: number): unknown => {
    const checked = checkOrderSteps(pieces(amount), { minimum: 100, increment: 12 })
    return checked.ok ? 'accepted' : checked.rejection.facts
  }
  expect(facts(100)).toEqual({ increment: 12, above: 108 })
  expect(facts(108)).toBe('accepted')
  expect(facts(110)).toEqual({ increment: 12, below: 108, above: 120 })
})
