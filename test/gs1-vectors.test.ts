/** GS1's own vectors decide whether our check digits, dates, times, countries and currencies are right. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseCountry, parseCountryNumber } from '../src/kernel/country.ts'
import { currencyOfNumber } from '../src/kernel/currency.ts'
import { parseDigitalLink } from '../src/kernel/gs1/digital-link.ts'
import { parseCheckDigit } from '../src/kernel/gs1/gs1-check-digit.ts'
import { parseCheckPair } from '../src/kernel/gs1/gs1-check-pair.ts'
import { parseLongDate, parseShortDate, parseTimeOfDay } from '../src/kernel/gs1/gs1-date.ts'
import { parseIban } from '../src/kernel/iban.ts'
import { accept, reject } from '../src/kernel/result.ts'
import type { Result } from '../src/kernel/result.ts'
import type { LocalDate } from '../src/kernel/time.ts'
import { sharedData } from './support/shared-data.ts'

type Vector = { readonly linter: string; readonly ok: boolean; readonly data: string; readonly error?: string }

const today = '2026-08-01' as LocalDate
const unknown = reject({ kind: 'invalid', code: 'currency/unknown', detail: 'unknown' })

const linters: Readonly<Record<string, (data: string) => Result<unknown>>> = {
  csum: parseCheckDigit,
  csumalpha: parseCheckPair,
  iban: parseIban,
  yymmdd: (data) => parseShortDate(data, today, 'refused'),
  yymmd0: (data) => parseShortDate(data, today, 'end-of-month'),
  yyyymmdd: (data) => parseLongDate(data, 'refused'),
  yyyymmd0: (data) => parseLongDate(data, 'end-of-month'),
  hh: (data) => parseTimeOfDay(data, 2),
  hhmi: (data) => parseTimeOfDay(data, 4),
  mi: (data) => parseTimeOfDay(`00${data}`, 4),
  ss: (data) => parseTimeOfDay(`0000${data}`, 6),
  iso3166: parseCountryNumber,
  // 999 means several countries, which is no country.
  iso3166999: (data) => (data === '999' ? accept(data) : parseCountryNumber(data)),
  iso3166alpha2: parseCountry,
  iso4217: (data) => (currencyOfNumber(data) === undefined ? unknown : accept(data)),
}

/** For each error of GS1, the code of ours that must stand for it. */
const codes: Readonly<Record<string, string>> = {
  TOO_SHORT_FOR_CHECK_DIGIT: 'gs1/not-digits',
  INCORRECT_CHECK_DIGIT: 'gs1/wrong-check-digit',
  NON_DIGIT_CHARACTER: 'gs1/not-digits',
  TOO_SHORT_FOR_CHECK_PAIR: 'gs1/check-pair-length',
  TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION: 'gs1/check-pair-length',
  INCORRECT_CHECK_PAIR: 'gs1/wrong-check-pair',
  INVALID_CSET82_CHARACTER: 'gs1/not-character-set-82',
  INCORRECT_IBAN_CHECKSUM: 'iban/wrong-check-digits',
  IBAN_TOO_SHORT: 'iban/length',
  IBAN_TOO_LONG: 'iban/length',
  INVALID_IBAN_CHARACTER: 'iban/malformed',
  ILLEGAL_IBAN_COUNTRY_CODE: 'iban/unknown-country',
  DATE_TOO_SHORT: 'gs1/date-length',
  DATE_TOO_LONG: 'gs1/date-length',
  ILLEGAL_MONTH: 'gs1/date-month',
  ILLEGAL_DAY: 'gs1/date-day',
  HOUR_TOO_SHORT: 'gs1/time-length',
  HOUR_TOO_LONG: 'gs1/time-length',
  HOUR_WITH_MINUTE_TOO_SHORT: 'gs1/time-length',
  HOUR_WITH_MINUTE_TOO_LONG: 'gs1/time-length',
  MINUTE_TOO_SHORT: 'gs1/time-length',
  MINUTE_TOO_LONG: 'gs1/time-length',
  SECOND_TOO_SHORT: 'gs1/time-length',
  SECOND_TOO_LONG: 'gs1/time-length',
  ILLEGAL_SECOND: 'gs1/time-second',
  ILLEGAL_HOUR: 'gs1/time-hour',
  ILLEGAL_MINUTE: 'gs1/time-minute',
  NOT_ISO3166: 'country/unknown',
  NOT_ISO3166_OR_999: 'country/unknown',
  NOT_ISO3166_ALPHA2: 'country/unknown',
  NOT_ISO4217: 'currency/unknown',
}

const file = sharedData('trade/gs1-linter-vectors.json')

test.skipIf(file === undefined)(
  'every vector on check digits, dates, countries and currencies is decided rightly',
  () => {
    const vectors = JSON.parse(readFileSync(file!, 'utf8')) as Vector[]
    const decided = vectors.filter((vector) => vector.linter in linters)
    const expected = decided.map((vector) => ({
      ...vector,
      error: vector.ok ? 'accepted' : codes[vector.error!.replace('GS1_LINTER_', '')],
    }))
    const actual = decided.map((vector) => {
      const result = linters[vector.linter]!(vector.data)
      return { ...vector, error: result.ok ? 'accepted' : result.rejection.code }
    })
    expect(actual).toEqual(expected)
    expect(decided.length).toBeGreaterThanOrEqual(3000)
    expect(new Set(decided.map((vector) => vector.linter)).size).toBe(Object.keys(linters).length)
  },
)

type LinkVector = { readonly uri: string; readonly ok: boolean; readonly element_string: string }

// GS1 runs some addresses twice, once with an option of its engine that we do not have. Each is refused here.
const otherOptions = [
  // Words for identifiers: allowed once, no longer in the standard.
  'https://a/gtin/12312312312333',
  'https://a/gtin/12312312312333/ser/ABC123',
  'https://a/sscc/006141411234567890',
  // Identifiers without a meaning, let through unread.
  'https://example.com/01/09520123456788?99=XYZ&89=ABC123',
]

const linkFile = sharedData('trade/gs1-digital-link-vectors.json')

test.skipIf(linkFile === undefined)(
  'every Digital Link vector is decided rightly, but for options we do not have',
  () => {
    const vectors = JSON.parse(readFileSync(linkFile!, 'utf8')) as LinkVector[]
    const refusedToo = new Set(vectors.filter((vector) => !vector.ok).map((vector) => vector.uri))
    const read = (uri: string, shortGtins: boolean): string | undefined => {
      const link = parseDigitalLink(uri, { today, shortGtins })
      return link.ok ? link.value.elementString : undefined
    }
    let decided = 0
    for (const { uri, ok, element_string } of vectors) {
      if (ok && otherOptions.includes(uri)) {
        expect(read(uri, true), uri).toBeUndefined()
        continue
      }
      decided++
      if (!ok) expect(read(uri, false), uri).toBeUndefined()
      // Accepted by GS1 here and refused there: the zeros in front of the GTIN are missing.
      else if (refusedToo.has(uri))
        expect([read(uri, false), read(uri, true)], uri).toEqual([undefined, element_string])
      // A leading '++' marks a vector about plus signs; it is no part of the element string.
      else expect(read(uri, true), uri).toBe(element_string.replace(/^\+*/, ''))
    }
    expect(decided).toBeGreaterThanOrEqual(110)
  },
)
