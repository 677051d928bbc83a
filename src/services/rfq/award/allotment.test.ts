import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { Instant } from '../../../kernel/time.ts'
import { allotted, type WantedAllotment } from './allotment.ts'
import { awardedTotal, judgedTotal } from './awarded-total.ts'
import type { NamedQuote } from '../comparison/comparison.ts'
import type { RateSnapshot } from '../comparison/exchange-rates.ts'
import type { QuoteContent } from '../quote/quote-details.ts'
import { type RfqDetails } from '../request/rfq-details.ts'
import { splitByShares } from './split-by-shares.ts'

const eur = currency('EUR')
const usd = currency('USD')
const at = '2026-08-01T09:00:00.000Z'
const details = { lines: [{ id: '1', quantity: 10_000, unit: 'piece' }] } as unknown as RfqDetails

const named = (
  quoteId: string,
  unitPrice: string,
  more: Partial<QuoteContent> & { offered?: number } = {},
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
        currency: eur,
        incoterm: 'DAP',
        place: 'Rotterdam',
        validUntil: '2026-08-10T12:00:00.000Z' as Instant,
        charges: [],
        lines: [
          {
            line: '1',
            product: { productId: 'prd_1', sku: 'B', name: 'Butter', specVersion: 1, pricedPer: 'piece' },
            breaks: [{ from: 1, unitPrice: decimal(unitPrice) }],
            quantity: more.offered ?? 10_000,
            leadTimeDays: 5,
            fulfilment: 'from-stock',
          },
        ],
        ...more,
      },
    ],
  },
})
const charges = [{ kind: 'freight', amount: { amount: 180_000, currency: eur } } as const]
const a = named('a', '12.3456', { charges })
const b = named('b', '13.10', { currency: usd })
const rates: RateSnapshot = { to: eur, rates: [{ from: usd, rate: decimal('0.92'), asOf: at as Instant }] }
const nothing = new Map<string, number>()

test('6,000 at 12.3456 euro and 4,000 at 13.10 dollars at 0.92 with freight of 1,800 euro are 124,081.60 euro', () => {
  const wanted = [
    { line: '1', quoteId: 'a', quantity: 6_000 },
    { line: '1', quoteId: 'b', share: 40 },
  ]
  const lines = allotted(wanted, { details, taken: nothing, quotes: [a, b], at })
  if (!lines.ok) throw new Error(lines.rejection.detail)
  const total = awardedTotal(lines.value, (quoteId) => (quoteId === 'a' ? charges : []), rates)
  expect(total).toMatchObject({
    ok: true,
    value: {
      total: { amount: 12_408_160, currency: 'EUR' },
      quotes: [
        { total: { amount: 7_587_360, currency: 'EUR' }, converted: { amount: 7_587_360 } },
        { total: { amount: 5_240_000, currency: 'USD' }, converted: { amount: 4_820_800 } },
      ],
    },
  })
  expect(awardedTotal(lines.value, () => [], { to: eur, rates: [] })).toMatchObject({
    ok: false,
    rejection: { code: 'award/no-exchange-rate' },
  })
})

test('what money cannot hold is refused by the line that makes it so', () => {
  const dear = { amount: Number.MAX_SAFE_INTEGER, currency: eur }
  const wanted = [
    { line: '1', quoteId: 'a', quantity: 6_000 },
    { line: '1', quoteId: 'b', quantity: 4_000 },
  ]
  const lines = allotted(wanted, { details, taken: nothing, quotes: [a, b], at })
  if (!lines.ok) throw new Error(lines.rejection.detail)
  const freight = (amount: typeof dear) => [{ kind: 'freight', amount } as const]
  const refused = (quoteId: string, amount: typeof dear, worth = '0.92') => {
    const chargesOf = (id: string) => (id === quoteId ? freight(amount) : [])
    const rate = { from: usd, rate: decimal(worth), asOf: at as Instant }
    const total = awardedTotal(lines.value, chargesOf, { to: eur, rates: [rate] })
    return total.ok ? undefined : [total.rejection.code, total.rejection.errors?.[0]?.pointer]
  }
  expect(refused('a', dear)).toEqual(['money/overflow', '/lines/0'])
  expect(refused('b', { amount: dear.amount - 5_240_000, currency: usd }, '2')).toEqual(['money/overflow', '/lines/1'])
  expect(refused('a', { ...dear, amount: dear.amount - 7_407_360 })).toEqual(['money/overflow', '/lines'])
  expect(judgedTotal({ amount: 1, currency: eur }, [dear])).toMatchObject({
    rejection: { code: 'money/overflow', errors: [{ pointer: '/lines' }] },
  })
})

const refusalOf = (wanted: readonly WantedAllotment[], when = at) => {
  const result = allotted(wanted, { details, taken: nothing, quotes: [a, b], at: when })
  return result.ok ? undefined : [result.rejection.code, result.rejection.errors?.[0]?.pointer]
}

test('what cannot be awarded is refused by its field', () => {
  expect(refusalOf([{ line: '2', quoteId: 'a', quantity: 1 }])).toEqual(['award/unknown-line', '/lines/0/line'])
  expect(refusalOf([{ line: '1', quoteId: 'c', quantity: 1 }])).toEqual(['award/unknown-quote', '/lines/0/quoteId'])
  expect(refusalOf([{ line: '1', quoteId: 'a' }])).toEqual(['award/quantity-or-share', '/lines/0/quantity'])
  const twice = { line: '1', quoteId: 'a', quantity: 1 }
  expect(refusalOf([twice, twice])).toEqual(['award/line-twice', '/lines/1/quoteId'])
  expect(refusalOf([{ ...twice, version: 2 }])).toEqual(['quote/superseded', '/lines/0/quoteId'])
  expect(refusalOf([twice], '2026-08-10T12:00:00.000Z')).toEqual(['rfq/quote-expired', '/lines/0/quoteId'])
  const shares = [
    { line: '1', quoteId: 'a', share: 60 },
    { line: '1', quoteId: 'b', share: 41 },
  ]
  expect(refusalOf(shares)).toEqual(['award/shares', '/lines/0/share'])
})

test('no award exceeds what a quote offers or what the RFQ asks, whatever is wanted', () => {
  const wanted = fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 12_000 }), share: fc.option(fc.integer({ min: 1, max: 100 })) }),
    { minLength: 1, maxLength: 6 },
  )
  const offers = fc.array(fc.integer({ min: 1, max: 12_000 }), { minLength: 6, maxLength: 6 })
  fc.assert(
    fc.property(wanted, offers, fc.integer({ min: 0, max: 10_000 }), (asked, offered, before) => {
      const quotes = offered.map((quantity, index) => named(`q${index}`, '1', { offered: quantity }))
      const lines = asked.map(({ quantity, share }, index) => ({
        line: '1',
        quoteId: `q${index}`,
        ...(share === null ? { quantity } : { share }),
      }))
      const result = allotted(lines, { details, taken: new Map([['1', before]]), quotes, at })
      if (!result.ok) return
      const sum = result.value.reduce((total, { quantity }) => total + quantity, before)
      expect(sum).toBeLessThanOrEqual(10_000)
      for (const [index, { quantity }] of result.value.entries()) expect(quantity).toBeLessThanOrEqual(offered[index]!)
    }),
  )
})

test('shares split a quantity without loss, each part within one of its exact share', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000_000_000 }),
      fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 53 }),
      (quantity, shares) => {
        const parts = splitByShares(quantity, shares)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(quantity)
        const sum = shares.reduce((total, share) => total + share, 0)
        for (const [index, part] of parts.entries())
          expect(Math.abs(part - (quantity * shares[index]!) / sum)).toBeLessThan(1.01)
      },
    ),
  )
})
