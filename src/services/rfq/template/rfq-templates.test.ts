import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instantFromMs, type LocalDate } from '../../../kernel/time.ts'
import {
  openTestSourcing,
  orgId,
  productId,
  publishRfq,
  rfqInput,
  siteId,
  type TestSourcing,
} from '../open-test-sourcing.fixture.ts'
import type { RfqDetails } from '../request/rfq-details.ts'
import { deliveriesFor, templateOf } from './rfq-template.ts'

let market: TestSourcing
beforeAll(async () => {
  market = await openTestSourcing()
  await Promise.all(['buyer', 'buyer2', 'acme', 'rival'].map((name) => market.organisation(name)))
  await market.product('acme', 'acme butter')
})
afterAll(() => market.dispose())

test('days move with the deadline: as far from it as they were, and back again to the same days', () => {
  const dayMs = 86_400_000
  fc.assert(
    fc.property(
      fc.nat(20_000 * 24),
      fc.nat(20_000 * 24),
      fc.array(fc.integer({ min: -30, max: 400 })),
      (a, b, days) => {
        const [from, to] = [a, b].map((hours) => instantFromMs(hours * 3_600_000)) as [never, never]
        const deliveries = days.map((after) => ({
          date: instantFromMs(Date.parse((from as string).slice(0, 10)) + after * dayMs).slice(0, 10) as LocalDate,
          share: 1,
        }))
        const details = { deadline: from, deliveries } as unknown as RfqDetails
        const moved = deliveriesFor(templateOf(details), to)
        expect(moved.map(({ date }) => (Date.parse(date) - Date.parse((to as string).slice(0, 10))) / dayMs)).toEqual(
          days,
        )
        expect(deliveriesFor(templateOf({ ...details, deadline: to, deliveries: moved }), from)).toEqual(deliveries)
      },
    ),
  )
})

const input = () =>
  rfqInput(market, ['acme', 'rival'], {
    title: 'Butter, spring',
    deadline: '2099-03-01T12:00:00.000Z',
    deliveries: [
      { date: '2099-03-11', share: 2 },
      { date: '2099-03-21', share: 1 },
    ],
    lines: [
      { productId: productId('acme butter'), quantity: 40, targetPrice: '4.10', requiredCertificates: ['organic'] },
      { specification: 'Salted butter', quantity: 5_000, unit: 'gram', minimumRemainingLifeDays: 30 },
    ],
    weights: { price: 50, leadTime: 30, evidence: 10, coverage: 10 },
    note: 'As last year.',
  })
const deadline = '2099-06-01T09:00:00.000Z'

test('an RFQ that is over is repeated as a draft of its own number, with all it said and its days moved', async () => {
  const { body: first } = await market.send('buyer', 'POST', '/v1/rfqs', input())
  await market.send('buyer', 'POST', `/v1/rfqs/${first.id}/cancel`, { reason: 'Too early.' })
  const repeated = await market.send('buyer', 'POST', `/v1/rfqs/${first.id}/repeat`, { deadline })
  expect(repeated.status).toBe(201)
  const { id, number, status: _s, createdAt: _c, updatedAt: _u, cancellationReason: _r, ...said } = first
  expect(repeated.body.id).not.toBe(id)
  expect(repeated.body).toMatchObject({
    ...said,
    number: number + 1,
    status: 'draft',
    deadline,
    deliveries: [
      { date: '2099-06-11', share: 2 },
      { date: '2099-06-21', share: 1 },
    ],
    quotes: [],
    awards: [],
  })
  const renamed = await market.send('buyer', 'POST', `/v1/rfqs/${id}/repeat`, { deadline, title: 'Butter, summer' })
  expect(renamed.body.title).toBe('Butter, summer')
})

test('nobody repeats what is another’s, and a deadline that is none is refused by its field', async () => {
  const id = await publishRfq(market, ['acme'])
  for (const as of ['buyer2', 'acme buyer'])
    expect((await market.send(as, 'POST', `/v1/rfqs/${id}/repeat`, { deadline })).body.code).toBe('rfq/unknown')
  const impossible = await market.send('buyer', 'POST', `/v1/rfqs/${id}/repeat`, { deadline: '2099-02-30T09:00:00Z' })
  expect([impossible.status, impossible.body.errors[0].pointer]).toEqual([422, '/deadline'])
})

test('a template is kept apart from its RFQ, is its buyer’s alone, and makes drafts until it is deleted', async () => {
  const { body: rfq } = await market.send('buyer', 'POST', '/v1/rfqs', input())
  const saved = await market.send('buyer', 'POST', '/v1/rfq-templates', { rfqId: rfq.id, name: ' Butter ' })
  expect(saved).toMatchObject({
    status: 201,
    body: {
      name: 'Butter',
      rfqId: rfq.id,
      deliverTo: { siteId: siteId('buyer') },
      visibility: { kind: 'invited', supplierIds: [orgId('acme'), orgId('rival')] },
      deliveries: [
        { daysAfterDeadline: 10, share: 2 },
        { daysAfterDeadline: 20, share: 1 },
      ],
    },
  })
  expect(saved.body).not.toHaveProperty('deadline')
  const url = `/v1/rfq-templates/${saved.body.id}`
  const { etag } = (await market.send('buyer', 'GET', `/v1/rfqs/${rfq.id}`)).headers
  const emptied = rfqInput(market, ['acme'], { deadline })
  await market.send('buyer', 'PUT', `/v1/rfqs/${rfq.id}`, emptied, { 'if-match': etag })
  expect((await market.send('buyer', 'GET', url)).body).toEqual(saved.body)
  expect((await market.send('buyer', 'GET', '/v1/rfq-templates')).body.items).toEqual([saved.body])

  const drafted = await market.send('buyer', 'POST', `${url}/rfqs`, { deadline })
  expect(drafted).toMatchObject({ status: 201, body: { status: 'draft', deadline, note: 'As last year.' } })
  expect(drafted.body.lines).toEqual(rfq.lines)

  expect((await market.send('buyer2', 'GET', url)).body.code).toBe('rfq-template/unknown')
  expect((await market.send('buyer2', 'POST', `${url}/rfqs`, { deadline })).status).toBe(404)
  expect((await market.send('buyer2', 'GET', '/v1/rfq-templates')).body.items).toEqual([])
  expect((await market.send('buyer', 'DELETE', url)).status).toBe(428)
  const match = { 'if-match': String(saved.headers['etag']) }
  expect((await market.send('buyer2', 'DELETE', url, undefined, match)).status).toBe(404)
  expect((await market.send('buyer', 'DELETE', url, undefined, match)).status).toBe(204)
  expect((await market.send('buyer', 'GET', url)).status).toBe(404)
  expect((await market.send('buyer', 'GET', '/v1/rfq-templates')).body.items).toEqual([])
  expect((await market.send('buyer', 'POST', '/v1/rfq-templates', { rfqId: rfq.id, name: '  ' })).status).toBe(422)
})
