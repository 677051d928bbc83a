import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberKey, sortableNumber } from './sortable-number.ts'

const number = fc.double({ noNaN: true })

test('texts of numbers are in the order of the numbers, infinities included', () =>
  fc.assert(
    fc.property(number, number, (left, right) => {
      const [one, other] = [sortableNumber(left), sortableNumber(right)]
      expect(one < other).toBe(left < right)
      expect(one === other).toBe(left === right)
      expect(one).toHaveLength(16)
    }),
  ))

test('a number is never within the range of another name', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), number, (name, other, value) => {
      fc.pre(name.toWellFormed() !== other.toWellFormed())
      const key = numberKey(other, value)
      expect(key >= numberKey(name, -Infinity) && key <= numberKey(name, Infinity)).toBe(false)
    }),
  ))
