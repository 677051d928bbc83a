import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openTestSourcing,
  orgId,
  productId,
  publishRfq,
  quoteInput,
  type TestSourcing,
} from '../open-test-sourcing.fixture.ts'

let market: TestSourcing
beforeAll(async () => {
  market = await openTestSourcing()
  await Promise.all(['buyer', 'acme', 'rival'].map((name) => market.organisation(name)))
  await market.organisation('newcomer', { verified: false })
  for (const name of ['acme', 'rival', 'newcomer']) await market.product(name, `${name} butter`)
  await market.product('acme', 'acme flour', { details: { soldBy: 'kilogram' } })
})
afterAll(() => market.dispose())

const post = (as: string, rfqId: string, body: object) => market.send(as, 'POST', `/v1/rfqs/${rfqId}/quotes`, body)

test('a double click gives one quote in one version, a revision another version that supersedes', async () => {
  const rfqId = await publishRfq(market, ['acme'])
  const body = quoteInput(market, 'acme butter', '12.50')
  const [first, second] = await Promise.all([post('acme', rfqId, body), post('acme', rfqId, body)])
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.body.id).toBe(first.body.id)
  expect([first.body.version, second.body.version]).toEqual([1, 1])

  const revised = await post('acme', rfqId, quoteInput(market, 'acme butter', '12.25'))
  expect(revised.body).toMatchObject({ id: first.body.id, version: 2, status: 'submitted' })
  const versions = await market.send('buyer', 'GET', `/v1/quotes/${first.body.id}/versions`)
  expect(
    versions.body.items.map(({ version, status, lines }: { version: number; status: string; lines: never[] }) => [
      version,
      status,
      lines,
    ]),
  ).toMatchObject([
    [1, 'superseded', [{ breaks: [{ unitPrice: '12.5' }] }]],
    [2, 'submitted', [{ breaks: [{ unitPrice: '12.25' }] }]],
  ])
})

test('a quote is read by its two parties and by nobody else', async () => {
  const rfqId = await publishRfq(market, ['acme', 'rival'])
  const { body } = await post('acme', rfqId, quoteInput(market, 'acme butter', '12.50'))
  expect((await market.send('acme', 'GET', `/v1/quotes/${body.id}`)).status).toBe(200)
  expect((await market.send('buyer', 'GET', `/v1/quotes/${body.id}`)).status).toBe(200)
  expect((await market.send('rival', 'GET', `/v1/quotes/${body.id}`)).status).toBe(404)
  expect((await market.send('rival', 'GET', `/v1/quotes/${body.id}/versions`)).status).toBe(404)
  expect((await market.send('rival', 'POST', `/v1/quotes/${body.id}/withdraw`, {})).status).toBe(404)
  const listed = async (as: string) => (await market.send(as, 'GET', `/v1/quotes?rfqId=${rfqId}`)).body.items.length
  expect([await listed('buyer'), await listed('acme'), await listed('rival')]).toEqual([1, 1, 0])
})

test('an unverified supplier does not quote', async () => {
  const rfqId = await publishRfq(market, ['newcomer'])
  const reply = await post('newcomer', rfqId, quoteInput(market, 'newcomer butter', '1'))
  expect(reply).toMatchObject({ status: 403, body: { code: 'organisation/not-verified' } })
})

test('an RFQ that was closed takes neither quotes nor revisions', async () => {
  const rfqId = await publishRfq(market, ['acme', 'rival'])
  const first = await post('acme', rfqId, quoteInput(market, 'acme butter', '12.50'))
  await market.send('buyer', 'POST', `/v1/rfqs/${rfqId}/close`)
  const late = await post('rival', rfqId, quoteInput(market, 'rival butter', '11'))
  expect(late).toMatchObject({ status: 409, body: { code: 'rfq/not-open' } })
  const body = quoteInput(market, 'acme butter', '11')
  const revision = await market.send('acme', 'PUT', `/v1/quotes/${first.body.id}`, body, {
    'if-match': String(first.headers['etag']),
  })
  expect(revision).toMatchObject({ status: 409, body: { code: 'rfq/not-open' } })
})

test('a quote may be withdrawn, and given again while the RFQ is open', async () => {
  const rfqId = await publishRfq(market, ['acme'])
  const { body } = await post('acme', rfqId, quoteInput(market, 'acme butter', '12.50'))
  const withdrawn = await market.send('acme', 'POST', `/v1/quotes/${body.id}/withdraw`, { reason: 'typing error' })
  expect(withdrawn.body.status).toBe('withdrawn')
  expect((await market.send('acme', 'POST', `/v1/quotes/${body.id}/withdraw`, {})).status).toBe(409)
  const comparison = await market.send('buyer', 'GET', `/v1/rfqs/${rfqId}/comparison`)
  expect(comparison.body.lines[0].quotes).toEqual([])
  const again = await post('acme', rfqId, quoteInput(market, 'acme butter', '12.50'))
  expect(again.body).toMatchObject({ id: body.id, version: 2, status: 'submitted' })
})

test('what a quote gets wrong is refused by its field', async () => {
  const rfqId = await publishRfq(market, ['acme'])
  const line = { line: '1', productId: productId('acme butter'), unitPrice: '1', quantity: 10, leadTimeDays: 1 }
  const refusals: (readonly [object, string, string])[] = [
    [{ validUntil: '2020-01-01T00:00:00Z' }, '/validUntil', 'quote/not-valid'],
    [{ lines: [{ ...line, line: '2' }] }, '/lines/0/line', 'quote/unknown-line'],
    [{ lines: [line, line] }, '/lines/1/line', 'quote/line-twice'],
    [{ lines: [{ ...line, productId: productId('rival butter') }] }, '/lines/0/productId', 'quote/not-your-product'],
    [{ lines: [{ ...line, productId: productId('acme flour') }] }, '/lines/0/productId', 'quote/unit'],
    [{ lines: [{ ...line, productId: undefined }] }, '/lines/0/productId', 'quote/product-missing'],
    [{ lines: [{ ...line, unitPrice: '0.1234567' }] }, '/lines/0/unitPrice', 'rfq/unit-price'],
    [{ lines: [{ ...line, breaks: [{ from: 1, unitPrice: '1' }] }] }, '/lines/0/unitPrice', 'quote/price'],
    [
      { charges: [{ kind: 'freight', amount: { amount: 1, currency: 'USD' } }] },
      '/charges/0/amount/currency',
      'quote/charge-currency',
    ],
  ]
  for (const [more, pointer, code] of refusals) {
    const reply = await post('acme', rfqId, quoteInput(market, 'acme butter', '1', more))
    expect([reply.status, reply.body.code, reply.body.errors?.[0]?.pointer]).toEqual([422, code, pointer])
  }
  expect((await market.send('buyer', 'GET', `/v1/rfqs/${rfqId}`)).body.quotes).toEqual([])
})

test('a supplier cannot tell how many others were asked or answered', async () => {
  const rfqId = await publishRfq(market, ['acme', 'rival'])
  await post('rival', rfqId, quoteInput(market, 'rival butter', '11'))
  const { body } = await post('acme', rfqId, quoteInput(market, 'acme butter', '12'))
  for (const url of [`/v1/rfqs/${rfqId}`, `/v1/quotes/${body.id}`, '/v1/rfqs', '/v1/quotes'])
    expect(JSON.stringify((await market.send('acme', 'GET', url)).body)).not.toContain(orgId('rival'))
})

test('a quote is read as it stood at any moment, and whether it held then', async () => {
  const rfqId = await publishRfq(market, ['acme', 'rival'])
  const first = await post('acme', rfqId, quoteInput(market, 'acme butter', '12.50'))
  const { id, createdAt, validUntil } = first.body
  market.advance(60_000)
  await post('acme', rfqId, quoteInput(market, 'acme butter', '11.00', { validUntil }))
  const asOf = (as: string, moment: string) => market.send(as, 'GET', `/v1/quotes/${id}?asOf=${moment}`)
  expect(await asOf('buyer', createdAt)).toMatchObject({
    status: 200,
    body: { version: 1, status: 'submitted', lines: [{ breaks: [{ unitPrice: '12.5' }] }] },
  })
  expect((await asOf('acme', market.now())).body).toMatchObject({
    version: 2,
    lines: [{ breaks: [{ unitPrice: '11' }] }],
  })
  expect(await asOf('rival', createdAt)).toMatchObject({ status: 404, body: { code: 'quote/unknown' } })
  const before = new Date(Date.parse(createdAt) - 1).toISOString()
  expect(await asOf('buyer', before)).toMatchObject({
    status: 404,
    body: { code: 'as-of/not-yet', facts: { createdAt } },
  })

  market.advance(Date.parse(validUntil) - Date.parse(market.now()))
  expect((await market.send('buyer', 'GET', `/v1/quotes/${id}`)).body.status).toBe('expired')
  expect((await asOf('buyer', createdAt)).body.status).toBe('submitted')
})
