import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  asRead,
  openTestTrade,
  organisationId,
  placed,
  siteId,
  stocked,
  supplier,
  type TestTrade,
} from '../open-test-trade.fixture.ts'

let trade: TestTrade
beforeAll(async () => {
  trade = await openTestTrade()
})
afterAll(() => trade.dispose())

const act = (as: string, id: string, action: string, body: object = {}) =>
  trade.done(as, `/v1/orders/${id}/${action}`, body)

test('an order goes all the way in seven requests: placed, sent, confirmed, shipped, received, closed', async () => {
  const draft = await placed(trade, await stocked(trade))
  expect(draft).toMatchObject({
    status: 'draft',
    total: { amount: 123_456, currency: 'EUR' },
    incoterm: 'DAP',
    place: 'Rotterdam',
    lines: [{ net: { amount: 123_456 }, deliveries: [{ id: '1.1', ordered: 100, confirmed: 0 }] }],
  })
  const sent = await act('buyer', draft.id, 'send')
  expect(sent).toMatchObject({ status: 'sent', lines: [{ deliveries: [{ reserved: 100, short: 0 }] }] })
  const confirmed = await act('supplier', draft.id, 'confirm')
  expect(confirmed).toMatchObject({ status: 'confirmed', lines: [{ deliveries: [{ confirmed: 100, reserved: 100 }] }] })
  const shipment = await trade.done('supplier', `/v1/orders/${draft.id}/shipments`, { dispatch: true })
  expect(shipment).toMatchObject({
    status: 'dispatched',
    lots: [{ deliveryId: '1.1', quantity: 100, markedOn: '2027-06-01' }],
  })
  expect(await trade.done('buyer', `/v1/orders/${draft.id}`)).toMatchObject({
    status: 'confirmed',
    progress: 'shipped',
  })
  const receipt = await trade.done('buyer', `/v1/orders/${draft.id}/receipts`, {
    shipmentId: shipment.id,
    allAccepted: true,
  })
  expect(receipt).toMatchObject({ lines: [{ outcome: 'accepted', quantity: 100 }], by: 'usr_buyer' })
  const closed = await trade.done('supplier', `/v1/orders/${draft.id}`)
  expect(closed).toMatchObject({
    status: 'closed',
    progress: 'accepted',
    lines: [{ deliveries: [{ accepted: 100, settled: true }] }],
  })
  expect(await trade.done('buyer', `/v1/shipments/${shipment.id}`)).toMatchObject({ status: 'delivered' })
})

test('whoever takes no part, and a supplier before it is sent, is told what an unknown id is told', async () => {
  const draft = await placed(trade, await stocked(trade), { internalNote: 'Ours.' })
  const url = `/v1/orders/${draft.id}`
  const unknown = await trade.send('stranger', `/v1/orders/ord_${'0'.repeat(32)}`)
  for (const as of ['stranger', 'supplier']) {
    const { status, body } = await trade.send(as, url)
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      status: 404,
      code: unknown.body.code,
      detail: unknown.body.detail,
    })
  }
  expect((await trade.send('supplier', `${url}/confirm`, {})).body.code).toBe('order/unknown')
  await act('buyer', draft.id, 'send')
  const theirs = await trade.done('supplier', url)
  expect(theirs).not.toHaveProperty('internalNote')
  expect(theirs).not.toHaveProperty('approvals')
  expect(theirs).not.toHaveProperty('requestedBy')
  expect(await trade.done('buyer', url)).toMatchObject({ internalNote: 'Ours.', requestedBy: 'usr_buyer' })
  expect((await trade.send('buyer', `${url}/confirm`, {})).body).toMatchObject({
    status: 403,
    code: 'order/other-side',
  })
})

test('lists show each side its own orders, by role and status, the newest first', async () => {
  const productId = await stocked(trade)
  const one = await placed(trade, productId)
  trade.at = '2027-03-01T08:00:01.000Z'
  const two = await placed(trade, productId)
  await act('buyer', two.id, 'send')
  const ids = async (as: string, query: string) =>
    (await trade.done(as, `/v1/orders?limit=100&${query}`)).items.map((item: { id: string }) => item.id)
  expect((await ids('buyer', 'role=buyer')).slice(0, 2)).toEqual([two.id, one.id])
  expect(await ids('buyer', 'role=supplier')).toEqual([])
  expect((await ids('buyer', 'status=draft'))[0]).toBe(one.id)
  const supplied = await ids('supplier', 'role=supplier&status=sent')
  expect(supplied).toContain(two.id)
  expect(supplied).not.toContain(one.id)
  expect(await ids('buyer', 'since=2027-03-01T08:00:01Z')).toEqual([two.id])
  expect(await ids('stranger', '')).toEqual([])
})

test('what cannot be ordered is refused by its field, and nothing is made of it', async () => {
  const productId = await trade.product({}, { minimumQuantity: 24, increment: 12 })
  const elsewhere = await trade.product({}, { place: 'Lille' })
  const body = (line: object, more: object = {}) => ({
    supplierId: supplier,
    shipTo: { siteId: siteId('shop') },
    lines: [{ productId, quantity: 24, deliveryDate: '2027-03-10', ...line }],
    ...more,
  })
  const before = (await trade.done('buyer', '/v1/orders?limit=100')).items.length
  const refused = async (code: string, pointer: string, given: object) => {
    const reply = await trade.send('buyer', '/v1/orders', given)
    expect([reply.status, reply.body.code, reply.body.errors?.[0]?.pointer]).toEqual([422, code, pointer])
  }
  await refused('quantity/below-minimum', '/lines/0/quantity', body({ quantity: 12 }))
  await refused('quantity/off-increment', '/lines/0/quantity', body({ quantity: 30 }))
  await refused('packaging/unknown-level', '/lines/0/quantity', body({ quantity: { quantity: 1, level: 'pallet' } }))
  await refused('order/date-past', '/lines/0/deliveryDate', body({ deliveryDate: '2027-02-28' }))
  await refused('order/deliveries', '/lines/0/deliveries', body({ deliveryDate: undefined }))
  await refused('product/unknown', '/lines/0/productId', body({ productId: `prd_${'0'.repeat(32)}` }))
  await refused('order/other-supplier', '/lines/0/productId', body({}, { supplierId: organisationId('stranger') }))
  await refused('order/no-such-supplier', '/supplierId', body({}, { supplierId: organisationId('nobody') }))
  await refused('order/unknown-site', '/shipTo/siteId', body({}, { shipTo: { siteId: siteId('elsewhere') } }))
  await refused('order/no-price', '/lines/0/productId', body({}, { currency: 'USD' }))
  const lines = [body({}).lines[0], { productId: elsewhere, quantity: 24, deliveryDate: '2027-03-10' }]
  await refused('order/mixed-terms', '/lines/1/productId', body({}, { lines }))
  const large = { kind: 'freight', amount: { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' } }
  await refused('money/overflow', '/charges/0', body({}, { charges: [large] }))
  expect((await trade.done('buyer', '/v1/orders?limit=100')).items.length).toBe(before)
  const cases = await trade.done('buyer', '/v1/orders', body({ quantity: { quantity: 3, level: 'case' } }))
  expect(cases.lines[0].deliveries[0].ordered).toBe(36)
})

test('what somebody changed meanwhile is not overwritten, and a command sent twice happens once', async () => {
  const draft = await placed(trade, await stocked(trade))
  const url = `/v1/orders/${draft.id}/send`
  expect((await trade.send('buyer', url, {}, { 'if-match': '"v7"' })).status).toBe(412)
  const first = await trade.send('buyer', url, {}, { 'idempotency-key': 'same-key' })
  const again = await trade.send('buyer', url, {}, { 'idempotency-key': 'same-key' })
  expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([200, 200, 'true'])
  expect(again.body).toEqual(first.body)
  const refused = await trade.send('buyer', url, {})
  expect(refused).toMatchObject({ status: 409, body: { code: 'order/not-in-this-state', status: 409 } })
  expect(refused.body.facts ?? refused.body).toMatchObject({ allowed: ['confirm', 'decline', 'cancel'] })
})

test('a draft made on an earlier day is sent only at today’s prices', async () => {
  const own = await openTestTrade()
  try {
    const productId = await own.product()
    const draft = await placed(own, productId, {}, { deliveryDate: '2028-03-10' })
    own.at = '2027-03-02T08:00:00.000Z'
    const other = await placed(own, productId, {}, { deliveryDate: '2028-03-10' })
    await own.done('buyer', `/v1/orders/${draft.id}/send`, {})
    own.at = '2028-01-02T08:00:00.000Z'
    const reply = await own.send('buyer', `/v1/orders/${other.id}/send`, {})
    expect(reply).toMatchObject({ status: 409, body: { code: 'order/price-changed' } })
  } finally {
    await own.dispose()
  }
})

test('before the confirmation the buyer cancels alone, after it both have to agree, and stock goes back', async () => {
  const productId = await stocked(trade, 100)
  const stock = async () => (await trade.done('supplier', `/v1/stock?productId=${productId}`)).items[0]
  const first = await placed(trade, productId)
  await act('buyer', first.id, 'send')
  expect(await stock()).toMatchObject({ available: 0, reserved: 100 })
  expect(await act('buyer', first.id, 'cancel', { reason: 'Too late.' })).toMatchObject({ status: 'cancelled' })
  expect(await stock()).toMatchObject({ available: 100, reserved: 0 })

  const second = await placed(trade, productId)
  await act('buyer', second.id, 'send')
  await act('supplier', second.id, 'confirm')
  const part = { reason: 'Half will do.', deliveries: [{ deliveryId: '1.1', quantity: 50 }] }
  expect(await act('buyer', second.id, 'cancel', part)).toMatchObject({
    status: 'confirmed',
    cancellation: { side: 'buyer', deliveries: [{ deliveryId: '1.1', quantity: 50 }] },
  })
  const secondUrl = `/v1/orders/${second.id}`
  const agree = async (as: string) =>
    trade.send(as, `${secondUrl}/accept-cancellation`, {}, await asRead(trade, as, secondUrl))
  const own = await agree('buyer')
  expect(own).toMatchObject({ status: 403, body: { code: 'order/other-partys-answer' } })
  expect((await agree('supplier')).body).toMatchObject({
    status: 'confirmed',
    total: { amount: 61_728 },
    lines: [{ deliveries: [{ cancelled: 50, reserved: 50 }] }],
  })
  expect(await stock()).toMatchObject({ available: 50, reserved: 50 })
  await act('supplier', second.id, 'cancel', { reason: 'Flooded.' })
  expect((await agree('buyer')).body).toMatchObject({ status: 'cancelled' })
  expect(await stock()).toMatchObject({ available: 100, reserved: 0 })
})

test('an order is read as it stood at any moment, by each side as it saw it then', async () => {
  const before = trade.at
  const draft = await placed(trade, await stocked(trade), { internalNote: 'Ours.' })
  const url = `/v1/orders/${draft.id}`
  trade.at = `${before.slice(0, 10)}T09:00:00.000Z`
  await act('buyer', draft.id, 'send')
  trade.at = `${before.slice(0, 10)}T10:00:00.000Z`
  await act('supplier', draft.id, 'confirm')
  const asOf = (as: string, time: string) => trade.send(as, `${url}?asOf=${before.slice(0, 10)}T${time}Z`)

  expect(await asOf('buyer', '08:30:00')).toMatchObject({ status: 200, body: { status: 'draft' } })
  expect(await asOf('buyer', '09:00:00.000')).toMatchObject({ status: 200, body: { status: 'sent' } })
  expect(await asOf('supplier', '09:59:59.999')).toMatchObject({ status: 200, body: { status: 'sent' } })
  expect((await asOf('supplier', '09:59:59.999')).body).not.toHaveProperty('internalNote')
  expect((await asOf('buyer', '10:00:00')).body).toEqual(await trade.done('buyer', url))

  expect(await trade.send('buyer', `${url}?asOf=v1`)).toMatchObject({ status: 200, body: { status: 'draft' } })
  expect(await trade.send('buyer', `${url}?asOf=v0`)).toMatchObject({ status: 404, body: { code: 'as-of/not-yet' } })
  expect(await trade.send('supplier', `${url}?asOf=v1`)).toMatchObject({ status: 404, body: { code: 'order/unknown' } })
  expect(await trade.send('stranger', `${url}?asOf=v99`)).toMatchObject({
    status: 404,
    body: { code: 'order/unknown' },
  })
  expect(await trade.send('buyer', `${url}?asOf=v99`)).toMatchObject({ status: 422, body: { code: 'as-of/to-come' } })

  // A draft was nobody's but the buyer's, then as now; a stranger learns nothing of a past either.
  expect(await asOf('supplier', '08:30:00')).toMatchObject({ status: 404, body: { code: 'order/unknown' } })
  expect(await asOf('stranger', '09:30:00')).toMatchObject({ status: 404, body: { code: 'order/unknown' } })
  expect(await asOf('buyer', '07:59:59.999')).toMatchObject({
    status: 404,
    body: { code: 'as-of/not-yet', facts: { createdAt: before } },
  })
  expect(await asOf('buyer', '10:00:00.001')).toMatchObject({ status: 422, body: { code: 'as-of/to-come' } })
  for (const wrong of ['yesterday', '2027-02-30T00:00:00Z', '2027-03-01'])
    expect(await trade.send('buyer', `${url}?asOf=${wrong}`)).toMatchObject({
      status: 422,
      body: { code: 'as-of/malformed', errors: [{ pointer: '/asOf' }] },
    })
  trade.at = before
})

test('several orders are each read as alone, and only by their sides, however late read models are', async () => {
  const productId = await stocked(trade)
  const ids: string[] = []
  for (let count = 0; count < 3; count += 1) ids.push((await placed(trade, productId)).id)
  // As a store that writes its documents after its commits.
  const { append } = trade.store
  const late = vi.spyOn(trade.store, 'append').mockImplementation((commit) => append(commit, []))
  await act('buyer', ids[0]!, 'send')
  late.mockRestore()
  const read = trade.routes.find(({ operationId }) => operationId === 'getOrder')!
  const many = async (name: string, asked: readonly string[]) => {
    const caller = {
      kind: 'user',
      userId: 'usr_1',
      sessionId: 'ses_1',
      acting: { organisationId: organisationId(name) },
    }
    const requests = asked.map((orderId) => ({ params: { orderId }, query: {}, caller }))
    return read.many!(requests as never)
  }
  const replies = await many('buyer', ids)
  for (const [at, id] of ids.entries()) {
    const alone = await trade.send('buyer', `/v1/orders/${id}`)
    expect(JSON.parse(JSON.stringify(replies[at]!.body))).toEqual(alone.body)
    expect(`"v${replies[at]!.version}"`).toBe(alone.headers.etag)
  }
  const unknown = `ord_${'0'.repeat(32)}`
  const shown = async (name: string, asked: readonly string[]) =>
    (await many(name, asked)).map((reply) => reply !== undefined)
  expect(await shown('supplier', [...ids, unknown])).toEqual([true, false, false, false])
  expect(await shown('stranger', ids)).toEqual([false, false, false])
})
