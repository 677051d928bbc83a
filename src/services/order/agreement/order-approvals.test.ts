import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocalDate } from '../../../kernel/time.ts'
import { apiKeyAggregate } from '../../auth/api-key/api-key-view.ts'
import { delegationsAggregate } from '../../organisation/approval/approval-view.ts'
import { organisationAggregate } from '../../organisation/organisation/organisation-view.ts'
import {
  asRead,
  buyer,
  openTestTrade,
  placed,
  setApprovalRules,
  stocked,
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

test('a large order waits for its approvers in their order, and is sent when they have all said yes', async () => {
  const { id } = await placed(trade, await stocked(trade), {}, { quantity: 200 })
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
  const { id } = await placed(trade, await stocked(trade), {}, { quantity: 200 })
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
    const url = `/v1/orders/${(await placed(trade, await stocked(trade), {}, { quantity: 200 })).id}`
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
  const { id } = await placed(trade, await stocked(trade))
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
  const { id } = await placed(trade, await stocked(trade), { charges: [freight] })
  const url = `/v1/orders/${id}`
  expect(await trade.done('buyer', `${url}/submit`, {})).toMatchObject({ status: 'pending-approval' })
  const rejected = await trade.done('buyer approver usr_bob', `${url}/reject`, { reason: 'Too much freight.' })
  expect(rejected).toMatchObject({ status: 'rejected', reason: 'Too much freight.' })
  expect((await trade.send('buyer buyer usr_cy', `${url}/reopen`, { reason: 'Again.' })).status).toBe(403)
  expect(await trade.done('buyer', `${url}/reopen`, { reason: 'Freight is agreed.' })).toMatchObject({
    status: 'draft',
  })
})
