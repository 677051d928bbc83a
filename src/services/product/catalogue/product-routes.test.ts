import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestCatalogue, organisationId, type TestCatalogue } from '../open-test-catalogue.fixture.ts'
import type { ProductDocument } from './product-view.ts'

let catalogue: TestCatalogue
beforeAll(async () => {
  catalogue = await openTestCatalogue()
})
afterAll(() => catalogue.dispose())

let skus = 0
const draft = async (more: object = {}): Promise<ProductDocument> => {
  skus += 1
  const body = { sku: `G-${skus}`, name: { en: 'Gouda, young' }, ...more }
  const reply = await catalogue.send({ as: 'acme', method: 'POST', url: '/v1/products', body })
  expect(reply.status, reply.text).toBe(201)
  return reply.body
}
const publish = (id: string, as = 'acme') => catalogue.send({ as, method: 'POST', url: `/v1/products/${id}/publish` })
const read = (id: string, as?: string) => catalogue.send({ ...(as && { as }), url: `/v1/products/${id}` })

test('a draft is its supplier’s, a published product is everybody’s', async () => {
  const { id, status } = await draft()
  expect(status).toBe('draft')
  const unseen = await read(id)
  expect(unseen).toMatchObject({ status: 404, body: { code: 'product/unknown' } })
  expect((await read(id, 'rival')).status).toBe(404)
  expect((await read(id, 'acme')).body).toMatchObject({ id, supplierId: organisationId('acme') })
  expect((await read(id, 'acme')).headers['cache-control']).toBe('private, no-cache')

  expect((await publish(id)).body).toMatchObject({ status: 'published', specVersion: 1 })
  const seen = await read(id)
  expect(seen).toMatchObject({ status: 200, body: { id, status: 'published' } })
  expect(seen.headers['cache-control']).toBe('public, no-cache')
})

test('who is not verified yet drafts products and imports drafts, and publishes neither', async () => {
  const body = { sku: 'N-1', name: { en: 'Gouda' } }
  const drafted = await catalogue.send({ as: 'newcomer', method: 'POST', url: '/v1/products', body })
  expect(drafted.status).toBe(201)
  const refused = { status: 403, body: { code: 'organisation/not-verified' } }
  const { id } = drafted.body as ProductDocument
  expect(await publish(id, 'newcomer')).toMatchObject(refused)
  expect((await read(id, 'newcomer')).body).toMatchObject({ status: 'draft' })
  const upload = (query: string) =>
    catalogue.send({
      as: 'newcomer',
      method: 'POST',
      url: `/v1/products/imports${query}`,
      body: Buffer.from('sku,name\nN-2,Edam\n'),
      headers: { 'content-type': 'text/csv' },
    })
  expect(await upload('?publish=true')).toMatchObject(refused)
  expect((await upload('')).status).toBe(202)
  await catalogue.verify('newcomer')
  expect((await publish(id, 'newcomer')).body).toMatchObject({ status: 'published' })
})

test('from its second reading on it comes from memory, byte for byte the first, and a change is seen at once', async () => {
  const { id } = await draft()
  await publish(id)
  const url = `/v1/products/${id}`
  const first = await catalogue.overHttp(url)
  const second = await catalogue.overHttp(url, 'rival')
  expect([first.memory, second.memory]).toEqual(['l1; fwd=miss; stored', 'l1; hit'])
  expect(second.text).toBe(first.text)
  expect([first.etag, second.etag]).toEqual(['"v2"', '"v2"'])

  const change = { as: 'acme', method: 'PATCH', url: `/v1/products/${id}`, body: { brand: 'Noord' } } as const
  expect((await catalogue.send(change)).status).toBe(428)
  expect((await catalogue.send({ ...change, headers: { 'if-match': '"v1"' } })).status).toBe(412)
  const changed = await catalogue.send({ ...change, headers: { 'if-match': '"v2"' } })
  expect(changed).toMatchObject({ status: 200, body: { brand: 'Noord', specVersion: 2 } })
  const seen = await catalogue.overHttp(url)
  expect([seen.etag, JSON.parse(seen.text).brand]).toEqual(['"v3"', 'Noord'])
})

test('of two products with one SKU of one supplier, exactly one exists', async () => {
  const body = { sku: 'ONE', name: { en: 'One' } }
  const post = (as: string) => catalogue.send({ as, method: 'POST', url: '/v1/products', body })
  const both = await Promise.all([post('acme'), post('acme')])
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'product/sku-taken' })
  expect((await post('rival')).status).toBe(201)
})

test('a wrong check digit is refused by its field, with the right digit named', async () => {
  const body = { sku: 'BAD', name: { en: 'Bad' }, gtins: { base: '4006381333932' } }
  const reply = await catalogue.send({ as: 'acme', method: 'POST', url: '/v1/products', body })
  expect(reply).toMatchObject({
    status: 422,
    body: { code: 'gs1/wrong-check-digit', errors: [{ pointer: '/gtins/base' }] },
  })
  const good = await draft({ gtins: { base: '4006381333931' } })
  expect(good.gtins).toEqual({ base: '04006381333931' })
})

test('allergens are proposed from the ingredients, and declared by a person only', async () => {
  const made = await draft({ ingredients: 'Milk, salt. May contain hazelnuts.' })
  expect(made.allergens).toEqual({})
  expect(made.allergenProposals.map(({ allergen, status }) => [allergen, status])).toEqual(
    expect.arrayContaining([
      ['milk', 'contains'],
      ['nuts/hazelnut', 'may contain'],
    ]),
  )
  const url = `/v1/products/${made.id}/allergens`
  const body = {
    allergens: [
      { allergen: 'milk', status: 'contains' },
      { allergen: 'fish', status: 'free' },
    ],
  }
  expect((await catalogue.send({ as: 'acme buyer', method: 'POST', url, body })).status).toBe(403)
  const confirmed = await catalogue.send({ as: 'acme quality', method: 'POST', url, body })
  expect(confirmed.body).toMatchObject({ allergens: { milk: 'contains', fish: 'free' } })

  const recipe = { ingredients: 'Milk, salt, anchovies' }
  const headers = { 'if-match': String(confirmed.headers['etag']) }
  const changed = await catalogue.send({
    as: 'acme',
    method: 'PATCH',
    url: `/v1/products/${made.id}`,
    body: recipe,
    headers,
  })
  expect(changed.body).toMatchObject({ allergens: { milk: 'contains' } })
  expect((changed.body as ProductDocument).allergens.fish).toBeUndefined()
})

test('private label is seen by its maker and its brand owner only', async () => {
  const visibility = { kind: 'private-label', brandOwnerId: organisationId('owner') }
  const { id } = await draft({ visibility })
  expect((await read(id, 'owner')).status).toBe(404)
  await publish(id)
  expect((await read(id, 'owner')).status).toBe(200)
  expect((await read(id, 'acme')).status).toBe(200)
  expect((await read(id, 'rival')).status).toBe(404)
  expect((await read(id)).status).toBe(404)
})

test('what somebody else made cannot be changed, nor told from what does not exist', async () => {
  const { id } = await draft()
  await publish(id)
  const unknown = `prd_${'0'.repeat(32)}`
  const [theirs, none] = await Promise.all([publish(id, 'rival'), publish(unknown, 'rival')])
  expect([theirs.status, none.status]).toEqual([404, 404])
  const { instance: _a, traceId: _b, ...first } = theirs.body as Record<string, unknown>
  const { instance: _c, traceId: _d, ...second } = none.body as Record<string, unknown>
  expect(first).toEqual(second)
})

test('versions are kept as they were, and buyers take note of them under their own codes', async () => {
  const { id } = await draft({ ingredients: 'Milk, salt' })
  const url = `/v1/products/${id}`
  await publish(id)
  const recipe = { ingredients: 'Milk, salt, herbs' }
  await catalogue.send({ as: 'acme', method: 'PATCH', url, body: recipe, headers: { 'if-match': '"v2"' } })
  expect((await catalogue.send({ url: `${url}/versions` })).body).toMatchObject({
    items: [{ specVersion: 2 }, { specVersion: 1 }],
  })
  expect((await catalogue.send({ url: `${url}/versions/1` })).body).toMatchObject({
    details: { ingredients: 'Milk, salt' },
  })
  expect((await catalogue.send({ url: `${url}/versions/3` })).status).toBe(404)

  const acknowledge = (version: number) =>
    catalogue.send({ as: 'shop buyer', method: 'POST', url: `${url}/versions/${version}/acknowledge` })
  expect((await acknowledge(3)).status).toBe(422)
  expect((await acknowledge(2)).body).toMatchObject({ specVersion: 2 })
  const code = { as: 'shop buyer', method: 'PUT', url: `${url}/item-code`, body: { itemCode: '4711' } } as const
  const coded = await catalogue.send(code)
  expect(coded.status).toBe(200)
  // The ETag that it answers is honoured when it comes back.
  expect(coded.headers['etag']).toBe('"v2"')
  expect((await catalogue.send({ ...code, headers: { 'if-match': '"v1"' } })).status).toBe(412)
  expect((await catalogue.send({ ...code, headers: { 'if-match': '"v2"' } })).status).toBe(200)
  const noted = { items: [{ buyerId: organisationId('shop'), specVersion: 2 }] }
  expect((await catalogue.send({ as: 'acme', url: `${url}/acknowledgements` })).body).toMatchObject(noted)
  expect((await catalogue.send({ as: 'rival', url: `${url}/acknowledgements` })).body).toMatchObject({ items: [] })
  const own = await catalogue.send({ as: 'shop', url: '/v1/item-codes?itemCode=4711' })
  expect(own.body).toMatchObject({ items: [{ productId: id, itemCode: '4711' }] })
  expect((await catalogue.send({ as: 'acme', url: '/v1/item-codes' })).body).toMatchObject({ items: [] })
})
