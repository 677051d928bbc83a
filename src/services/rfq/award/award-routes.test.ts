import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderAggregate } from '../../order/order/order-view.ts'
import { quoteAggregate } from '../quote/quote-view.ts'
import { orgId, productId, publishRfq, quoteInput, type TestSourcing } from '../open-test-sourcing.fixture.ts'
import { approve, openAwardMarket, propose, quoted } from './award-market.fixture.ts'

let market: TestSourcing
beforeAll(async () => {
  market = await openAwardMarket()
})
afterAll(() => market.dispose())

test('winners see what was taken of theirs; losers learn only that they lost', async () => {
  const asked = await quoted(market)
  const { body } = await propose(market, asked)
  await approve(market, body.id)
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
  const asked = await quoted(market)
  const proposed = await propose(market, asked)
  const { suppliers } = (await approve(market, proposed.body.id)).body as { suppliers: { orderId: string }[] }
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

test('no more is awarded than was offered or asked, and the field is named', async () => {
  const asked = await quoted(market)
  const refused = async (lines: object[]) => (await propose(market, asked, { lines })).body
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
  const asked = await quoted(market)
  const both = await Promise.all([propose(market, asked), propose(market, asked)])
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
  const asked = await quoted(market)
  const { body } = await propose(market, asked)
  const cancel = () => market.send('buyer', 'POST', `/v1/rfqs/${asked.rfqId}/cancel`, { reason: 'no need' })
  expect(await cancel()).toMatchObject({ status: 409, body: { code: 'rfq/award-pending' } })
  await market.send('buyer approver', 'POST', `/v1/awards/${body.id}/reject`, { reason: 'too dear' })
  expect((await cancel()).body.status).toBe('cancelled')
  expect((await market.send('acme', 'GET', `/v1/quotes/${asked.acme}`)).body.status).toBe('rejected')
})
