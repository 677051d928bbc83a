/** An import lives by telling a GTIN, a wrong one, and a supplier's own code apart. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDigit, isDigits, parseCheckDigit } from './gs1-check-digit.ts'
import { gtinOfPackage, isMangledNumber, parseGtin, shortestGtin } from './gtin.ts'
import type { Gtin14 } from './gtin.ts'

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''))

const read = (text: string): string => {
  const result = parseGtin(text)
  return result.ok ? result.value : result.rejection.code
}

test.each([
  ['40170725', '00000040170725'],
  ['614141000036', '00614141000036'],
  ['4006381333931', '04006381333931'],
  ['04006381333931', '04006381333931'],
  ['14006381333938', '14006381333938'],
  ['9780201379624', '09780201379624'],
])('%s is the GTIN %s', (text, gtin) => {
  expect(read(text)).toBe(gtin)
})

test('a wrong check digit is refused and the right one named', () => {
  expect(parseGtin('4006381333930')).toMatchObject({
    ok: false,
    rejection: { kind: 'invalid', code: 'gs1/wrong-check-digit', facts: { given: '0', expected: '1' } },
  })
})

test.each([
  '',
  '1',
  '1234567',
  '123456789',
  '40063813339',
  '400638133393100',
  'ABC-4711',
  '4006381333931 ',
  '400638133393١',
])('%j is no GTIN but may be a SKU', (text) => {
  expect(read(text)).toBe('gs1/not-a-gtin')
})

test.each(['8.0E+12', '8,0E+12', '8E+12', '4.00638E+12', '4.006381333931E+012', '4006381333931.0', '4.00638e12'])(
  '%s is what a spreadsheet left of a barcode',
  (text) => {
    const mangledCode = text === '4.006381333931E+012' ? 'gs1/not-a-gtin' : 'gs1/mangled-by-spreadsheet'
    expect(read(text)).toBe(mangledCode)
  },
)

test.each(['0212345', '0412345', '2012345', '2912345'])('numbers that begin with %s belong to one company', (start) => {
  const body = start.padEnd(12, '6')
  expect(read(body + checkDigit(body))).toBe('gs1/restricted-number')
  expect(read(`0${body}${checkDigit(body)}`)).toBe('gs1/restricted-number')
  const boxed = `1${body}`
  expect(read(boxed + checkDigit(boxed))).toBe('gs1/restricted-number')
})

test('a GTIN-12 that begins with 2 or 4, and a GTIN-8 that begins with 0 or 2, belong to one company', () => {
  for (const body of ['21234567890', '41600033610', '0234567', '2123456']) {
    expect(read(body + checkDigit(body))).toBe('gs1/restricted-number')
  }
})

test('the neighbours of the restricted prefixes are free', () => {
  for (const start of ['019', '030', '039', '050', '199', '300']) {
    const body = start.padEnd(12, '7')
    expect(read(body + checkDigit(body))).toBe(`0${body}${checkDigit(body)}`)
  }
})

test('every slip of one digit is caught', () => {
  fc.assert(
    fc.property(digits(13), fc.nat({ max: 13 }), fc.integer({ min: 1, max: 9 }), (body, at, change) => {
      const right = body + checkDigit(body)
      const wrong = right.slice(0, at) + ((Number(right[at]) + change) % 10) + right.slice(at + 1)
      expect(parseCheckDigit(right).ok).toBe(true)
      expect(parseCheckDigit(wrong).ok).toBe(false)
    }),
  )
})

test('filling up with zeros and shortening undo each other', () => {
  fc.assert(
    fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), (body) => {
      const gtin = parseGtin(body + checkDigit(body))
      if (gtin.ok) expect(parseGtin(shortestGtin(gtin.value))).toEqual(gtin)
    }),
  )
  expect(shortestGtin('00000040170725' as Gtin14)).toBe('40170725')
  expect(shortestGtin('00614141000036' as Gtin14)).toBe('614141000036')
})

test('the case of an item has a GTIN of its own', () => {
  const gtin = gtinOfPackage('04006381333931' as Gtin14, 1)
  expect(gtin).toBe('14006381333938')
  expect(read(gtin)).toBe(gtin)
  expect(() => gtinOfPackage(gtin, 9)).toThrow(RangeError)
})

test('digits are the ten of ASCII, and codes with letters are not mangled', () => {
  expect(['0123456789', '', '12a', '١٢', '1 2'].map(isDigits)).toEqual([true, false, false, false, false])
  expect(['8.0', 'SKU-1E5', '1.5', 'E12'].map(isMangledNumber)).toEqual([false, false, false, false])
})
