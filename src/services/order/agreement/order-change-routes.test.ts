import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asRead, openTestTrade, placed, setApprovalRules, type TestTrade } from '../open-test-trade.fixture.ts'

let trade: TestTrade
beforeAll(async () => {
  trade = await openTestTrade()
})
afterAll(() => trade.dispose())

const reason = 'More guests.'
/** 1,000 of so many in stock × 12.50 for 10 March, confirmed. */
async function confirmed(inStock = 1_000): Promise<{ url: string; productId: string }> {
  const productId = await trade.product({}, { unitPrice: '12.50' })
  await trade.lot(productId, { quantity: inStock, markedOn: '2027-06-01' })
  return { productId, url: await ordered(productId, 1_000) }
}
async function ordered(productId: string, quantity: number): Promise<string> {
  const { id } = await placed(trade, productId, {}, { quantity })
  await trade.done('buyer', `/v1/orders/${id}/send`, {})
  await trade.done('supplier', `/v1/orders/${id}/confirm`, {})
  return `/v1/orders/${id}`
}
const ship = (url: string, deliveryId: string, quantity: number) =>
  trade.done('supplier', `${url}/shipments`, { dispatch: true, lines: [{ deliveryId, quantity }] })
const propose = (as: string, url: string, change: object) => trade.done(as, `${url}/changes`, { reason, ...change })
const answer = async (as: string, url: string, command = 'accept-change') =>
  trade.send(as, `${url}/${command}`, {}, await asRead(trade, as, url))
const accept = async (as: string, url: string) => {
  const reply = await answer(as, url)
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  return reply.body
}
const deliveriesOf = async (url: string) => (await trade.done('supplier', url)).lines[0].deliveries
const stockOf = async (productId: string) => {
  const { items } = await trade.done('supplier', `/v1/stock?productId=${productId}`)
  const sum = (part: string) => items.reduce((total: number, each: Record<string, number>) => total + each[part]!, 0)
  return { available: sum('available'), reserved: sum('reserved') }
}

test('the rest of an order becomes 300 at 12.75: total, deliveries and stock follow in one commit, and both read it', async () => {
  const { url, productId } = await confirmed()
  await ship(url, '1.1', 600)
  const rest = { deliveries: [{ deliveryId: '1.1', quantity: 900, unitPrice: '12.75' }] }
  const proposed = await propose('supplier', url, rest)
  expect(proposed).toMatchObject({
    total: { amount: 1_250_000 },
    change: { side: 'supplier', state: 'proposed', reason, total: { amount: 1_132_500 } },
  })
  const head = await trade.store.head()
  const changed = await accept('buyer', url)
  expect(Number(await trade.store.head())).toBe(Number(head) + 1)
  expect(changed).toMatchObject({ total: { amount: 1_132_500 }, changes: 1, lines: [{ net: { amount: 1_132_500 } }] })
  expect(changed).not.toHaveProperty('change')
  expect(await deliveriesOf(url)).toMatchObject([
    { id: '1.1', ordered: 600, shipped: 600, unitPrice: '12.5', reserved: 0, short: 0 },
    { id: '1.2', ordered: 300, shipped: 0, unitPrice: '12.75', reserved: 300, short: 0 },
  ])
  expect(await stockOf(productId)).toEqual({ available: 100, reserved: 300 })
  for (const who of ['buyer', 'supplier'])
    expect(await trade.done(who, `${url}/changes`)).toMatchObject({
      items: [
        {
          number: 1,
          before: { deliveries: [{ deliveryId: '1.1', quantity: 1_000 }], total: { amount: 1_250_000 } },
          after: { total: { amount: 1_132_500 } },
        },
      ],
    })
  expect((await trade.send('stranger', `${url}/changes`)).body.code).toBe('order/unknown')
  await ship(url, '1.2', 300)
  expect(await stockOf(productId)).toEqual({ available: 100, reserved: 0 })
})

test('goods that move between deliveries stay with the order, though others wait for them; what it gives up is theirs', async () => {
  const { url, productId } = await confirmed()
  const waiting = await ordered(productId, 500)
  expect(await deliveriesOf(waiting)).toMatchObject([{ reserved: 0, short: 500 }])
  const split = {
    deliveries: [{ deliveryId: '1.1', quantity: 400 }],
    added: [{ lineId: '1', date: '2027-03-30', quantity: 500 }],
  }
  await propose('buyer', url, split)
  expect(await accept('supplier', url)).toMatchObject({ total: { amount: 900 * 1250 } })
  expect(await deliveriesOf(url)).toMatchObject([
    { id: '1.1', reserved: 400, short: 0 },
    { id: '1.2', reserved: 500, short: 0, date: '2027-03-30' },
  ])
  expect(await stockOf(productId)).toEqual({ available: 0, reserved: 1_000 })
})

test('what stands picked in a shipment stays picked, and leaves; the rest comes on its new day', async () => {
  const { url, productId } = await confirmed()
  const lines = [{ deliveryId: '1.1', quantity: 200 }]
  const { id } = await trade.done('supplier', `${url}/shipments`, { lines })
  await trade.done('supplier', `/v1/shipments/${id}/pick`, {})
  const less = await trade.send('buyer', `${url}/changes`, {
    reason,
    deliveries: [{ deliveryId: '1.1', quantity: 199 }],
  })
  expect(less).toMatchObject({
    status: 409,
    body: { code: 'order/less-than-left', facts: { committed: 200, asked: 199 } },
  })
  await propose('buyer', url, { deliveries: [{ deliveryId: '1.1', quantity: 700, date: '2027-03-20' }] })
  await accept('supplier', url)
  expect(await deliveriesOf(url)).toMatchObject([
    { id: '1.1', date: '2027-03-10', ordered: 200, planned: 200, reserved: 200, short: 0 },
    { id: '1.2', date: '2027-03-20', ordered: 500, planned: 0, reserved: 500, short: 0 },
  ])
  await trade.done('supplier', `/v1/shipments/${id}/dispatch`, {})
  expect(await stockOf(productId)).toEqual({ available: 300, reserved: 500 })
})

test('a new day is served by lots that keep long enough for it', async () => {
  const productId = await trade.product({}, { unitPrice: '12.50' })
  const soon = await trade.lot(productId, { quantity: 100, markedOn: '2027-03-20' })
  const late = await trade.lot(productId, { quantity: 100, markedOn: '2027-06-01' })
  const url = await ordered(productId, 100)
  const reservedOf = async () => {
    const { items } = await trade.done('supplier', `/v1/stock/positions?productId=${productId}`)
    return items.find(({ reserved }: { reserved: number }) => reserved > 0).lotId
  }
  expect(await reservedOf()).toBe(soon)
  await propose('supplier', url, { deliveries: [{ deliveryId: '1.1', date: '2027-03-25' }] })
  await accept('buyer', url)
  expect(await reservedOf()).toBe(late)
})

test('more than there is stays short until there is more', async () => {
  const { url, productId } = await confirmed(1_100)
  await propose('buyer', url, { deliveries: [{ deliveryId: '1.1', quantity: 1_200 }] })
  await accept('supplier', url)
  expect(await deliveriesOf(url)).toMatchObject([{ reserved: 1_100, short: 100 }])
  await trade.lot(productId, { quantity: 100, markedOn: '2027-07-01' })
  expect(await stockOf(productId)).toEqual({ available: 0, reserved: 1_200 })
})

test('a change is agreed to in the version that was read, once, by the other side, and by nobody else', async () => {
  const { url } = await confirmed()
  const before = await asRead(trade, 'supplier', url)
  await propose('buyer', url, { deliveries: [{ deliveryId: '1.1', quantity: 900 }] })
  expect((await trade.send('supplier', `${url}/accept-change`, {})).status).toBe(428)
  expect((await trade.send('supplier', `${url}/accept-change`, {}, before)).status).toBe(412)
  expect((await answer('buyer', url)).body.code).toBe('order/other-partys-answer')
  expect((await trade.send('stranger', `${url}/refuse-change`, { reason })).body.code).toBe('order/unknown')
  const second = await trade.send('supplier', `${url}/changes`, { reason, paymentTerms: { days: 10, from: 'invoice' } })
  expect(second).toMatchObject({ status: 409, body: { code: 'order/not-in-this-state' } })
  const headers = { ...(await asRead(trade, 'supplier', url)), 'idempotency-key': 'agree-1' }
  const first = await trade.send('supplier', `${url}/accept-change`, {}, headers)
  const again = await trade.send('supplier', `${url}/accept-change`, {}, headers)
  expect([first.status, again.status, again.body.total.amount]).toEqual([200, 200, 1_125_000])
  expect(again.headers['idempotency-replayed']).toBe('true')
})

test('refused and withdrawn, it leaves order and stock as they were', async () => {
  const { url, productId } = await confirmed()
  const before = await stockOf(productId)
  const asked = { deliveries: [{ deliveryId: '1.1', quantity: 500 }] }
  await propose('buyer', url, asked)
  await trade.done('supplier', `${url}/refuse-change`, { reason: 'No.' })
  await propose('supplier', url, asked)
  expect((await trade.send('supplier', `${url}/refuse-change`, { reason })).body.code).toBe('order/own-proposal')
  const order = await trade.done('supplier', `${url}/withdraw-change`, { reason: 'A mistake.' })
  expect(order).toMatchObject({ total: { amount: 1_250_000 } })
  expect(order).not.toHaveProperty('change')
  expect(await stockOf(productId)).toEqual(before)
})

describe('where 2,000.00 and more is approved by an approver, then by Ann', () => {
  type Confirmed = Awaited<ReturnType<typeof confirmed>>
  let dearer: Confirmed
  let others: Confirmed
  let cheaper: Confirmed
  beforeAll(async () => {
    dearer = await confirmed(1_200)
    others = await confirmed()
    cheaper = await confirmed()
    await setApprovalRules(trade, 200_000)
  })

  test('a dearer order, and other terms of payment, pass the buyer’s rules again; one that is neither does not', async () => {
    await propose('buyer buyer usr_cy', dearer.url, { deliveries: [{ deliveryId: '1.1', quantity: 1_200 }] })
    const accepted = await accept('supplier', dearer.url)
    expect(accepted).toMatchObject({ total: { amount: 1_250_000 }, change: { state: 'accepted' } })
    expect(accepted.change).not.toHaveProperty('approval')
    expect(await trade.done('buyer', dearer.url)).toMatchObject({
      change: { approval: { steps: [{}, {}], given: [] } },
    })
    const approve = (who: string) => trade.send(who, `${dearer.url}/approve`, {})
    expect((await approve('buyer buyer usr_cy')).body.code).toBe('order/own-approval')
    expect((await approve('buyer approver usr_bob')).body).toMatchObject({ total: { amount: 1_250_000 } })
    expect((await approve('buyer approver usr_ann')).body).toMatchObject({ total: { amount: 1_500_000 }, changes: 1 })
    expect(await deliveriesOf(dearer.url)).toMatchObject([{ ordered: 1_200, reserved: 1_200, short: 0 }])

    await propose('supplier', others.url, { paymentTerms: { days: 14, from: 'delivery' } })
    expect(await accept('buyer buyer usr_cy', others.url)).toMatchObject({ change: { state: 'accepted' } })
    const refused = await trade.done('buyer approver usr_bob', `${others.url}/reject`, { reason: 'Not these.' })
    expect(refused).toMatchObject({ paymentTerms: { days: 30, from: 'invoice' } })
    expect(refused).not.toHaveProperty('change')

    await propose('supplier', cheaper.url, { lines: [{ lineId: '1', unitPrice: '12.25' }] })
    expect(await accept('buyer', cheaper.url)).toMatchObject({ total: { amount: 1_225_000 }, changes: 1 })
  })

  test('freight counts towards what the rules ask about', async () => {
    const productId = await trade.product({}, { unitPrice: '12.50' })
    await trade.lot(productId, { quantity: 200, markedOn: '2027-06-01' })
    const charges = [{ kind: 'freight', amount: { amount: 50_000, currency: 'EUR' } }]
    const { id } = await placed(trade, productId, { charges })
    const url = `/v1/orders/${id}`
    await trade.done('buyer', `${url}/send`, {})
    await trade.done('supplier', `${url}/confirm`, {})
    // 115 × 12.50 + 500.00 = 1,937.50, and 125 × 12.50 + 500.00 = 2,062.50.
    await propose('supplier', url, { deliveries: [{ deliveryId: '1.1', quantity: 115 }] })
    expect(await accept('buyer', url)).toMatchObject({ total: { amount: 193_750 }, changes: 1 })
    await propose('supplier', url, { deliveries: [{ deliveryId: '1.1', quantity: 125 }] })
    expect(await accept('buyer', url)).toMatchObject({ total: { amount: 193_750 }, change: { state: 'accepted' } })
  })
})
