import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import { lineNet, mustHold, netOfDeliveries, totalOf } from './order-pricing.ts'

const eur = currency('EUR')

test('6,000 at 12.3456 with freight of 1,800 is 75,873.60', () => {
  const total = totalOf({
    currency: eur,
    lines: [{ id: '1', pricedPer: 'piece' }],
    deliveries: [
      { lineId: '1', quantity: 2_500, unitPrice: decimal('12.3456') },
      { lineId: '1', quantity: 3_500, unitPrice: decimal('12.3456') },
    ],
    charges: [{ kind: 'freight', amount: { amount: 180_000, currency: eur } }],
  })
  expect(total).toEqual({ ok: true, value: { amount: 7_587_360, currency: 'EUR' } })
})

test('what is sold by the kilogram is counted in grams, catch weight in pieces of an expected weight', () => {
  expect(mustHold(lineNet({ pricedPer: 'kilogram', unitPrice: decimal('8.4') }, 12_345, eur)).amount).toBe(10_370)
  const ham = { pricedPer: 'kilogram', nominalGrams: 7_250, unitPrice: decimal('9.9') } as const
  expect(mustHold(lineNet(ham, 3, eur)).amount).toBe(21_533)
})

test('splitting a line into deliveries at one price costs nothing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 100_000_000 }),
      (quantities, millionths) => {
        const unitPrice = decimal(`${Math.floor(millionths / 1e6)}.${String(millionths % 1e6).padStart(6, '0')}`)
        const whole = quantities.reduce((a, b) => a + b, 0)
        const split = netOfDeliveries(
          { pricedPer: 'piece' },
          quantities.map((quantity) => ({ quantity, unitPrice })),
          eur,
        )
        expect(split).toEqual(lineNet({ pricedPer: 'piece', unitPrice }, whole, eur))
      },
    ),
  )
})

test('a total is the sum of its lines and charges, to the cent', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 100_000 }),
    cents: fc.integer({ min: 0, max: 1_000_000 }),
  })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), fc.integer({ min: 0, max: 1e9 }), (given, freight) => {
      const lines = given.map((_, index) => ({ id: String(index), pricedPer: 'kilogram' as const }))
      const deliveries = given.map(({ quantity, cents }, index) => ({
        lineId: String(index),
        quantity,
        unitPrice: decimal(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`),
      }))
      const amount = { amount: freight, currency: eur }
      const total = mustHold(totalOf({ currency: eur, lines, deliveries, charges: [{ kind: 'freight', amount }] }))
      const nets = deliveries.map(
        (each) => mustHold(lineNet({ pricedPer: 'kilogram', ...each }, each.quantity, eur)).amount,
      )
      expect(total.amount).toBe(nets.reduce((a, b) => a + b, freight))
    }),
  )
})
