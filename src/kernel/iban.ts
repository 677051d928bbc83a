/** Invoices name the account to pay to; a slip in it is caught before money goes astray. */
import type { Branded } from './brand.ts'
import { parseCountry } from './country.ts'
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/** Without spaces, in capitals. */
export type Iban = Branded<string, 'Iban'>

export type IbanRejection = Rejection & {
  readonly code: 'iban/length' | 'iban/malformed' | 'iban/unknown-country' | 'iban/wrong-check-digits'
}

const lengthMin = 5
const lengthMax = 34

/**
 * Reads an IBAN without spaces. Refuses what is shorter than 5 or longer than 34 characters, lower case, unknown
 * countries (Kosovo's XK, which banks use, is known), and wrong check digits. The length that each country chose is
 * not checked. Source: ISO 13616, ISO 7064 MOD 97-10.
 */
export const parseIban = (text: string): Result<Iban, IbanRejection> => {
  if (text.length < lengthMin || text.length > lengthMax) return reject(badLength)
  if (!/^[0-9A-Z]+$/.test(text)) return reject(malformed)
  const country = text.slice(0, 2)
  if (country !== 'XK' && !parseCountry(country).ok) return reject(unknownCountry)
  if (!/^[0-9]{2}$/.test(text.slice(2, 4))) return reject(malformed)
  let remainder = 0
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1 ? accept(text as Iban) : reject(wrongCheckDigits)
}

const badLength = {
  kind: 'invalid',
  code: 'iban/length',
  detail: `An IBAN has ${lengthMin} to ${lengthMax} characters; leave spaces out.`,
} as const
const malformed = {
  kind: 'invalid',
  code: 'iban/malformed',
  detail: 'An IBAN is two letters, two digits, then capital letters and digits.',
} as const
const unknownCountry = {
  kind: 'invalid',
  code: 'iban/unknown-country',
  detail: 'An IBAN begins with the two letters of a country.',
} as const
const wrongCheckDigits = {
  kind: 'invalid',
  code: 'iban/wrong-check-digits',
  detail: 'The check digits do not fit the rest; compare it with the original.',
} as const
