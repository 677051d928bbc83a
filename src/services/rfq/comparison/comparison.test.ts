import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { Instant, LocalDate } from '../../../kernel/time.ts'
import { compareQuotes, type NamedQuote, type ToCompare } from './comparison.ts'
import { rateSnapshot } from './exchange-rates.ts'
import type { QuoteContent, QuoteLine } from '../quote/quote-details.ts'
import { defaultWeights, type RfqDetails, type RfqLine } from '../request/rfq-details.ts'

const eur = currency('EUR')
const usd = currency('USD')
const at = '2026-08-01T09:00:00.000Z'
const validUntil = '2026-08-10T12:00:00.000Z' as Instant

const line: RfqLine = {
  id: '1',
  item: { kind: 'specification', description: 'Butter' },
  quantity: 10_000,
  unit: 'piece',
  requiredCertificates: ['organic'],
  allergenExclusions: ['milk'],
  minimumRemainingLifeDays: 0,
}
const details: RfqDetails = {
  lines: [line],
  deliverTo: { siteId: 'sit_1' },
  incoterm: 'DAP',
  place: 'Rotterdam',
  deliveries: [{ date: '2026-09-01' as LocalDate, share: 1 }],
  paymentTerms: { days: 30, from: 'invoice' },
  currency: eur,
  deadline: validUntil,
  visibility: { kind: 'open' },
  weights: defaultWeights,
  shareTargetPrices: false,
}
const table = {
  status: 'set',
  base: eur,
  asOf: at as Instant,
  rates: [{ currency: usd, rate: decimal('0.92') }],
} as const
const rates = rateSnapshot(eur, [usd], [table])

type Offer = Partial<QuoteLine> & Partial<Pick<QuoteContent, 'currency' | 'charges'>> & { unitPrice?: string }
const named = (
  quoteId: string,
  { currency: quoted = eur, charges = [], unitPrice = '10', ...more }: Offer,
): NamedQuote => ({
  quoteId,
  quote: {
    phase: 'known',
    rfqId: 'rfq_1',
    buyerId: 'org_b',
    supplierId: `org_${quoteId}`,
    withdrawn: false,
    accepted: [],
    rejected: [],
    versions: [
      {
        version: 1,
        at,
        by: 'usr_1',
        currency: quoted,
        incoterm: 'DAP',
        place: 'Rotterdam',
        validUntil,
        charges,
        lines: [
          {
            line: '1',
            product: { productId: `prd_${quoteId}`, sku: 'B', name: 'Butter', specVersion: 1, pricedPer: 'piece' },
            breaks: [{ from: 1, unitPrice: decimal(unitPrice) }],
            quantity: 10_000,
            leadTimeDays: 5,
            fulfilment: 'from-stock',
            ...more,
          },
        ],
      },
    ],
  },
})
const compare = (quotes: readonly NamedQuote[], more: Partial<ToCompare> = {}) =>
  compareQuotes({ details, quotes, rates, evidence: new Map(), at, ...more }).lines[0]!.quotes

test('prices stand for one unit in the buyer’s currency, landed with the charges', () => {
  const freight = [{ kind: 'freight', amount: { amount: 180_000, currency: eur } } as const]
  const rows = compare([
    named('a', { unitPrice: '12.3456', charges: freight }),
    named('b', { unitPrice: '13.10', currency: usd }),
  ])
  expect(rows.map(({ quoteId, price, landed }) => [quoteId, price, landed])).toEqual([
    ['b', { known: true, perUnit: '12.052' }, { known: true, perUnit: '12.052' }],
    ['a', { known: true, perUnit: '12.3456' }, { known: true, perUnit: '12.5256' }],
  ])
})

test('what is unknown says why, gets no points for it, and is no yardstick', () => {
  const yen = named('a', { currency: currency('JPY'), unitPrice: '0.01' })
  const few = named('b', { breaks: [{ from: 5_000, unitPrice: decimal('1') }], quantity: 4_000 })
  const rows = new Map(compare([yen, few, named('c', {})]).map((row) => [row.quoteId, row]))
  expect(rows.get('a')).toMatchObject({ landed: { known: false, why: 'no-exchange-rate' }, points: { price: '0' } })
  expect(rows.get('b')).toMatchObject({ price: { known: false, why: 'below-minimum' }, points: { coverage: '40' } })
  expect(rows.get('c')).toMatchObject({ points: { price: '100' } })
})

test('catch weight is asked for in pieces: a piece costs what it should weigh', () => {
  const product = {
    productId: 'prd_x',
    sku: 'H',
    name: 'Ham',
    specVersion: 1,
    pricedPer: 'kilogram',
    nominalGrams: 6_500,
  } as const
  const [row] = compare([named('a', { product, unitPrice: '8.40' })])
  expect(row?.price).toEqual({ known: true, perUnit: '54.6' })
})

test('goods asked for in grams are compared by the kilogram, charges too', () => {
  const inGrams = { ...details, lines: [{ ...line, quantity: 2_000_000, unit: 'gram' } as const] }
  const product = { productId: 'prd_x', sku: 'F', name: 'Flour', specVersion: 1, pricedPer: 'kilogram' } as const
  const charges = [{ kind: 'freight', amount: { amount: 20_000, currency: eur } } as const]
  const [row] = compare([named('a', { product, unitPrice: '0.65', quantity: 2_000_000, charges })], {
    details: inGrams,
  })
  expect([row?.price, row?.landed]).toEqual([
    { known: true, perUnit: '0.65' },
    { known: true, perUnit: '0.75' },
  ])
})

test('a certificate that does not hold and an allergen that is undeclared are not met', () => {
  const evidence = new Map([
    ['prd_a', { certificates: [{ scheme: 'organic', holds: true }], freeOf: ['milk'] }],
    ['prd_b', { certificates: [{ scheme: 'organic', holds: false }], freeOf: [] }],
  ])
  const rows = new Map(
    compare([named('a', {}), named('b', {}), named('c', {})], { evidence }).map((row) => [row.quoteId, row]),
  )
  expect(rows.get('a')?.points.evidence).toBe('100')
  expect(rows.get('b')?.evidence.unmet).toHaveLength(2)
  expect(rows.get('c')?.points.evidence).toBe('0')
})

const offers = fc.array(
  fc.record({
    unitPrice: fc.integer({ min: 0, max: 5_000_000 }).map((n) => (n / 10_000).toFixed(4)),
    currency: fc.constantFrom(eur, usd, currency('JPY')),
    quantity: fc.integer({ min: 1, max: 20_000 }),
    leadTimeDays: fc.integer({ min: 0, max: 60 }),
    freight: fc.integer({ min: 0, max: 1_000_000 }),
  }),
  { minLength: 1, maxLength: 12 },
)

test('the order in which quotes are read changes nothing, and every score is from 0 to 100', () => {
  fc.assert(
    fc.property(offers, fc.infiniteStream(fc.nat()), (given, chance) => {
      const quotes = given.map(({ freight, ...offer }, index) =>
        named(`q${String(index).padStart(2, '0')}`, {
          ...offer,
          charges: freight === 0 ? [] : [{ kind: 'freight', amount: { amount: freight, currency: offer.currency } }],
        }),
      )
      const shuffled = quotes
        .map((quote) => ({ quote, key: chance.next().value }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ quote }) => quote)
      const rows = compare(quotes)
      expect(compare(shuffled)).toEqual(rows)
      for (const { score } of rows) {
        expect(Number(score)).toBeGreaterThanOrEqual(0)
        expect(Number(score)).toBeLessThanOrEqual(100)
      }
    }),
  )
})
