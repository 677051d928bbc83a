import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buyer, openTestTrade, placed, supplier, today, type TestTrade } from '../open-test-trade.fixture.ts'

let trade: TestTrade
beforeAll(async () => {
  trade = await openTestTrade()
})
afterAll(() => trade.dispose())
const opening = `${today}T08:00:00.000Z`
afterEach(() => {
  trade.at = opening
})

const euros = (amount: number) => ({ amount, currency: 'EUR' })
const [accepted, damaged, short] = [1, 2, 3]

/** 400 left at 12.345; 380 are good, 12 damaged, 8 short. */
async function received({ product = {}, lot = {}, order = {} }: Record<string, object> = {}) {
  const isWeighed = 'soldBy' in product
  const productId = await trade.product(product, { unitPrice: '12.345' })
  const lotId = await trade.lot(productId, {
    quantity: 500,
    markedOn: '2027-06-01',
    ...(isWeighed && { grams: 500 * 5_000 }),
    ...lot,
  })
  const { id: orderId } = await placed(trade, productId, order, { quantity: 400 })
  const url = `/v1/orders/${orderId}`
  await trade.done('buyer', `${url}/send`, {})
  await trade.done('supplier', `${url}/confirm`, {})
  const lines = [{ deliveryId: '1.1', quantity: 400, ...(isWeighed && { grams: 400 * 5_010 }) }]
  const { id: shipmentId } = await trade.done('supplier', `${url}/shipments`, { dispatch: true, lines })
  const of = (outcome: string, quantity: number) => ({ deliveryId: '1.1', lotId, outcome, quantity })
  const { id: receiptId } = await trade.done('buyer', `${url}/receipts`, {
    shipmentId,
    lines: [of('accepted', 380), of('damaged', 12), of('short', 8)],
  })
  const body = (more: object) => ({
    shipmentId,
    receiptId,
    line: accepted,
    kind: 'quality',
    remedy: 'credit',
    quantity: 10,
    description: 'Bitter.',
    ...more,
  })
  return {
    url,
    lotId,
    productId,
    shipmentId,
    receiptId,
    send: (more: object = {}, as = 'buyer') => trade.send(as, `${url}/claims`, body(more)),
    claim: (more: object = {}) => trade.done('buyer', `${url}/claims`, body(more)),
  }
}
const act = (id: string, action: string, as = 'supplier', body: object = {}) =>
  trade.send(as, `/v1/claims/${id}/${action}`, body)

test('short and damaged goods are claimed, accepted, and come to 20 × 12.345 = 246.90', async () => {
  const { claim, url, lotId, receiptId } = await received()
  const evidence = ['https://photos.example/1']
  const missing = await claim({ line: short, kind: 'short', quantity: 8, description: 'Eight short.', evidence })
  expect(missing).toMatchObject({
    status: 'submitted',
    buyerId: buyer,
    supplierId: supplier,
    receiptId,
    lotId,
    outcome: 'short',
    deliveryId: '1.1',
    evidence,
    receivedAt: opening,
    claimBy: '2027-03-04T08:00:00.000Z',
  })
  expect(missing).not.toHaveProperty('answer')
  const crushed = await claim({ line: damaged, kind: 'damaged', quantity: 12 })
  // 8 × 12.345 = 98.76; 12 × 12.345 = 148.14.
  expect((await act(missing.id, 'accept')).body).toMatchObject({
    status: 'accepted',
    answer: { quantity: 8, amountDue: euros(9_876) },
  })
  const answered = await act(crushed.id, 'accept')
  expect(answered.body).toMatchObject({ answer: { quantity: 12, amountDue: euros(14_814) } })
  expect(await trade.done('buyer', `/v1/claims/${crushed.id}`)).toEqual(answered.body)
  expect((await trade.done('supplier', `${url}/claims`)).items.map(({ id }: { id: string }) => id)).toEqual([
    missing.id,
    crushed.id,
  ])
  const listed = async (as: string, query: string) => (await trade.done(as, `/v1/claims?${query}`)).items.length
  expect(await listed('supplier', 'role=supplier&status=accepted')).toBeGreaterThanOrEqual(2)
  expect(await listed('supplier', 'role=buyer')).toBe(0)
})

test('after its deadline a claim is refused with the deadline named; a hidden defect has longer', async () => {
  const { send, claim } = await received({ lot: { markedOn: '2027-03-21' } })
  trade.at = '2027-03-04T08:00:00.001Z'
  const late = await send()
  expect(late).toMatchObject({
    status: 409,
    body: { code: 'claim/too-late', facts: { claimBy: '2027-03-04T08:00:00.000Z', receivedAt: opening } },
  })
  expect(late.body.detail).toContain('2027-03-04T08:00:00.000Z')
  trade.at = '2027-03-21T23:59:59.999Z'
  expect(await claim({ kind: 'hidden-defect' })).toMatchObject({ claimBy: '2027-03-21T23:59:59.999Z' })
  trade.at = '2027-03-22T00:00:00.000Z'
  expect((await send({ kind: 'hidden-defect' })).body.code).toBe('claim/too-late')
})

test('an order may agree on other deadlines, which both sides see', async () => {
  const { claim, send, url } = await received({ order: { claimDays: { visible: 1 } } })
  expect(await trade.done('supplier', url)).toMatchObject({ claimDays: { visible: 1 } })
  trade.at = '2027-03-02T08:00:00.000Z'
  expect(await claim()).toMatchObject({ claimBy: trade.at })
  trade.at = '2027-03-02T08:00:00.001Z'
  expect((await send()).body.code).toBe('claim/too-late')
})

test('of twenty claims of 25 at once over 380, fifteen are taken and five refused', async () => {
  const { send, url } = await received()
  const replies = await Promise.all(Array.from({ length: 20 }, () => send({ quantity: 25 })))
  const taken = replies.filter(({ status }) => status === 201)
  expect(taken.length).toBe(15)
  for (const { status, body } of replies.filter((reply) => reply.status !== 201))
    expect([status, body.code, body.facts]).toEqual([
      409,
      'claim/more-than-received',
      { received: 380, claimed: 375, asked: 25 },
    ])
  expect((await send({ quantity: 5 })).status).toBe(201)
  // What is rejected or withdrawn may be claimed again, and no more.
  await act(taken[0]!.body.id, 'reject', 'supplier', { reason: 'No photograph.' })
  await act(taken[1]!.body.id, 'withdraw', 'buyer')
  expect((await send({ quantity: 51 })).body.code).toBe('claim/more-than-received')
  expect((await send({ quantity: 50 })).status).toBe(201)
  expect((await trade.done('buyer', `${url}/claims`)).items).toHaveLength(17)
})

test('goods that shall go back are expected, come back blocked, and are due for what came', async () => {
  const { claim, productId, lotId } = await received()
  const stock = async (): Promise<object> =>
    (await trade.done('supplier', `/v1/stock?productId=${productId}`)).items[0].positions[0]
  const before = await stock()
  // What was refused on arrival is there already.
  expect(before).toMatchObject({ lotId, onHand: 112, quarantined: 12 })
  const { id } = await claim({ remedy: 'return', quantity: 30 })
  expect((await act(id, 'receive-return')).body.code).toBe('claim/not-in-this-state')
  const expected = await act(id, 'accept')
  expect(expected.body).toMatchObject({ status: 'return-expected', answer: { amountDue: euros(37_035) } })
  expect(await stock()).toEqual(before)
  expect((await act(id, 'receive-return', 'buyer')).body.code).toBe('order/other-side')
  expect((await act(id, 'receive-return', 'supplier', { quantity: 31 })).body.code).toBe('claim/quantity')
  const back = await act(id, 'receive-return', 'supplier', { quantity: 28 })
  // 28 × 12.345 = 345.66.
  expect(back.body).toMatchObject({
    status: 'returned',
    returnedAt: opening,
    answer: { quantity: 28, amountDue: euros(34_566) },
  })
  expect(await stock()).toEqual({ ...before, onHand: 140, blocked: 40, quarantined: 40 })
  const moved = await trade.done('supplier', `/v1/stock/movements?productId=${productId}&limit=1`)
  expect(moved.items[0]).toMatchObject({ reference: id, reason: 'quality' })
})

test('less is accepted with a reason, and the rest may be claimed again', async () => {
  const { claim, send } = await received()
  const { id } = await claim({ quantity: 380 })
  expect((await act(id, 'accept', 'supplier', { quantity: 100 })).body).toMatchObject({
    code: 'claim/reason-missing',
    errors: [{ pointer: '/reason' }],
  })
  const part = await act(id, 'accept', 'supplier', { quantity: 100, reason: 'Of one pallet.' })
  expect(part.body).toMatchObject({
    status: 'part-accepted',
    quantity: 380,
    answer: { quantity: 100, amountDue: euros(123_450), reason: 'Of one pallet.' },
  })
  expect((await send({ quantity: 281 })).body.code).toBe('claim/more-than-received')
  expect((await send({ quantity: 280 })).status).toBe(201)
})

test('a claim is the buyer’s to make and the supplier’s to answer, once, and nobody else knows of it', async () => {
  const { claim, send, url } = await received()
  expect((await send({}, 'supplier')).body.code).toBe('order/other-side')
  expect((await send({}, 'stranger')).body.code).toBe('order/unknown')
  expect((await send({}, 'buyer viewer')).status).toBe(403)
  const { id } = await claim()
  const unknown = await trade.send('buyer', `/v1/claims/clm_${'0'.repeat(32)}`)
  const unseen = await trade.send('stranger', `/v1/claims/${id}`)
  expect([unseen.status, unseen.body.code, unseen.body.detail]).toEqual([404, 'claim/unknown', unknown.body.detail])
  for (const action of ['accept', 'withdraw', 'receive-return'])
    expect((await act(id, action, 'stranger')).body.code).toBe('claim/unknown')
  expect((await trade.send('stranger', `${url}/claims`)).body.code).toBe('order/unknown')
  expect((await act(id, 'accept', 'buyer')).body.code).toBe('order/other-side')
  expect((await act(id, 'withdraw', 'supplier')).body.code).toBe('order/other-side')
  const guard = (await trade.send('supplier', `/v1/claims/${id}`)).headers['etag']
  const rejected = await trade.done(
    'supplier',
    `/v1/claims/${id}/reject`,
    { reason: 'Stored too warm.' },
    { 'if-match': String(guard) },
  )
  expect(rejected).toMatchObject({ status: 'rejected', answer: { quantity: 0, reason: 'Stored too warm.' } })
  expect(await act(id, 'accept')).toMatchObject({
    status: 409,
    body: { code: 'claim/not-in-this-state', facts: { status: 'rejected', allowed: [] } },
  })
})

test('a claim names a line of a receipt of a shipment of the order, judged for good, and fits what it says', async () => {
  const one = await received()
  const other = await received()
  const refusal = async (more: object) => {
    const { status, body } = await one.send(more)
    return [status, body.code, body.errors?.[0]?.pointer]
  }
  expect(await refusal({ shipmentId: other.shipmentId })).toEqual([404, 'shipment/unknown', undefined])
  expect(await refusal({ receiptId: other.receiptId })).toEqual([422, 'claim/unknown-line', '/receiptId'])
  expect(await refusal({ line: 4 })).toEqual([422, 'claim/unknown-line', '/line'])
  expect(await refusal({ line: short })).toEqual([422, 'claim/kind-mismatch', '/kind'])
  expect(await refusal({ line: damaged, remedy: 'return' })).toEqual([422, 'claim/nothing-to-return', '/remedy'])
  expect(await refusal({ quantity: 381 })).toEqual([422, 'claim/quantity', '/quantity'])
})

test('catch weight is credited by weight, and weighs the same when it is back', async () => {
  const product = { soldBy: 'catch-weight', unit: { netWeightGrams: 5_000 }, packaging: [] }
  const { claim, productId } = await received({ product })
  const { id } = await claim({ remedy: 'return', quantity: 3 })
  // 3 × 5.010 kg × 12.345 = 185.54535.
  expect((await act(id, 'accept')).body).toMatchObject({ answer: { quantity: 3, amountDue: euros(18_555) } })
  expect((await act(id, 'receive-return')).status).toBe(200)
  const moved = await trade.done('supplier', `/v1/stock/movements?productId=${productId}&limit=1`)
  expect(moved.items[0].moves).toMatchObject([{ quarantined: 3, grams: 15_030 }])
})
