/** The whole trade as a story: from registering to closed orders, and the short way straight from a price list. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operations } from '../../sdk/generated.ts'
import { createClient as createSecondClient, type Client as SecondClient, type Input } from '../../sdk/v2.ts'
import { eventually } from '../support/eventually.ts'
import {
  daysAhead,
  minutesAhead,
  openTradingFloor,
  type Company,
  type Goods,
  type Person,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { sendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

type Job = Operations['getJob']['reply']
type Order = Operations['getOrder']['reply']

let exchange: RunningExchange
let floor: TradingFloor
let buyer: Company
let alpen: Company
let bergland: Company
let purchaser: Person
let approver: Person

beforeAll(async () => {
  exchange = await startExchange({ limits: 'default' })
})
afterAll(() => exchange[Symbol.asyncDispose]())

const arrival = daysAhead(30)

/** What the story has come to know; each chapter rests on those before. */
const story = {
  butterId: '',
  priceListId: '',
  bergButter: undefined as Goods | undefined,
  rfqId: '',
  alpenQuote: '',
  bergQuote: '',
  awardId: '',
  alpenOrder: '',
  bergOrder: '',
}

const orderOf = async (person: Person, orderId: string): Promise<Order> =>
  (await person.client.getOrder({ params: { orderId } })).data
const firstDelivery = (order: Order) => order.lines[0]!.deliveries[0]!
const stockOf = async ({ owner }: Company, productId: string) => {
  const { data } = await owner.client.listStock({ query: { productId } })
  return data.items[0]
}

test('companies register, are verified by platform staff, and bring in their people by invitation', async () => {
  floor = await openTradingFloor(exchange, { suppliers: 2 })
  buyer = floor.buyer
  ;[alpen, bergland] = floor.suppliers as [Company, Company]
  ;[purchaser, approver] = await Promise.all([buyer.employ('buyer'), buyer.employ('approver')])
  const { data } = await buyer.owner.client.getOrganisation({ params: { organisationId: buyer.id } })
  expect(data).toMatchObject({ verification: 'verified', verificationReason: 'Register checked.' })
  const members = await buyer.owner.client.listMembers({ params: { organisationId: buyer.id } })
  expect(members.data.items.map(({ role }) => role).toSorted()).toEqual(['approver', 'buyer', 'owner'])
})

test('who is not verified may draft, but not trade', async () => {
  const newcomer = await floor.found('Newcomer', { verified: false })
  const { client } = newcomer.owner
  const drafted = await client.draftProduct({ body: { sku: 'N-1', name: { en: 'Cheese of tomorrow' } } })
  expect(drafted.data.status).toBe('draft')
  const goods = await floor.offer(alpen, { product: { name: { en: 'Not for newcomers' } } })
  const lines = [{ productId: goods.productId, quantity: 1, deliveryDate: arrival }]
  const body = { supplierId: alpen.id, lines, shipTo: { siteId: newcomer.siteId } }
  const placed = await client
    .placeOrder({ body })
    .then(({ data }) => client.sendOrder({ params: { orderId: data.id } }))
    .catch((error: unknown) => error)
  expect(placed).toMatchObject({ code: 'organisation/not-verified' })
})

test('a catalogue comes in as a file, followed as a job, with a result for each row', async () => {
  const csv = [
    'SKU;EAN;Name;Ingredients;Brand',
    'B-250;4006381333931;Alpine butter 250 g;Cream (milk), cultures;Alpen',
    'B-500;4006381333932;Alpine butter 500 g;Cream (milk);Alpen',
    'B-KG;;Alpine butter block;Cream (milk);Alpen',
    '',
  ].join('\r\n')
  const send = sendRaw(exchange.url)
  const reply = await send({
    method: 'POST',
    path: '/v1/products/imports?publish=true&language=en',
    token: alpen.owner.token,
    headers: { 'content-type': 'text/csv' },
    body: csv,
  })
  expect(reply.status, reply.text).toBe(202)
  const jobId = reply.body.id as string
  const ended = (job: Job) => job.state !== 'queued' && job.state !== 'running'
  const job = await eventually(async () => (await alpen.owner.client.getJob({ params: { jobId } })).data, {
    isThere: ended,
  })
  expect(job).toMatchObject({ state: 'succeeded', result: { rows: 3, created: 2, refused: 1, published: 2 } })
  const report = await send({ path: `/v1/jobs/${jobId}/report`, token: alpen.owner.token })
  const rows = report.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows).toMatchObject([
    { row: 2, outcome: 'created', sku: 'B-250' },
    { row: 3, outcome: 'refused', code: 'gs1/wrong-check-digit' },
    { row: 4, outcome: 'created', sku: 'B-KG' },
  ])
  expect(rows[1].detail).toContain('ends in 1, not 2')
  story.butterId = rows[0].productId
})

test('the supplier prices it by quantity and takes lots into stock', async () => {
  const { client } = alpen.owner
  const list = await client.openPriceList({
    body: {
      name: 'Autumn',
      currency: 'EUR',
      incoterm: 'DAP',
      place: 'Rotterdam',
      audience: { kind: 'public' },
      validFrom: daysAhead(-1),
    },
  })
  story.priceListId = list.data.id
  const breaks = [
    { from: 1, unitPrice: '12.80' },
    { from: 100, unitPrice: '12.3456' },
  ]
  const price = { productId: story.butterId, breaks, minimumQuantity: 10, increment: 10 }
  const set = await client.setPrices({ params: { priceListId: list.data.id }, body: { prices: [price] } })
  expect(set.data).toEqual({ set: 1, unchanged: 0 })
  const lot = { productId: story.butterId, siteId: alpen.siteId }
  await client.registerLot({ body: { ...lot, code: 'A-1', quantity: 400, markedOn: daysAhead(90) } })
  await client.registerLot({ body: { ...lot, code: 'A-2', quantity: 400, markedOn: daysAhead(80) } })
  // The second worked example: three lots, of which the first keeps too little life for the buyer.
  const lots = [5, 26, 57].map((days) => ({ quantity: 100, markedOn: daysAhead(30 + days) }))
  story.bergButter = await floor.offer(bergland, { product: { name: { en: 'Bergland butter 250 g' } }, lots })
})

test('the buyer finds both by words, with facets and with the price that applies to them', async () => {
  const ask = { q: 'butter 250', facets: ['supplier' as const] }
  const found = await eventually(async () => (await purchaser.client.listProducts({ query: ask })).data, {
    isThere: ({ items }) =>
      [story.butterId, story.bergButter!.productId].every((id) =>
        items.some((item) => item.id === id && 'price' in item && item.price),
      ),
  })
  const butter = found.items.find(({ id }) => id === story.butterId)
  expect(butter).toMatchObject({ price: { unitPrice: '12.8', currency: 'EUR', incoterm: 'DAP' } })
  expect(JSON.stringify((found as { facets?: unknown }).facets)).toContain(alpen.id)
  const typo = await purchaser.client.listProducts({ query: { q: 'alpne buter' } })
  expect(typo.data.items.map(({ id }) => id)).toContain(story.butterId)
  const query = { productId: story.butterId, quantity: 100 }
  const price = await eventually(async () => (await purchaser.client.getPrice({ query })).data)
  expect(price).toMatchObject({ unitPrice: '12.3456', rank: 'public' })
})

test('an RFQ goes to two invited suppliers; nobody else learns of it', async () => {
  const { data } = await purchaser.client.draftRfq({
    body: {
      title: 'Butter for the autumn',
      lines: [{ specification: 'Butter 82 %, 250 g', quantity: 400, unit: 'piece', minimumRemainingLifeDays: 20 }],
      deliverTo: { siteId: buyer.siteId },
      incoterm: 'DAP',
      place: 'Rotterdam',
      deliveries: [{ date: arrival }],
      paymentTerms: { days: 30, from: 'invoice' },
      currency: 'EUR',
      deadline: minutesAhead(60),
      visibility: { kind: 'invited', supplierIds: [alpen.id, bergland.id] },
      weights: { price: 60, coverage: 10, leadTime: 20, evidence: 10 },
    },
  })
  story.rfqId = data.id
  const params = { rfqId: data.id }
  await expect(alpen.owner.client.getRfq({ params })).rejects.toMatchObject({ status: 404 })
  await purchaser.client.publishRfq({ params })
  const seen = await alpen.owner.client.getRfq({ params })
  expect(seen.data).toMatchObject({ status: 'published', viewer: 'supplier', visibility: { kind: 'invited' } })
  expect(JSON.stringify(seen.data)).not.toContain(bergland.id)
  const listed = await eventually(
    async () => (await bergland.owner.client.listRfqs({ query: { role: 'supplier' } })).data,
    {
      isThere: ({ items }) => items.length > 0,
    },
  )
  expect(listed.items.map(({ id }) => id)).toEqual([data.id])
  const stranger = await floor.found('Stranger')
  await expect(stranger.owner.client.getRfq({ params })).rejects.toMatchObject({ status: 404, code: 'rfq/unknown' })
})

test('suppliers ask, answer and revise; what was quoted before stays as it was', async () => {
  const params = { rfqId: story.rfqId }
  await alpen.owner.client.postRfqMessage({ params, body: { text: 'Salted or unsalted?' } })
  await purchaser.client.postRfqMessage({ params, body: { text: 'Unsalted, please.' } })
  const asked = await bergland.owner.client.listRfqMessages({ params })
  expect(asked.data.items.map(({ text }) => text)).toEqual(['Unsalted, please.'])
  const quote = (company: Company, productId: string, unitPrice: string, more: object = {}) =>
    company.owner.client.submitQuote({
      params,
      body: {
        validUntil: minutesAhead(24 * 60),
        lines: [{ line: '1', productId, unitPrice, quantity: 400, leadTimeDays: 5 }],
        ...more,
      },
    })
  const freight = [{ kind: 'freight' as const, amount: { amount: 18_000, currency: 'EUR' } }]
  const first = await quote(alpen, story.butterId, '12.90', { charges: freight })
  const revised = await quote(alpen, story.butterId, '12.3456', { charges: freight })
  expect(revised.data).toMatchObject({ id: first.data.id, version: 2, lines: [{ breaks: [{ unitPrice: '12.3456' }] }] })
  story.alpenQuote = revised.data.id
  story.bergQuote = (await quote(bergland, story.bergButter!.productId, '12.10')).data.id
  const versions = await purchaser.client.listQuoteVersions({ params: { quoteId: story.alpenQuote } })
  expect(versions.data.items).toMatchObject([
    { version: 1, status: 'superseded', lines: [{ breaks: [{ unitPrice: '12.9' }] }] },
    { version: 2, status: 'submitted', lines: [{ breaks: [{ unitPrice: '12.3456' }] }] },
  ])
  const other = { quoteId: story.bergQuote }
  await expect(alpen.owner.client.getQuote({ params: other })).rejects.toMatchObject({ status: 404 })
})

test('the comparison ranks both quotes in one currency, goods alone and landed', async () => {
  const { data } = await purchaser.client.compareQuotes({ params: { rfqId: story.rfqId } })
  const [line] = data.lines
  expect(line).toMatchObject({ line: '1', quantity: 400 })
  const byQuote = new Map(line!.quotes.map((quote) => [quote.quoteId, quote]))
  expect(byQuote.get(story.alpenQuote)).toMatchObject({
    price: { known: true, perUnit: '12.3456' },
    // 400 × 12.3456 and 180.00 of freight, over 400.
    landed: { known: true, perUnit: '12.7956' },
  })
  expect(byQuote.get(story.bergQuote)).toMatchObject({ landed: { known: true, perUnit: '12.1' } })
  expect(line!.quotes[0]!.quoteId).toBe(story.bergQuote)
})

test('an award split over two suppliers waits for somebody else’s approval, freight included', async () => {
  const params = { organisationId: buyer.id }
  const { etag } = await buyer.owner.client.getApprovalRules({ params })
  const chain = [{ kind: 'role' as const, role: 'approver' as const }]
  await buyer.owner.client.setApprovalRules({
    params,
    ifMatch: etag!,
    body: { thresholds: [{ currency: 'EUR', from: 500_000, chain }], delegations: [] },
  })
  await purchaser.client.closeRfq({ params: { rfqId: story.rfqId } })
  const { data } = await purchaser.client.proposeAward({
    params: { rfqId: story.rfqId },
    body: {
      lines: [
        { line: '1', quoteId: story.alpenQuote, version: 2, quantity: 250 },
        { line: '1', quoteId: story.bergQuote, quantity: 150 },
      ],
      final: true,
      poNumber: 'PO-2030-7',
    },
  })
  // 250 × 12.3456 + 150 × 12.10 + 180.00
  expect(data).toMatchObject({ status: 'pending-approval', total: { amount: 508_140, currency: 'EUR' } })
  story.awardId = data.id
  const award = { awardId: data.id }
  await expect(purchaser.client.approveAward({ params: award })).rejects.toMatchObject({ status: 403 })
  await expect(alpen.owner.client.getAward({ params: award })).rejects.toMatchObject({ status: 404 })
  const none = await purchaser.client.listOrders({ query: {} })
  expect(none.data.items).toEqual([])
})

test('approval creates two orders, already approved and sent, with stock reserved first expired first out', async () => {
  const { data } = await approver.client.approveAward({ params: { awardId: story.awardId } })
  expect(data.status).toBe('approved')
  const orderIdOf = (company: Company) => data.suppliers.find(({ supplierId }) => supplierId === company.id)!.orderId!
  story.alpenOrder = orderIdOf(alpen)
  story.bergOrder = orderIdOf(bergland)
  const order = await orderOf(purchaser, story.bergOrder)
  expect(order).toMatchObject({
    status: 'sent',
    origin: { kind: 'award', awardId: story.awardId, rfqId: story.rfqId },
    poNumber: 'PO-2030-7',
    total: { amount: 181_500, currency: 'EUR' },
  })
  expect(firstDelivery(order)).toMatchObject({ ordered: 150, reserved: 150, short: 0, date: arrival })
  const { productId, lotIds } = story.bergButter!
  const positions = await eventually(
    async () => (await bergland.owner.client.listStockPositions({ query: { productId } })).data.items,
    { isThere: (items) => items.some(({ reserved }) => reserved > 0) },
  )
  const reserved = lotIds.map((lotId) => positions.find((position) => position.lotId === lotId)?.reserved)
  expect(reserved).toEqual([0, 100, 50])
  const lost = await purchaser.client.getRfq({ params: { rfqId: story.rfqId } })
  expect(lost.data.status).toBe('awarded')
  await expect(alpen.owner.client.getOrder({ params: { orderId: story.bergOrder } })).rejects.toMatchObject({
    status: 404,
  })
})

test('both suppliers confirm; goods leave in parts, lot by lot', async () => {
  const [alpenParams, bergParams] = [{ orderId: story.alpenOrder }, { orderId: story.bergOrder }]
  await alpen.owner.client.confirmOrder({ params: alpenParams, body: {} })
  await bergland.owner.client.confirmOrder({ params: bergParams, body: {} })
  const part = (quantity: number) =>
    alpen.owner.client.createShipment({
      params: alpenParams,
      body: { lines: [{ deliveryId: '1.1', quantity }], dispatch: true, carrier: { name: 'Kühltrans' } },
    })
  const first = await part(100)
  // The lot that expires first goes first, though it was registered second.
  expect(first.data).toMatchObject({ status: 'dispatched', lots: [{ lotCode: 'A-2', quantity: 100 }] })
  const order = await orderOf(purchaser, story.alpenOrder)
  expect(order).toMatchObject({ status: 'confirmed', progress: 'part-shipped' })
  const tooMuch = part(151)
  await expect(tooMuch).rejects.toMatchObject({ code: 'order/more-than-open' })
  const second = await part(150)
  expect(second.data.status).toBe('dispatched')
  const seen = await purchaser.client.getShipment({ params: { shipmentId: second.data.id } })
  expect(seen.data.lots[0]).not.toHaveProperty('siteId')
  expect(await orderOf(purchaser, story.alpenOrder)).toMatchObject({ progress: 'shipped' })
})

test('the buyer receives lot by lot; what is refused goes back blocked, and settled orders close', async () => {
  const params = { orderId: story.alpenOrder }
  const shipments = await eventually(async () => (await purchaser.client.listShipments({ params })).data.items, {
    isThere: (items) => items.length === 2,
  })
  const [small, large] = shipments.toSorted((a, b) => a.lines[0]!.quantity - b.lines[0]!.quantity) as [
    (typeof shipments)[0],
    (typeof shipments)[0],
  ]
  await purchaser.client.recordReceipt({ params, body: { shipmentId: small.id, allAccepted: true } })
  expect(await orderOf(purchaser, story.alpenOrder)).toMatchObject({ status: 'confirmed', progress: 'part-accepted' })
  const { lotId } = large.lots[0]!
  const line = { deliveryId: '1.1', lotId }
  await purchaser.client.recordReceipt({
    params,
    body: {
      shipmentId: large.id,
      lines: [
        { ...line, outcome: 'accepted', quantity: 130 },
        { ...line, outcome: 'damaged', quantity: 12, note: 'Crushed corner.' },
        { ...line, outcome: 'short', quantity: 8 },
      ],
    },
  })
  const closed = await orderOf(alpen.owner, story.alpenOrder)
  expect(firstDelivery(closed)).toMatchObject({ accepted: 230, refused: 12, missing: 8 })
  const stock = await eventually(() => stockOf(alpen, story.butterId), { isThere: (found) => found?.blocked === 12 })
  expect(stock).toMatchObject({ onHand: 800 - 250 + 12, blocked: 12, reserved: 0 })
})

test('an order whose goods all came closes by itself', async () => {
  const params = { orderId: story.bergOrder }
  const { data } = await bergland.owner.client.createShipment({ params, body: { dispatch: true } })
  expect(data.lots.map(({ quantity }) => quantity)).toEqual([100, 50])
  await purchaser.client.recordReceipt({ params, body: { shipmentId: data.id, allAccepted: true } })
  expect(await orderOf(bergland.owner, story.bergOrder)).toMatchObject({ status: 'closed', progress: 'accepted' })
  const listed = await eventually(
    async () => (await purchaser.client.listOrders({ query: { status: 'closed' } })).data,
    {
      isThere: ({ items }) => items.some(({ id }) => id === story.bergOrder),
    },
  )
  expect(listed.items.every(({ status }) => status === 'closed')).toBe(true)
})

test('the short way: an order straight from the price list, five requests from placed to closed', async () => {
  const placed = await purchaser.client.placeOrder({
    body: {
      supplierId: alpen.id,
      lines: [{ productId: story.butterId, quantity: 100, deliveryDate: arrival }],
      shipTo: { siteId: buyer.siteId },
    },
  })
  expect(placed.data).toMatchObject({ status: 'draft', total: { amount: 123_456, currency: 'EUR' } })
  const params = { orderId: placed.data.id }
  expect((await purchaser.client.submitOrder({ params })).data.status).toBe('approved')
  expect((await purchaser.client.sendOrder({ params })).data.status).toBe('sent')
  expect((await alpen.owner.client.confirmOrder({ params, body: {} })).data.status).toBe('confirmed')
  const { data } = await alpen.owner.client.createShipment({ params, body: { dispatch: true } })
  await purchaser.client.recordReceipt({ params, body: { shipmentId: data.id, allAccepted: true } })
  expect(await orderOf(alpen.owner, placed.data.id)).toMatchObject({ status: 'closed' })
})

test('above the threshold the short way asks for approval too, by somebody else or who stands in for them', async () => {
  const lines = [{ productId: story.butterId, quantity: 410, deliveryDate: arrival, fulfilment: 'to-be-made' as const }]
  const body = { supplierId: alpen.id, lines, shipTo: { siteId: buyer.siteId } }
  const placed = await buyer.owner.client.placeOrder({ body })
  const params = { orderId: placed.data.id }
  expect((await buyer.owner.client.sendOrder({ params })).data.status).toBe('pending-approval')
  await expect(buyer.owner.client.approveOrder({ params })).rejects.toMatchObject({ status: 403 })
  const inside = { organisationId: buyer.id }
  await expect(purchaser.client.approveOrder({ params })).rejects.toMatchObject({ code: 'order/not-an-approver' })
  const { data: given } = await approver.client.giveDelegation({
    params: inside,
    body: { toUserId: purchaser.userId, from: daysAhead(-1), until: daysAhead(1), reason: 'Trade fair.' },
  })
  expect((await purchaser.client.listDelegations({ params: inside })).data.items).toEqual([given])
  expect((await purchaser.client.approveOrder({ params })).data).toMatchObject({
    status: 'approved',
    approvals: [{ by: purchaser.userId, inSteadOf: approver.userId }],
  })
  await approver.client.revokeDelegation({ params: { ...inside, delegationId: given.id } })
  expect((await purchaser.client.listDelegations({ params: inside })).data.items).toEqual([])
  expect((await buyer.owner.client.sendOrder({ params })).data.status).toBe('sent')
})

test('an order beyond the budget of its year asks an owner, who says yes; what is cancelled is there to be spent again', async () => {
  const inside = { organisationId: buyer.id }
  const budget = { params: { ...inside, currency: 'EUR', period: new Date().toISOString().slice(0, 4) } }
  await buyer.owner.client.setBudget({ ...budget, ifMatch: '"v0"', body: { limit: 100_000 } })
  const lines = [{ productId: story.butterId, quantity: 100, deliveryDate: arrival, fulfilment: 'to-be-made' as const }]
  const placed = await purchaser.client.placeOrder({
    body: { supplierId: alpen.id, lines, shipTo: { siteId: buyer.siteId } },
  })
  const params = { orderId: placed.data.id }
  expect((await purchaser.client.sendOrder({ params })).data).toMatchObject({
    status: 'pending-approval',
    budget: { periods: [budget.params.period], beyond: true },
  })
  await expect(approver.client.approveOrder({ params })).rejects.toMatchObject({ code: 'order/not-an-approver' })
  expect((await buyer.owner.client.approveOrder({ params })).data.status).toBe('approved')
  expect((await purchaser.client.getBudget(budget)).data).toMatchObject({ committed: 123_456, left: -23_456 })
  await purchaser.client.cancelOrder({ params, body: { reason: 'After all not.' } })
  const { data } = await purchaser.client.listBudgets({ params: inside })
  expect(data.items).toMatchObject([{ limit: 100_000, committed: 0, left: 100_000 }])
})

test('/v2 tells the same trade: prices with currency and measure, lines by their ids', async () => {
  const asOf = {}
  const [buys, sells] = [purchaser, alpen.owner].map(({ token }, at) =>
    createSecondClient({
      baseUrl: exchange.url,
      authorization: () => `Bearer ${token}`,
      organisation: [buyer, alpen][at]!.id,
      asOf,
    }),
  ) as [SecondClient, SecondClient]
  const { data: compared } = await buys.compareQuotes({ params: { rfqId: story.rfqId } })
  const inEuros = { currency: 'EUR', per: 'piece' }
  expect(compared.lines[0]).toMatchObject({ lineId: '1', quotes: [{ quoted: { unitPrice: inEuros } }, {}] })
  const { data: award } = await buys.getAward({ params: { awardId: story.awardId } })
  expect(award.lines[0]).toMatchObject({ lineId: '1', unitPrice: { value: '12.3456', currency: 'EUR' } })
  const { data: quote } = await sells.getQuote({ params: { quoteId: story.alpenQuote } })
  expect(quote.lines[0]).toMatchObject({ lineId: '1', breaks: [{ unitPrice: inEuros }] })

  const lines = [{ productId: story.butterId, quantity: 10, deliveryDate: arrival, fulfilment: 'to-be-made' as const }]
  const placed = await buys.placeOrder({ body: { supplierId: alpen.id, lines, shipTo: { siteId: buyer.siteId } } })
  expect(placed.location).toBe(`/v2/orders/${placed.data.id}`)
  expect(placed.data.lines[0]).toMatchObject({ unitPrice: inEuros, deliveries: [{ unitPrice: inEuros }] })
  const params = { orderId: placed.data.id }
  await buys.sendOrder({ params })
  type Wanted = NonNullable<Input<'confirmOrder'>['body']['deliveries']>[number]['unitPrice']
  const confirm = (unitPrice: Wanted) =>
    sells.confirmOrder({ params, body: { deliveries: [{ deliveryId: '1.1', unitPrice }] } })
  await expect(confirm({ value: '12.3', currency: 'USD' })).rejects.toMatchObject({
    code: 'order/other-currency',
    problem: { errors: [{ pointer: '/deliveries/0/unitPrice/currency' }] },
  })
  await expect(confirm({ value: '12.3', currency: 'EUR', per: 'kilogram' })).rejects.toMatchObject({
    code: 'order/other-measure',
    problem: { errors: [{ pointer: '/deliveries/0/unitPrice/per' }] },
  })
  const deviating = await confirm({ value: '12.3', currency: 'EUR', per: 'piece' })
  expect(deviating.data.deviation?.changes).toEqual([{ deliveryId: '1.1', unitPrice: { value: '12.3', ...inEuros } }])
  const listed = await eventually(() => buys.listOrders({ query: { limit: 1 } }), {
    isThere: ({ data }) => data.items[0]?.id === placed.data.id,
  })
  expect(listed.data.items[0]).toMatchObject({ lineCount: 1 })
  expect(listed.headers.get('deprecation')).toBeNull()
})
