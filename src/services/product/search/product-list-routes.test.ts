import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestCatalogue, organisationId, type TestCatalogue } from '../open-test-catalogue.fixture.ts'

let catalogue: TestCatalogue
beforeAll(async () => {
  catalogue = await openTestCatalogue()
})
afterAll(() => catalogue.dispose())

type Found = {
  items: { id: string; name: Record<string, string>; price?: { unitPrice: string } }[]
  page: { total: number; next: string | null }
  facets?: Record<string, { value: string; count: number }[]>
}
const post = async (url: string, body?: object, as = 'acme'): Promise<{ id: string }> => {
  const reply = await catalogue.send({ as, method: 'POST', url, ...(body && { body }) })
  expect([200, 201], reply.text).toContain(reply.status)
  return reply.body
}
let skus = 0
const published = async (name: string, more: object = {}, as = 'acme'): Promise<string> => {
  skus += 1
  const { id } = await post('/v1/products', { sku: `L-${skus}`, name: { en: name }, ...more }, as)
  await post(`/v1/products/${id}/publish`, undefined, as)
  return id
}
const list = async (query: string, as?: string): Promise<Found> => {
  await catalogue.settled()
  const reply = await catalogue.send({ ...(as && { as }), url: `/v1/products?${query}` })
  expect(reply.status, reply.text).toBe(200)
  return reply.body
}
const ids = ({ items }: Found) => items.map(({ id }) => id)

test('products are found by words, filters and facets, each with the price that the caller pays', async () => {
  const gouda = await published('Gouda cheese', { category: 'dairy/cheese', brand: 'Noord', countryOfOrigin: 'NL' })
  const edam = await published('Edam cheese', { category: 'dairy/cheese', countryOfOrigin: 'DE', shelfLifeDays: 90 })
  const oil = await published('Olive oil', { countryOfOrigin: 'IT' })
  const { id } = await post('/v1/price-lists', {
    name: 'All',
    currency: 'EUR',
    incoterm: 'DAP',
    place: 'Utrecht',
    audience: { kind: 'public' },
    validFrom: '2020-01-01',
  })
  const terms = { breaks: [{ from: 1, unitPrice: '4.25' }], minimumQuantity: 1, increment: 1 }
  await post(`/v1/price-lists/${id}/prices`, { prices: [{ productId: gouda, ...terms }] })

  const cheese = await list('q=cheese&facets=country,category')
  expect(new Set(ids(cheese))).toEqual(new Set([gouda, edam]))
  expect(cheese.facets).toMatchObject({
    country: [
      { value: 'DE', count: 1 },
      { value: 'NL', count: 1 },
    ],
  })
  expect(cheese.facets?.['category']).toContainEqual({ value: 'dairy', count: 2 })
  expect(cheese.items.find((item) => item.id === gouda)?.price).toMatchObject({ unitPrice: '4.25' })
  expect(cheese.items.find((item) => item.id === edam)?.price).toBeUndefined()

  expect(ids(await list('category=dairy&country=NL'))).toEqual([gouda])
  expect(ids(await list('minShelfLifeDays=60'))).toEqual([edam])
  expect(ids(await list('category=dairy&sort=name'))).toEqual([edam, gouda])
  const first = await list('sort=newest&limit=2')
  expect(ids(first)).toEqual([oil, edam])
  expect(first.page.total).toBe(3)
  expect(ids(await list(`sort=newest&limit=2&cursor=${first.page.next}`))).toEqual([gouda])
})

test('a request to exclude allergens is met only by those a person confirmed, all of them', async () => {
  const oat = await published('Oat drink', { ingredients: 'Water, oats' })
  await published('Rice drink', { ingredients: 'Water, rice' })
  await post(`/v1/products/${oat}/allergens`, {
    allergens: [
      { allergen: 'milk', status: 'free' },
      { allergen: 'soybeans', status: 'free' },
    ],
  })
  expect(ids(await list('q=drink&allergenFree=milk'))).toEqual([oat])
  expect(ids(await list('q=drink&allergenFree=milk,soybeans'))).toEqual([oat])
  expect(ids(await list('q=drink&allergenFree=milk,fish'))).toEqual([])
})

test('only a verified certificate that covers the product today finds it', async () => {
  await catalogue.verify('bees')
  const honey = await published('Acacia honey', {}, 'bees')
  const claim = async (validTo: string) =>
    post(
      '/v1/certificates',
      {
        scheme: 'kosher',
        number: 'K-1',
        issuer: 'OK',
        scope: { productIds: [honey] },
        validFrom: '2020-01-01',
        validTo,
      },
      'bees',
    )
  const { id } = await claim('2099-12-31')
  expect(ids(await list('certificate=kosher'))).toEqual([])
  expect((await catalogue.send({ as: 'rival', url: `/v1/certificates/${id}` })).status).toBe(404)
  await post(`/v1/certificates/${id}/verify`, { reason: 'Seen at the issuer.' }, 'staff')
  expect(ids(await list('certificate=kosher&facets=certificate'))).toEqual([honey])
  expect((await catalogue.send({ as: 'rival', url: `/v1/certificates/${id}` })).status).toBe(200)
  await post(`/v1/certificates/${id}/suspend`, { reason: 'Under review.' }, 'staff')
  expect(ids(await list('certificate=kosher'))).toEqual([])
  const old = await claim('2021-12-31')
  await post(`/v1/certificates/${old.id}/verify`, { reason: 'Was true.' }, 'staff')
  expect(ids(await list('certificate=kosher'))).toEqual([])
})

test('a certificate of a category is found with what lies in it, and leaves with its verdict', async () => {
  const cheese = await published('Chestnut cheese', { category: 'dairy/cheese' }, 'bees')
  const cream = await published('Chestnut cream', {}, 'bees')
  const scope = { categories: ['dairy'] }
  const validity = { validFrom: '2020-01-01', validTo: '2099-12-31' }
  const body = { scheme: 'halal', number: 'H-1', issuer: 'HFA', scope, ...validity }
  const { id } = await post('/v1/certificates', body, 'bees')
  expect(ids(await list('certificate=halal'))).toEqual([])
  await post(`/v1/certificates/${id}/verify`, { reason: 'Seen at the issuer.' }, 'staff')
  expect(ids(await list('certificate=halal'))).toEqual([cheese])
  expect(ids(await list('q=chestnut cream'))).toContain(cream)
  await post(`/v1/certificates/${id}/suspend`, { reason: 'Under review.' }, 'staff')
  expect(ids(await list('certificate=halal'))).toEqual([])
})

test('drafts and private label are found by those who may see them, discontinued products by nobody', async () => {
  const { id: draft } = await post('/v1/products', { sku: 'D', name: { en: 'Zwieback draft' } })
  const visibility = { kind: 'private-label', brandOwnerId: organisationId('owner') }
  const label = await published('Zwieback own label', { visibility })
  expect(ids(await list('q=zwieback'))).toEqual([])
  expect(ids(await list('q=zwieback', 'owner'))).toEqual([label])
  expect(ids(await list('q=zwieback&status=draft', 'acme'))).toEqual([draft])
  expect(ids(await list('q=zwieback&status=draft', 'owner'))).toEqual([])
  await post(`/v1/products/${label}/discontinue`, { reason: 'Gone.' })
  expect(ids(await list('q=zwieback', 'owner'))).toEqual([])
})

test('what is typed is completed, and like products stand beside one', async () => {
  const first = await published('Raspberry jam', { category: 'dairy/cheese' })
  const second = await published('Raspberry jelly')
  await catalogue.settled()
  const typed = await catalogue.send({ url: '/v1/products/autocomplete?q=rasp' })
  expect(typed.body).toMatchObject({ items: expect.arrayContaining([{ text: 'Raspberry jam' }]) as unknown })
  const like = await catalogue.send({ url: `/v1/products/${second}/similar` })
  expect((like.body as Found).items.map(({ id }) => id)).toContain(first)
  expect((await catalogue.send({ url: '/v1/categories' })).text).toContain('"dairy/cheese"')
})

test('a page is kept as it went out until one of its products, a price or what can be found changes', async () => {
  const id = await published('Tilsit', { brand: 'Kept' })
  const url = '/v1/products?brand=Kept'
  const read = async () => {
    await catalogue.settled()
    const { text, memory } = await catalogue.overHttp(url, 'rival')
    return { memory, items: (JSON.parse(text) as Found).items }
  }
  const memories = [await read(), await read(), await read()].map(({ memory }) => memory)
  expect(memories).toEqual(['l1; fwd=miss', 'l1; fwd=miss; stored', 'l1; hit'])
  await published('Tilsit, old', { brand: 'Kept' })
  expect((await read()).items).toHaveLength(2)
  expect((await read()).memory).toBe('l1; hit')

  const list = await post('/v1/price-lists', {
    name: 'Kept',
    currency: 'EUR',
    incoterm: 'DAP',
    place: 'Utrecht',
    audience: { kind: 'public' },
    validFrom: '2020-01-01',
  })
  const price = async (unitPrice: string) => {
    const terms = { breaks: [{ from: 1, unitPrice }], minimumQuantity: 1, increment: 1 }
    await post(`/v1/price-lists/${list.id}/prices`, { prices: [{ productId: id, ...terms }] })
    return (await read()).items.find((item) => item.id === id)?.price?.unitPrice
  }
  expect(await price('3.5')).toBe('3.5')
  expect(await price('3.4')).toBe('3.4')
  expect((await read()).memory).toBe('l1; hit')
})

test('of a supplier with many public lists, the price of a product is found all the same', async () => {
  await catalogue.verify('dairy')
  const id = await published('Emmental', { brand: 'Many' }, 'dairy')
  const open = { currency: 'EUR', incoterm: 'DAP', place: 'Utrecht', audience: { kind: 'public' } }
  const lists = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      post('/v1/price-lists', { name: `L${at}`, ...open, validFrom: '2020-01-01' }, 'dairy'),
    ),
  )
  const terms = { breaks: [{ from: 1, unitPrice: '9.1' }], minimumQuantity: 1, increment: 1 }
  await post(`/v1/price-lists/${lists[9]!.id}/prices`, { prices: [{ productId: id, ...terms }] }, 'dairy')
  expect((await list('brand=Many')).items[0]?.price?.unitPrice).toBe('9.1')
})
