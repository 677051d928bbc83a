/** What is and what is not an account to pay to. */
import { expect, test } from 'vitest'
import { parseIban } from './iban.ts'

test.each(['DE91100000000123456789', 'GB98MIDL07009312345678', 'FR7630006000011234567890189', 'XK051212012345678906'])(
  '%s is an account to pay to',
  (text) => {
    expect(parseIban(text)).toEqual({ ok: true, value: text })
  },
)

test.each([
  ['DE92100000000123456789', 'iban/wrong-check-digits'],
  ['DE91 1000 0000 0123 4567 89', 'iban/malformed'],
  ['de91100000000123456789', 'iban/malformed'],
  ['DEX1100000000123456789', 'iban/malformed'],
  ['XX361234567890', 'iban/unknown-country'],
  ['DE91', 'iban/length'],
  [`DE91${'1'.repeat(31)}`, 'iban/length'],
])('%j is refused as %s', (text, code) => {
  expect(parseIban(text)).toMatchObject({ ok: false, rejection: { code } })
})
