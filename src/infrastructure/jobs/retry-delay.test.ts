/** The waits between attempts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryDelayMs } from './retry-delay.ts'

test('the bound doubles with each attempt up to the cap, and chance spreads the wait below it', () => {
  const waits = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(attempt, 0.5, { baseMs: 1_000, capMs: 10_000 }))
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000])
  expect(retryDelayMs(3, 0, { baseMs: 1_000, capMs: 10_000 })).toBe(0)
})

test('whatever the attempt and the chance, the wait is a whole number of milliseconds below the cap', () => {
  const attempt = fc.integer({ min: 1, max: 5_000 })
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(attempt, chance, (tried, lot) => {
      const waitMs = retryDelayMs(tried, lot, { baseMs: 1_000, capMs: 300_000 })
      expect(Number.isInteger(waitMs) && waitMs >= 0 && waitMs < 300_000).toBe(true)
    }),
  )
})
