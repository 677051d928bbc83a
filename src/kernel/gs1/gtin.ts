/** A GTIN names a trade item everywhere in the world; what only looks like one stays the supplier's own code. */
import type { Branded } from '../brand.ts'
import { checkDigit, isDigits, wrongCheckDigit } from './gs1-check-digit.ts'
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'

/** A GTIN-8, -12, -13 or -14 filled up with zeros to 14 digits, check digit right, prefix unrestricted. */
export type Gtin14 = Branded<string, 'Gtin14'>

/**
 * Why a text is no GTIN. An importer keeps 'gs1/not-a-gtin' and 'gs1/restricted-number' as the supplier's SKU, and
 * refuses a row with 'gs1/wrong-check-digit' or 'gs1/mangled-by-spreadsheet'.
 */
export type GtinRejection = Rejection & {
  readonly code: 'gs1/not-a-gtin' | 'gs1/wrong-check-digit' | 'gs1/restricted-number' | 'gs1/mangled-by-spreadsheet'
}

/**
 * Reads a GTIN and fills it up to 14 digits. Refuses, in this order: what a spreadsheet made of it ('8.0E+12',
 * '4006381333931.0'); other lengths than 8, 12, 13, 14 and other characters; a wrong check digit, naming the right
 * one; numbers for restricted circulation, which each company gives as it likes (GS1 prefixes 02, 04 and 20–29,
 * GS1-8 prefixes 0 and 2). Source: GS1 General Specifications §1.4, §2.1, §7.9.1.
 */
export const parseGtin = (text: string): Result<Gtin14, GtinRejection> => {
  if (!isDigits(text)) return reject(isMangledNumber(text) ? mangled : notAGtin)
  if (text.length !== 13 && text.length !== 8 && text.length !== 12 && text.length !== 14) return reject(notAGtin)
  const expected = checkDigit(text.slice(0, -1))
  if (!text.endsWith(expected)) return reject(wrongCheckDigit(text, expected))
  const gtin = text.padStart(14, '0')
  return isRestricted(gtin) ? reject(restricted) : accept(gtin as Gtin14)
}

/**
 * The GTIN-14 of a packaging level that holds this item: another indicator (1–8) before the same digits.
 * Throws RangeError on other indicators.
 */
export const gtinOfPackage = (item: Gtin14, indicator: number): Gtin14 => {
  if (!Number.isInteger(indicator) || indicator < 1 || indicator > 8) throw new RangeError('an indicator is 1 to 8')
  const body = `${indicator}${item.slice(1, 13)}`
  return `${body}${checkDigit(body)}` as Gtin14
}

/** As short as it is printed: the GTIN-8, -12, -13 or -14 behind the zeros. */
export const shortestGtin = (gtin: Gtin14): string =>
  gtin.startsWith('000000') ? gtin.slice(6) : gtin.startsWith('00') ? gtin.slice(2) : gtin.replace(/^0/, '')

/** Whether a text is a number as spreadsheets show or save it: an exponent, or decimals that are all zero. */
export const isMangledNumber = (text: string): boolean =>
  text.length <= 32 && (/^\d([.,]\d+)?[eE]\+?\d{1,2}$/.test(text) || /^\d{7,14}[.,]0+$/.test(text))

const isRestricted = (gtin: string): boolean => {
  // Six zeros in front leave a GTIN-8, which has prefixes of its own. The indicator of a GTIN-14 says nothing.
  if (gtin.startsWith('000000')) return gtin[6] === '0' || gtin[6] === '2'
  const prefix = gtin.slice(1, 3)
  return prefix === '02' || prefix === '04' || gtin[1] === '2'
}

const notAGtin = {
  kind: 'invalid',
  code: 'gs1/not-a-gtin',
  detail: 'A GTIN has 8, 12, 13 or 14 digits and nothing else; keep other codes as the SKU.',
} as const
const restricted = {
  kind: 'invalid',
  code: 'gs1/restricted-number',
  detail: 'Numbers with this prefix are given inside one company and are no GTIN; keep it as the SKU.',
} as const
const mangled = {
  kind: 'invalid',
  code: 'gs1/mangled-by-spreadsheet',
  detail: 'A spreadsheet turned this barcode into a number and lost digits; format the column as text, export again.',
} as const
