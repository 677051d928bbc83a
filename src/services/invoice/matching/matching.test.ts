import { describe, expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import { eur, eur$, goods, major, must } from '../invoice-core.fixture.ts'
import { matchOf, openToInvoice, type InvoicedSoFar, type PayablePart } from './match.ts'
import { payableOf, riskPasses } from './payable.ts'

// Of 1,000, 600 + 400 left; of the second, 380 are good, 12 damaged, 8 short: 980 accepted.
const traded = { id: '1.1', due: 1_000, handedOver: 1_000, accepted: 980 }
const part = (quantity: number): PayablePart => ({
  deliveryId: '1.1',
  quantity,
  unitPrice: decimal('12.50'),
  pricedPer: 'piece',
})
const invoicedBy = (invoiceId: string, quantity: number): InvoicedSoFar => ({
  invoiceId,
  parts: [{ deliveryId: '1.1', quantity }],
})

test('the eleven incoterms pass the risk as goods are handed over, but for D terms, as they are accepted', () => {
  for (const term of ['EXW', 'FCA', 'FAS', 'FOB', 'CFR', 'CIF', 'CPT', 'CIP'])
    expect(riskPasses(term)).toBe('handed-over')
  for (const term of ['DAP', 'DPU', 'DDP']) expect(riskPasses(term)).toBe('accepted')
})

test('DAP: 980 are payable, an invoice over 1,000 is blocked until 250.00 are credited', () => {
  // 980 × 12.50 = 12,250.00; less the advance of 3,750.00: 8,500.00. 20 × 12.50 = 250.00.
  const payable = payableOf(traded, 'accepted')
  expect(payable).toEqual({ quantity: 980 })
  expect(goods(payable.quantity, '12.50').net.amount - eur$('3750').amount).toBe(eur$('8500').amount)
  const match = (invoiced: readonly InvoicedSoFar[]) => must(matchOf('inv_1', invoiced, [part(980)], eur))
  expect(match([invoicedBy('inv_1', 1_000)])).toEqual({
    outcome: 'blocked',
    mismatches: [{ deliveryId: '1.1', invoiced: 1_000, payable: 980, beyond: 20, credit: eur$('250') }],
  })
  expect(match([invoicedBy('inv_1', 980)])).toEqual({ outcome: 'matched', mismatches: [] })
})

test('FCA: all 1,000 are payable, though 20 were damaged or lost on the way', () => {
  // 1,000 × 12.50 = 12,500.00; less 3,750.00: 8,750.00.
  const { quantity } = payableOf(traded, 'handed-over')
  expect(quantity).toBe(1_000)
  expect(goods(quantity, '12.50').net.amount - eur$('3750').amount).toBe(eur$('8750').amount)
})

test('what goes beyond the agreed quantity is payable once it is accepted, under every term', () => {
  const over = { id: '1.1', due: 1_000, handedOver: 1_020, accepted: 0 }
  expect(payableOf(over, 'handed-over').quantity).toBe(1_000)
  expect(payableOf({ ...over, accepted: 1_015 }, 'handed-over').quantity).toBe(1_015)
  expect(payableOf({ ...over, accepted: 1_015 }, 'accepted').quantity).toBe(1_015)
  // 20 sent again for 20 that were lost are not paid twice: 1,020 left, 1,000 came.
  expect(payableOf({ ...over, accepted: 1_000 }, 'handed-over').quantity).toBe(1_000)
})

describe('catch weight', () => {
  const sent = { pieces: 10, grams: 50_400 }
  const delivery = (accepted: number, acceptedGrams?: number, due = 10) => ({
    id: '1.1',
    due,
    handedOver: 10,
    accepted,
    consignments: [{ ...sent, accepted, ...(acceptedGrams !== undefined && { acceptedGrams }) }],
  })
  const net = (grams: number) => major(goods(10, '12.3456', { pricedPer: 'kilogram', grams }).net)

  test('is paid by the weight at dispatch while a second weighing differs by no more than the tolerance', () => {
    // 50,400 g and 50,000 g: 400 / 50,400 = 0.79 %. 50.4 × 12.3456 = 622.21824 → 622.22.
    const { grams } = payableOf(delivery(10, 50_000), 'accepted')
    expect([grams, net(grams!)]).toEqual([50_400, '622.22'])
    // 504 g are 1 % to the gram, and still within it; 505 g are not.
    expect(payableOf(delivery(10, 49_896), 'accepted').grams).toBe(50_400)
    expect(payableOf(delivery(10, 49_895), 'accepted').grams).toBe(49_895)
  })
  test('is paid by the weight on arrival beyond it, more or less', () => {
    // 600 / 50,400 = 1.19 %. 49.8 × 12.3456 = 614.81088 → 614.81.
    const { grams } = payableOf(delivery(10, 49_800), 'accepted')
    expect([grams, net(grams!)]).toEqual([49_800, '614.81'])
    expect(payableOf(delivery(10, 51_000), 'handed-over').grams).toBe(51_000)
  })
  test('weighs its share where some were not taken', () => {
    // 50,400 × 8 / 10 = 40,320 g; 40.32 × 12.3456 = 497.774592 → 497.77.
    const { grams } = payableOf(delivery(8), 'accepted')
    expect([grams, net(grams!)]).toEqual([40_320, '497.77'])
    // FCA: 8 weighed on arrival at 39,000 g (3.3 % less than their share), the 2 that were refused as they left.
    expect(payableOf(delivery(8, 39_000), 'handed-over')).toEqual({ quantity: 10, grams: 39_000 + 10_080 })
  })
  test('beyond what is due weighs nothing until it is accepted', () => {
    expect(payableOf(delivery(0, undefined, 9), 'handed-over')).toEqual({ quantity: 9, grams: 45_360 })
  })
  test('is matched by pieces and by grams, and blocked by the money of the grams', () => {
    // 50.400 − 49.800 = 0.600 kg × 12.3456 = 7.40736 → 7.41.
    const payable = [{ ...part(10), grams: 49_800, pricedPer: 'kilogram', unitPrice: decimal('12.3456') } as const]
    const invoiced = [{ invoiceId: 'inv_1', parts: [{ deliveryId: '1.1', quantity: 10, grams: 50_400 }] }]
    expect(must(matchOf('inv_1', invoiced, payable, eur)).mismatches).toMatchObject([
      { beyond: 0, beyondGrams: 600, credit: eur$('7.41') },
    ])
  })
})

test('of several invoices the first keep what they have; the one that goes beyond is blocked by as much as it does', () => {
  const invoiced = [invoicedBy('inv_1', 600), invoicedBy('inv_2', 400), invoicedBy('inv_3', 5)]
  const outcome = (id: string) => must(matchOf(id, invoiced, [part(980)], eur)).mismatches.map(({ beyond }) => beyond)
  expect([outcome('inv_1'), outcome('inv_2'), outcome('inv_3')]).toEqual([[], [20], [5]])
  expect(openToInvoice(part(980), invoiced.slice(0, 1))).toEqual({ deliveryId: '1.1', quantity: 380 })
  expect(openToInvoice(part(980), invoiced)).toEqual({ deliveryId: '1.1', quantity: 0 })
})
