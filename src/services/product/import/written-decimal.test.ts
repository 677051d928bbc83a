import { expect, test } from 'vitest'
import { writtenDecimal, showsDecimalComma } from './written-decimal.ts'

const read = (value: unknown, comma = false) => {
  const result = writtenDecimal(value, '/x', comma)
  return result.ok ? result.value : result.rejection.code
}

test('point and comma are both decimal signs where only one reading is possible', () => {
  for (const [text, expected] of [
    ['7.5', '7.5'],
    ['7,5', '7.5'],
    [' 12 ', '12'],
    ['0,125', '0.125'],
    ['1,2345', '1.2345'],
    ['1,234.50', '1234.5'],
    ['1.234,50', '1234.5'],
    ['1 234,5', '1234.5'],
    ["1'234'567.5", '1234567.5'],
    ['1,234,567', '1234567'],
    ['-0,5', '-0.5'],
    ['1.234', '1.234'],
  ] as const)
    expect([text, read(text)]).toEqual([text, expected])
  expect(read(7.5)).toBe('7.5')
  expect(read(1e-7)).toBe('0.0000001')
})

test('what may be a thousand or a thousandth is refused, unless the file shows its decimal sign', () => {
  expect(read('1,234')).toBe('import/ambiguous-number')
  expect(read('1,234', true)).toBe('1.234')
  expect(read('1.234', true)).toBe('import/ambiguous-number')
  expect(showsDecimalComma('7,5')).toBe(true)
  expect(showsDecimalComma('1.234,5')).toBe(true)
  expect(showsDecimalComma('1,234')).toBe(false)
  expect(showsDecimalComma('a, 5')).toBe(false)
})

test('what only resembles a number is refused', () => {
  for (const value of [
    'NaN',
    'Infinity',
    '1e5',
    '8.0E+12',
    '0x10',
    '١٢',
    '1.2.3',
    '1,23,456',
    '12 g',
    '',
    '--1',
    Number.NaN,
    true,
    null,
    {},
  ])
    expect(read(value)).toBe('import/not-a-number')
})
