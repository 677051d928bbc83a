/** A pallet label must be readable, and never be given twice. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeSscc, parseSscc } from './sscc.ts'

const made = (extension: number, companyPrefix: string, serial: number): string => {
  const result = makeSscc({ extension, companyPrefix, serial })
  return result.ok ? result.value : result.rejection.code
}

test('extension, prefix and serial make the SSCC of the GS1 examples', () => {
  expect(made(0, '0614141', 123_456_789)).toBe('006141411234567890')
  expect(parseSscc('006141411234567890')).toEqual({ ok: true, value: '006141411234567890' })
})

test('every SSCC we make is one we read, and no two parts give the same one', () => {
  const parts = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 999_999_999 }))
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      const sscc = made(a[0], '4006381', a[1])
      expect(parseSscc(sscc)).toEqual({ ok: true, value: sscc })
      expect(sscc === made(b[0], '4006381', b[1])).toBe(a[0] === b[0] && a[1] === b[1])
    }),
  )
})

test('what does not fit is refused', () => {
  expect(made(0, '4006381', 1_000_000_000)).toBe('gs1/serial-exhausted')
  expect(made(10, '4006381', 1)).toBe('gs1/not-an-sscc')
  expect(made(0, '4006381', -1)).toBe('gs1/not-an-sscc')
  expect(made(0, '400638A', 1)).toBe('gs1/bad-company-prefix')
  expect(made(0, '123', 1)).toBe('gs1/bad-company-prefix')
  expect(parseSscc('006141411234567891')).toMatchObject({ rejection: { facts: { expected: '0' } } })
  expect(parseSscc('6141411234567890')).toMatchObject({ rejection: { code: 'gs1/not-an-sscc' } })
})
