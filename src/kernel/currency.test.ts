/** An amount is misread a hundredfold when a currency has the wrong decimals. */
import { expect, test } from 'vitest'
import { currency, currencyCodes, currencyOfNumber, minorUnitsOf, parseCurrency } from './currency.ts'

test('currencies know the decimals of their smallest unit', () => {
  const decimals = ['EUR', 'USD', 'JPY', 'KWD', 'ISK', 'TND', 'HUF'].map((code) => minorUnitsOf(currency(code)))
  expect(decimals).toEqual([2, 2, 0, 3, 0, 3, 2])
})

test.each([
  ['EURO', 'currency/unknown'],
  ['eur', 'currency/unknown'],
  ['', 'currency/unknown'],
  ['DEM', 'currency/unknown'],
  ['__proto__', 'currency/unknown'],
  ['XAU', 'currency/not-money'],
  ['XXX', 'currency/not-money'],
  ['CHE', 'currency/not-money'],
])('%j is no currency to trade in', (text, code) => {
  expect(parseCurrency(text)).toMatchObject({ ok: false, rejection: { code } })
  expect(() => currency(text)).toThrow(RangeError)
})

test('every number stands for one code', () => {
  expect(currencyOfNumber('978')).toBe('EUR')
  expect(currencyOfNumber('008')).toBe('ALL')
  expect(currencyOfNumber('959')).toBe('XAU')
  expect(currencyOfNumber('000')).toBeUndefined()
})

test('every currency is one that the runtime can name', () => {
  const names = new Intl.DisplayNames('en', { type: 'currency' })
  const unnamed = currencyCodes().filter((code) => names.of(code) === code)
  // Newer than the runtime's own table may be.
  expect(unnamed.filter((code) => !['XCG', 'ZWG'].includes(code))).toEqual([])
  expect(currencyCodes().length).toBeGreaterThan(150)
})
