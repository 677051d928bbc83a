import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseSscc } from '../../../kernel/gs1/sscc.ts'
import { asRead, openTestTrade, placed, siteId, type TestTrade } from '../open-test-trade.fixture.ts'

let trade: TestTrade
beforeAll(async () => {
  trade = await openTestTrade()
})
afterAll(() => trade.dispose())

const stockOf = async (productId: string) => (await trade.done('supplier', `/v1/stock?productId=${productId}`)).items[0]
const deliveryOf = async (id: string, as = 'buyer') => (await trade.done(as, `/v1/orders/${id}`)).lines[0].deliveries[0]

/** A confirmed order, with its lots in stock beforehand. */
async function confirmed(lots: readonly object[], line: object = {}, more: object = {}) {
  const productId = await trade.product(more)
  const lotIds: string[] = []
  for (const lot of lots) lotIds.push(await trade.lot(productId, lot))
  const { id } = await placed(trade, productId, {}, line)
  await trade.done('buyer', `/v1/orders/${id}/send`, {})
  await trade.done('supplier', `/v1/orders/${id}/confirm`, {})
  return { id, productId, lotIds, url: `/v1/orders/${id}` }
}

test('the first to expire leaves first, and past the life that was asked for nothing leaves', async () => {
  const lots = [
    { quantity: 100, markedOn: '2027-03-20' },
    { quantity: 100, markedOn: '2027-04-10' },
    { quantity: 100, markedOn: '2027-05-10' },
  ]
  const { url, lotIds } = await confirmed(lots, { quantity: 150, minimumRemainingLifeDays: 20 })
  const shipment = await trade.done('supplier', `${url}/shipments`, { dispatch: true })
  expect(shipment.lots.map(({ lotId, quantity }: { lotId: string; quantity: number }) => [lotId, quantity])).toEqual([
    [lotIds[1], 100],
    [lotIds[2], 50],
  ])
})

test('a shipment is planned, picked with a reason, packed, and dispatched; each side sees its part of it', async () => {
  const lots = [
    { quantity: 100, markedOn: '2027-04-10' },
    { quantity: 100, markedOn: '2027-05-10' },
  ]
  const { url, lotIds, productId, id } = await confirmed(lots)
  const planned = await trade.done('supplier', `${url}/shipments`, {
    lines: [{ deliveryId: '1.1', quantity: 60 }],
    carrier: { name: 'Vracht BV', reference: 'T-1' },
  })
  expect(planned).toMatchObject({ status: 'planned', lots: [], carrier: { name: 'Vracht BV' } })
  expect(await deliveryOf(id)).toMatchObject({ planned: 60, shipped: 0, reserved: 100 })
  const at = `/v1/shipments/${planned.id}`
  const lines = [{ deliveryId: '1.1', lots: [{ lotId: lotIds[1], quantity: 60 }] }]
  expect((await trade.send('supplier', `${at}/pick`, { lines })).status).toBeGreaterThanOrEqual(400)
  const picked = await trade.done('supplier', `${at}/pick`, {
    lines: [{ ...lines[0], reason: 'The customer knows this one.' }],
  })
  expect(picked).toMatchObject({
    status: 'picked',
    pickReason: 'The customer knows this one.',
    lots: [{ lotId: lotIds[1], quantity: 60 }],
  })
  const packages = [{ kind: 'pallet', contents: [{ deliveryId: '1.1', quantity: 60 }] }, { kind: 'case' }]
  const packed = await trade.done('supplier', `${at}/pack`, { packages, shipFromSiteId: siteId('store') })
  const numbers: string[] = packed.packages.map(({ sscc }: { sscc: string }) => sscc)
  expect(new Set(numbers).size).toBe(2)
  for (const sscc of numbers) expect(parseSscc(sscc).ok && sscc.slice(1, 13)).toBe('871234500000')
  const documents = [{ kind: 'packing-list', reference: 'https://example.com/pl-1' }]
  expect(await trade.done('supplier', `${at}/dispatch`, { documents })).toMatchObject({
    status: 'dispatched',
    documents,
  })
  expect(await stockOf(productId)).toMatchObject({ onHand: 140, reserved: 40, available: 100 })
  expect(await deliveryOf(id)).toMatchObject({ planned: 0, shipped: 60, reserved: 40 })
  await trade.done('buyer', `${at}/temperatures`, { temperatures: [{ at: '2027-03-01T08:00:00Z', celsius: 4.5 }] })
  const theirs = await trade.done('buyer', at)
  expect(theirs).toMatchObject({ temperatures: [{ celsius: 4.5 }] })
  expect(theirs).not.toHaveProperty('pickReason')
  expect(theirs.lots[0]).not.toHaveProperty('siteId')
  expect((await trade.send('stranger', at)).body.code).toBe('shipment/unknown')
  expect((await trade.done('buyer', `${url}/shipments`)).items).toHaveLength(1)
})

test('a shipment that is taken back leaves everything as it was', async () => {
  const { url, productId, id } = await confirmed([{ quantity: 100, markedOn: '2027-04-10' }])
  const planned = await trade.done('supplier', `${url}/shipments`, {})
  await trade.done('supplier', `/v1/shipments/${planned.id}/pick`, {})
  const taken = await trade.done('supplier', `/v1/shipments/${planned.id}/withdraw`, {
    reason: 'The lorry broke down.',
  })
  expect(taken).toMatchObject({ status: 'withdrawn' })
  expect(await stockOf(productId)).toMatchObject({ onHand: 100, reserved: 100 })
  expect(await deliveryOf(id)).toMatchObject({ planned: 0, shipped: 0, reserved: 100 })
  await trade.done('supplier', `${url}/shipments`, { dispatch: true })
  expect(await deliveryOf(id)).toMatchObject({ shipped: 100 })
})

test('what is to be made is reserved when it is shipped, from the lots that were made meanwhile', async () => {
  const { url, productId, id } = await confirmed([], { fulfilment: 'to-be-made' })
  const short = await trade.send('supplier', `${url}/shipments`, { dispatch: true })
  expect(short).toMatchObject({ status: 409, body: { code: 'order/stock-short' } })
  expect((await trade.done('buyer', `${url}/shipments`)).items).toEqual([])
  await trade.lot(productId, { quantity: 120, markedOn: '2027-06-01' })
  await trade.done('supplier', `${url}/shipments`, { dispatch: true })
  expect(await deliveryOf(id)).toMatchObject({ shipped: 100 })
  expect(await stockOf(productId)).toMatchObject({ onHand: 20, available: 20 })
})

test('380 good, 12 damaged, 8 short: the damaged come back blocked, the rest is sent again and the order closes', async () => {
  const { url, productId, id, lotIds } = await confirmed([{ quantity: 1_100, markedOn: '2027-06-01' }], {
    quantity: 1_000,
  })
  const ship = (quantity: number) =>
    trade.done('supplier', `${url}/shipments`, { dispatch: true, lines: [{ deliveryId: '1.1', quantity }] })
  const first = await ship(600)
  const second = await ship(400)
  await trade.done('buyer', `${url}/receipts`, { shipmentId: first.id, allAccepted: true })
  const of = (outcome: string, quantity: number) => ({ deliveryId: '1.1', lotId: lotIds[0], outcome, quantity })
  const lines = [of('accepted', 380), of('damaged', 12), of('short', 8)]
  const tooMany = await trade.send('buyer', `${url}/receipts`, { shipmentId: second.id, lines: [of('accepted', 401)] })
  expect(tooMany).toMatchObject({ status: 409, body: { code: 'shipment/more-than-there' } })
  await trade.done('buyer', `${url}/receipts`, { shipmentId: second.id, lines })
  expect(await deliveryOf(id)).toMatchObject({ shipped: 1_000, accepted: 980, refused: 12, missing: 8, settled: false })
  expect(await stockOf(productId)).toMatchObject({ onHand: 112, available: 100, blocked: 12 })
  const third = await ship(20)
  await trade.done('buyer', `${url}/receipts`, { shipmentId: third.id, allAccepted: true })
  expect(await trade.done('buyer', url)).toMatchObject({ status: 'closed' })
  const receipts = (await trade.done('supplier', `${url}/receipts`)).items
  expect(receipts).toHaveLength(3)
  expect(receipts[0]).not.toHaveProperty('by')
})

test('a refused shipment comes back blocked as a whole, a lost one does not come back; both can be sent again', async () => {
  const { url, productId, id } = await confirmed([{ quantity: 300, markedOn: '2027-06-01' }])
  const one = await trade.done('supplier', `${url}/shipments`, { dispatch: true })
  expect(await trade.done('buyer', `/v1/shipments/${one.id}/refuse`, { reason: 'Warm.' })).toMatchObject({
    status: 'refused',
  })
  expect(await stockOf(productId)).toMatchObject({ onHand: 300, blocked: 100 })
  const two = await trade.done('supplier', `${url}/shipments`, { dispatch: true })
  expect(await trade.done('supplier', `/v1/shipments/${two.id}/lose`, { reason: 'Sunk.' })).toMatchObject({
    status: 'lost',
  })
  expect(await stockOf(productId)).toMatchObject({ onHand: 200, blocked: 100 })
  expect(await deliveryOf(id)).toMatchObject({ shipped: 200, refused: 100, missing: 100 })
  expect(await trade.done('buyer', url)).toMatchObject({ status: 'confirmed', progress: 'part-shipped' })
})

test('what was refused and is not sent again is cancelled with what never left, while other deliveries go on', async () => {
  const deliveries = ['2027-03-10', '2027-03-17'].map((date) => ({ date, quantity: 100 }))
  const { url, productId } = await confirmed([{ quantity: 200, markedOn: '2027-06-01' }], {
    quantity: undefined,
    deliveryDate: undefined,
    deliveries,
  })
  const lines = [{ deliveryId: '1.1', quantity: 60 }]
  const { id } = await trade.done('supplier', `${url}/shipments`, { dispatch: true, lines })
  await trade.done('buyer', `/v1/shipments/${id}/refuse`, { reason: 'Warm.' })
  const all = { reason: 'No more of the first.', deliveries: [{ deliveryId: '1.1', quantity: 100 }] }
  await trade.done('buyer', `${url}/cancel`, all)
  const agreed = await trade.send('supplier', `${url}/accept-cancellation`, {}, await asRead(trade, 'supplier', url))
  expect(agreed).toMatchObject({
    status: 200,
    body: { status: 'confirmed', lines: [{ deliveries: [{ cancelled: 100, reserved: 0 }, { reserved: 100 }] }] },
  })
  expect(await stockOf(productId)).toMatchObject({ onHand: 200, reserved: 100, blocked: 60, available: 40 })
})

test('what came beyond the papers and was taken leaves the supplier’s book as far as the terms allow, and no further', async () => {
  const overDelivery = async (overDeliveryBasisPoints: number, over: number) => {
    const productId = await trade.product()
    const lotId = await trade.lot(productId, { quantity: 300, markedOn: '2027-06-01' })
    const { id } = await placed(trade, productId, { overDeliveryBasisPoints }, { quantity: 100 })
    const url = `/v1/orders/${id}`
    await trade.done('buyer', `${url}/send`, {})
    await trade.done('supplier', `${url}/confirm`, {})
    const lines = [{ deliveryId: '1.1', quantity: 80 }]
    const shipment = await trade.done('supplier', `${url}/shipments`, { dispatch: true, lines })
    const receipt = (...said: object[]) =>
      trade.done('buyer', `${url}/receipts`, {
        shipmentId: shipment.id,
        lines: said.map((each) => ({ deliveryId: '1.1', lotId, ...each })),
      })
    await receipt({ outcome: 'accepted', quantity: 80 }, { outcome: 'over', quantity: over })
    expect(await stockOf(productId)).toMatchObject({ onHand: 220, reserved: 20 })
    await receipt({ outcome: 'accepted', of: 'over', quantity: over })
    const ledger = (await trade.done('supplier', `/v1/stock/movements?productId=${productId}`)).items
    return { stock: await stockOf(productId), ledger, delivery: await deliveryOf(id) }
  }
  const within = await overDelivery(500, 5)
  expect(within.stock).toMatchObject({ onHand: 215, available: 200, reserved: 15 })
  expect(within.delivery).toMatchObject({ accepted: 85, reserved: 15, short: 0 })
  expect(within.ledger[0]).toMatchObject({
    type: 'stock/over-delivered',
    reference: expect.stringMatching(/^rcp_/),
    moves: [{ available: -5 }],
  })
  const beyond = await overDelivery(500, 12)
  expect(beyond.stock).toMatchObject({ onHand: 215, available: 207, reserved: 8 })
  const none = await overDelivery(0, 12)
  expect(none.stock).toMatchObject({ onHand: 220, available: 212, reserved: 8 })
  expect(none.delivery).toMatchObject({ accepted: 92 })
})

test('catch weight leaves as weighed, and what comes back weighs its share', async () => {
  const more = { soldBy: 'catch-weight', unit: { netWeightGrams: 5_000 }, packaging: [] }
  const { url, productId, lotIds } = await confirmed(
    [{ quantity: 20, grams: 101_000, markedOn: '2027-06-01' }],
    { quantity: 10 },
    more,
  )
  expect((await trade.done('buyer', url)).total.amount).toBe(Math.round(50 * 12.3456 * 100))
  const lines = [{ deliveryId: '1.1', quantity: 10, grams: 50_400 }]
  const shipment = await trade.done('supplier', `${url}/shipments`, { dispatch: true, lines })
  expect(shipment.lots).toMatchObject([{ quantity: 10, grams: 50_400 }])
  const bad = [{ deliveryId: '1.1', lotId: lotIds[0], outcome: 'damaged', quantity: 2, grams: 10_050 }]
  await trade.done('buyer', `${url}/receipts`, { shipmentId: shipment.id, lines: bad })
  expect(await stockOf(productId)).toMatchObject({ onHand: 12, blocked: 2 })
})

test('a receipt says one thing, of a shipment of that order, by the buyer', async () => {
  const { url } = await confirmed([{ quantity: 100, markedOn: '2027-06-01' }])
  const other = await confirmed([{ quantity: 100, markedOn: '2027-06-01' }])
  const { id: shipmentId } = await trade.done('supplier', `${url}/shipments`, { dispatch: true })
  const post = (as: string, at: string, body: object) => trade.send(as, `${at}/receipts`, { shipmentId, ...body })
  expect((await post('buyer', url, {})).body.code).toBe('order/receipt')
  expect((await post('supplier', url, { allAccepted: true })).body.code).toBe('order/other-side')
  expect((await post('buyer', other.url, { allAccepted: true })).body.code).toBe('shipment/unknown')
  expect((await post('buyer viewer', url, { allAccepted: true })).status).toBe(403)
})
