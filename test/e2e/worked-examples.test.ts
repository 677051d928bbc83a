/** Worked examples: trades with figures reckoned by hand first, beside each test. The trade's third is in invoices.test.ts. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Input } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { euros, makeTrades, nextClockChange, type InvoiceDraft, type Trades } from '../support/make-trades.ts'
import {
  daysAhead,
  openTradingFloor,
  type Company,
  type Goods,
  type Person,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let buyer: Company
let [north, south, east] = [] as unknown as [Company, Company, Company]
let approver: Person
let trades: Trades

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 3 })
  buyer = floor.buyer
  ;[north, south, east] = floor.suppliers as [Company, Company, Company]
  trades = makeTrades(floor)
  approver = await buyer.employ('approver')
  await Promise.all([north, south].map(floor.registerTax))
  await rate('USD', '0.92')
  const chain = [{ kind: 'role' as const, role: 'approver' as const }]
  const params = { organisationId: buyer.id }
  const { etag } = await buyer.owner.client.getApprovalRules({ params })
  const thresholds = [{ currency: 'EUR', from: 10_000_000, chain }]
  await buyer.owner.client.setApprovalRules({ params, ifMatch: etag!, body: { thresholds, delegations: [] } })
})
afterAll(() => exchange[Symbol.asyncDispose]())

async function rate(currency: string, worth: string): Promise<void> {
  const body = { base: 'EUR', asOf: new Date().toISOString(), rates: [{ currency, rate: worth }] }
  await floor.staff.client.setExchangeRates({ body })
}

const delivered = daysAhead(9)
const line = ({ productId }: Pick<Goods, 'productId'>, quantity: number) => ({
  productId,
  quantity,
  deliveryDate: delivered,
})
const standard = (ratePercent: string) => ({ category: 'S' as const, ratePercent })
const zero: InvoiceDraft['tax'] = { category: 'Z' }
const positionsOf = async ({ owner }: Company, productId: string) =>
  (await owner.client.listStockPositions({ query: { productId } })).data.items

test('1. 6,000 at €12.3456 and 4,000 at $13.10 with €1,800 of freight are €124,081.60, and somebody else has to agree', async () => {
  // 6,000 × 12.3456 = 74,073.60. 4,000 × 13.10 = $52,400.00, × 0.92 = 48,208.00. With 1,800.00: 124,081.60.
  const [oat, mystery] = await Promise.all([floor.offer(north), floor.offer(south)])
  await north.owner.client.confirmAllergens({
    params: { productId: oat.productId },
    body: { allergens: [{ allergen: 'milk', status: 'free' }] },
  })
  const asked = {
    specification: 'Drink',
    quantity: 10_000,
    unit: 'piece' as const,
    allergenExclusions: ['milk' as const],
  }
  const sourced = async (validMs?: number) => {
    const rfqId = await trades.ask([north, south], asked)
    const a = await trades.quote(north, rfqId, oat.productId, 10_000, { unitPrice: '12.3456', freight: 180_000 })
    const inDollars = { unitPrice: '13.10', currency: 'USD', ...(validMs !== undefined && { validMs }) }
    const b = await trades.quote(south, rfqId, mystery.productId, 10_000, inDollars)
    const award = await trades.propose(rfqId, [
      { quoteId: a, quantity: 6_000 },
      { quoteId: b, quantity: 4_000 },
    ])
    return { rfqId, b, award }
  }
  const late = await sourced(4_000)
  const { rfqId, award } = await sourced()
  const { data: table } = await buyer.owner.client.compareQuotes({ params: { rfqId } })
  const evidence = new Map(table.lines[0]!.quotes.map((each) => [each.supplierId, each.evidence]))
  const milkFree = [{ kind: 'free-of', allergen: 'milk' }]
  expect(evidence.get(north.id)).toEqual({ met: milkFree, unmet: [] })
  expect(evidence.get(south.id)).toEqual({ met: [], unmet: milkFree })
  expect(award).toMatchObject({ status: 'pending-approval', total: euros(12_408_160) })
  const approve = (person: Person, awardId: string) => person.client.approveAward({ params: { awardId } })
  await expect(approve(buyer.owner, award.id)).rejects.toMatchObject({ status: 403 })
  const { data: approved } = await approve(approver, award.id)
  expect(approved.suppliers.map(({ orderId }) => orderId)).toEqual([expect.any(String), expect.any(String)])
  await eventually(() => buyer.owner.client.getQuote({ params: { quoteId: late.b } }), {
    isThere: ({ data }) => data.status === 'expired',
  })
  await expect(approve(approver, late.award.id)).rejects.toMatchObject({ status: 409, code: 'rfq/quote-expired' })
  const { data: kept } = await buyer.owner.client.getAward({ params: { awardId: late.award.id } })
  expect(kept).toMatchObject({ status: 'pending-approval' })
  expect(kept.suppliers.filter(({ orderId }) => orderId !== undefined)).toEqual([])
})

test('2. Of 150 with 20 days to keep, lots to 10 September, 1 October and 1 November give 0, 100 and 50; a hold leaves 50 short', async () => {
  // From 5 September: 5 days, 26 and 57. The second lot held: 100 blocked, the third gives all its 100, 50 are missing.
  const year = new Date().getUTCFullYear() + 1
  const day = (text: string) => `${year}-${text}`
  const lots = ['09-10', '10-01', '11-01'].map((mark) => ({ quantity: 100, markedOn: day(mark) }))
  const goods = await floor.offer(north, { lots })
  const asked = { ...line(goods, 150), deliveryDate: day('09-05'), minimumRemainingLifeDays: 20 }
  const order = await trades.agree(north, { lines: [asked] })
  const standing = async () => {
    const positions = await positionsOf(north, goods.productId)
    return goods.lotIds
      .map((id) => positions.find(({ lotId }) => lotId === id))
      .map((each) => [each?.reserved, each?.blocked])
  }
  expect(await standing()).toEqual([
    [0, 0],
    [100, 0],
    [50, 0],
  ])
  await north.owner.client.holdLot({ params: { lotId: goods.lotIds[1]! }, body: { reason: 'Listeria suspected.' } })
  expect(await standing()).toEqual([
    [0, 0],
    [0, 100],
    [100, 0],
  ])
  const told = await eventually(() => trades.standing(order, north), {
    isThere: ({ lines }) => lines[0]!.deliveries[0]!.short === 50,
  })
  expect(told.lines[0]!.deliveries[0]).toMatchObject({ ordered: 150, reserved: 100, short: 50 })
})

test('4. 1,000 split one to two, freight with one of them: 7,472.86, and goods and freight each at their own rate', async () => {
  // A third is 333, two thirds 667. 333 × 7.4955 = 2,496.0015 → 2,496.00; 667 × 7.3333 = 4,891.3111 → 4,891.31.
  // With 85.55 of freight 7,472.86. Tax of the first: 2,496.00 × 9 % = 224.64, 85.55 × 21 % = 17.9655 → 17.97.
  const [first, second] = await Promise.all([floor.offer(north), floor.offer(south)])
  const rfqId = await trades.ask([north, south], { specification: 'Oil', quantity: 1_000, unit: 'piece' })
  const a = await trades.quote(north, rfqId, first.productId, 1_000, { unitPrice: '7.4955', freight: 8_555 })
  const b = await trades.quote(south, rfqId, second.productId, 1_000, { unitPrice: '7.3333' })
  const award = await trades.propose(rfqId, [
    { quoteId: a, quantity: 333 },
    { quoteId: b, quantity: 667 },
  ])
  expect(award).toMatchObject({
    status: 'approved',
    total: euros(747_286),
    lines: [
      { quantity: 333, net: euros(249_600) },
      { quantity: 667, net: euros(489_131) },
    ],
  })
  const { orderId } = award.suppliers.find(({ supplierId }) => supplierId === north.id)!
  const confirmed = await north.owner.client.confirmOrder({ params: { orderId: orderId! }, body: {} })
  await trades.receive(await trades.ship(confirmed.data))
  const { totals } = await trades.invoice(confirmed.data, { tax: standard('9'), chargesTax: standard('21') })
  expect(totals).toMatchObject({ net: euros(258_155), tax: euros(24_261), due: euros(282_416) })
})

test('5. Lines are rounded half up each, tax once a rate: 6.66 and 1.02 of tax are 7.68, where tax by the line would be 7.67', async () => {
  // 3 × 0.35 = 1.05, three times: 3.15 at 9 % = 0.2835 → 0.28; by the line 0.0945 → 0.09, three times 0.27.
  // 3 × 0.335 = 1.005 → 1.01, with 2.50 of freight 3.51 at 21 % = 0.7371 → 0.74.
  const prices = ['0.35', '0.35', '0.35', '0.335']
  const goods = await Promise.all(prices.map((unitPrice) => floor.offer(north, { unitPrice })))
  const charges = [{ kind: 'freight' as const, amount: euros(250) }]
  const order = await trades.agree(north, { lines: goods.map((each) => line(each, 3)), charges })
  expect(order.total).toEqual(euros(666))
  await trades.receive(await trades.ship(order))
  const last = { lineId: order.lines[3]!.id, tax: standard('21') }
  const { totals } = await trades.invoice(order, {
    tax: standard('9'),
    lineTaxes: [last],
    chargesTax: standard('21'),
  })
  expect(totals).toMatchObject({ net: euros(666), tax: euros(102), due: euros(768) })
  expect(totals.breakdown.map(({ taxable, tax }) => [taxable.amount, tax.amount]).toSorted()).toEqual([
    [315, 28],
    [351, 74],
  ])
})

test('6. Ten wheels of about 5 kg at 12.3456 a kilogram: paid as they left, 622.22, or as they came, 614.81, if that is over 1 % off', async () => {
  // Ordered by what they should weigh: 50 × 12.3456 = 617.28. They left with 50,400 g: 622.21824 → 622.22.
  // 50,000 g on arrival are 0.79 % less and change nothing; 49,800 g are 1.19 % less: 614.81088 → 614.81.
  const wheel = { soldBy: 'catch-weight' as const, unit: { netWeightGrams: 5_000 } }
  const goods = await floor.offer(north, { product: wheel, unitPrice: '12.3456', lots: [] })
  const { productId } = goods
  const { owner, siteId } = north
  await owner.client.registerLot({
    body: { productId, code: 'WHEELS', siteId, quantity: 22, grams: 111_000, markedOn: daysAhead(200) },
  })
  for (const [arrived, grams, net] of [
    [50_000, 50_400, 62_222],
    [49_800, 49_800, 61_481],
  ] as const) {
    const order = await trades.agree(north, { lines: [line(goods, 10)] })
    expect(order.total).toEqual(euros(61_728))
    const shipment = await trades.ship(order, [{ deliveryId: '1.1', quantity: 10, grams: 50_400 }])
    await trades.receive(shipment, { outcome: 'accepted', quantity: 10, grams: arrived })
    const invoice = await trades.invoice(order, { tax: zero })
    expect(invoice).toMatchObject({ lines: [{ quantity: 10, grams }], totals: { due: euros(net) } })
  }
  // 22 − 20 pieces, and 111,000 − 2 × 50,400 g.
  expect(await positionsOf(north, productId)).toMatchObject([{ onHand: 2, grams: 10_200 }])
})

test('7. Breaks, a minimum of 20 in steps of 5, a price from the works and a group’s own: 95.00, 175.00, 145.00, then 160.00', async () => {
  // 50 × 1.90 = 95.00; 100 × 1.75 = 175.00; 100 × 1.45 = 145.00 FCA. The group pays 1.95 below 100, then 1.60.
  const goods = await floor.offer(north)
  const { productId } = goods
  const { client } = north.owner
  const set = (priceListId: string, more: Partial<Input<'setPrices'>['body']['prices'][number]>) =>
    client.setPrices({
      params: { priceListId },
      body: { prices: [{ productId, breaks: [], minimumQuantity: 20, increment: 5, ...more }] },
    })
  const breaks = (...steps: [number, string][]) => steps.map(([from, unitPrice]) => ({ from, unitPrice }))
  const works = { incoterm: 'FCA' as const, place: 'Zwolle', breaks: breaks([1, '1.70'], [100, '1.45']) }
  await set(goods.priceListId, { breaks: breaks([1, '2'], [50, '1.90'], [100, '1.75']), variants: [works] })
  const price = async (quantity: number, more: { incoterm?: 'FCA' } = {}) =>
    (await buyer.owner.client.getPrice({ query: { productId, quantity, ...more } })).data
  await eventually(() => price(50), { isThere: ({ unitPrice }) => unitPrice === '1.9' })
  expect(await price(100)).toMatchObject({ unitPrice: '1.75', fromQuantity: 100, rank: 'public', orderable: true })
  expect(await price(100, { incoterm: 'FCA' })).toMatchObject({ unitPrice: '1.45', place: 'Zwolle' })
  expect(await price(15)).toMatchObject({
    orderable: false,
    violation: { code: 'quantity/below-minimum', facts: { above: 20 } },
  })
  expect(await price(52)).toMatchObject({ orderable: false, violation: { facts: { below: 50, above: 55 } } })
  const total = async (quantity: number, more: object = {}) =>
    (await trades.order(north, { lines: [line(goods, quantity)], ...more })).total.amount
  expect([await total(50), await total(100), await total(100, { incoterm: 'FCA' })]).toEqual([9_500, 17_500, 14_500])
  const group = await client.formCustomerGroup({ body: { name: 'Hotels', organisationIds: [buyer.id] } })
  const basis = { currency: 'EUR', incoterm: 'DAP' as const, place: 'Rotterdam' }
  const own = await client.openPriceList({
    body: {
      ...basis,
      name: 'Hotels',
      audience: { kind: 'group', groupId: group.data.id },
      validFrom: daysAhead(-1),
    },
  })
  await set(own.data.id, { breaks: breaks([1, '1.95'], [100, '1.60']) })
  // Cheaper, for this buyer alone, and not before tomorrow: nothing yet.
  const audience = { kind: 'organisations' as const, organisationIds: [buyer.id] }
  const later = await client.openPriceList({ body: { ...basis, name: 'Ours', audience, validFrom: daysAhead(1) } })
  await set(later.data.id, { breaks: breaks([1, '1.00']) })
  await eventually(() => price(50), { isThere: ({ rank }) => rank === 'group' })
  expect((await price(50)).unitPrice).toBe('1.95')
  expect(await total(100)).toBe(16_000)
})

test('8. A quarter in advance, 792 of 800 good, the invoice says 800: after a credit of 36.30 the balance is 2,686.20', async () => {
  // 800 × 3.75 = 3,000.00; 750.00 in advance, 907.50 with 21 %. Balance 2,250.00 + 472.50 = 2,722.50.
  // 8 × 3.75 = 30.00, 36.30 with tax. 792 × 3.75 × 1.21 = 3,593.70 = 907.50 + 2,686.20.
  const goods = await floor.offer(north, { unitPrice: '3.75' })
  const paymentTerms = { days: 30, from: 'delivery' as const, advanceBasisPoints: 2_500 }
  const order = await trades.agree(north, { lines: [line(goods, 800)], paymentTerms })
  const tax = standard('21')
  expect((await trades.invoice(order, { kind: 'advance', tax })).totals.due).toEqual(euros(90_750))
  await trades.receive(await trades.ship(order, [{ deliveryId: '1.1', quantity: 500 }]))
  const second = await trades.ship(order, [{ deliveryId: '1.1', quantity: 300 }])
  await trades.receive(second, { outcome: 'accepted', quantity: 292 }, { outcome: 'short', quantity: 8 })
  const over = await trades.invoice(order, { tax, lines: [{ deliveryId: '1.1', quantity: 800 }] })
  expect(over.totals.due).toEqual(euros(272_250))
  expect(await trades.match(over)).toMatchObject({
    outcome: 'blocked',
    mismatches: [{ beyond: 8, credit: euros(3_000) }],
  })
  const params = { invoiceId: over.id }
  const note = await north.owner.client.issueCreditNote({
    params,
    body: { reason: 'Eight short.', lines: [{ lineId: '1', quantity: 8 }] },
  })
  expect(note.data.totals.due).toEqual(euros(3_630))
  expect(await trades.match(over)).toMatchObject({ outcome: 'matched' })
  expect((await buyer.owner.client.getInvoice({ params })).data.open).toEqual(euros(268_620))
})

test('9. 200 at 4.80 become 120 at 5.05, 606.00; ten of them came damaged and are claimed at the new price, 50.50', async () => {
  const goods = await floor.offer(south, { unitPrice: '4.80' })
  const order = await trades.agree(south, { lines: [line(goods, 200)] })
  expect(order.total).toEqual(euros(96_000))
  const params = { orderId: order.id }
  const deliveries = [{ deliveryId: '1.1', quantity: 120, unitPrice: '5.05' }]
  await buyer.owner.client.proposeChange({ params, body: { reason: 'Fewer guests.', deliveries } })
  const { etag } = await south.owner.client.getOrder({ params })
  const changed = await south.owner.client.acceptChange({ params, ifMatch: etag! })
  expect(changed.data.total).toEqual(euros(60_600))
  const shipment = await trades.ship(order)
  const receipt = await trades.receive(
    shipment,
    { outcome: 'accepted', quantity: 110 },
    { outcome: 'damaged', quantity: 10 },
  )
  const claim = await buyer.owner.client.submitClaim({
    params,
    body: {
      shipmentId: shipment.id,
      receiptId: receipt.id,
      line: 2,
      kind: 'damaged',
      remedy: 'credit',
      quantity: 10,
      description: 'Crushed.',
    },
  })
  const accepted = await south.owner.client.acceptClaim({ params: { claimId: claim.data.id }, body: {} })
  expect(accepted.data.answer).toMatchObject({ quantity: 10, amountDue: euros(5_050) })
})

test('10. 60 of 100 at 8.25 have left; of the other 40 both agree to drop 25: 75 are 618.75, and settle the order', async () => {
  const goods = await floor.offer(south, { unitPrice: '8.25' })
  const order = await trades.agree(south, { lines: [line(goods, 100)] })
  await trades.receive(await trades.ship(order, [{ deliveryId: '1.1', quantity: 60 }]))
  const params = { orderId: order.id }
  const body = { reason: 'One party less.', deliveries: [{ deliveryId: '1.1', quantity: 25 }] }
  const asked = await buyer.owner.client.cancelOrder({ params, body })
  expect(asked.data).toMatchObject({ total: euros(82_500), cancellation: { side: 'buyer' } })
  const seen = async ({ owner }: Company) => ({ params, ifMatch: (await owner.client.getOrder({ params })).etag! })
  await expect(buyer.owner.client.acceptCancellation(await seen(buyer))).rejects.toMatchObject({ status: 403 })
  const agreed = await south.owner.client.acceptCancellation(await seen(south))
  expect(agreed.data).toMatchObject({ total: euros(61_875), lines: [{ deliveries: [{ cancelled: 25 }] }] })
  await trades.receive(await trades.ship(order))
  expect((await trades.standing(order)).status).toBe('closed')
  const invoice = await trades.invoice(order, { tax: zero })
  expect(invoice.totals.due).toEqual(euros(61_875))
  // Opened again for a reason, the order changes nothing of what was invoiced.
  const reopened = await buyer.owner.client.reopenOrder({ params, body: { reason: 'Fifteen more came.' } })
  expect(reopened.data.status).toBe('confirmed')
  expect((await south.owner.client.getInvoice({ params: { invoiceId: invoice.id } })).data).toEqual(invoice)
})

test('11. 1,000.00 ordered today for next year use up this month’s budget, 5,000.00 of the year keep 4,000.00, next year’s keeps all', async () => {
  // 80 × 12.50 = 1,000.00: within the month to the last cent. One more at 12.50 is beyond it, though not beyond the year.
  const bistro = await floor.found('Bistro', { kinds: ['buyer'] })
  const { client } = bistro.owner
  const goods = await floor.offer(south)
  const month = new Date().toISOString().slice(0, 7)
  const [year, next] = [month.slice(0, 4), `${Number(month.slice(0, 4)) + 1}`]
  const budget = (period: string) => ({ organisationId: bistro.id, currency: 'EUR', period })
  for (const [period, limit] of [
    [month, 100_000],
    [year, 500_000],
    [next, 100],
  ] as const)
    await client.setBudget({ params: budget(period), ifMatch: '"v0"', body: { limit } })
  const send = async (quantity: number) => {
    const lines = [{ ...line(goods, quantity), deliveryDate: `${next}-01-15` }]
    const { data } = await eventually(() =>
      client.placeOrder({ body: { supplierId: south.id, shipTo: { siteId: bistro.siteId }, lines } }),
    )
    return (await client.sendOrder({ params: { orderId: data.id } })).data
  }
  const first = await send(80)
  expect(first).toMatchObject({ status: 'sent', total: euros(100_000) })
  expect(first.budget?.periods.toSorted()).toEqual([year, month])
  const left = async (period: string) => (await client.getBudget({ params: budget(period) })).data.left
  expect([await left(month), await left(year), await left(next)]).toEqual([0, 400_000, 100])
  expect(await send(1)).toMatchObject({ status: 'pending-approval', budget: { beyond: true } })
  expect([await left(month), await left(year)]).toEqual([0, 400_000])
})

test('12. At one rate of 0.92 dollars are cheaper by the piece and dearer landed; yen that nobody rated are unknown, not zero', async () => {
  // $13.10 × 0.92 = 12.052 against 12.3456. Landed: 12.3456 + 90 / 1,000 = 12.4356; 12.052 + 500 × 0.92 / 1,000 = 12.512.
  const goods = await Promise.all([north, south, east].map((supplier) => floor.offer(supplier)))
  const rfqId = await trades.ask([north, south, east], { specification: 'Rice', quantity: 1_000, unit: 'piece' })
  const [a, b, c] = goods.map(({ productId }) => productId) as [string, string, string]
  await trades.quote(north, rfqId, a, 1_000, { unitPrice: '12.3456', freight: 9_000 })
  await trades.quote(south, rfqId, b, 1_000, { unitPrice: '13.10', currency: 'USD', freight: 50_000 })
  await trades.quote(east, rfqId, c, 1_000, { unitPrice: '1500', currency: 'JPY' })
  const compare = async () => {
    const { data } = await buyer.owner.client.compareQuotes({ params: { rfqId } })
    return { rates: data.rates, quotes: data.lines[0]!.quotes }
  }
  const { rates, quotes } = await compare()
  expect(rates).toMatchObject([{ from: 'USD', rate: '0.92' }])
  expect(quotes.map(({ supplierId, price, landed }) => [supplierId, price, landed])).toEqual([
    [north.id, { known: true, perUnit: '12.3456' }, { known: true, perUnit: '12.4356' }],
    [south.id, { known: true, perUnit: '12.052' }, { known: true, perUnit: '12.512' }],
    [east.id, { known: false, why: 'no-exchange-rate' }, { known: false, why: 'no-exchange-rate' }],
  ])
  await rate('USD', '0.90')
  // 13.10 × 0.90 + 500 × 0.90 / 1,000: goods and freight at the same new rate.
  const anew = (await compare()).quotes.find(({ supplierId }) => supplierId === south.id)!
  expect([anew.price, anew.landed]).toEqual([
    { known: true, perUnit: '11.79' },
    { known: true, perUnit: '12.24' },
  ])
})

test('13. A standing order over the change of the clocks: one delivery a day, each cut off at 14:00 UTC two days before', async () => {
  const sunday = nextClockChange().getTime()
  const day = (from: number) => new Date(sunday + from * 86_400_000).toISOString().slice(0, 10)
  const goods = await floor.offer(south)
  const quantities = { saturday: 10, sunday: 20, monday: 30 }
  const { data } = await buyer.owner.client.openStandingOrder({
    body: {
      supplierId: south.id,
      lines: [{ productId: goods.productId, quantities }],
      from: day(-1),
      until: day(1),
      leadDays: 2,
      cutOffHour: 14,
      shipTo: { siteId: buyer.siteId },
    },
  })
  expect(data.next).toMatchObject({
    date: day(-1),
    triedFrom: `${day(-4)}T14:00:00.000Z`,
    cutOff: `${day(-3)}T14:00:00.000Z`,
  })
  const params = { standingOrderId: data.id }
  const { items } = (await buyer.owner.client.listStandingOrderOccurrences({ params })).data
  expect(items.map(({ date, cutOff }) => [date, cutOff])).toEqual(
    [-1, 0, 1].map((from) => [day(from), `${day(from - 2)}T14:00:00.000Z`]),
  )
})

test('14. Five in a hundred may come over: four did and were taken, so that 104 at 6.40 are 665.60', async () => {
  const goods = await floor.offer(south, { unitPrice: '6.40' })
  const order = await trades.agree(south, { lines: [line(goods, 100)], overDeliveryBasisPoints: 500 })
  const shipment = await trades.ship(order)
  await trades.receive(shipment, { outcome: 'accepted', quantity: 100 }, { outcome: 'over', quantity: 4 })
  await trades.receive(shipment, { outcome: 'accepted', of: 'over', quantity: 4 })
  const invoice = await trades.invoice(order, { tax: zero })
  expect(invoice).toMatchObject({ lines: [{ quantity: 104 }], totals: { due: euros(66_560) } })
  expect((await trades.match(invoice)).outcome).toBe('matched')
  // Of 1,000 the four left the book with the hundred.
  await eventually(() => positionsOf(south, goods.productId), { isThere: ([one]) => one?.onHand === 896 })
})

test('15. 15 of 60 at 9.90 keep too short and go back: 45 are 445.50, and the supplier has 15 blocked', async () => {
  const goods = await floor.offer(south, { unitPrice: '9.90', lots: [{ quantity: 60 }] })
  const asked = { ...line(goods, 60), minimumRemainingLifeDays: 20 }
  const order = await trades.agree(south, { lines: [asked] })
  const shipment = await trades.ship(order)
  const shortDated = { outcome: 'short-dated' as const, quantity: 15, disposition: 'returned' as const }
  await trades.receive(shipment, { outcome: 'accepted', quantity: 45 }, shortDated)
  const invoice = await trades.invoice(order, { kind: 'partial', tax: zero })
  expect(invoice.totals.due).toEqual(euros(44_550))
  expect(await positionsOf(south, goods.productId)).toMatchObject([{ onHand: 15, available: 0, blocked: 15 }])
})

test('16. 40 at 11.20 came at 9.5 °C and are thrown away: the invoice of 448.00 is blocked until all of it is credited', async () => {
  const cold = { storageTemperature: { minCelsius: 2, maxCelsius: 7 } }
  const goods = await floor.offer(south, { product: cold, unitPrice: '11.20', lots: [{ quantity: 40 }] })
  const order = await trades.agree(south, { lines: [line(goods, 40)] })
  const shipment = await trades.ship(order)
  const warm = { outcome: 'temperature-excursion' as const, celsius: 9.5, disposition: 'disposed' as const }
  await trades.receive(shipment, { ...warm, quantity: 40 })
  const lines = [{ deliveryId: '1.1', quantity: 40 }]
  const invoice = await trades.invoice(order, { kind: 'partial', tax: zero, lines })
  expect(await trades.match(invoice)).toMatchObject({
    outcome: 'blocked',
    mismatches: [{ payable: 0, beyond: 40, credit: euros(44_800) }],
  })
  const params = { invoiceId: invoice.id }
  const note = await south.owner.client.issueCreditNote({ params, body: { reason: 'Came warm.' } })
  expect(note.data).toMatchObject({ whole: true, totals: { due: euros(44_800) } })
  expect((await trades.match(invoice)).outcome).toBe('matched')
  expect(await positionsOf(south, goods.productId)).toEqual([])
})

test('17. 20 of 50 at 7.20 wait for the laboratory: 216.00 are payable; 18 pass and 2 do not, so that 345.60 are', async () => {
  // 30 × 7.20 = 216.00, then 48 × 7.20 = 345.60: what is left to ask for is 18 × 7.20 = 129.60.
  const goods = await floor.offer(south, { unitPrice: '7.20' })
  const order = await trades.agree(south, { lines: [line(goods, 50)] })
  const shipment = await trades.ship(order)
  await trades.receive(shipment, { outcome: 'accepted', quantity: 30 }, { outcome: 'held', quantity: 20 })
  expect((await trades.invoice(order, { kind: 'partial', tax: zero })).totals.due).toEqual(euros(21_600))
  await trades.receive(
    shipment,
    { outcome: 'accepted', of: 'held', quantity: 18 },
    { outcome: 'damaged', of: 'held', quantity: 2 },
  )
  expect((await trades.invoice(order, { kind: 'partial', tax: zero })).totals.due).toEqual(euros(12_960))
})

test('who is suspended neither confirms nor quotes, nor awards as a buyer, and does again once that is over', async () => {
  const goods = await floor.offer(east)
  const order = await trades.order(east, { lines: [line(goods, 10)] })
  await buyer.owner.client.sendOrder({ params: { orderId: order.id } })
  const rfqId = await trades.ask([east, south], { specification: 'Tea', quantity: 10, unit: 'piece' })
  const judge = (company: Company, outcome: 'suspended' | 'verified') =>
    floor.staff.client.decideVerification({
      params: { organisationId: company.id },
      body: { outcome, reason: 'Looked into.' },
    })
  const notVerified = { status: 403, code: 'organisation/not-verified' }
  const confirm = () => east.owner.client.confirmOrder({ params: { orderId: order.id }, body: {} })
  const quote = () => trades.quote(east, rfqId, goods.productId, 10, { unitPrice: '3' })
  await judge(east, 'suspended')
  await expect(confirm()).rejects.toMatchObject(notVerified)
  await expect(quote()).rejects.toMatchObject(notVerified)
  await judge(east, 'verified')
  expect((await confirm()).data.status).toBe('confirmed')
  const quoteId = await quote()
  await judge(buyer, 'suspended')
  await expect(trades.propose(rfqId, [{ quoteId }])).rejects.toMatchObject(notVerified)
  await judge(buyer, 'verified')
})
