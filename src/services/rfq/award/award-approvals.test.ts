import { afterAll, beforeAll, expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { testIntent } from '../../../../test/support/test-intent.ts'
import type { ApiKeyCommand } from '../../auth/api-key/api-key.ts'
import { apiKeyAggregate } from '../../auth/api-key/api-key-view.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { budgetAggregate, budgetId, delegationsAggregate } from '../../organisation/approval/approval-view.ts'
import { organisationAggregate } from '../../organisation/organisation/organisation-view.ts'
import { orderAggregate } from '../../order/order/order-view.ts'
import { memberId, orgId, type TestSourcing } from '../open-test-sourcing.fixture.ts'
import { approve, openAwardMarket, propose, quoted, splitOf } from './award-market.fixture.ts'

let market: TestSourcing
beforeAll(async () => {
  market = await openAwardMarket()
})
afterAll(() => market.dispose())

const hourMs = 3_600_000

test('an award split over two suppliers comes to 124,081.60 euro with freight, and makes two orders once approved', async () => {
  const asked = await quoted(market)
  const proposed = await propose(market, asked, { poNumber: 'PO-7' })
  expect(proposed).toMatchObject({
    status: 201,
    body: { status: 'pending-approval', total: { amount: 12_408_160, currency: 'EUR' } },
  })
  const approved = await approve(market, proposed.body.id)
  expect(approved, JSON.stringify(approved.body)).toMatchObject({ status: 200, body: { status: 'approved' } })
  const { suppliers } = approved.body as { suppliers: { supplierId: string; orderId: string; total: object }[] }
  expect(suppliers.map(({ supplierId, total }) => [supplierId, total])).toEqual([
    [orgId('acme'), { amount: 7_587_360, currency: 'EUR' }],
    [orgId('rival'), { amount: 5_240_000, currency: 'USD' }],
  ])
  for (const { orderId, supplierId, total } of suppliers) {
    const { state } = await market.readState(orderAggregate, orderId)
    expect(state).toMatchObject({ stage: { status: 'sent' }, buyerId: orgId('buyer'), supplierId, total })
    expect(state).toMatchObject({ approvals: [{ by: memberId('buyer', 'approver') }], poNumber: 'PO-7' })
  }
  expect((await market.send('buyer', 'GET', `/v1/rfqs/${asked.rfqId}`)).body.status).toBe('awarded')
})

test('an award that an API key proposes is not approved by who made the key', async () => {
  const keyId = `key_${'7'.repeat(32)}`
  const intent = testIntent(market.now())
  const issuedBy = memberId('buyer', 'approver')
  const made = { organisationId: orgId('buyer'), name: 'ERP', role: 'buyer', digest: 'd', issuedBy } as const
  await market.execute(apiKeyAggregate, intent, async (unit) => {
    const expiresAt = new Date(Date.parse(unit.at) + hourMs).toISOString()
    await unit.decide(apiKeyAggregate, keyId, { type: 'issue', at: unit.at, ...made, expiresAt })
    return keyId
  })
  const asked = await quoted(market)
  const body = { lines: splitOf(asked) }
  const { id } = (await market.send(`buyer buyer ${keyId}`, 'POST', `/v1/rfqs/${asked.rfqId}/awards`, body)).body
  expect((await approve(market, id)).body.code).toBe('award/not-an-approver')
  expect((await approve(market, id, 'buyer approver second')).status).toBe(200)
})

test('an award that an API key proposes is approved by nobody who ever made a secret of the key', async () => {
  const keyId = `key_${'8'.repeat(32)}`
  const [first, second] = [memberId('buyer', 'approver'), memberId('buyer', 'second')]
  const decide = (command: ApiKeyCommand) =>
    market.execute(apiKeyAggregate, testIntent(market.now()), async (unit) => {
      await unit.decide(apiKeyAggregate, keyId, command)
      return keyId
    })
  const at = market.now()
  const secret = { digest: 'd', at, expiresAt: new Date(Date.parse(at) + hourMs).toISOString() }
  const key = { organisationId: orgId('buyer'), name: 'ERP', role: 'buyer' } as const
  await decide({ type: 'issue', ...key, ...secret, issuedBy: first })
  const asked = await quoted(market)
  const body = { lines: splitOf(asked) }
  const { id } = (await market.send(`buyer buyer ${keyId}`, 'POST', `/v1/rfqs/${asked.rfqId}/awards`, body)).body
  await decide({ type: 'rotate', ...secret, issuedBy: second, previousUntil: secret.expiresAt })
  expect((await approve(market, id)).body.code).toBe('award/not-an-approver')
  expect((await approve(market, id, 'buyer approver second')).body.code).toBe('award/not-an-approver')
  expect((await approve(market, id, 'buyer owner')).status).toBe(200)
})

test('nobody approves their own award, nor does who is no approver, nor anybody twice', async () => {
  const asked = await quoted(market)
  const byApprover = await market.send('buyer owner', 'POST', `/v1/rfqs/${asked.rfqId}/awards`, {
    lines: splitOf(asked),
  })
  expect(byApprover.status).toBe(201)
  const self = await approve(market, byApprover.body.id, 'buyer owner')
  expect(self).toMatchObject({ status: 403, body: { code: 'award/self-approval' } })
  const buyer = await approve(market, byApprover.body.id, 'buyer buyer')
  expect(buyer).toMatchObject({ status: 403, body: { code: 'award/not-an-approver' } })
  expect((await approve(market, byApprover.body.id)).status).toBe(200)
  const again = await approve(market, byApprover.body.id, 'buyer approver second')
  expect(again).toMatchObject({ status: 409, body: { code: 'award/not-pending' } })
})

test('an award is approved by who stands in for an approver, and says in whose stead', async () => {
  const [organisationId, fromUserId, toUserId] = [
    orgId('buyer'),
    memberId('buyer', 'second'),
    memberId('buyer', 'seller'),
  ]
  const at = market.now()
  const today = at.slice(0, 10) as LocalDate
  const terms = { fromUserId, toUserId, from: today, until: today, reason: 'Away.', givenBy: fromUserId, givenAt: at }
  const insiders = {
    members: { [fromUserId]: 'approver', [toUserId]: 'seller' },
    rules: { thresholds: [], delegations: [] },
  } as const
  const asked = await quoted(market)
  const { id } = (await propose(market, asked)).body
  expect((await approve(market, id, 'buyer seller')).body.code).toBe('award/not-an-approver')
  await market.execute(delegationsAggregate, testIntent(at), async (unit) => {
    const delegation = { id: 'dlg_1', ...terms }
    await unit.decide(delegationsAggregate, organisationId, { type: 'give', at, organisationId, delegation, insiders })
    return organisationId
  })
  expect((await approve(market, id, 'buyer seller')).body).toMatchObject({
    status: 'approved',
    approvals: [{ by: toUserId, inSteadOf: fromUserId }],
  })
})

test('a chain of two takes two people', async () => {
  const asked = await quoted(market)
  const whole = { lines: [{ line: '1', quoteId: asked.loser, quantity: 10_000 }] }
  const { body } = await propose(market, asked, whole)
  expect(body.chain).toHaveLength(2)
  expect((await approve(market, body.id)).body).toMatchObject({ status: 'pending-approval', approvals: [{}] })
  expect((await approve(market, body.id)).status).toBe(403)
  expect((await approve(market, body.id, 'buyer approver second')).body.status).toBe('approved')
})

test('a quote that expires before the approval leaves no order at all', async () => {
  const asked = await quoted(market, { rivalValidMs: 2 * hourMs })
  const proposed = await propose(market, asked)
  market.advance(3 * hourMs)
  const late = await approve(market, proposed.body.id)
  expect(late).toMatchObject({ status: 409, body: { code: 'rfq/quote-expired' } })
  const { body } = await market.send('buyer', 'GET', `/v1/awards/${proposed.body.id}`)
  expect(body).toMatchObject({ status: 'pending-approval', approvals: [] })
  expect((await market.send('acme', 'GET', `/v1/quotes/${asked.acme}`)).body.lines[0].outcome).toBe('pending')
  const rejected = await market.send('buyer', 'POST', `/v1/awards/${proposed.body.id}/reject`, { reason: 'expired' })
  expect(rejected).toMatchObject({ status: 200, body: { status: 'rejected' } })
  const whole = { lines: [{ line: '1', quoteId: asked.acme, share: 100 }] }
  const next = await market.send('buyer', 'POST', `/v1/rfqs/${asked.rfqId}/awards`, whole)
  expect(next).toMatchObject({ status: 201, body: { lines: [{ quantity: 10_000 }] } })
})

test('small parts that together reach the threshold are approved like the whole', async () => {
  const asked = await quoted(market)
  const part = (quantity: number) => propose(market, asked, { lines: [{ line: '1', quoteId: asked.acme, quantity }] })
  const first = await part(5_000)
  expect(first, JSON.stringify(first.body)).toMatchObject({ status: 201, body: { status: 'approved' } })
  expect((await market.send('buyer', 'GET', `/v1/rfqs/${asked.rfqId}`)).body.status).toBe('part-awarded')
  const second = await part(5_000)
  expect(second.body).toMatchObject({ status: 'pending-approval', total: { amount: 6_352_800 } })
  expect(second.body.judgedTotal.amount).toBe(12_705_600)
})

const budgetOf = (code: string) => {
  const period = market.now().slice(0, 4)
  return { organisationId: orgId('buyer'), currency: currency(code), period }
}

const setBudget = (code: string, limit: number) =>
  market.execute(budgetAggregate, testIntent(market.now()), async (unit) => {
    const { at } = unit
    const key = budgetOf(code)
    const opened = { type: 'open-budget', at, currency: key.currency, period: key.period } as const
    await unit.decide(organisationAggregate, key.organisationId, opened)
    await unit.decide(budgetAggregate, budgetId(key), { type: 'set', at, key, limit })
    return budgetId(key)
  })

const committed = async (code: string) => {
  const { state } = await market.readState(budgetAggregate, budgetId(budgetOf(code)))
  return state.status === 'set' ? state.committed : undefined
}

test('an award beyond a budget asks an owner or admin as well; its orders take from the budget of their currency', async () => {
  await setBudget('EUR', 8_000_000)
  await setBudget('USD', 5_000_000)
  const { body } = await propose(market, await quoted(market))
  expect(body.chain).toEqual([
    { kind: 'role', role: 'approver' },
    { kind: 'role', role: 'admin' },
  ])
  expect((await approve(market, body.id)).body.status).toBe('pending-approval')
  expect((await approve(market, body.id, 'buyer approver second')).status).toBe(403)
  expect(await committed('EUR')).toBe(0)
  expect((await approve(market, body.id, 'buyer owner')).body.status).toBe('approved')
  expect([await committed('EUR'), await committed('USD')]).toEqual([7_587_360, 5_240_000])
})

test('an award within the budget that is spent before its approval makes no order at all', async () => {
  await setBudget('EUR', 20_000_000)
  await setBudget('USD', 20_000_000)
  const before = [await committed('EUR'), await committed('USD')]
  const { body } = await propose(market, await quoted(market))
  expect(body.chain).toHaveLength(1)
  await setBudget('USD', 6_000_000)
  expect(await approve(market, body.id)).toMatchObject({ status: 409, body: { code: 'organisation/beyond-budget' } })
  const { body: kept } = await market.send('buyer', 'GET', `/v1/awards/${body.id}`)
  expect(kept).toMatchObject({ status: 'pending-approval', approvals: [] })
  expect([await committed('EUR'), await committed('USD')]).toEqual(before)
})
