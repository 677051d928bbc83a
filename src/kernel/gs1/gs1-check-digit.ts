/** The last digit of every GS1 key guards the others against a slip of the hand: modulo 10, weights 3 and 1. */
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'

export type CheckDigitRejection = Rejection & { readonly code: 'gs1/not-digits' | 'gs1/wrong-check-digit' }

/**
 * The check digit that belongs behind these digits. Source: GS1 General Specifications §7.9.1.
 * @param body  digits only, without their check digit
 */
export const checkDigit = (body: string): string => {
  let sum = 0
  let weight = 3
  for (let index = body.length - 1; index >= 0; index--) {
    sum += weight * (body.charCodeAt(index) - ZERO)
    weight = 4 - weight
  }
  return String((10 - (sum % 10)) % 10)
}

/** Reads digits that end in their check digit. Refuses other characters, and a wrong digit by naming the right one. */
export const parseCheckDigit = (text: string): Result<string, CheckDigitRejection> => {
  if (!isDigits(text)) return reject(notDigits)
  const expected = checkDigit(text.slice(0, -1))
  return text.endsWith(expected) ? accept(text) : reject(wrongCheckDigit(text, expected))
}

/** Whether a text is one digit or more, and nothing else (ASCII only). */
export const isDigits = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < ZERO || code > NINE) return false
  }
  return text.length > 0
}

/** The refusal of a key whose last digit is wrong. */
export const wrongCheckDigit = (text: string, expected: string) =>
  ({
    kind: 'invalid',
    code: 'gs1/wrong-check-digit',
    detail: `The check digit of ${text} is wrong: ${text.slice(0, -1)} ends in ${expected}, not ${text.slice(-1)}.`,
    facts: { given: text.slice(-1), expected },
  }) as const

const ZERO = 48
const NINE = 57

const notDigits = { kind: 'invalid', code: 'gs1/not-digits', detail: 'Digits from 0 to 9 only.' } as const
