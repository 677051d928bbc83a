/** Global model numbers carry letters, so two check characters guard them: modulo 1021, prime weights. */
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'

export type CheckPairRejection = Rejection & {
  readonly code: 'gs1/check-pair-length' | 'gs1/not-character-set-82' | 'gs1/wrong-check-pair'
}

// GS1 AI encodable character set 82, in the order of its values, and the 32 that a check pair is written in.
const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const SET_32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

// As many weights as characters: the primes up to 509.
const bodyLengthMax = 97
const PRIMES = primes(bodyLengthMax)

/**
 * The check pair that belongs behind a text. Refuses characters outside set 82 and more than 97 of them.
 * Source: GS1 General Specifications §7.9.5.
 */
export const checkPair = (body: string): Result<string, CheckPairRejection> => {
  if (body.length > bodyLengthMax) return reject(badLength)
  let sum = 0
  for (let index = 0; index < body.length; index++) {
    const value = SET_82.indexOf(body[index]!)
    if (value < 0) return reject(notSet82)
    sum += value * PRIMES[body.length - 1 - index]!
  }
  sum %= 1021
  return accept(SET_32[sum >> 5]! + SET_32[sum & 31]!)
}

/** Reads a text that ends in its check pair. Refuses a wrong pair by naming the right one. */
export const parseCheckPair = (text: string): Result<string, CheckPairRejection> => {
  if (text.length < 2) return reject(badLength)
  const expected = checkPair(text.slice(0, -2))
  if (!expected.ok) return expected
  if (text.endsWith(expected.value)) return accept(text)
  return reject({
    kind: 'invalid',
    code: 'gs1/wrong-check-pair',
    detail: `The check characters are wrong: ${expected.value} belongs at the end, not ${text.slice(-2)}.`,
    facts: { given: text.slice(-2), expected: expected.value },
  })
}

/** Whether a text is one character or more of GS1 AI encodable character set 82, and nothing else. */
export const isCharacterSet82 = (text: string): boolean => {
  for (const character of text) if (!SET_82.includes(character)) return false
  return text.length > 0
}

function primes(count: number): readonly number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  }
  return found
}

const badLength = {
  kind: 'invalid',
  code: 'gs1/check-pair-length',
  detail: `Two check characters stand behind at most ${bodyLengthMax} others.`,
} as const
const notSet82 = {
  kind: 'invalid',
  code: 'gs1/not-character-set-82',
  detail: 'Only letters, digits and the punctuation of GS1 character set 82 may stand here.',
} as const
