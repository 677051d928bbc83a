import { afterAll, beforeAll, expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { testIntent } from '../../../../test/support/test-intent.ts'
import type { ApiKeyCommand } from '../../auth/api-key.ts'
import { apiKeyAggregate } from '../../auth/auth-view.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import {
  budgetAggregate,
  budgetId,
  delegationsAggregate,
  organisationAggregate,
} from '../../organisation/organisation-view.ts'
import { orderAggregate } from '../../order/order/order-view.ts'
import { quoteAggregate } from '../quote/quote-view.ts'
import {
  memberId,
  openTestSourcing,
  orgId,
  productId,
  publishRfq,
  quoteInput,
  type TestSourcing,
} from '../open-test-sourcing.fixture.ts'

const hourMs = 3_600_000
let market: TestSourcing
beforeAll(async () => {
  market = await openTestSourcing()
  const chain = [{ kind: 'role', role: 'approver' } as const]
  const thresholds = [
    { currency: currency('EUR'), from: 10_000_000, chain },
    { currency: currency('EUR'), from: 13_000_000, chain: [...chain, ...chain] },
  ]
  await market.organisation('buyer', { rules: { thresholds, delegations: [] } })
  for (const name of ['acme', 'rival', 'loser']) {
    await market.organisation(name)
    await market.product(name, `${name} butter`)
  }
  const rates = [{ currency: 'USD', rate: '0.92' }]
  await market.send('staff', 'PUT', '/v1/exchange-rates', { base: 'EUR', asOf: market.now(), rates })
})
afterAll(() => market.dispose())

type Asked = { rfqId: string; acme: string; rival: string; loser: string }

/** The first worked example of the trade: A and B split 10,000 pieces, A charges freight; a third one loses. */
async function quoted(more: { rivalValidMs?: number } = {}): Promise<Asked> {
  const rfqId = await publishRfq(market, ['acme', 'rival', 'loser'])
  const post = async (as: string, body: object) => {
    const reply = await market.send(as, 'POST', `/v1/rfqs/${rfqId}/quotes`, body)
    expect(reply.status, JSON.stringify(reply.body)).toBe(201)
    return reply.body.id as string
  }
  const freight = [{ kind: 'freight', amount: { amount: 180_000, currency: 'EUR' } }]
  const acme = await post('acme', quoteInput(market, 'acme butter', '12.3456', { charges: freight }))
  const validUntil = new Date(Date.parse(market.now()) + (more.rivalValidMs ?? 48 * hourMs)).toISOString()
  const rival = await post('rival', quoteInput(market, 'rival butter', '13.10', { currency: 'USD', validUntil }))
  const loser = await post('loser', quoteInput(market, 'loser butter', '14.99'))
  await market.send('buyer', 'POST', `/v1/rfqs/${rfqId}/close`)
  return { rfqId, acme, rival, loser }
}
const splitOf = ({ acme, rival }: Asked) => [
  { line: '1', quoteId: acme, quantity: 6_000 },
  { line: '1', quoteId: rival, quantity: 4_000 },
]
const propose = (asked: Asked, more: object = {}) =>
  market.send('buyer', 'POST', `/v1/rfqs/${asked.rfqId}/awards`, { lines: splitOf(asked), ...more })
const approve = (awardId: string, as = 'buyer approver') => market.send(as, 'POST', `/v1/awards/${awardId}/approve`)

test('an award split over two suppliers comes to 124,081.60 euro with freight, and makes two orders once approved', async () => {
  const asked = await quoted()
  const proposed = await propose(asked, { poNumber: 'PO-7' })
  expect(proposed).toMatchObject({
    status: 201,
    body: { status: 'pending-approval', total: { amount: 12_408_160, currency: 'EUR' } },
  })
  const approved = await approve(proposed.body.id)
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
  const asked = await quoted()
  const body = { lines: splitOf(asked) }
  const { id } = (await market.send(`buyer buyer ${keyId}`, 'POST', `/v1/rfqs/${asked.rfqId}/awards`, body)).body
  expect((await approve(id)).body.code).toBe('award/not-an-approver')
  expect((await approve(id, 'buyer approver second')).status).toBe(200)
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
  const asked = await quoted()
  const body = { lines: splitOf(asked) }
  const { id } = (await market.send(`buyer buyer ${keyId}`, 'POST', `/v1/rfqs/${asked.rfqId}/awards`, body)).body
  await decide({ type: 'rotate', ...secret, issuedBy: second, previousUntil: secret.expiresAt })
  expect((await approve(id)).body.code).toBe('award/not-an-approver')
  expect((await approve(id, 'buyer approver second')).body.code).toBe('award/not-an-approver')
  expect((await approve(id, 'buyer owner')).status).toBe(200)
})

test('nobody approves their own award, nor does who is no approver, nor anybody twice', async () => {
  const asked = await quoted()
  const byApprover = await market.send('buyer owner', 'POST', `/v1/rfqs/${asked.rfqId}/awards`, {
    lines: splitOf(asked),
  })
  expect(byApprover.status).toBe(201)
  const self = await approve(byApprover.body.id, 'buyer owner')
  expect(self).toMatchObject({ status: 403, body: { code: 'award/self-approval' } })
  const buyer = await approve(byApprover.body.id, 'buyer buyer')
  expect(buyer).toMatchObject({ status: 403, body: { code: 'award/not-an-approver' } })
  expect((await approve(byApprover.body.id)).status).toBe(200)
  const again = await approve(byApprover.body.id, 'buyer approver second')
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
  const asked = await quoted()
  const { id } = (await propose(asked)).body
  expect((await approve(id, 'buyer seller')).body.code).toBe('award/not-an-approver')
  await market.execute(delegationsAggregate, testIntent(at), async (unit) => {
    const delegation = { id: 'dlg_1', ...terms }
    await unit.decide(delegationsAggregate, organisationId, { type: 'give', at, organisationId, delegation, insiders })
    return organisationId
  })
  expect((await approve(id, 'buyer seller')).body).toMatchObject({
    status: 'approved',
    approvals: [{ by: toUserId, inSteadOf: fromUserId }],
  })
})

test('a chain of two takes two people', async () => {
  const asked = await quoted()
  const whole = { lines: [{ line: '1', quoteId: asked.loser, quantity: 10_000 }] }
  const { body } = await propose(asked, whole)
  expect(body.chain).toHaveLength(2)
  expect((await approve(body.id)).body).toMatchObject({ status: 'pending-approval', approvals: [{}] })
  expect((await approve(body.id)).status).toBe(403)
  expect((await approve(body.id, 'buyer approver second')).body.status).toBe('approved')
})

test('a quote that expires before the approval leaves no order at all', async () => {
  const asked = await quoted({ rivalValidMs: 2 * hourMs })
  const proposed = await propose(asked)
  market.advance(3 * hourMs)
  const late = await approve(proposed.body.id)
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

test('winners see what was taken of theirs; losers learn only that they lost', async () => {
  const asked = await quoted()
  const { body } = await propose(asked)
  await approve(body.id)
  const won = (await market.send('acme', 'GET', `/v1/quotes/${asked.acme}`)).body
  expect(won).toMatchObject({ status: 'accepted', lines: [{ accepted: [{ quantity: 6_000, unitPrice: '12.3456' }] }] })
  const lost = await market.send('loser', 'GET', `/v1/quotes/${asked.loser}`)
  expect(lost.body).toMatchObject({ status: 'rejected', lines: [{ outcome: 'rejected' }] })
  const rfq = await market.send('loser', 'GET', `/v1/rfqs/${asked.rfqId}`)
  expect(rfq.body.status).toBe('closed')
  for (const seen of [JSON.stringify(lost.body), JSON.stringify(rfq.body), JSON.stringify(won)])
    for (const secret of [orgId('rival'), body.id, '13.1', '124081', '12408160']) expect(seen).not.toContain(secret)
  expect((await market.send('loser', 'GET', `/v1/awards/${body.id}`)).status).toBe(404)
  expect((await market.send('loser', 'GET', `/v1/quotes/${asked.acme}`)).status).toBe(404)
  expect((await market.send('loser', 'GET', `/v1/rfqs/${asked.rfqId}/comparison`)).status).toBe(404)
  expect((await market.send('loser', 'GET', `/v1/rfqs/${asked.rfqId}/awards`)).status).toBe(404)
})

test('the commit of an award names all who took part; which of its streams a loser may hear of, each stream says', async () => {
  const asked = await quoted()
  const proposed = await propose(asked)
  const { suppliers } = (await approve(proposed.body.id)).body as { suppliers: { orderId: string }[] }
  const [order] = suppliers
  const stream = `order-${order!.orderId}`
  const commits = await market.store.readCommits({ after: '0'.repeat(16), limit: 1_000 })
  const commit = commits.find(({ extensions }) => extensions.some((extension) => extension.stream === stream))
  const names = commit?.extensions.map((extension) => extension.stream)
  expect(names).toContain(`quote-${asked.loser}`)
  expect(commit?.organisations).toEqual(
    expect.arrayContaining(['buyer', 'acme', 'rival', 'loser'].map((name) => orgId(name))),
  )
  const { state } = await market.readState(orderAggregate, order!.orderId)
  expect(orderAggregate.organisations(state)).toEqual([orgId('buyer'), orgId('acme')])
  const { state: lost } = await market.readState(quoteAggregate, asked.loser)
  expect(quoteAggregate.organisations(lost)).toContain(orgId('loser'))
  expect(quoteAggregate.organisations(lost)).not.toContain(orgId('acme'))
})

test('small parts that together reach the threshold are approved like the whole', async () => {
  const asked = await quoted()
  const part = (quantity: number) => propose(asked, { lines: [{ line: '1', quoteId: asked.acme, quantity }] })
  const first = await part(5_000)
  expect(first, JSON.stringify(first.body)).toMatchObject({ status: 201, body: { status: 'approved' } })
  expect((await market.send('buyer', 'GET', `/v1/rfqs/${asked.rfqId}`)).body.status).toBe('part-awarded')
  const second = await part(5_000)
  expect(second.body).toMatchObject({ status: 'pending-approval', total: { amount: 6_352_800 } })
  expect(second.body.judgedTotal.amount).toBe(12_705_600)
})

test('no more is awarded than was offered or asked, and the field is named', async () => {
  const asked = await quoted()
  const refused = async (lines: object[]) => (await propose(asked, { lines })).body
  const { acme, rival } = asked
  expect(await refused([{ line: '1', quoteId: acme, quantity: 10_001 }])).toMatchObject({
    status: 422,
    code: 'award/more-than-offered',
    errors: [{ pointer: '/lines/0/quantity' }],
  })
  const both = [
    { line: '1', quoteId: acme, quantity: 6_000 },
    { line: '1', quoteId: rival, quantity: 4_001 },
  ]
  expect(await refused(both)).toMatchObject({
    status: 422,
    code: 'award/more-than-asked',
    errors: [{ pointer: '/lines/1/quantity' }],
  })
  const others = [{ line: '1', quoteId: `qte_${'0'.repeat(32)}`, quantity: 1 }]
  expect(await refused(others)).toMatchObject({ status: 422, errors: [{ pointer: '/lines/0/quoteId' }] })
})

test('of two awards of the same goods at once, one is proposed', async () => {
  const asked = await quoted()
  const both = await Promise.all([propose(asked), propose(asked)])
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422])
})

test('the awarded quantity selects the break, and a schedule shares it out', async () => {
  const deliveries = [{ date: '2030-09-01', share: 2 }, { date: '2030-10-01' }]
  const rfqId = await publishRfq(market, ['acme'], { deliveries })
  const breaks = [
    { from: 100, unitPrice: '9.00' },
    { from: 1_000, unitPrice: '8.50' },
  ]
  const line = { line: '1', productId: productId('acme butter'), breaks, quantity: 5_000, leadTimeDays: 3 }
  const { body: quote } = await market.send(
    'acme',
    'POST',
    `/v1/rfqs/${rfqId}/quotes`,
    quoteInput(market, 'acme butter', '1', { lines: [line] }),
  )
  await market.send('buyer', 'POST', `/v1/rfqs/${rfqId}/close`)
  const award = (quantity: number) =>
    market.send('buyer', 'POST', `/v1/rfqs/${rfqId}/awards`, {
      lines: [{ line: '1', quoteId: quote.id, quantity }],
    })
  expect(await award(99)).toMatchObject({ status: 422, body: { code: 'award/below-minimum' } })
  expect((await award(999)).body.lines[0]).toMatchObject({ unitPrice: '9', net: { amount: 899_100 } })
  const second = await award(1_000)
  expect(second.body.lines[0]).toMatchObject({ unitPrice: '8.5', net: { amount: 850_000 } })
  const { state } = await market.readState(orderAggregate, second.body.suppliers[0].orderId)
  expect(state).toMatchObject({ deliveries: [{ ordered: 667 }, { ordered: 333 }] })
})

test('a currency that nobody rated cannot be awarded, and is unknown in the comparison, not zero', async () => {
  const rfqId = await publishRfq(market, ['acme', 'rival'])
  await market.send('acme', 'POST', `/v1/rfqs/${rfqId}/quotes`, quoteInput(market, 'acme butter', '12'))
  const inYen = quoteInput(market, 'rival butter', '1500', { currency: 'JPY' })
  const { body: quote } = await market.send('rival', 'POST', `/v1/rfqs/${rfqId}/quotes`, inYen)
  const { body } = await market.send('buyer', 'GET', `/v1/rfqs/${rfqId}/comparison`)
  expect(body.lines[0].quotes).toMatchObject([
    { supplierId: orgId('acme'), landed: { known: true, perUnit: '12' } },
    { supplierId: orgId('rival'), landed: { known: false, why: 'no-exchange-rate' }, points: { price: '0' } },
  ])
  await market.send('buyer', 'POST', `/v1/rfqs/${rfqId}/close`)
  const award = await market.send('buyer', 'POST', `/v1/rfqs/${rfqId}/awards`, {
    lines: [{ line: '1', quoteId: quote.id, quantity: 1 }],
  })
  expect(award).toMatchObject({ status: 409, body: { code: 'award/no-exchange-rate' } })
})

test('a quote whose milk is undeclared does not meet "milk-free"', async () => {
  await market.product('acme', 'oat drink', { allergens: { milk: 'free' } })
  await market.product('rival', 'mystery drink')
  const lines = [{ specification: 'Drink', quantity: 10_000, unit: 'piece', allergenExclusions: ['milk'] }]
  const rfqId = await publishRfq(market, ['acme', 'rival'], { lines })
  await market.send('acme', 'POST', `/v1/rfqs/${rfqId}/quotes`, quoteInput(market, 'oat drink', '2'))
  await market.send('rival', 'POST', `/v1/rfqs/${rfqId}/quotes`, quoteInput(market, 'mystery drink', '1'))
  const { body } = await market.send('buyer', 'GET', `/v1/rfqs/${rfqId}/comparison`)
  const evidence = new Map(
    body.lines[0].quotes.map((quote: { supplierId: string; evidence: object }) => [quote.supplierId, quote.evidence]),
  )
  const milkFree = [{ kind: 'free-of', allergen: 'milk' }]
  expect(evidence.get(orgId('acme'))).toEqual({ met: milkFree, unmet: [] })
  expect(evidence.get(orgId('rival'))).toEqual({ met: [], unmet: milkFree })
})

test('cancelling an RFQ rejects what was answered; a pending award has to be rejected first', async () => {
  const asked = await quoted()
  const { body } = await propose(asked)
  const cancel = () => market.send('buyer', 'POST', `/v1/rfqs/${asked.rfqId}/cancel`, { reason: 'no need' })
  expect(await cancel()).toMatchObject({ status: 409, body: { code: 'rfq/award-pending' } })
  await market.send('buyer approver', 'POST', `/v1/awards/${body.id}/reject`, { reason: 'too dear' })
  expect((await cancel()).body.status).toBe('cancelled')
  expect((await market.send('acme', 'GET', `/v1/quotes/${asked.acme}`)).body.status).toBe('rejected')
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
  const { body } = await propose(await quoted())
  expect(body.chain).toEqual([
    { kind: 'role', role: 'approver' },
    { kind: 'role', role: 'admin' },
  ])
  expect((await approve(body.id)).body.status).toBe('pending-approval')
  expect((await approve(body.id, 'buyer approver second')).status).toBe(403)
  expect(await committed('EUR')).toBe(0)
  expect((await approve(body.id, 'buyer owner')).body.status).toBe('approved')
  expect([await committed('EUR'), await committed('USD')]).toEqual([7_587_360, 5_240_000])
})

test('an award within the budget that is spent before its approval makes no order at all', async () => {
  await setBudget('EUR', 20_000_000)
  await setBudget('USD', 20_000_000)
  const before = [await committed('EUR'), await committed('USD')]
  const { body } = await propose(await quoted())
  expect(body.chain).toHaveLength(1)
  await setBudget('USD', 6_000_000)
  expect(await approve(body.id)).toMatchObject({ status: 409, body: { code: 'organisation/beyond-budget' } })
  const { body: kept } = await market.send('buyer', 'GET', `/v1/awards/${body.id}`)
  expect(kept).toMatchObject({ status: 'pending-approval', approvals: [] })
  expect([await committed('EUR'), await committed('USD')]).toEqual(before)
})
