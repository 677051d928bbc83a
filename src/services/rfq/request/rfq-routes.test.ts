import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openTestSourcing,
  orgId,
  productId,
  publishRfq,
  quoteInput,
  rfqInput,
  siteId,
  type TestSourcing,
} from '../open-test-sourcing.fixture.ts'
import { testIntent } from '../../../../test/support/test-intent.ts'
import { organisationAggregate } from '../../organisation/organisation/organisation-view.ts'

const unknown = `rfq_${'0'.repeat(32)}`
let market: TestSourcing
beforeAll(async () => {
  market = await openTestSourcing()
  await Promise.all(['buyer', 'buyer2', 'acme', 'rival', 'stranger'].map((name) => market.organisation(name)))
  await market.organisation('newcomer', { verified: false })
  await market.product('acme', 'acme butter')
  await market.product('rival', 'rival butter')
  await market.product('stranger', 'stranger butter')
  await market.product('newcomer', 'newcomer butter')
})
afterAll(() => market.dispose())

const without = ({ instance: _i, traceId: _t, ...rest }: Record<string, unknown>) => rest

test('buyer and invited supplier share an RFQ, each in its own presentation', async () => {
  const lines = [{ specification: 'Butter', quantity: 10_000, unit: 'piece', targetPrice: '11.50' }]
  const id = await publishRfq(market, ['acme', 'rival'], { lines })
  await market.send('rival', 'POST', `/v1/rfqs/${id}/quotes`, quoteInput(market, 'rival butter', '12.5'))

  const buyers = await market.send('buyer', 'GET', `/v1/rfqs/${id}`)
  expect(buyers.body).toMatchObject({
    viewer: 'buyer',
    status: 'published',
    visibility: { supplierIds: [orgId('acme'), orgId('rival')] },
    lines: [{ targetPrice: '11.5' }],
    quotes: [{ supplierId: orgId('rival'), version: 1 }],
  })
  const seen = await market.send('acme', 'GET', `/v1/rfqs/${id}`)
  expect(seen).toMatchObject({
    status: 200,
    body: { viewer: 'supplier', status: 'published', buyerId: orgId('buyer') },
  })
  expect(JSON.stringify(seen)).not.toContain(orgId('rival'))
  expect(JSON.stringify(seen.body)).not.toContain('targetPrice')
  expect(seen.body).not.toHaveProperty('quotes')

  const listed = await market.send('acme', 'GET', '/v1/rfqs?role=supplier&status=published')
  expect(listed.body.items.map((item: { id: string }) => item.id)).toContain(id)
})

test('what a supplier reads does not change, nor its ETag, when others quote', async () => {
  const id = await publishRfq(market, ['acme', 'rival'])
  const before = await market.send('acme', 'GET', `/v1/rfqs/${id}`)
  await market.send('rival', 'POST', `/v1/rfqs/${id}/quotes`, quoteInput(market, 'rival butter', '12.5'))
  const after = await market.send('acme', 'GET', `/v1/rfqs/${id}`)
  expect(after.body).toEqual(before.body)
  expect(after.headers['etag']).toBe(before.headers['etag'])
  const own = await market.send('acme', 'POST', `/v1/rfqs/${id}/quotes`, quoteInput(market, 'acme butter', '12'))
  const then = await market.send('acme', 'GET', `/v1/rfqs/${id}`)
  expect(then.body.ownQuoteId).toBe(own.body.id)
  expect(then.headers['etag']).not.toBe(before.headers['etag'])
})

test('who is not invited gets the 404 of an unknown id, reading, quoting and asking', async () => {
  const id = await publishRfq(market, ['acme'])
  const attempts: (readonly ['GET' | 'POST', string, object?])[] = [
    ['GET', ''],
    ['POST', '/quotes', quoteInput(market, 'stranger butter', '1')],
    ['POST', '/messages', { text: 'Hello?' }],
    ['GET', '/messages'],
    ['GET', '/quotes'],
    ['POST', '/publish'],
  ]
  for (const [method, path, body] of attempts) {
    const as = path === '/publish' ? 'stranger buyer' : 'stranger'
    const [theirs, none] = await Promise.all([
      market.send(as, method, `/v1/rfqs/${id}${path}`, body),
      market.send(as, method, `/v1/rfqs/${unknown}${path}`, body),
    ])
    expect(theirs.status, path).toBe(404)
    expect(without(theirs.body), path).toEqual(without(none.body))
  }
})

test('a draft is its buyer’s only', async () => {
  const drafted = await market.send('buyer', 'POST', '/v1/rfqs', rfqInput(market, ['acme']))
  expect((await market.send('acme', 'GET', `/v1/rfqs/${drafted.body.id}`)).status).toBe(404)
  expect((await market.send('buyer2', 'GET', `/v1/rfqs/${drafted.body.id}`)).status).toBe(404)
})

test('a buyer that is not verified yet drafts an RFQ, and asks nobody before it is', async () => {
  await market.organisation('buyer3', { verified: false })
  const input = { ...rfqInput(market, ['acme']), deliverTo: { siteId: siteId('buyer3') } }
  const drafted = await market.send('buyer3', 'POST', '/v1/rfqs', input)
  expect(drafted).toMatchObject({ status: 201, body: { status: 'draft' } })
  const url = `/v1/rfqs/${drafted.body.id}`
  const published = await market.send('buyer3', 'POST', `${url}/publish`)
  expect(published).toMatchObject({ status: 403, body: { code: 'organisation/not-verified' } })
  expect((await market.send('acme', 'GET', url)).status).toBe(404)
})

test('an open RFQ is seen by verified suppliers, and by no others', async () => {
  const id = await publishRfq(market, [], { visibility: { kind: 'open' } })
  expect((await market.send('stranger', 'GET', `/v1/rfqs/${id}`)).status).toBe(200)
  expect((await market.send('newcomer', 'GET', `/v1/rfqs/${id}`)).status).toBe(404)
  expect((await market.send('buyer2', 'GET', `/v1/rfqs/${id}`)).status).toBe(404)
  const ids = async (as: string) =>
    (await market.send(as, 'GET', '/v1/rfqs?visibility=open')).body.items.map((item: { id: string }) => item.id)
  expect(await ids('stranger')).toContain(id)
  expect(await ids('newcomer')).toEqual([])
})

test('the past of an open RFQ is shown to who was a verified supplier then, and not for being one since', async () => {
  const organisationId = await market.organisation('late', { verified: false })
  const url = `/v1/rfqs/${await publishRfq(market, [], { visibility: { kind: 'open' } })}`
  const before = market.now()
  market.advance(1_000)
  const judge = {
    type: 'judge',
    at: market.now(),
    staffId: 'stf_1',
    outcome: 'verified',
    reason: 'Papers seen.',
  } as const
  await market.execute(organisationAggregate, testIntent(market.now()), async (unit) => {
    await unit.decide(organisationAggregate, organisationId, judge)
    return organisationId
  })
  const present = await market.send('late', 'GET', url)
  expect(present.status).toBe(200)
  expect((await market.send('late', 'GET', `${url}?asOf=${market.now()}`)).body).toEqual(present.body)
  const unknown = { status: 404, body: { code: 'rfq/unknown' } }
  expect(await market.send('late', 'GET', `${url}?asOf=${before}`)).toMatchObject(unknown)
  expect((await market.send('stranger', 'GET', `${url}?asOf=${before}`)).status).toBe(200)
  expect(await market.send('newcomer', 'GET', `${url}?asOf=${before}`)).toMatchObject(unknown)
})

test('of fifty RFQs drafted at once, no two have one number and none is missing', async () => {
  const drafted = await Promise.all(
    Array.from({ length: 50 }, () => market.send('buyer2', 'POST', '/v1/rfqs', rfqInput2())),
  )
  const numbers = drafted.map(({ body }) => body.number as number).toSorted((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
})
const rfqInput2 = () => ({
  ...rfqInput(market, ['acme']),
  deliverTo: { siteId: siteId('buyer2') },
})

test('a draft is changed only by who read it last, and no more once published', async () => {
  const drafted = await market.send('buyer', 'POST', '/v1/rfqs', rfqInput(market, ['acme']))
  const url = `/v1/rfqs/${drafted.body.id}`
  const changed = rfqInput(market, ['acme', 'rival'], { title: 'Butter, winter' })
  expect((await market.send('buyer', 'PUT', url, changed)).status).toBe(428)
  const ifMatch = { 'if-match': String(drafted.headers['etag']) }
  const put = await market.send('buyer', 'PUT', url, changed, ifMatch)
  expect(put).toMatchObject({ status: 200, body: { title: 'Butter, winter', number: drafted.body.number } })
  expect((await market.send('buyer', 'PUT', url, changed, ifMatch)).status).toBe(412)
  await market.send('buyer', 'POST', `${url}/publish`)
  const late = await market.send('buyer', 'PUT', url, changed, { 'if-match': '*' })
  expect(late).toMatchObject({ status: 409, body: { code: 'rfq/not-a-draft' } })
})

test('what an RFQ gets wrong is refused by its field', async () => {
  const refusals: (readonly [object, string, string])[] = [
    [{ weights: { price: 50, leadTime: 20, evidence: 20, coverage: 0 } }, '/weights', 'rfq/weights'],
    [{ currency: 'EUX' }, '/currency', 'currency/unknown'],
    [{ deadline: '2026-02-30T00:00:00Z' }, '/deadline', 'gateway/invalid-body'],
    [{ deliveries: [{ date: '2030-02-30' }] }, '/deliveries/0/date', 'time/impossible'],
    [{ deliverTo: { siteId: `sit_${'9'.repeat(32)}` } }, '/deliverTo/siteId', 'rfq/unknown-site'],
    [
      { visibility: { kind: 'invited', supplierIds: [orgId('buyer')] } },
      '/visibility/supplierIds/0',
      'rfq/supplier-cannot-be-invited',
    ],
    [{ lines: [{ productId: productId('nothing'), quantity: 1 }] }, '/lines/0/productId', 'rfq/unknown-product'],
    [
      { lines: [{ specification: 'x', quantity: 1, unit: 'piece', targetPrice: '1.1234567' }] },
      '/lines/0/targetPrice',
      'rfq/unit-price',
    ],
  ]
  for (const [more, pointer, code] of refusals) {
    const reply = await market.send('buyer', 'POST', '/v1/rfqs', rfqInput(market, ['acme'], more))
    expect(reply.status, pointer).toBe(422)
    expect(reply.body.code, pointer).toBe(code)
    expect(reply.body.errors[0].pointer).toBe(pointer)
  }
})

test('the deadline passes by the clock alone; extending it is audited and only ever later', async () => {
  const id = await publishRfq(market, ['acme'])
  const extend = (deadline: string) =>
    market.send('buyer', 'POST', `/v1/rfqs/${id}/extend`, { deadline, reason: 'holidays' })
  const { deadline } = (await market.send('buyer', 'GET', `/v1/rfqs/${id}`)).body as { deadline: string }
  expect(await extend(deadline)).toMatchObject({
    status: 422,
    body: { code: 'rfq/deadline-not-later', errors: [{ pointer: '/deadline' }] },
  })
  const later = new Date(Date.parse(deadline) + 3_600_000).toISOString()
  expect((await extend(later)).body.deadline).toBe(later)
  market.advance(2 * 3_600_000 + 1)
  expect((await market.send('buyer', 'GET', `/v1/rfqs/${id}`)).body.status).toBe('expired')
  expect((await market.send('acme', 'GET', `/v1/rfqs/${id}`)).body.status).toBe('closed')
  const late = await market.send('acme', 'POST', `/v1/rfqs/${id}/quotes`, quoteInput(market, 'acme butter', '1'))
  expect(late).toMatchObject({ status: 409, body: { code: 'rfq/not-open' } })
  const listed = await market.send('buyer', 'GET', '/v1/rfqs?role=buyer&status=expired')
  expect(listed.body.items.map((item: { id: string }) => item.id)).toContain(id)
})

test('a clarification reaches whom it was written to', async () => {
  const id = await publishRfq(market, ['acme', 'rival'])
  const url = `/v1/rfqs/${id}/messages`
  await market.send('acme', 'POST', url, { text: 'Salted?' })
  const answer = { to: { kind: 'supplier', supplierId: orgId('acme') }, text: 'No.' }
  await market.send('buyer', 'POST', url, answer)
  await market.send('buyer', 'POST', url, { text: 'To all: unsalted.' })
  const texts = async (as: string) =>
    (await market.send(as, 'GET', url)).body.items.map(({ text }: { text: string }) => text)
  expect(await texts('buyer')).toEqual(['Salted?', 'No.', 'To all: unsalted.'])
  expect(await texts('acme')).toEqual(['Salted?', 'No.', 'To all: unsalted.'])
  expect(await texts('rival')).toEqual(['To all: unsalted.'])
  expect((await market.send('acme', 'POST', url, { to: { kind: 'all' }, text: 'Hello all' })).status).toBe(422)
  const outsider = { to: { kind: 'supplier', supplierId: orgId('stranger') }, text: 'psst' }
  expect((await market.send('buyer', 'POST', url, outsider)).status).toBe(422)
})

test('on an open RFQ the buyer answers a supplier that asked before it quoted', async () => {
  const id = await publishRfq(market, [], { visibility: { kind: 'open' } })
  const url = `/v1/rfqs/${id}/messages`
  expect((await market.send('stranger', 'POST', url, { text: 'Salted?' })).status).toBe(201)
  const to = (name: string) => ({ to: { kind: 'supplier', supplierId: orgId(name) }, text: 'No.' })
  expect((await market.send('buyer', 'POST', url, to('stranger'))).status).toBe(201)
  expect((await market.send('buyer', 'POST', url, to('newcomer'))).status).toBe(422)
})

test('staff sets exchange rates; everybody reads them', async () => {
  const body = { base: 'EUR', asOf: market.now(), rates: [{ currency: 'USD', rate: '0.92' }] }
  expect((await market.send('buyer', 'PUT', '/v1/exchange-rates', body)).status).toBe(403)
  expect((await market.send('staff', 'PUT', '/v1/exchange-rates', body)).status).toBe(200)
  const listed = await market.send('acme', 'GET', '/v1/exchange-rates?base=EUR')
  expect(listed.body.items).toMatchObject([{ base: 'EUR', rates: [{ currency: 'USD', rate: '0.92' }] }])
  const wrong = { ...body, rates: [{ currency: 'XXX', rate: '1' }] }
  expect(await market.send('staff', 'PUT', '/v1/exchange-rates', wrong)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/rates/0/currency' }] },
  })
  expect((await market.send('staff', 'PUT', '/v1/exchange-rates', { ...body, base: 'QQQ' })).status).toBe(422)
})
