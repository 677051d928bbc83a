import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { Instant } from '../../../kernel/time.ts'
import { exchangeRates, inSnapshot, rateOf, rateSnapshot, type RateTable } from './exchange-rates.ts'

const [eur, usd, gbp, jpy] = ['EUR', 'USD', 'GBP', 'JPY'].map(currency) as [never, never, never, never]
const at = '2026-08-01T09:00:00.000Z'
const euro: RateTable = {
  status: 'set',
  base: eur,
  asOf: at as Instant,
  rates: [
    { currency: usd, rate: decimal('0.92') },
    { currency: gbp, rate: decimal('1.15') },
  ],
}

test('a dollar is worth what its table says, a euro the inverse, a pound in dollars goes through the euro', () => {
  expect(rateOf(rateSnapshot(eur, [usd], [euro]), usd)).toBe('0.92')
  expect(rateOf(rateSnapshot(usd, [eur], [euro]), eur)).toBe('1.086956521739')
  expect(rateOf(rateSnapshot(usd, [gbp], [euro]), gbp)).toBe('1.25')
})

test('a currency that no table joins stays unknown, never one to one', () => {
  const snapshot = rateSnapshot(eur, [usd, jpy], [euro])
  expect(snapshot.rates.map(({ from }) => from)).toEqual([usd])
  expect(inSnapshot(snapshot, { amount: 100, currency: jpy })).toBeUndefined()
  expect(inSnapshot(snapshot, { amount: 5_240_000, currency: usd })).toEqual({ amount: 4_820_800, currency: eur })
})

test('the same table again changes nothing; nonsense is refused by its field', () => {
  const rates = [{ currency: 'USD', rate: '0.920' }]
  const set = { type: 'set', at, by: 'stf_1', base: 'EUR', asOf: at, rates } as const
  const first = exchangeRates.decide(set, exchangeRates.initialState)
  if (!first.ok) throw new Error(first.rejection.detail)
  const state = exchangeRates.evolve(exchangeRates.initialState, first.value[0]!)
  expect(exchangeRates.decide(set, state)).toEqual({ ok: true, value: [] })
  const refused = (more: object): string | undefined => {
    const decided = exchangeRates.decide({ ...set, ...more }, state)
    return decided.ok ? undefined : decided.rejection.errors?.[0]?.pointer
  }
  expect(refused({ asOf: '2026-08-01T09:00:00.001Z' })).toBe('/asOf')
  expect(refused({ rates: [{ currency: 'USD', rate: '0' }] })).toBe('/rates/0/rate')
  expect(refused({ rates: [{ currency: 'EUR', rate: '1' }] })).toBe('/rates/0/currency')
  expect(refused({ rates: [...rates, ...rates] })).toBe('/rates/1/currency')
})
