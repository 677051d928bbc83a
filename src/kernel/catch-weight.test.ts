/** Pieces and grams must never come apart. */
import { expect, test } from 'vitest'
import { addCatchWeights, catchWeight, isWithinTolerance, kilograms, subtractCatchWeights } from './catch-weight.ts'

test('pieces and grams add up and come apart together', () => {
  const a = { pieces: 10, grams: 25_320 }
  const b = { pieces: 4, grams: 9_980 }
  expect(addCatchWeights(a, b)).toEqual({ ok: true, value: { pieces: 14, grams: 35_300 } })
  expect(subtractCatchWeights(a, b)).toEqual({ ok: true, value: { pieces: 6, grams: 15_340 } })
  expect(subtractCatchWeights(b, a)).toMatchObject({ ok: false, rejection: { code: 'catch-weight/insufficient' } })
})

test('the last piece takes the last gram with it', () => {
  expect(subtractCatchWeights({ pieces: 2, grams: 500 }, { pieces: 2, grams: 490 })).toMatchObject({
    rejection: { code: 'catch-weight/weight-without-pieces' },
  })
  expect(subtractCatchWeights({ pieces: 2, grams: 500 }, { pieces: 1, grams: 500 })).toMatchObject({
    rejection: { code: 'catch-weight/pieces-without-weight' },
  })
})

test.each([
  [1.5, 10],
  [-1, 10],
  [1, Number.NaN],
  [1, 2 ** 53],
])('%d pieces of %d g are refused', (pieces, grams) => {
  expect(catchWeight(pieces, grams)).toMatchObject({ ok: false, rejection: { code: 'catch-weight/not-a-count' } })
})

test('weights are priced in exact kilograms', () => {
  expect(kilograms({ pieces: 1, grams: 2_450 })).toBe('2.45')
  expect(kilograms({ pieces: 1, grams: 5 })).toBe('0.005')
})

test('a second weighing is within tolerance up to the very gram', () => {
  const dispatched = { pieces: 10, grams: 20_000 }
  const weighed = (grams: number): boolean => isWithinTolerance(dispatched, { pieces: 10, grams }, 50)
  expect([19_899, 19_900, 20_100, 20_101].map(weighed)).toEqual([false, true, true, false])
})
