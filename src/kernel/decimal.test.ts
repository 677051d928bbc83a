/** Prices must be exact: what decimals promise, proven over random numbers. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDecimals,
  compareDecimals,
  decimal,
  decimalToNumber,
  divideDecimals,
  fromUnscaled,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  scaleOf,
  signOf,
  subtractDecimals,
  unscaled,
} from './decimal.ts'
import type { Decimal, Rounding } from './decimal.ts'

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n - 1n), max: 10n ** 24n - 1n }), fc.integer({ min: 6, max: 12 }))
  .map(([digits, scale]) => fromUnscaled(digits, scale))

const parsed = (text: string): string => {
  const result = parseDecimal(text)
  return result.ok ? result.value : result.rejection.code
}

test.each([
  'NaN',
  'Infinity',
  '1e5',
  '1E5',
  '',
  ' 1',
  '1 ',
  '0x1',
  '.5',
  '1.',
  '1,5',
  '+1',
  '--1',
  '-',
  '1.2.3',
  '١',
  '1\n',
])('the text %j is no decimal', (text) => {
  expect(parsed(text)).toBe('decimal/malformed')
})

test.each([
  ['12.3456', '12.3456'],
  ['1.50', '1.5'],
  ['007', '7'],
  ['0.0', '0'],
  ['-0', '0'],
  ['-0.000', '0'],
  ['-00.50', '-0.5'],
  ['100', '100'],
  ['999999999999999999.999999999999', '999999999999999999.999999999999'],
])('%s is written %s', (text, canonical) => {
  expect(parsed(text)).toBe(canonical)
})

test.each(['1000000000000000000', '0.0000000000001', '0'.repeat(65), '-1234567890123456789.5'])(
  '%s has more digits than a decimal holds',
  (text) => {
    expect(parsed(text)).toBe('decimal/too-long')
  },
)

test('a decimal reads back as itself', () => {
  fc.assert(fc.property(decimals, (a) => parsed(a) === a))
})

test('sums and differences undo each other, and no place is lost', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      expect(subtractDecimals(addDecimals(a, b), b)).toBe(a)
      expect(addDecimals(a, b)).toBe(addDecimals(b, a))
      expect(unscaled(addDecimals(a, b), 12)).toBe(unscaled(a, 12) + unscaled(b, 12))
    }),
  )
})

test('a product is exact, and dividing it by one factor gives the other', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      expect(unscaled(multiplyDecimals(a, b), 24)).toBe(unscaled(a, 12) * unscaled(b, 12))
      if (signOf(b) === 0) return
      expect(divideDecimals(multiplyDecimals(a, b), b, 12, 'half-up')).toEqual({ ok: true, value: a })
    }),
  )
})

test('the order of decimals is that of their difference', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => Math.sign(compareDecimals(a, b)) === signOf(subtractDecimals(a, b))),
  )
  const sorted = ['10', '9.99', '-1', '0', '9.9'].map(decimal).toSorted(compareDecimals)
  expect(sorted).toEqual(['-1', '0', '9.9', '9.99', '10'])
})

test.each<[string, Record<Rounding, string>]>([
  ['2.5', { 'half-up': '3', 'half-even': '2', down: '2', up: '3', floor: '2', ceiling: '3' }],
  ['-2.5', { 'half-up': '-3', 'half-even': '-2', down: '-2', up: '-3', floor: '-3', ceiling: '-2' }],
  ['3.5', { 'half-up': '4', 'half-even': '4', down: '3', up: '4', floor: '3', ceiling: '4' }],
  ['2.4', { 'half-up': '2', 'half-even': '2', down: '2', up: '3', floor: '2', ceiling: '3' }],
  ['-2.6', { 'half-up': '-3', 'half-even': '-3', down: '-2', up: '-3', floor: '-3', ceiling: '-2' }],
  ['-0.4', { 'half-up': '0', 'half-even': '0', down: '0', up: '-1', floor: '-1', ceiling: '0' }],
  ['7', { 'half-up': '7', 'half-even': '7', down: '7', up: '7', floor: '7', ceiling: '7' }],
])('%s is rounded each way as its name says', (text, expected) => {
  for (const [rounding, rounded] of Object.entries(expected)) {
    expect(roundDecimal(decimal(text), 0, rounding as Rounding), rounding).toBe(rounded)
  }
})

test('rounding moves a number by half a unit of its last place at most', () => {
  fc.assert(
    fc.property(decimals, fc.integer({ min: 0, max: 12 }), (a, scale) => {
      const rounded = roundDecimal(a, scale, 'half-up')
      expect(scaleOf(rounded)).toBeLessThanOrEqual(scale)
      const moved = unscaled(subtractDecimals(rounded, a), 12)
      expect((moved < 0n ? -moved : moved) * 2n).toBeLessThanOrEqual(10n ** BigInt(12 - scale))
    }),
  )
})

test('a third has as many places as asked for, and nothing divides by zero', () => {
  const divided = (a: string, b: string, scale: number): unknown =>
    divideDecimals(decimal(a), decimal(b), scale, 'half-up')
  expect(divided('1', '3', 6)).toEqual({ ok: true, value: '0.333333' })
  expect(divided('-2', '3', 2)).toEqual({ ok: true, value: '-0.67' })
  expect(divided('1', '-8', 2)).toEqual({ ok: true, value: '-0.13' })
  expect(divided('1', '0', 2)).toMatchObject({ ok: false, rejection: { code: 'decimal/division-by-zero' } })
})

test('what the program writes down wrongly is found at once', () => {
  expect(decimal(45_000)).toBe('45000')
  expect(() => decimal('1e5')).toThrow(RangeError)
  expect(() => decimal(0.1)).toThrow(RangeError)
  expect(() => decimal(2 ** 53)).toThrow(RangeError)
})

test('the nearest double is there for scores', () => {
  expect(decimalToNumber('0.627' as Decimal)).toBe(0.627)
})
