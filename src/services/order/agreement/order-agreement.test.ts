import { afterAll, beforeAll, expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Message } from '../../../event-bus/event-bus.ts'
import { createApprovedOrder, type ApprovedOrder } from '../contract.ts'
import { askForNext } from '../../../infrastructure/jobs/regular-job.ts'
import { holdsJob } from '../stock/order-jobs.ts'
import {
  asRead,
  buyer,
  eur,
  openTestTrade,
  placed,
  sent,
  setApprovalRules,
  siteId,
  stocked,
  supplier,
  today,
  type TestTrade,
} from '../open-test-trade.fixture.ts'

let trade: TestTrade
beforeAll(async () => {
  trade = await openTestTrade()
  // 2,000.00 and more is approved by an approver, then by Ann.
  await setApprovalRules(trade, 200_000)
})
afterAll(() => trade.dispose())

const deliveryOf = async (url: string, as = 'supplier') => (await trade.done(as, url)).lines[0].deliveries[0]
const held = (trade_: TestTrade, productId: string) => trade_.done('supplier', `/v1/stock?productId=${productId}`)

test('a deviation that makes the order dearer passes the rules again; one that does not, does not', async () => {
  const productId = await stocked(trade)
  const cheaper = await sent(trade, productId)
  const later = {
    deliveries: [{ deliveryId: '1.1', quantity: 80, date: '2027-03-12', unitPrice: '12.0' }],
    note: 'Harvest.',
  }
  expect(await trade.done('supplier', `${cheaper}/confirm`, later)).toMatchObject({
    status: 'sent',
    deviation: { note: 'Harvest.', total: { amount: 96_000 } },
  })
  const seen = await asRead(trade, 'buyer', cheaper)
  expect((await trade.send('supplier', `${cheaper}/accept-deviation`, {}, seen)).body.code).toBe('order/other-side')
  expect(await trade.done('buyer', `${cheaper}/accept-deviation`, {}, seen)).toMatchObject({
    status: 'confirmed',
    total: { amount: 96_000 },
    lines: [{ deliveries: [{ confirmed: 80, cancelled: 20, date: '2027-03-12', reserved: 80, short: 0 }] }],
  })

  const dearer = await sent(trade, productId)
  await trade.done('supplier', `${dearer}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 180 }] })
  const dear = await asRead(trade, 'buyer', dearer)
  const pending = await trade.done('buyer buyer usr_cy', `${dearer}/accept-deviation`, {}, dear)
  expect(pending).toMatchObject({ status: 'sent', deviation: { approval: { requestedBy: 'usr_cy' } } })
  expect((await trade.done('supplier', dearer)).deviation).not.toHaveProperty('approval')
  await trade.done('buyer approver usr_bob', `${dearer}/approve`, {})
  expect(await trade.done('buyer approver usr_ann', `${dearer}/approve`, {})).toMatchObject({
    status: 'confirmed',
    lines: [{ deliveries: [{ ordered: 100, confirmed: 180, reserved: 180 }] }],
  })
})

test('a deviation is accepted as it was read: one that was put in its place is not', async () => {
  const url = await sent(trade, await stocked(trade))
  const confirm = (unitPrice: string) =>
    trade.done('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', unitPrice }] })
  await confirm('12.4')
  const seen = await asRead(trade, 'buyer', url)
  await confirm('99999')
  expect((await trade.send('buyer', `${url}/accept-deviation`, {})).status).toBe(428)
  expect((await trade.send('buyer', `${url}/accept-deviation`, {}, seen)).status).toBe(412)
  expect(await trade.done('buyer', url)).toMatchObject({
    status: 'sent',
    deviation: { total: { amount: 999_990_000 } },
  })
})

test('nobody confirms for a day that is over', async () => {
  const url = await sent(trade, await stocked(trade))
  const confirm = (date: string) =>
    trade.send('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', date }] })
  expect(await confirm('2027-02-28')).toMatchObject({
    status: 422,
    body: { code: 'order/date-past', errors: [{ pointer: '/deliveries/0/date' }] },
  })
  expect((await confirm(today)).status).toBe(200)
})

test('a refused deviation leaves the order as it was sent; a declined order gives its stock back', async () => {
  const productId = await stocked(trade, 100)
  const url = await sent(trade, productId)
  await trade.done('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 50 }] })
  const refused = await trade.done('buyer', `${url}/refuse-deviation`, { reason: 'All or nothing.' })
  expect(refused).toMatchObject({ status: 'sent' })
  expect(refused).not.toHaveProperty('deviation')
  expect(await trade.done('supplier', `${url}/decline`, { reason: 'Then nothing.' })).toMatchObject({
    status: 'declined',
  })
  expect((await held(trade, productId)).items[0]).toMatchObject({ available: 100, reserved: 0 })
})

test('what was short when it was sent is tried again at the confirmation, and reported where it still is', async () => {
  const own = await openTestTrade()
  try {
    const productId = await own.product()
    await own.lot(productId, { quantity: 30, markedOn: '2027-06-01' })
    const { id } = await placed(own, productId)
    const url = `/v1/orders/${id}`
    await own.done('buyer', `${url}/send`, {})
    const first = await own.done('supplier', url)
    expect(first.lines[0].deliveries[0]).toMatchObject({ reserved: 30, short: 70 })
    await own.lot(productId, { quantity: 50, markedOn: '2027-07-01' })
    const confirmed = await own.done('supplier', `${url}/confirm`, {})
    expect(confirmed.lines[0].deliveries[0]).toMatchObject({ reserved: 80, short: 20 })
  } finally {
    await own.dispose()
  }
})

test('how much there is of what was ordered is a word to the buyer until the supplier confirms', async () => {
  const thirty = await stocked(trade, 30)
  const shown = async (url: string) => {
    const { availability, reserved, short } = await deliveryOf(url, 'buyer')
    return { availability, reserved, short }
  }
  const large = await sent(trade, thirty)
  expect(await shown(large)).toEqual({ availability: 'part' })
  expect(await deliveryOf(large)).toMatchObject({ availability: 'part', reserved: 30, short: 70 })
  expect(await shown(await sent(trade, thirty))).toEqual({ availability: 'none' })
  // Whoever asked for ten and may have them knows how many that is.
  const small = await sent(trade, await stocked(trade), { quantity: 10 })
  expect(await shown(small)).toEqual({ availability: 'all', reserved: 10, short: 0 })
  await trade.done('supplier', `${large}/confirm`, {})
  expect(await shown(large)).toEqual({ availability: 'part', reserved: 30, short: 70 })
  const declined = await sent(trade, await stocked(trade, 30))
  await trade.done('supplier', `${declined}/decline`, { reason: 'No.' })
  expect(await shown(declined)).toEqual({})
})

const messageOf = (body: object, id: string): Message => ({
  id,
  type: 'stock/reservation-changed',
  schemaVersion: 1,
  body,
  stream: 'stock-x',
  kind: 'stock',
  streamId: 'x',
  version: 2,
  position: '1',
  at: trade.at,
  actor: { kind: 'system', id: 'test' },
  cause: { kind: 'request', id: 'test' },
  organisations: [],
})

test('a lot that is held makes the order say what is short; the message twice, or late, changes nothing more', async () => {
  const productId = await trade.product()
  const lotId = await trade.lot(productId, { quantity: 60, markedOn: '2027-05-01' })
  await trade.lot(productId, { quantity: 60, markedOn: '2027-06-01' })
  const url = await sent(trade, productId)
  const { reservationId } = await deliveryOf(url)
  await trade.done('supplier', `/v1/lots/${lotId}/hold`, { reason: 'Under suspicion.' })
  const orderId = url.slice('/v1/orders/'.length)
  const whose = { orderId, deliveryId: '1.1', buyerId: buyer }
  const message = messageOf(
    { reservationId, for: whose, reserved: 60, short: 40, portions: [], because: 'held' },
    'cmt_1/0',
  )
  const [consumer] = trade.consumers
  if (!consumer || !('handle' in consumer)) throw new Error('There is no consumer of reservations.')
  const { signal } = new AbortController()
  await consumer.handle(message, signal)
  expect(await deliveryOf(url)).toMatchObject({ reserved: 60, short: 40 })
  const before = (await trade.send('buyer', url)).headers['etag']
  await consumer.handle(message, signal)
  const stale = messageOf({ ...(message.body as object), reserved: 0, short: 100 }, 'cmt_1/1')
  await consumer.handle(stale, signal)
  expect((await trade.send('buyer', url)).headers['etag']).toBe(before)
  await consumer.handle(
    messageOf({ ...(message.body as object), for: { ...whose, orderId: 'ord_x' } }, 'cmt_1/2'),
    signal,
  )
})

/** Runs the sweep of the hour after a time. */
async function swept(own: TestTrade, at: string): Promise<void> {
  own.at = at
  const jobId = await askForNext(own.jobs, holdsJob, new Date(Date.parse(at) - 3_600_000).toISOString())
  await expect.poll(async () => (await own.jobs.get(jobId))?.state).toBe('succeeded')
}

test('an order that nobody answers in time gives its stock back and says so, and its confirmation asks for it again', async () => {
  const own = await openTestTrade()
  try {
    const productId = await own.product()
    await own.lot(productId, { quantity: 100, markedOn: '2027-06-01' })
    const { id } = await placed(own, productId)
    const url = `/v1/orders/${id}`
    const reserved = async () => (await own.done('supplier', url)).lines[0].deliveries[0].reserved
    expect(await own.done('buyer', `${url}/send`, {})).toMatchObject({ answerBy: '2027-03-03T08:00:00.000Z' })
    await own.jobs.start()
    await swept(own, '2027-03-03T07:00:00.000Z')
    expect(await reserved()).toBe(100)
    // An answer that is not the last word gives the other side as much time.
    await own.done('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 90 }] })
    await swept(own, '2027-03-05T06:00:00.000Z')
    expect(await reserved()).toBe(100)
    await own.done('buyer', `${url}/refuse-deviation`, { reason: 'All or nothing.' })
    await swept(own, '2027-03-07T07:00:00.000Z')
    expect((await held(own, productId)).items[0]).toMatchObject({ available: 100, reserved: 0 })
    expect(await own.done('buyer', url)).toMatchObject({
      status: 'sent',
      answerBy: '2027-03-07T06:00:00.000Z',
      stockReleasedAt: '2027-03-07T07:00:00.000Z',
      lines: [{ deliveries: [{ availability: 'none' }] }],
    })
    const confirmed = await own.done('supplier', `${url}/confirm`, {})
    expect(confirmed.lines[0].deliveries[0]).toMatchObject({ reserved: 100, short: 0 })
    expect(confirmed).not.toHaveProperty('answerBy')
    await swept(own, '2027-04-07T06:00:00.000Z')
    expect(await reserved()).toBe(100)
  } finally {
    await own.dispose()
  }
})

test('where a share is set, the unanswered orders of one buyer hold no more of a product; a confirmed one holds all', async () => {
  const own = await openTestTrade({ stockPercent: 50 })
  try {
    const productId = await own.product()
    await own.lot(productId, { quantity: 100, markedOn: '2027-06-01' })
    const send = async (quantity: number) => {
      const { id } = await placed(own, productId, {}, { quantity })
      await own.done('buyer', `/v1/orders/${id}/send`, {})
      const { reserved, short } = (await own.done('supplier', `/v1/orders/${id}`)).lines[0].deliveries[0]
      return { url: `/v1/orders/${id}`, reserved, short }
    }
    const first = await send(40)
    expect(first).toMatchObject({ reserved: 40, short: 0 })
    const second = await send(1_000_000)
    expect(second).toMatchObject({ reserved: 10, short: 999_990 })
    expect(await send(5)).toMatchObject({ reserved: 0, short: 5 })
    await own.done('supplier', `${first.url}/confirm`, {})
    // What is confirmed is nobody's hoard: of the 60 that are left, 30 may be held.
    expect(await send(25)).toMatchObject({ reserved: 20, short: 5 })
    await own.lot(productId, { quantity: 100, markedOn: '2027-07-01' })
    expect((await held(own, productId)).items[0]).toMatchObject({ available: 130, reserved: 70 })
    const confirmed = await own.done('supplier', `${second.url}/confirm`, {})
    expect(confirmed.lines[0].deliveries[0]).toMatchObject({ reserved: 140, short: 999_860 })
  } finally {
    await own.dispose()
  }
})

const awarded = (orderId: string, productId: string, more: Partial<ApprovedOrder> = {}): ApprovedOrder => ({
  orderId,
  buyerId: buyer,
  supplierId: supplier,
  award: { awardId: 'awd_1', rfqId: 'rfq_1' },
  requestedBy: 'usr_cy',
  approvedBy: ['usr_bob', 'usr_ann'],
  beyondBudget: false,
  currency: eur,
  terms: { incoterm: 'FCA', place: 'Urk', paymentTerms: { days: 60, from: 'delivery' } },
  shipTo: { siteId: siteId('shop') },
  lines: [
    {
      productId,
      unitPrice: decimal('12.3456'),
      quote: { quoteId: 'qte_1', version: 2, line: '1' },
      fulfilment: 'from-stock',
      minimumRemainingLifeDays: 0,
      pastBestBeforeConsent: false,
      deliveries: [{ date: '2027-03-10' as LocalDate, quantity: 6_000 }],
    },
  ],
  charges: [{ kind: 'freight', amount: { amount: 180_000, currency: eur } }],
  ...more,
})

test('an award makes an order that is approved, sent and reserved, or none at all', async () => {
  const productId = await stocked(trade, 5_000)
  const created = await trade.within((unit) => createApprovedOrder(unit, awarded(unit.newId('ord'), productId)))
  expect(created).toMatchObject({ total: { amount: 7_587_360 }, deliveries: [{ reserved: 5_000, short: 1_000 }] })
  const url = `/v1/orders/${created.orderId}`
  expect(await trade.done('buyer', url)).toMatchObject({
    status: 'sent',
    origin: { kind: 'award', awardId: 'awd_1', rfqId: 'rfq_1' },
    approvals: [{ by: 'usr_bob' }, { by: 'usr_ann' }],
  })
  expect((await trade.done('supplier', url)).origin).toEqual({ kind: 'award' })

  const other = await stocked(trade, 5_000)
  const failed = trade.within(async (unit) => {
    await createApprovedOrder(unit, awarded(unit.newId('ord'), other))
    return createApprovedOrder(unit, awarded(unit.newId('ord'), other, { shipTo: { siteId: siteId('elsewhere') } }))
  })
  await expect(failed).rejects.toThrow('order/unknown-site')
  expect((await held(trade, other)).items[0]).toMatchObject({ available: 5_000, reserved: 0 })
})
