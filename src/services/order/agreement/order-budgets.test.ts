import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Role } from '../../../kernel/caller.ts'
import { currency } from '../../../kernel/currency.ts'
import { budgetAggregate, budgetId } from '../../organisation/approval/approval-view.ts'
import { organisationAggregate } from '../../organisation/organisation/organisation-view.ts'
import {
  asRead,
  buyer,
  eur,
  openTestTrade,
  placed,
  sent,
  setApprovalRules,
  stocked,
  type TestTrade,
} from '../open-test-trade.fixture.ts'

let trade: TestTrade
beforeEach(async () => {
  trade = await openTestTrade()
})
afterEach(() => trade.dispose())

/** 100 pieces at 12.3456. */
const each = 123_456
const keyOf = (period: string, code = 'EUR') => ({ organisationId: buyer, currency: currency(code), period })

const setBudget = (period: string, limit: number, code = 'EUR') =>
  trade.within(async (unit) => {
    const { at } = unit
    const key = keyOf(period, code)
    await unit.decide(organisationAggregate, buyer, { type: 'open-budget', at, currency: key.currency, period })
    await unit.decide(budgetAggregate, budgetId(key), { type: 'set', at, key, limit })
  })
const committed = async (period = '2027-03') => {
  const { state } = await trade.readState(budgetAggregate, budgetId(keyOf(period)))
  return state.status === 'set' ? state.committed : undefined
}
const join = (userId: string, role: Role) =>
  trade.within((unit) =>
    unit.decide(organisationAggregate, buyer, { type: 'join', at: unit.at, userId, role, invitationId: 'inv_1' }),
  )
const goods = () => stocked(trade, 10_000)

test('of 20 orders at once against a budget for 7, exactly 7 are sent and 13 wait for somebody who may spend more', async () => {
  const productId = await goods()
  await setBudget('2027-03', 7 * each)
  const drafts = await Promise.all(Array.from({ length: 20 }, () => placed(trade, productId)))
  const orders = await Promise.all(drafts.map(({ id }) => trade.done('buyer', `/v1/orders/${id}/send`, {})))
  const statuses = Map.groupBy(orders, ({ status }) => status as string)
  expect([statuses.get('sent')?.length, statuses.get('pending-approval')?.length]).toEqual([7, 13])
  expect(await committed()).toBe(7 * each)
  const [waiting] = statuses.get('pending-approval')!
  expect(waiting).toMatchObject({
    approval: { steps: [{ kind: 'role', role: 'admin' }] },
    budget: { periods: ['2027-03'], beyond: true },
  })
})

test('what waits for approval within the budget is taken already; what ends gives it back', async () => {
  const productId = await goods()
  await setApprovalRules(trade, 1)
  await setBudget('2027', 5 * each)
  await setBudget('2027-Q1', 2 * each)
  const submitted = async () => {
    const { id } = await placed(trade, productId)
    const order = await trade.done('buyer', `/v1/orders/${id}/submit`, {})
    return { url: `/v1/orders/${id}`, order }
  }
  const first = await submitted()
  const second = await submitted()
  expect(first.order).toMatchObject({ status: 'pending-approval', budget: { periods: ['2027', '2027-Q1'] } })
  expect([await committed('2027'), await committed('2027-Q1')]).toEqual([2 * each, 2 * each])
  const third = await submitted()
  expect(third.order.approval.steps).toHaveLength(3)
  expect(await committed('2027-Q1')).toBe(2 * each)
  await trade.done('buyer approver usr_bob', `${first.url}/reject`, { reason: 'No.' })
  await trade.done('buyer', `${second.url}/cancel`, { reason: 'No.' })
  await trade.done('buyer', `${third.url}/cancel`, { reason: 'No.' })
  expect([await committed('2027'), await committed('2027-Q1')]).toEqual([0, 0])
  await trade.done('buyer', `${first.url}/reopen`, { reason: 'Yes.' })
  expect(await committed('2027')).toBe(0)
  await trade.done('buyer', `${first.url}/submit`, {})
  expect(await committed('2027')).toBe(each)
})

test('beyond the budget an owner or admin says yes, last of all and never to their own; then it is taken beyond', async () => {
  const productId = await goods()
  await setApprovalRules(trade, 1)
  await join('usr_boss', 'admin')
  await setBudget('2027-03', each - 1)
  const { id } = await placed(trade, productId)
  const url = `/v1/orders/${id}`
  await trade.done('buyer', `${url}/send`, {})
  const approve = (who: string) => trade.send(who, `${url}/approve`, {})
  await approve('buyer approver usr_bob')
  expect((await approve('buyer approver usr_ann')).body.status).toBe('pending-approval')
  expect((await approve('buyer approver usr_bob')).status).toBe(403)
  expect((await approve('buyer')).body.code).toBe('order/own-approval')
  expect(await committed()).toBe(0)
  expect((await approve('buyer admin usr_boss')).body.status).toBe('approved')
  expect(await committed()).toBe(each)
  await trade.done('buyer', `${url}/send`, {})
  expect(await committed()).toBe(each)
  await trade.done('supplier', `${url}/decline`, { reason: 'No.' })
  expect(await committed()).toBe(0)
})

test('a deviation or a cancellation that makes it cheaper gives back the difference; a dearer one asks beyond the budget', async () => {
  const productId = await goods()
  await join('usr_boss', 'admin')
  await setBudget('2027-03', 2 * each)
  const cheaper = await sent(trade, productId)
  await trade.done('supplier', `${cheaper}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 50 }] })
  expect(await committed()).toBe(each)
  await trade.done('buyer', `${cheaper}/accept-deviation`, {}, await asRead(trade, 'buyer', cheaper))
  expect(await committed()).toBe(each / 2)
  await trade.done('buyer', `${cheaper}/cancel`, {
    reason: 'Enough.',
    deliveries: [{ deliveryId: '1.1', quantity: 25 }],
  })
  await trade.done('supplier', `${cheaper}/accept-cancellation`, {}, await asRead(trade, 'supplier', cheaper))
  expect(await committed()).toBe(each / 4)

  const dearer = await sent(trade, productId)
  await trade.done('supplier', `${dearer}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 180 }] })
  const pending = await trade.done('buyer', `${dearer}/accept-deviation`, {}, await asRead(trade, 'buyer', dearer))
  expect(pending.deviation.approval.steps).toEqual([{ kind: 'role', role: 'admin' }])
  expect(await committed()).toBe(1.25 * each)
  expect(await trade.done('buyer admin usr_boss', `${dearer}/approve`, {})).toMatchObject({ status: 'confirmed' })
  expect(await committed()).toBe(Math.round(2.05 * each))
})

test('a dearer deviation within the budget, approved when it is spent, is refused and says what is left', async () => {
  const productId = await goods()
  await setBudget('2027-03', 3 * each)
  const url = await sent(trade, productId)
  await trade.done('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 200 }] })
  await setApprovalRules(trade, 150_000)
  const accepted = await trade.done('buyer', `${url}/accept-deviation`, {}, await asRead(trade, 'buyer', url))
  expect(accepted.deviation.approval.steps).toHaveLength(2)
  await sent(trade, productId)
  await sent(trade, productId, { quantity: 50 })
  await trade.done('buyer approver usr_bob', `${url}/approve`, {})
  const refused = await trade.send('buyer approver usr_ann', `${url}/approve`, {})
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'organisation/beyond-budget', facts: { left: each / 2, asked: each, period: '2027-03' } },
  })
  expect(await trade.done('buyer', url)).toMatchObject({ status: 'sent' })
  expect(await committed()).toBe(2.5 * each)
  await setBudget('2027-03', 4 * each)
  expect((await trade.send('buyer approver usr_ann', `${url}/approve`, {})).body.status).toBe('confirmed')
  expect(await committed()).toBe(3.5 * each)
})

test('a currency without a budget, beside one that has one, evades nothing; a period that is over holds nobody', async () => {
  const productId = await goods()
  await setBudget('2027-03', 100 * each, 'USD')
  const { id } = await placed(trade, productId)
  expect(await trade.done('buyer', `/v1/orders/${id}/send`, {})).toMatchObject({
    status: 'pending-approval',
    approval: { steps: [{ kind: 'role', role: 'admin' }] },
  })
  await join('usr_boss', 'admin')
  const url = `/v1/orders/${id}`
  await trade.done('buyer admin usr_boss', `${url}/approve`, {})
  await trade.done('buyer', `${url}/send`, {})
  await trade.done('supplier', `${url}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 101 }] })
  const dearer = await trade.done('buyer', `${url}/accept-deviation`, {}, await asRead(trade, 'buyer', url))
  expect(dearer.deviation.approval.steps).toEqual([{ kind: 'role', role: 'admin' }])
  await setBudget('2027-02', 0, eur)
  trade.at = '2027-04-01T08:00:00.000Z'
  const next = await placed(trade, productId, {}, { deliveryDate: '2027-04-10' })
  const order = await trade.done('buyer', `/v1/orders/${next.id}/send`, {})
  expect(order).toMatchObject({ status: 'sent' })
  expect(order).not.toHaveProperty('budget')
})
