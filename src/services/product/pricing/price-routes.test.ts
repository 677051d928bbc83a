import { afterAll, beforeAll, expect, test } from 'vitest'
import { testIntent } from '../../../../test/support/test-intent.ts'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { priceId } from './price.ts'
import { priceAggregate, priceListAggregate } from './price-view.ts'
import { openTestCatalogue, organisationId, type TestCatalogue } from '../open-test-catalogue.fixture.ts'

let catalogue: TestCatalogue
beforeAll(async () => {
  catalogue = await openTestCatalogue()
})
afterAll(() => catalogue.dispose())

type Made = { id: string; [key: string]: unknown }
const post = async (url: string, body?: object, as = 'acme'): Promise<Made> => {
  const reply = await catalogue.send({ as, method: 'POST', url, ...(body && { body }) })
  expect([200, 201], reply.text).toContain(reply.status)
  return reply.body
}
let skus = 0
const product = async (): Promise<string> => {
  skus += 1
  const { id } = await post('/v1/products', { sku: `P-${skus}`, name: { en: 'Olive oil' } })
  await post(`/v1/products/${id}/publish`)
  return id
}
const list = (more: object = {}) =>
  post('/v1/price-lists', {
    name: 'List',
    currency: 'EUR',
    incoterm: 'DAP',
    place: 'Utrecht',
    audience: { kind: 'public' },
    validFrom: '2020-01-01',
    ...more,
  })
const terms = (unitPrice: string) => ({ breaks: [{ from: 1, unitPrice }], minimumQuantity: 12, increment: 12 })
const ask = (productId: string, as: string | undefined, quantity = 24) =>
  catalogue.send({ ...(as && { as }), url: `/v1/prices?productId=${productId}&quantity=${quantity}` })

test('each buyer pays by its own list, its group’s, or the public one, and sees no other', async () => {
  const productId = await product()
  const open = await list()
  const group = await post('/v1/customer-groups', { name: 'A', organisationIds: [organisationId('grouped')] })
  const grouped = await list({ audience: { kind: 'group', groupId: group.id } })
  const own = await list({ audience: { kind: 'organisations', organisationIds: [organisationId('dear')] } })
  for (const [{ id }, unitPrice] of [
    [open, '10'],
    [grouped, '9.123456'],
    [own, '8'],
  ] as const)
    await post(`/v1/price-lists/${id}/prices`, { prices: [{ productId, ...terms(unitPrice) }] })

  const paid = async (as?: string) => ((await ask(productId, as)).body as Made)['unitPrice']
  expect([await paid(), await paid('stranger'), await paid('grouped'), await paid('dear')]).toEqual([
    '10',
    '10',
    '9.123456',
    '8',
  ])
  expect((await catalogue.send({ as: 'stranger', url: `/v1/price-lists/${own.id}` })).status).toBe(404)
  expect((await catalogue.send({ as: 'dear', url: `/v1/price-lists/${own.id}` })).status).toBe(200)
  expect((await catalogue.send({ as: 'dear', url: `/v1/price-lists/${own.id}/prices` })).body).toMatchObject({
    items: [{ productId, breaks: [{ from: 1, unitPrice: '8' }] }],
  })

  await catalogue.send({
    as: 'acme',
    method: 'PUT',
    url: `/v1/price-lists/${own.id}/prices/${productId}`,
    body: terms('7.5'),
  })
  expect(await paid('dear')).toBe('7.5')
  await post(`/v1/price-lists/${own.id}/withdraw`)
  expect(await paid('dear')).toBe('10')
})

test('a price holds until its list is withdrawn, however many lists come and go; two hundred are open to everybody', async () => {
  const supplierId = organisationId('daily')
  await catalogue.verify('daily')
  const { id: productId } = await post('/v1/products', { sku: 'D-1', name: { en: 'Leeks' } }, 'daily')
  await post(`/v1/products/${productId}/publish`, {}, 'daily')
  const basis = { currency: 'EUR', incoterm: 'DAP', place: 'Utrecht', audience: { kind: 'public' } } as const
  const opening = { name: 'Of the day', ...basis, validFrom: '2020-01-01' }
  const standing = await post('/v1/price-lists', opening, 'daily')
  await post(`/v1/price-lists/${standing.id}/prices`, { prices: [{ productId, ...terms('5') }] }, 'daily')
  // As the routes would, in a few commits.
  const lists = (count: number, isOver: boolean) =>
    catalogue.execute(priceListAggregate, testIntent(), async (unit) => {
      const { audience, ...where } = basis
      const details = { name: 'Of a day', audience, validFrom: '2020-01-01' as LocalDate }
      let priceListId = ''
      for (let n = 0; n < count; n += 1) {
        priceListId = unit.newId('pls')
        const { at } = unit
        const open = { type: 'open', at, supplierId, basis: { ...where, currency: currency('EUR') }, details } as const
        await unit.decide(priceListAggregate, priceListId, open)
        if (!isOver) continue
        const owner = { priceListId, productId, supplierId, isPublic: true }
        await unit.decide(priceAggregate, priceId(priceListId, productId), {
          type: 'set',
          at,
          owner,
          terms: { ...terms('9'), breaks: [{ from: 1, unitPrice: decimal('9') }] },
        })
        await unit.decide(priceListAggregate, priceListId, { type: 'withdraw', at })
      }
      return priceListId
    })
  await lists(120, true)
  await lists(120, true)
  await lists(199, false)
  expect((await ask(productId, 'stranger')).body).toMatchObject({ unitPrice: '5', priceListId: standing.id })
  const one = { as: 'daily', method: 'POST', url: '/v1/price-lists', body: opening } as const
  expect(await catalogue.send(one)).toMatchObject({
    status: 409,
    body: { code: 'price-list/too-many', facts: { audience: 'public', max: 200 } },
  })
  await post(`/v1/price-lists/${standing.id}/withdraw`, undefined, 'daily')
  expect((await catalogue.send(one)).status).toBe(201)
})

test('a price is changed or removed as it was read: another version is refused', async () => {
  const [productId, { id }] = [await product(), await list()]
  const url = `/v1/price-lists/${id}/prices/${productId}`
  const send = (method: 'PUT' | 'DELETE', ifMatch: string, unitPrice = '10') =>
    catalogue.send({
      as: 'acme',
      method,
      url,
      ...(method === 'PUT' && { body: terms(unitPrice) }),
      headers: { 'if-match': ifMatch },
    })
  const first = await send('PUT', '*')
  expect((await send('PUT', String(first.headers['etag']), '11')).status).toBe(200)
  expect((await send('PUT', String(first.headers['etag']), '12')).status).toBe(412)
  expect((await send('DELETE', String(first.headers['etag']))).status).toBe(412)
  expect((await send('DELETE', '*')).status).toBe(204)
})

test('the reply names what is wrong with the quantity', async () => {
  const productId = await product()
  const { id } = await list()
  await post(`/v1/price-lists/${id}/prices`, { prices: [{ productId, ...terms('2') }] })
  expect((await ask(productId, 'any', 24)).body).toMatchObject({ orderable: true, priceListVersion: 1 })
  expect((await ask(productId, 'any', 30)).body).toMatchObject({
    orderable: false,
    violation: { code: 'quantity/off-increment', facts: { below: 24, above: 36 } },
  })
})

test('a bulk of prices is refused whole, by the field at fault', async () => {
  const productId = await product()
  const { id } = await list()
  const url = `/v1/price-lists/${id}/prices`
  const bad = {
    productId,
    breaks: [
      { from: 1, unitPrice: '1' },
      { from: 5, unitPrice: '2' },
    ],
    minimumQuantity: 1,
    increment: 1,
  }
  const other = await product()
  const body = { prices: [{ productId: other, ...terms('1') }, bad] }
  const refused = await catalogue.send({ as: 'acme', method: 'POST', url, body })
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'price/breaks', errors: [{ pointer: '/prices/1/breaks/1/unitPrice' }] },
  })
  expect((await ask(other, 'any')).status).toBe(404)
})

test('a thousand prices are set by one request, and set again change nothing', async () => {
  const ids = await Promise.all(Array.from({ length: 120 }, product))
  const { id } = await list()
  const body = { prices: ids.map((productId) => ({ productId, ...terms('3') })) }
  expect(await post(`/v1/price-lists/${id}/prices`, body)).toEqual({ set: 120, unchanged: 0 })
  expect(await post(`/v1/price-lists/${id}/prices`, body)).toEqual({ set: 0, unchanged: 120 })
})

test('a list for containers under a rule of the ship’s side carries a warning', async () => {
  const warned = await list({ incoterm: 'FOB', place: 'Rotterdam', containers: true })
  expect(warned['warnings']).toMatchObject([{ code: 'price/incoterm-unfit-for-containers' }])
  expect((await list({ incoterm: 'FOB', place: 'Rotterdam' }))['warnings']).toEqual([])
})

test('a basket is priced in one call: each at its quantity, and what has no price with the reason', async () => {
  const [oil, vinegar, unpriced] = [await product(), await product(), await product()]
  const { id } = await list()
  const breaks = [
    { from: 1, unitPrice: '10' },
    { from: 24, unitPrice: '9' },
  ]
  await post(`/v1/price-lists/${id}/prices`, {
    prices: [
      { productId: oil, ...terms('1'), breaks },
      { productId: vinegar, ...terms('3.5') },
    ],
  })
  const basket = (query: string) => catalogue.send({ as: 'stranger', url: `/v1/products/prices?${query}` })
  const unknown = oil.replace(/.{8}$/, 'ffffffff')
  const asked = [oil, vinegar, unpriced, unknown]
  const reply = await basket(
    [...asked.map((one) => `productId=${one}`), ...[24, 13, 12, 12].map((n) => `quantity=${n}`)].join('&'),
  )
  expect(reply.body).toMatchObject({
    items: [
      { productId: oil, price: { quantity: 24, unitPrice: '9', orderable: true } },
      {
        productId: vinegar,
        price: { quantity: 13, unitPrice: '3.5', orderable: false, violation: { code: expect.any(String) } },
      },
      { productId: unpriced, refusal: { code: 'price/unknown' } },
      { productId: unknown, refusal: { code: 'product/unknown' } },
    ],
  })
  const least = await basket(`productId=${oil}&productId=${vinegar}`)
  expect((least.body as { items: { price: { quantity: number } }[] }).items.map(({ price }) => price.quantity)).toEqual(
    [12, 12],
  )
  expect(await basket(`productId=${oil}&productId=${vinegar}&productId=${oil}&quantity=1&quantity=2`)).toMatchObject({
    status: 422,
    body: { code: 'price/quantities', errors: [{ pointer: '/query/quantity' }] },
  })
  const noCurrency = { status: 422, body: { code: 'currency/unknown', errors: [{ pointer: '/query/currency' }] } }
  expect(await basket(`productId=${oil}&currency=ZZZ`)).toMatchObject(noCurrency)
  const single = { as: 'stranger', url: `/v1/prices?productId=${oil}&currency=ZZZ` }
  expect(await catalogue.send(single)).toMatchObject(noCurrency)
  expect((await basket('')).status).toBe(400)
  expect((await basket(Array.from({ length: 101 }, () => `productId=${oil}`).join('&'))).status).toBe(400)
})
