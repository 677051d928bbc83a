/** Barcodes carry numbered elements (01 a GTIN, 10 a lot, 17 a use-by date): what each may hold, and its one text. */
import { parseCountry, parseCountryNumber } from '../country.ts'
import { currencyOfNumber } from '../currency.ts'
import { isDigits, parseCheckDigit } from './gs1-check-digit.ts'
import { isCharacterSet82, parseCheckPair } from './gs1-check-pair.ts'
import { parseShortDate, parseTimeOfDay } from './gs1-date.ts'
import { parseIban } from '../iban.ts'
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'
import type { LocalDate } from '../time.ts'

/** `ai` is an application identifier of two to four digits. */
export type Gs1Element = { readonly ai: string; readonly value: string }

export type Gs1ElementRejection = Rejection & {
  readonly code: 'gs1/unknown-identifier' | 'gs1/bad-element'
}

type Check = (text: string, today: LocalDate) => boolean
type Part = {
  readonly set: (text: string) => boolean
  readonly min: number
  readonly max: number
  readonly check: Check
}

const SETS: Readonly<Record<string, (text: string) => boolean>> = {
  N: isDigits,
  X: isCharacterSet82,
  Y: (text) => /^[#\-/0-9A-Z]+$/.test(text),
}

const CHECKS: Readonly<Record<string, Check>> = {
  any: () => true,
  key: (text) => parseCheckDigit(text).ok,
  pair: (text) => parseCheckPair(text).ok,
  iban: (text) => parseIban(text).ok,
  date: (text, today) => parseShortDate(text, today, 'refused').ok,
  month: (text, today) => parseShortDate(text, today, 'end-of-month').ok,
  hour: (text) => parseTimeOfDay(text, 2).ok,
  minute: (text) => parseTimeOfDay(text, 4).ok,
  late: (text) => text === '9999' || parseTimeOfDay(text, 4).ok,
  // Minutes with or without seconds; the hour before them stands apart.
  past: (text) => (text.length === 2 || text.length === 4) && parseTimeOfDay(`00${text.padEnd(4, '0')}`, 6).ok,
  range: (text, today) => text.length === 6 && parseShortDate(text, today, 'refused').ok,
  currency: (text) => currencyOfNumber(text) !== undefined,
  country: (text) => parseCountryNumber(text).ok,
  countries: (text) => text.length % 3 === 0 && (text.match(/.../g) ?? []).every((each) => parseCountryNumber(each).ok),
  anywhere: (text) => text === '999' || parseCountryNumber(text).ok,
  letters: (text) => parseCountry(text).ok,
}

// Identifiers, then the parts of the value: set, length (..n is 1 to n; ? may be absent), and what must hold.
// '310-316/5' is 3100–3105 to 3160–3165. Source: GS1 General Specifications §3.2; retail coupons are left out.
const TABLE = `
00,8017,8018 N18:key
402 N17:key
01-03 N14:key
10,21,22,254,243,8002,8012 X..20
11-13,15-17 N6:month
20 N2
235 X..28
240,241,250,251,400,403,7002,7023,8004 X..30
242 N..6
253 N13:key X..17?
255 N13:key N..12?
30,37 N..8
310-316/5,320-337/5,340-357/5,360-369/5 N6
390/9,392/9 N..15
391/9,393/9 N3:currency N..15
394/3 N4
395/5 N6
401 X..30
410-417 N13:key
420 X..20
421 N3:country X..9
422,424,426 N3:country
423,425 N..15:countries
427 X..3
4300,4301,4310,4311 X..35
4302-4306,4312-4316,4318 X..70
4307,4317 X2:letters
4308,4319 X..30
4309 N20
4320 X..35
4321-4323 N1
4324,4325 N6:month N4:late
4326 N6:date
4330-4333 N6 X..1?
7001 N13
7003 N6:date N4:minute
7004 N..4
7005 X..12
7006 N6:date
7007 N6:date N..6?:range
7008 X..3
7009 X..10
7010 X..2
7011 N6:date N..4?:minute
7020-7022 X..20
7030-7039 N3:anywhere X..27
7040 N1 X3
710-717 X..20
7230-7239 X2 X..28
7240 X..20
8001 N14
8003 N14:key X..16?
8005 N6
8006,8026 N14:key N2 N2
8007 X..34:iban
8008 N6:date N2:hour N..4?:past
8009 X..50
8010 Y..30
8011 N..12
8013 X..25:pair
8019 N..10
8020 X..25
8200 X..70
90 X..30
91-99 X..90`

const identifiers = new Map<string, readonly Part[]>()
for (const row of TABLE.trim().split('\n')) {
  const [ids = '', ...parts] = row.split(' ')
  const read = parts.map(readPart)
  for (const id of ids.split(',').flatMap(expand)) identifiers.set(id, read)
}

/** Whether GS1 gave a meaning to this identifier (retail coupons, 8110 and 8112, are not known here). */
export const isKnownIdentifier = (ai: string): boolean => identifiers.has(ai)

/**
 * Reads one element. Refuses unknown identifiers, and values with the wrong length, characters, check digit, date,
 * time, country or currency. Source: GS1 General Specifications §3.
 * @param today  the day that decides the century of a date
 */
export const parseElement = (ai: string, value: string, today: LocalDate): Result<Gs1Element, Gs1ElementRejection> => {
  const parts = identifiers.get(ai)
  if (parts === undefined) {
    return reject({
      kind: 'invalid',
      code: 'gs1/unknown-identifier',
      detail: 'GS1 gave no meaning to this application identifier.',
    })
  }
  let at = 0
  for (const part of parts) {
    const text = value.slice(at, at + part.max)
    at += text.length
    if (text.length === 0 && part.min === 0) continue
    if (text.length < part.min || !part.set(text) || !part.check(text, today)) return reject(badElement(ai))
  }
  return at === value.length ? accept({ ai, value }) : reject(badElement(ai))
}

/**
 * The elements as one text, '^' standing for FNC1: in front, and behind each element whose length GS1 has not fixed
 * for good, but the last. Source: GS1 General Specifications §7.8.5.
 */
export const elementString = (elements: readonly Gs1Element[]): string => {
  let text = '^'
  for (const [index, { ai, value }] of elements.entries()) {
    text += ai + value
    if (index < elements.length - 1 && !FIXED.test(ai)) text += '^'
  }
  return text
}

const FIXED = /^(?:0[0-4]|1[1-9]|20|3[1-6]|41)/

const badElement = (ai: string) =>
  ({
    kind: 'invalid',
    code: 'gs1/bad-element',
    detail: `The value of (${ai}) has the wrong length or characters, or a wrong check digit, date or code.`,
    facts: { ai },
  }) as const

function readPart(text: string): Part {
  const [shape = '', check = 'any'] = text.split(':')
  const optional = shape.endsWith('?')
  const variable = shape.includes('..')
  const max = Number(/\d+/.exec(shape)![0])
  return { set: SETS[shape[0]!]!, min: optional ? 0 : variable ? 1 : max, max, check: CHECKS[check]! }
}

function expand(ids: string): readonly string[] {
  const [range = '', lastDigit] = ids.split('/')
  const [first = '', last = first] = range.split('-')
  const all: string[] = []
  for (let id = Number(first); id <= Number(last); id++) {
    const text = String(id).padStart(first.length, '0')
    if (lastDigit === undefined) all.push(text)
    else for (let digit = 0; digit <= Number(lastDigit); digit++) all.push(`${text}${digit}`)
  }
  return all
}
