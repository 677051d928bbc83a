import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareDecimals, decimal } from '../../../kernel/decimal.ts'
import { multiplyUnitPrice } from '../../../kernel/money.ts'
import { currency } from '../../../kernel/currency.ts'
import { applicablePrice, pricedQuantity, stepViolation, type Candidate, type PriceRank } from './applicable-price.ts'
import type { KnownPriceList } from './price-list.ts'
import type { Break } from './price.ts'

const day = '2026-08-01'
const list = (more: Partial<KnownPriceList> = {}): KnownPriceList => ({
  status: 'open',
  supplierId: 'org_s',
  name: 'List',
  currency: 'EUR',
  incoterm: 'DAP',
  place: 'Utrecht',
  audience: { kind: 'public' },
  validFrom: '2026-01-01',
  ...more,
})
const breaks = (...pairs: [from: number, unitPrice: string][]): Break[] =>
  pairs.map(([from, unitPrice]) => ({ from, unitPrice: decimal(unitPrice) }))
const candidate = (
  priceListId: string,
  rank: PriceRank,
  terms: Partial<Candidate['price']>,
  of: Partial<KnownPriceList> = {},
): Candidate => ({
  rank,
  priceListId,
  list: list(of),
  version: 1,
  price: {
    status: 'set',
    priceListId,
    productId: 'prd_1',
    supplierId: 'org_s',
    isPublic: rank === 'public',
    breaks: breaks([1, '10']),
    minimumQuantity: 1,
    increment: 1,
    ...terms,
  },
})

test('the last break that the quantity reaches gives the price', () => {
  const one = [candidate('a', 'public', { breaks: breaks([1, '12.50'], [100, '12.3456'], [1000, '11.9']) })]
  const at = (quantity: number) => applicablePrice(one, { quantity, day })
  expect([at(1), at(99), at(100), at(999), at(1000)].map((price) => price?.unitPrice)).toEqual([
    '12.5',
    '12.5',
    '12.3456',
    '12.3456',
    '11.9',
  ])
  expect(at(6000)).toMatchObject({ fromQuantity: 1000, currency: 'EUR', incoterm: 'DAP', place: 'Utrecht' })
})

test('45,000 at 0.627 are 28,215.00, and 2,500 grams at 8.40 a kilogram are 21.00', () => {
  const eur = currency('EUR')
  expect(multiplyUnitPrice(decimal('0.627'), pricedQuantity('piece', 45_000), eur)).toMatchObject({
    value: { amount: 2_821_500 },
  })
  expect(multiplyUnitPrice(decimal('8.4'), pricedQuantity('kilogram', 2_500), eur)).toMatchObject({
    value: { amount: 2_100 },
  })
})

test('a customer’s own list wins over its group’s, and that over the public one, even where it is dearer', () => {
  const all = [
    candidate('a', 'public', { breaks: breaks([1, '8']) }),
    candidate('b', 'group', { breaks: breaks([1, '9']) }),
    candidate('c', 'customer', { breaks: breaks([1, '10']) }),
  ]
  expect(applicablePrice(all, { day })?.rank).toBe('customer')
  expect(applicablePrice(all.slice(0, 2), { day })?.rank).toBe('group')
  expect(applicablePrice(all.slice(0, 1), { day })?.unitPrice).toBe('8')
})

test('of two lists of one rank the lower price wins, and one that sells so little before one that does not', () => {
  const cheap = candidate('a', 'public', { breaks: breaks([100, '7']), minimumQuantity: 100 })
  const small = candidate('b', 'public', { breaks: breaks([1, '9']) })
  expect(applicablePrice([cheap, small], { day, quantity: 100 })?.priceListId).toBe('a')
  expect(applicablePrice([cheap, small], { day, quantity: 5 })?.priceListId).toBe('b')
  expect(applicablePrice([cheap], { day, quantity: 5 })).toMatchObject({ priceListId: 'a', minimumQuantity: 100 })
})

test('a list holds from its first day to its last, both included, and never once withdrawn', () => {
  const of = { validFrom: '2026-08-01', validTo: '2026-08-31' }
  const on = (when: string, more: Partial<KnownPriceList> = {}) =>
    applicablePrice([candidate('a', 'public', {}, { ...of, ...more })], { day: when }) !== undefined
  expect(['2026-07-31', '2026-08-01', '2026-08-31', '2026-09-01'].map((when) => on(when))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(on('2026-08-15', { status: 'withdrawn' })).toBe(false)
})

test('an incoterm asked for is answered by a variant at its own place, or not at all', () => {
  const variants = [{ incoterm: 'FCA', place: 'Gouda', breaks: breaks([1, '9.5']) }] as const
  const one = [candidate('a', 'public', { variants })]
  expect(applicablePrice(one, { day })).toMatchObject({ incoterm: 'DAP', unitPrice: '10' })
  expect(applicablePrice(one, { day, incoterm: 'FCA' })).toMatchObject({ place: 'Gouda', unitPrice: '9.5' })
  expect(applicablePrice(one, { day, incoterm: 'CIF' })).toBeUndefined()
})

test('currencies are not compared: the newest list’s is taken unless one is asked for', () => {
  const all = [
    candidate('pls_1', 'public', { breaks: breaks([1, '1']) }, { currency: 'JPY' }),
    candidate('pls_2', 'public', { breaks: breaks([1, '10']) }),
  ]
  expect(applicablePrice(all, { day })?.currency).toBe('EUR')
  expect(applicablePrice(all, { day, currency: 'JPY' })?.unitPrice).toBe('1')
  expect(applicablePrice(all, { day, currency: 'USD' })).toBeUndefined()
})

test('a quantity below the minimum or off the increment is named with the nearest that can be ordered', () => {
  const price = applicablePrice([candidate('a', 'public', { minimumQuantity: 24, increment: 12 })], { day })!
  expect(stepViolation(price, 24)).toBeUndefined()
  expect(stepViolation(price, 10)).toMatchObject({ code: 'quantity/below-minimum', facts: { above: 24 } })
  expect(stepViolation(price, 40)).toMatchObject({ code: 'quantity/off-increment', facts: { below: 36, above: 48 } })
})

test('whatever the lists, no sellable offer of the winning rank and currency is lower than the one applied', () => {
  const arbitrary = fc.array(
    fc.record({
      rank: fc.constantFrom<PriceRank>('customer', 'group', 'public'),
      unit: fc.integer({ min: 1, max: 9_999 }),
      minimum: fc.integer({ min: 1, max: 50 }),
      currency: fc.constantFrom('EUR', 'USD'),
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(arbitrary, fc.integer({ min: 1, max: 60 }), (made, quantity) => {
      const all = made.map(({ rank, unit, minimum, currency: code }, index) =>
        candidate(
          `pls_${index}`,
          rank,
          { breaks: breaks([1, `${unit}`]), minimumQuantity: minimum },
          { currency: code },
        ),
      )
      const applied = applicablePrice(all, { day, quantity })
      if (!applied) return all.length === 0
      const rivals = all.filter(
        ({ rank, list: of, price }) =>
          rank === applied.rank && of.currency === applied.currency && price.minimumQuantity <= quantity,
      )
      return rivals.every(({ price }) => compareDecimals(applied.unitPrice, price.breaks[0]!.unitPrice) <= 0)
    }),
  )
})
