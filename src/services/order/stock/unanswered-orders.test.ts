import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayHold } from './unanswered-orders.ts'

test('a share is of what is available with what is held already, rounded up', () => {
  expect(mayHold(100, { available: 100, heldUnanswered: 0 }, 80)).toBe(80)
  expect(mayHold(30, { available: 100, heldUnanswered: 0 }, 80)).toBe(30)
  expect(mayHold(30, { available: 40, heldUnanswered: 60 }, 80)).toBe(20)
  expect(mayHold(1, { available: 1, heldUnanswered: 0 }, 80)).toBe(1)
  expect(mayHold(1, { available: 20, heldUnanswered: 90 }, 80)).toBe(0)
  expect(mayHold(7, { available: 0, heldUnanswered: 0 }, 80)).toBe(0)
})

const amount = fc.integer({ min: 0, max: 1_000_000_000_000 })

test('however often a buyer asks, its share is not exceeded by a unit, and a whole share is all there is', () => {
  fc.assert(
    fc.property(
      fc.array(amount, { maxLength: 8 }),
      amount,
      fc.integer({ min: 1, max: 100 }),
      (asked, stock, percent) => {
        let heldUnanswered = 0
        for (const wanted of asked) {
          const more = mayHold(wanted, { available: stock - heldUnanswered, heldUnanswered }, percent)
          expect(more).toBeGreaterThanOrEqual(0)
          heldUnanswered += Math.min(more, stock - heldUnanswered)
        }
        expect(heldUnanswered).toBeLessThanOrEqual(Math.ceil((stock * percent) / 100))
        if (percent === 100) expect(mayHold(stock, { available: stock, heldUnanswered: 0 }, percent)).toBe(stock)
      },
    ),
  )
})
