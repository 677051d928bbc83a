/** A country in an address and the same country in a barcode must be one. */
import { expect, test } from 'vitest'
import { countryCodes, countryNumber, parseCountry, parseCountryNumber } from './country.ts'

test('letters and digits of a country lead to each other', () => {
  for (const code of countryCodes()) {
    expect(parseCountryNumber(countryNumber(code))).toEqual({ ok: true, value: code })
    expect(parseCountry(code)).toEqual({ ok: true, value: code })
  }
  expect(countryCodes()).toHaveLength(249)
  expect(parseCountryNumber('276')).toEqual({ ok: true, value: 'DE' })
  expect(parseCountryNumber('826')).toEqual({ ok: true, value: 'GB' })
})

test('every country is one that the runtime can name', () => {
  const names = new Intl.DisplayNames('en', { type: 'region' })
  expect(countryCodes().filter((code) => names.of(code) === code)).toEqual([])
})

test.each(['UK', 'de', '', 'XX', 'ZZ', 'EU', 'D', 'DEU', '__proto__'])('%j is no country', (text) => {
  expect(parseCountry(text)).toMatchObject({ ok: false, rejection: { code: 'country/unknown' } })
  expect(parseCountryNumber(text)).toMatchObject({ ok: false, rejection: { code: 'country/unknown' } })
})
