import { afterAll, beforeAll, expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Message } from '../../../event-bus/event-bus.ts'
import { apiKeyAggregate } from '../../auth/auth-view.ts'
import { delegationsAggregate, organisationAggregate } from '../../organisation/organisation-view.ts'
import { createApprovedOrder, type ApprovedOrder } from '../contract.ts'
import { askForNext } from '../../../infrastructure/jobs/regular-job.ts'
import { holdsJob } from '../stock/order-jobs.ts'
import {
  asRead,
  buyer,
  eur,
  openTestTrade,
  placed,
  setApprovalRules,
  siteId,
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

const day = (text: string) => text as LocalDate
const goods = async (quantity = 1_000): Promise<string> => {
  const productId = await trade.product()
  if (quantity > 0) await trade.lot(productId, { quantity, markedOn: '2027-06-01' })
  return productId
}
const sent = async (productId: string, line: object = {}): Promise<string> => {
  const { id } = await placed(trade, productId, {}, line)
  await trade.done('buyer', `/v1/orders/${id}/send`, {})
  return `/v1/orders/${id}`
}
const deliveryOf = async (url: string, as = 'supplier') => (await trade.done(as, url)).lines[0].deliveries[0]
const held = (trade_: TestTrade, productId: string) => trade_.done('supplier', `/v1/stock?productId=${productId}`)

test('a large order waits for its approvers in their order, and is sent when they have all said yes', async () => {
  const { id } = await placed(trade, await goods(), {}, { quantity: 200 })
  const url = `/v1/orders/${id}`
  const pending = await trade.done('buyer buyer usr_cy', `${url}/send`, {})
  expect(pending).toMatchObject({
    status: 'pending-approval',
    approval: { steps: [{ kind: 'role' }, { kind: 'user' }] },
  })
  const approve = (who: string) => trade.send(who, `${url}/approve`, {})
  expect((await approve('buyer buyer usr_cy')).body).toMatchObject({ status: 403, code: 'order/own-approval' })
  // The owner placed it; that is asking as well.
  expect((await approve('buyer')).body.code).toBe('order/own-approval')
  expect((await approve('buyer viewer usr_eve')).body.code).toBe('order/not-an-approver')
  expect((await approve('supplier')).body.code).toBe('order/unknown')
  expect((await approve('buyer approver usr_bob')).body.status).toBe('pending-approval')
  expect((await approve('buyer approver usr_bob')).body.code).toBe('order/not-an-approver')
  expect((await approve('buyer approver usr_ann')).body).toMatchObject({
    status: 'approved',
    approvals: [{ by: 'usr_bob' }, { by: 'usr_ann' }],
  })
  expect(await trade.done('buyer', `${url}/send`, {})).toMatchObject({ status: 'sent' })
})

test('a chain that names somebody who has left meanwhile is ended by another approver', async () => {
  const own = await openTestTrade()
  try {
    await setApprovalRules(own, 200_000)
    const { id } = await placed(own, await own.product(), {}, { quantity: 200 })
    const url = `/v1/orders/${id}`
    await own.done('buyer buyer usr_cy', `${url}/send`, {})
    await own.done('buyer approver usr_bob', `${url}/approve`, {})
    const dee = { userId: 'usr_dee', role: 'approver', invitationId: 'inv_1' } as const
    await own.within((unit) => unit.decide(organisationAggregate, buyer, { type: 'join', at: unit.at, ...dee }))
    const approve = (who: string) => own.send(who, `${url}/approve`, {})
    expect((await approve('buyer approver usr_dee')).body.code).toBe('order/not-an-approver')
    const left = { userId: 'usr_ann', by: 'owner' } as const
    await own.within((unit) => unit.decide(organisationAggregate, buyer, { type: 'leave', at: unit.at, ...left }))
    expect((await approve('buyer buyer usr_cy')).body.code).toBe('order/own-approval')
    expect((await approve('buyer approver usr_bob')).body.code).toBe('order/not-an-approver')
    expect((await approve('buyer approver usr_dee')).body.status).toBe('approved')
  } finally {
    await own.dispose()
  }
})

test('who stands in for an approver approves in their stead, never what either of the two asked for', async () => {
  const own = await openTestTrade()
  try {
    await setApprovalRules(own, 200_000)
    const members = { usr_ann: 'approver', usr_bob: 'approver', usr_cy: 'buyer' } as const
    const lent = (fromUserId: string, toUserId: string) => ({
      fromUserId,
      toUserId,
      from: day('2027-03-01'),
      until: day('2027-03-02'),
    })
    const given = { id: 'dlg_1', ...lent('usr_ann', 'usr_cy'), reason: 'Ill.', givenBy: 'usr_ann', givenAt: own.at }
    const insiders = { members, rules: { thresholds: [], delegations: [] } }
    await own.within((unit) =>
      unit.decide(delegationsAggregate, buyer, {
        type: 'give',
        at: unit.at,
        organisationId: buyer,
        delegation: given,
        insiders,
      }),
    )
    const productId = await own.product()
    const waiting = async (as: string) => {
      const { id } = await placed(own, productId, {}, { quantity: 200 })
      await own.done(as, `/v1/orders/${id}/submit`, {})
      return `/v1/orders/${id}/approve`
    }
    const approve = async (url: string, who: string) => (await own.send(who, url, {})).body
    const first = await waiting('buyer')
    await approve(first, 'buyer approver usr_bob')
    expect(await approve(first, 'buyer buyer usr_cy')).toMatchObject({
      status: 'approved',
      approvals: [{ by: 'usr_bob' }, { by: 'usr_cy', inSteadOf: 'usr_ann' }],
    })
    expect((await approve(await waiting('buyer buyer usr_cy'), 'buyer buyer usr_cy')).code).toBe('order/own-approval')
    const anns = await waiting('buyer admin usr_ann')
    expect((await approve(anns, 'buyer buyer usr_cy')).code).toBe('order/not-an-approver')
    // Her voice was given: she has no second one, and her own step falls to another approver.
    const twice = await waiting('buyer')
    expect((await approve(twice, 'buyer buyer usr_cy')).status).toBe('pending-approval')
    expect((await approve(twice, 'buyer approver usr_ann')).code).toBe('order/not-an-approver')
    expect((await approve(twice, 'buyer approver usr_bob')).status).toBe('approved')
    own.at = '2027-03-03T00:00:00.000Z'
    expect((await approve(await waiting('buyer'), 'buyer buyer usr_cy')).code).toBe('order/not-an-approver')
  } finally {
    await own.dispose()
  }
})

test('who asked by an API key of their own making approves it no more than what they asked for themselves', async () => {
  const keyId = `key_${'7'.repeat(32)}`
  const made = { organisationId: buyer, name: 'ERP', role: 'buyer', digest: 'd', issuedBy: 'usr_bob' } as const
  await trade.within((unit) =>
    unit.decide(apiKeyAggregate, keyId, { type: 'issue', at: unit.at, ...made, expiresAt: '2028-01-01T00:00:00.000Z' }),
  )
  const { id } = await placed(trade, await goods(), {}, { quantity: 200 })
  const url = `/v1/orders/${id}`
  expect(await trade.done(`buyer buyer ${keyId}`, `${url}/submit`, {})).toMatchObject({ status: 'pending-approval' })
  expect((await trade.send('buyer approver usr_bob', `${url}/approve`, {})).body.code).toBe('order/not-an-approver')
  expect((await trade.send('buyer approver usr_ann', `${url}/approve`, {})).status).toBe(200)
})

test('a key that a colleague rotated still asks for whoever made its secrets before: none of them approves', async () => {
  const keyId = `key_${'8'.repeat(32)}`
  const expiresAt = '2028-01-01T00:00:00.000Z'
  const secret = { digest: 'd', expiresAt }
  const rotate = (issuedBy: string, previousUntil: string) =>
    trade.within((unit) =>
      unit.decide(apiKeyAggregate, keyId, { type: 'rotate', at: unit.at, ...secret, issuedBy, previousUntil }),
    )
  const submitted = async () => {
    const url = `/v1/orders/${(await placed(trade, await goods(), {}, { quantity: 200 })).id}`
    await trade.done(`buyer buyer ${keyId}`, `${url}/submit`, {})
    return `${url}/approve`
  }
  const codeOf = async (url: string, who: string) => (await trade.send(`buyer approver ${who}`, url, {})).body.code
  const key = { organisationId: buyer, name: 'ERP', role: 'buyer', issuedBy: 'usr_bob', ...secret } as const
  await trade.within((unit) => unit.decide(apiKeyAggregate, keyId, { type: 'issue', at: unit.at, ...key }))
  const before = await submitted()
  // Bob's secret stays good for a week beside the one that a colleague made.
  await rotate('usr_cy', '2027-03-08T00:00:00.000Z')
  const after = await submitted()
  expect([await codeOf(before, 'usr_bob'), await codeOf(after, 'usr_bob')]).toEqual([
    'order/not-an-approver',
    'order/not-an-approver',
  ])
  // A second rotation ends his secret; what he asked for by it, and still waits, is his all the same.
  await rotate('usr_cy', trade.at)
  expect(await codeOf(before, 'usr_bob')).toBe('order/not-an-approver')
  expect((await trade.send('buyer approver usr_ann', before, {})).body.approvals).toMatchObject([{ by: 'usr_ann' }])
})

test('whoever submitted another’s draft approves neither it nor what becomes of it later', async () => {
  const { id } = await placed(trade, await goods())
  const url = `/v1/orders/${id}`
  await trade.done('buyer admin usr_bob', `${url}/send`, {})
  await trade.done('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 180 }] })
  await trade.done('buyer buyer usr_cy', `${url}/accept-deviation`, {}, await asRead(trade, 'buyer', url))
  const approve = async (who: string) => (await trade.send(`buyer approver ${who}`, `${url}/approve`, {})).body
  expect((await approve('usr_bob')).code).toBe('order/own-approval')
  // The chain names Ann second: who asked for it is out, so the first step is hers, and another approver's the second.
  expect(await approve('usr_ann')).toMatchObject({
    status: 'sent',
    deviation: { approval: { given: [{ by: 'usr_ann' }] } },
  })
})

test('freight counts towards the threshold, and a refused order can be reopened by an owner only', async () => {
  const freight = { kind: 'freight', amount: { amount: 100_000, currency: 'EUR' } }
  const { id } = await placed(trade, await goods(), { charges: [freight] })
  const url = `/v1/orders/${id}`
  expect(await trade.done('buyer', `${url}/submit`, {})).toMatchObject({ status: 'pending-approval' })
  const rejected = await trade.done('buyer approver usr_bob', `${url}/reject`, { reason: 'Too much freight.' })
  expect(rejected).toMatchObject({ status: 'rejected', reason: 'Too much freight.' })
  expect((await trade.send('buyer buyer usr_cy', `${url}/reopen`, { reason: 'Again.' })).status).toBe(403)
  expect(await trade.done('buyer', `${url}/reopen`, { reason: 'Freight is agreed.' })).toMatchObject({
    status: 'draft',
  })
})

test('a deviation that makes the order dearer passes the rules again; one that does not, does not', async () => {
  const productId = await goods()
  const cheaper = await sent(productId)
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

  const dearer = await sent(productId)
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
  const url = await sent(await goods())
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
  const url = await sent(await goods())
  const confirm = (date: string) =>
    trade.send('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', date }] })
  expect(await confirm('2027-02-28')).toMatchObject({
    status: 422,
    body: { code: 'order/date-past', errors: [{ pointer: '/deliveries/0/date' }] },
  })
  expect((await confirm(today)).status).toBe(200)
})

test('a refused deviation leaves the order as it was sent; a declined order gives its stock back', async () => {
  const productId = await goods(100)
  const url = await sent(productId)
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
  const stocked = await goods(30)
  const shown = async (url: string) => {
    const { availability, reserved, short } = await deliveryOf(url, 'buyer')
    return { availability, reserved, short }
  }
  const large = await sent(stocked)
  expect(await shown(large)).toEqual({ availability: 'part' })
  expect(await deliveryOf(large)).toMatchObject({ availability: 'part', reserved: 30, short: 70 })
  expect(await shown(await sent(stocked))).toEqual({ availability: 'none' })
  // Whoever asked for ten and may have them knows how many that is.
  const small = await sent(await goods(), { quantity: 10 })
  expect(await shown(small)).toEqual({ availability: 'all', reserved: 10, short: 0 })
  await trade.done('supplier', `${large}/confirm`, {})
  expect(await shown(large)).toEqual({ availability: 'part', reserved: 30, short: 70 })
  const declined = await sent(await goods(30))
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
  const url = await sent(productId)
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
  const productId = await goods(5_000)
  const created = await trade.within((unit) => createApprovedOrder(unit, awarded(unit.newId('ord'), productId)))
  expect(created).toMatchObject({ total: { amount: 7_587_360 }, deliveries: [{ reserved: 5_000, short: 1_000 }] })
  const url = `/v1/orders/${created.orderId}`
  expect(await trade.done('buyer', url)).toMatchObject({
    status: 'sent',
    origin: { kind: 'award', awardId: 'awd_1', rfqId: 'rfq_1' },
    approvals: [{ by: 'usr_bob' }, { by: 'usr_ann' }],
  })
  expect((await trade.done('supplier', url)).origin).toEqual({ kind: 'award' })

  const other = await goods(5_000)
  const failed = trade.within(async (unit) => {
    await createApprovedOrder(unit, awarded(unit.newId('ord'), other))
    return createApprovedOrder(unit, awarded(unit.newId('ord'), other, { shipTo: { siteId: siteId('elsewhere') } }))
  })
  await expect(failed).rejects.toThrow('order/unknown-site')
  expect((await held(trade, other)).items[0]).toMatchObject({ available: 5_000, reserved: 0 })
})
