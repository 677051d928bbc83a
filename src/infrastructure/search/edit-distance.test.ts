import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allowedEdits, editDistance } from './edit-distance.ts'

test.each([
  ['chocolate', 'chocolate', 0],
  ['choclate', 'chocolate', 1],
  ['chocoalte', 'chocolate', 1],
  ['hocolate', 'chocolate', 1],
  ['chukolate', 'chocolate', 2],
  ['milk', 'mlik', 1],
  ['', 'ab', 2],
])('%s is so far from %s: %i', (left, right, distance) => {
  expect(editDistance(left, right, 3)).toBe(distance)
})

test('the distance is symmetric, bounded, and zero for the same word only', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (left, right, most) => {
      const distance = editDistance(left, right, most)
      expect(distance).toBe(editDistance(right, left, most))
      expect(distance).toBeLessThanOrEqual(most + 1)
      expect(distance === 0).toBe(left === right)
      expect(distance).toBe(Math.min(editDistance(left, right, 20), most + 1))
    }),
  )
})

test('the shorter the word, the fewer slips are forgiven', () => {
  expect([3, 4, 7, 8, 20].map(allowedEdits)).toEqual([0, 1, 1, 2, 2])
})
