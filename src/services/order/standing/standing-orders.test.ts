/** Standing orders over their routes, placed by the real job on a real store, with the clock turned by hand. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createExecutor, type Execute } from '../../../infrastructure/store/commands/execute.ts'
import { askForNext } from '../../../infrastructure/jobs/regular-job.ts'
import { organisationAggregate } from '../../organisation/organisation/organisation-view.ts'
import {
  asRead,
  buyer,
  openTestTrade,
  setApprovalRules,
  siteId,
  supplier,
  type TestTrade,
} from '../open-test-trade.fixture.ts'
import { expectOrderedOnce, runAt, terms } from './run-standing-orders.fixture.ts'
import { standingOrdersJob } from './standing-order-jobs.ts'

let trade: TestTrade
beforeEach(async () => {
  trade = await openTestTrade()
})
afterEach(() => trade.dispose())

const url = '/v1/standing-orders'
const opened = (productId: string, more: object = {}, as = 'buyer') =>
  trade.done(as, url, { supplierId: supplier, ...terms(productId, more) })

const run = (at: string, execute: Execute = trade.execute) => runAt(trade, at, execute)
const occurrences = async (id: string, query = '') =>
  (await trade.done('buyer', `${url}/${id}/occurrences${query}`)).items
const orders = async () => (await trade.done('buyer', '/v1/orders')).items

test('each delivery becomes an order when its time has come, at the price of that moment, with stock set aside', async () => {
  const productId = await trade.product()
  await trade.lot(productId, { quantity: 40, markedOn: '2027-05-01' })
  const { id } = await opened(productId)
  expect(await trade.done('buyer', `${url}/${id}`)).toMatchObject({
    status: 'active',
    requestedBy: 'usr_buyer',
    next: { date: '2027-03-05', triedFrom: '2027-03-02T12:00:00.000Z', cutOff: '2027-03-03T12:00:00.000Z' },
  })
  await trade.jobs.start()
  trade.at = '2027-03-02T12:00:00.000Z'
  const jobId = await askForNext(trade.jobs, standingOrdersJob, new Date(0).toISOString())
  await expect.poll(async () => (await trade.jobs.get(jobId))?.state).toBe('succeeded')
  const [first] = await occurrences(id)
  expect(first).toMatchObject({ date: '2027-03-05', status: 'placed', at: '2027-03-02T12:00:00.000Z' })
  expect(await trade.done('buyer', `/v1/orders/${first.orderId}`)).toMatchObject({
    status: 'sent',
    origin: { kind: 'standing-order', standingOrderId: id },
    requestedBy: 'usr_buyer',
    total: { amount: 37_037, currency: 'EUR' },
    lines: [{ deliveries: [{ date: '2027-03-05', ordered: 30, reserved: 30, short: 0 }] }],
  })
  expect(await trade.done('supplier', `/v1/orders/${first.orderId}`)).toMatchObject({
    origin: { kind: 'standing-order' },
  })
  // What is confirmed stays set aside. Cases are what the product says on the day; what is short is short, as by hand.
  await trade.done('supplier', `/v1/orders/${first.orderId}/confirm`, {})
  await run('2027-03-07T11:00:00.000Z')
  const [, second] = await occurrences(id)
  expect(await trade.done('supplier', `/v1/orders/${second.orderId}`)).toMatchObject({
    lines: [{ deliveries: [{ date: '2027-03-09', ordered: 24, reserved: 10, short: 14 }] }],
  })
})

test('of many runs at once in two processes, and of runs after each other, each delivery is ordered once', async () => {
  const { execute } = createExecutor({
    store: trade.store,
    newId: trade.newId,
    monotonicMs: () => performance.now(),
    random: Math.random,
  })
  await expectOrderedOnce(trade, execute)
})

test('what stands in the way of an order is told until the cut-off, and whoever mends it in time is served', async () => {
  const productId = await trade.product({}, { minimumQuantity: 60 })
  const { id } = await opened(productId)
  expect(await run('2027-03-02T13:00:00.000Z')).toEqual({ placed: 0, obstructed: 1 })
  const before = await asRead(trade, 'buyer', `${url}/${id}`)
  await run('2027-03-02T14:00:00.000Z')
  const read = await trade.send('buyer', `${url}/${id}`)
  expect(read.body.next.obstacle).toMatchObject({ code: 'quantity/below-minimum', since: '2027-03-02T13:00:00.000Z' })
  expect({ 'if-match': read.headers['etag'] }).toEqual(before)
  expect((await occurrences(id))[0]).toMatchObject({ date: '2027-03-05', status: 'obstructed' })
  expect(await orders()).toEqual([])

  const body = terms(productId, { lines: [{ productId, quantities: { tuesday: 1, friday: 60 } }] })
  const unguarded = await trade.send('buyer', `${url}/${id}`, body, {}, 'PUT')
  expect(unguarded.status).toBe(428)
  expect((await trade.send('buyer', `${url}/${id}`, body, { 'if-match': '"v1"' }, 'PUT')).status).toBe(412)
  expect((await trade.send('buyer', `${url}/${id}`, body, before, 'PUT')).status).toBe(200)
  expect(await run('2027-03-03T11:59:00.000Z')).toEqual({ placed: 1, obstructed: 0 })
  await run('2027-03-07T11:00:00.000Z')
  await run('2027-03-07T12:00:00.000Z')
  expect(await occurrences(id, '?limit=3')).toMatchObject([
    { date: '2027-03-05', status: 'placed' },
    { date: '2027-03-09', status: 'missed', obstacle: { code: 'quantity/below-minimum' } },
    { date: '2027-03-12', status: 'planned' },
  ])
})

test('approval rules bind it, and neither who opened it nor who gave it its terms approves its orders', async () => {
  await setApprovalRules(trade, 1)
  const productId = await trade.product()
  const { id } = await opened(productId, {}, 'buyer buyer usr_cy')
  await run('2027-03-02T13:00:00.000Z')
  const [{ orderId }] = await occurrences(id)
  const order = `/v1/orders/${orderId}`
  expect(await trade.done('buyer', order)).toMatchObject({ status: 'pending-approval', requestedBy: 'usr_cy' })
  expect((await trade.send('supplier', order)).status).toBe(404)
  expect((await trade.send('buyer buyer usr_cy', `${order}/approve`, {})).status).toBe(403)
  expect(await trade.done('buyer approver usr_bob', `${order}/approve`, {})).toMatchObject({
    approvals: [{ by: 'usr_bob' }],
  })
})

test('nothing is ordered in the name of somebody who left, until somebody else takes it on', async () => {
  await setApprovalRules(trade, 100_000_000)
  const productId = await trade.product()
  const { id } = await opened(productId, {}, 'buyer buyer usr_cy')
  await trade.within((unit) =>
    unit.decide(organisationAggregate, buyer, { type: 'leave', at: unit.at, userId: 'usr_cy', by: 'self' }),
  )
  await run('2027-03-02T13:00:00.000Z')
  expect((await trade.done('buyer', `${url}/${id}`)).next.obstacle.code).toBe('standing-order/requester-gone')
  const seen = await asRead(trade, 'buyer', `${url}/${id}`)
  await trade.send('buyer', `${url}/${id}`, terms(productId), seen, 'PUT')
  expect(await run('2027-03-02T14:00:00.000Z')).toEqual({ placed: 1, obstructed: 0 })
})

test('paused, resumed and ended by the buyer; nobody else sees it, and its supplier neither', async () => {
  const productId = await trade.product()
  const { id } = await opened(productId)
  const act = (action: string, body: object = {}) => trade.done('buyer', `${url}/${id}/${action}`, body)
  expect(await act('pause', { reason: 'Stocktaking.' })).toMatchObject({ status: 'paused', reason: 'Stocktaking.' })
  expect(await run('2027-03-02T13:00:00.000Z')).toEqual({ placed: 0, obstructed: 0 })
  expect((await trade.send('buyer', `${url}/${id}/pause`, {})).body).toMatchObject({
    code: 'standing-order/not-in-this-state',
    facts: { status: 'paused', allowed: ['change', 'resume', 'end'] },
  })
  trade.at = '2027-03-04T08:00:00.000Z'
  expect(await act('resume')).toMatchObject({ status: 'active', next: { date: '2027-03-09' } })
  for (const as of ['supplier', 'stranger']) {
    expect((await trade.send(as, `${url}/${id}`)).body.code).toBe('standing-order/unknown')
    expect((await trade.send(as, `${url}/${id}/end`, {})).body.code).toBe('standing-order/unknown')
    expect((await trade.send(as, `${url}/${id}/occurrences`)).status).toBe(404)
    expect((await trade.done(as, url)).items).toEqual([])
  }
  expect(await act('end')).toMatchObject({ status: 'ended' })
  expect((await trade.done('buyer', `${url}?status=ended`)).items).toMatchObject([{ id }])
  expect((await trade.done('buyer', `${url}?status=active`)).items).toEqual([])
})

test('what a standing order names is looked up as it is opened', async () => {
  const productId = await trade.product()
  const refused = async (more: object) => {
    const { status, body } = await trade.send('buyer', url, { supplierId: supplier, ...terms(productId), ...more })
    return [status, body.code]
  }
  expect(await refused({ shipTo: { siteId: siteId('store') } })).toEqual([422, 'order/unknown-site'])
  expect(await refused({ supplierId: buyer })).toEqual([422, 'order/other-supplier'])
  expect(await refused({ until: '2027-03-02' })).toEqual([422, 'standing-order/no-delivery-left'])
  expect(await refused({ leadDays: 61 })).toEqual([422, 'gateway/invalid-body'])
  expect((await trade.send('buyer seller', url, { supplierId: supplier, ...terms(productId) })).status).toBe(403)
})
