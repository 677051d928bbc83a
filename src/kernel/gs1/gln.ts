/** A GLN names a company or a place: an organisation, a site, a dock. */
import type { Branded } from '../brand.ts'
import { checkDigit, isDigits, wrongCheckDigit } from './gs1-check-digit.ts'
import { isMangledNumber } from './gtin.ts'
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'

/** Thirteen digits, the last one right. */
export type Gln = Branded<string, 'Gln'>

export type GlnRejection = Rejection & {
  readonly code: 'gs1/not-a-gln' | 'gs1/wrong-check-digit' | 'gs1/mangled-by-spreadsheet'
}

/** Reads a GLN. Refuses all but 13 digits, and a wrong check digit by naming the right one. */
export const parseGln = (text: string): Result<Gln, GlnRejection> => {
  if (isMangledNumber(text)) return reject(mangled)
  if (text.length !== 13 || !isDigits(text)) return reject(notAGln)
  const expected = checkDigit(text.slice(0, -1))
  return text.endsWith(expected) ? accept(text as Gln) : reject(wrongCheckDigit(text, expected))
}

const notAGln = { kind: 'invalid', code: 'gs1/not-a-gln', detail: 'A GLN has 13 digits and nothing else.' } as const
const mangled = {
  kind: 'invalid',
  code: 'gs1/mangled-by-spreadsheet',
  detail: 'A spreadsheet turned this GLN into a number and lost digits; format the column as text, export again.',
} as const
