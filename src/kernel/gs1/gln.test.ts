/** What is and what is not a GLN. */
import { expect, test } from 'vitest'
import { parseGln } from './gln.ts'

test('thirteen digits with the right last one are a GLN', () => {
  expect(parseGln('9520123456788')).toEqual({ ok: true, value: '9520123456788' })
})

test.each([
  ['9520123456781', 'gs1/wrong-check-digit'],
  ['952012345678', 'gs1/not-a-gln'],
  ['09520123456788', 'gs1/not-a-gln'],
  ['952012345678X', 'gs1/not-a-gln'],
  ['', 'gs1/not-a-gln'],
  ['9.52E+12', 'gs1/mangled-by-spreadsheet'],
])('%j is refused as %s', (text, code) => {
  expect(parseGln(text)).toMatchObject({ ok: false, rejection: { code } })
})
