/** An SSCC names one physical case or pallet on its way, once and never again within a year. */
import type { Branded } from '../brand.ts'
import { checkDigit, isDigits, wrongCheckDigit } from './gs1-check-digit.ts'
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'

/** Eighteen digits: extension, company prefix, serial, check digit. */
export type Sscc = Branded<string, 'Sscc'>

export type SsccRejection = Rejection & {
  readonly code: 'gs1/not-an-sscc' | 'gs1/wrong-check-digit' | 'gs1/bad-company-prefix' | 'gs1/serial-exhausted'
}

/** Reads an SSCC. Refuses all but 18 digits, and a wrong check digit by naming the right one. */
export const parseSscc = (text: string): Result<Sscc, SsccRejection> => {
  if (text.length !== 18 || !isDigits(text)) return reject(notAnSscc)
  const expected = checkDigit(text.slice(0, -1))
  return text.endsWith(expected) ? accept(text as Sscc) : reject(wrongCheckDigit(text, expected))
}

/**
 * Makes an SSCC. Source: GS1 General Specifications §2.2.1.
 * @param extension  0–9, free
 * @param companyPrefix  GS1 company prefix, 4–12 digits
 * @param serial  0 or more; refused once it no longer fits in the 16 digits it shares with the prefix
 */
export const makeSscc = (parts: {
  readonly extension: number
  readonly companyPrefix: string
  readonly serial: number
}): Result<Sscc, SsccRejection> => {
  const { extension, companyPrefix, serial } = parts
  if (!Number.isInteger(extension) || extension < 0 || extension > 9) return reject(notAnSscc)
  if (!isDigits(companyPrefix) || companyPrefix.length < 4 || companyPrefix.length > 12) return reject(badPrefix)
  if (!Number.isSafeInteger(serial) || serial < 0) return reject(notAnSscc)
  const serialDigits = 16 - companyPrefix.length
  const serialText = String(serial).padStart(serialDigits, '0')
  if (serialText.length > serialDigits) {
    return reject({
      kind: 'conflict',
      code: 'gs1/serial-exhausted',
      detail: `Serial ${serial} has more than the ${serialDigits} digits left; use another extension or prefix.`,
      facts: { serialDigits },
    })
  }
  const body = `${extension}${companyPrefix}${serialText}`
  return accept(`${body}${checkDigit(body)}` as Sscc)
}

const notAnSscc = {
  kind: 'invalid',
  code: 'gs1/not-an-sscc',
  detail: 'An SSCC has 18 digits: an extension from 0 to 9, company prefix, serial of 0 or more, check digit.',
} as const
const badPrefix = {
  kind: 'invalid',
  code: 'gs1/bad-company-prefix',
  detail: 'A GS1 company prefix has 4 to 12 digits.',
} as const
