import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { priceFor } from '../contract.ts'
import { openTestCatalogue, organisationId, type TestCatalogue } from '../open-test-catalogue.fixture.ts'

let catalogue: TestCatalogue
beforeAll(async () => {
  catalogue = await openTestCatalogue()
  await Promise.all(['flood', 'deluge'].map((name) => catalogue.verify(name)))
})
afterAll(() => catalogue.dispose())

type Answer = { readonly status: number; readonly body: Record<string, never>; readonly text: string }
const post = (url: string, body?: object, as = 'acme'): Promise<Answer> =>
  catalogue.send({ as, method: 'POST', url, ...(body && { body }) })
const made = async (url: string, body?: object, as = 'acme'): Promise<string> => {
  const reply = await post(url, body, as)
  expect([200, 201], reply.text).toContain(reply.status)
  return reply.body['id'] ?? ''
}
const basis = { name: 'List', currency: 'EUR', incoterm: 'DAP', place: 'Utrecht', validFrom: '2020-01-01' }
const forOrganisations = (...names: string[]) => ({
  ...basis,
  audience: { kind: 'organisations', organisationIds: names.map(organisationId) },
})
const forGroup = (groupId: string) => ({ ...basis, audience: { kind: 'group', groupId } })
const group = (names: readonly string[], as = 'acme') =>
  made('/v1/customer-groups', { name: 'Group', organisationIds: names.map(organisationId) }, as)
const times = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make))

let skus = 0
const product = async (): Promise<string> => {
  skus += 1
  const id = await made('/v1/products', { sku: `A-${skus}`, name: { en: 'Olive oil' } })
  await made(`/v1/products/${id}/publish`)
  return id
}
const price = async (listId: string, productId: string, unitPrice: string): Promise<void> => {
  const terms = { breaks: [{ from: 1, unitPrice }], minimumQuantity: 1, increment: 1 }
  expect((await post(`/v1/price-lists/${listId}/prices`, { prices: [{ productId, ...terms }] })).status).toBe(200)
}
const paid = async (productId: string, buyer: string): Promise<unknown> =>
  ((await catalogue.send({ as: buyer, url: `/v1/prices?productId=${productId}` })).body as Answer['body'])['unitPrice']

test('however many lists others make for a buyer, what its supplier promised it holds, where it asks and where it orders', async () => {
  for (const flooding of ['flood', 'deluge']) {
    await times(99, () => made('/v1/price-lists', forOrganisations('courted', 'member'), flooding))
    const groups = await times(9, () => group(['courted', 'member'], flooding))
    await Promise.all(groups.map((id) => made('/v1/price-lists', forGroup(id), flooding)))
  }
  const productId = await product()
  await price(await made('/v1/price-lists', { ...basis, audience: { kind: 'public' } }), productId, '10')
  await price(await made('/v1/price-lists', forOrganisations('courted')), productId, '8')
  await price(await made('/v1/price-lists', forGroup(await group(['member']))), productId, '9')
  const decided = async (buyer: string) => {
    const unit = { read: catalogue.readState }
    const wanted = { productId, buyerId: organisationId(buyer), quantity: 1, at: new Date().toISOString() }
    return (await priceFor(catalogue.documents)(unit, wanted))?.unitPrice
  }
  for (const [buyer, expected] of [
    ['courted', '8'],
    ['member', '9'],
    ['nobody', '10'],
  ] as const) {
    expect(await paid(productId, buyer), buyer).toBe(expected)
    expect(await decided(buyer), buyer).toBe(expected)
  }
})

test('a buyer walks through all lists that are for it, each once, groups’ lists and all suppliers’ included', async () => {
  const own = await times(25, () => made('/v1/price-lists', forOrganisations('walker'), 'flood'))
  const other = await times(5, () => made('/v1/price-lists', forOrganisations('walker', 'else'), 'deluge'))
  const groups = [await group(['walker']), await group(['walker', 'else']), await group(['walker'], 'flood')]
  const grouped = [
    await made('/v1/price-lists', forGroup(groups[0]!)),
    await made('/v1/price-lists', forGroup(groups[0]!)),
    await made('/v1/price-lists', forGroup(groups[2]!), 'flood'),
  ]
  const foreign = [
    await made('/v1/price-lists', forOrganisations('else')),
    await made('/v1/price-lists', forGroup(await group(['else']))),
  ]
  const gone = await made('/v1/price-lists', forOrganisations('walker'))
  await made(`/v1/price-lists/${gone}/withdraw`)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const url: string = `/v1/price-lists?as=buyer&limit=8${cursor === null ? '' : `&cursor=${cursor}`}`
    const reply = await catalogue.send({ as: 'walker', url })
    const { items, page } = reply.body as { items: { id: string }[]; page: { next: string | null } }
    expect(items.length).toBeLessThanOrEqual(8)
    seen.push(...items.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== null)
  expect(seen.toSorted()).toEqual([...own, ...other, ...grouped].toSorted())
  expect(seen).not.toContain(foreign[0])
})

test('who has left a group sees no more of its lists, from no place in the list either', async () => {
  const groupId = await group(['leaver'])
  await times(3, () => made('/v1/price-lists', forGroup(groupId)))
  const url = '/v1/price-lists?as=buyer&limit=1'
  const first = (await catalogue.send({ as: 'leaver', url })).body as { page: { next: string } }
  const body = { name: 'Group', organisationIds: [] }
  const left = { as: 'acme', method: 'PUT', url: `/v1/customer-groups/${groupId}`, body, headers: { 'if-match': '*' } }
  expect((await catalogue.send({ ...left, method: 'PUT' })).status).toBe(200)
  const rest = await catalogue.send({ as: 'leaver', url: `${url}&cursor=${first.page.next}` })
  expect(rest.body).toMatchObject({ items: [], page: { next: null } })
})

test('only who the platform has verified makes prices for named customers; for everybody anybody does', async () => {
  const refusal = { status: 403, body: { code: 'organisation/not-verified' } }
  expect(await post('/v1/price-lists', forOrganisations('courted'), 'newcomer')).toMatchObject(refusal)
  const members = { name: 'Mine', organisationIds: [organisationId('courted')] }
  expect(await post('/v1/customer-groups', members, 'newcomer')).toMatchObject(refusal)
  const empty = await group([], 'newcomer')
  expect(await post('/v1/price-lists', forGroup(empty), 'newcomer')).toMatchObject(refusal)
  await made('/v1/price-lists', { ...basis, audience: { kind: 'public' } }, 'newcomer')
})

test('a supplier has a hundred open lists for one customer; withdrawing one makes room, and changing none takes any', async () => {
  const lists = await times(100, () => made('/v1/price-lists', forOrganisations('dear')))
  const full = { status: 409, body: { code: 'price-list/too-many', facts: { organisationId: organisationId('dear') } } }
  expect(await post('/v1/price-lists', forOrganisations('cheap', 'dear'))).toMatchObject(full)
  const put = (id: string, { audience }: { audience: object }) => {
    const body = { name: 'Changed', validFrom: basis.validFrom, audience }
    return catalogue.send({
      as: 'acme',
      method: 'PUT',
      url: `/v1/price-lists/${id}`,
      body,
      headers: { 'if-match': '*' },
    })
  }
  expect((await put(lists[0]!, forOrganisations('dear', 'cheap'))).status).toBe(200)
  const cheap = await made('/v1/price-lists', forOrganisations('cheap'))
  expect(await put(cheap, forOrganisations('dear'))).toMatchObject(full)
  await made(`/v1/price-lists/${lists[0]}/withdraw`)
  expect((await put(cheap, forOrganisations('dear'))).status).toBe(200)
  await made('/v1/price-lists', forOrganisations('dear'), 'flood')
})

test('a group has twenty open lists, an organisation stands in ten groups of a supplier', async () => {
  const [first] = await times(10, () => group(['joiner']))
  const full = {
    status: 409,
    body: { code: 'customer-group/too-many', facts: { organisationId: organisationId('joiner') } },
  }
  const members = { name: 'More', organisationIds: ['other', 'joiner'].map(organisationId) }
  expect(await post('/v1/customer-groups', members)).toMatchObject(full)
  const put = (id: string) =>
    catalogue.send({
      as: 'acme',
      method: 'PUT',
      url: `/v1/customer-groups/${id}`,
      body: members,
      headers: { 'if-match': '*' },
    })
  expect(await put(await group(['other']))).toMatchObject(full)
  expect((await put(first!)).status).toBe(200)
  await times(20, () => made('/v1/price-lists', forGroup(first!)))
  expect(await post('/v1/price-lists', forGroup(first!))).toMatchObject({
    status: 409,
    body: { code: 'price-list/too-many', facts: { customerGroupId: first } },
  })
})

test('of a list’s past a buyer is shown what was for it then, and nothing once the list is for it no more', async () => {
  const groupId = await group(['other'])
  const listId = await made('/v1/price-lists', forGroup(groupId))
  const put = (...names: string[]) =>
    catalogue.send({
      as: 'acme',
      method: 'PUT',
      url: `/v1/customer-groups/${groupId}`,
      body: { name: 'Group', organisationIds: names.map(organisationId) },
      headers: { 'if-match': '*' },
    })
  const seen = async (asOf?: string) => {
    const url = `/v1/price-lists/${listId}${asOf === undefined ? '' : `?asOf=${asOf}`}`
    const { status, body } = await catalogue.send({ as: 'guest', url })
    return status === 200 ? status : (body as { code: string }).code
  }
  const without = await passed()
  await put('guest')
  const within = await passed()
  expect([await seen(), await seen(within), await seen(without)]).toEqual([200, 200, 'price-list/unknown'])
  await put('other')
  const unseen = 'price-list/unknown'
  expect([await seen(), await seen(within), await seen(without)]).toEqual([unseen, unseen, unseen])
})

/** A moment that is over: what happens from now on is later. */
async function passed(): Promise<string> {
  const moment = Date.now()
  while (Date.now() === moment) await setImmediate()
  return new Date(moment).toISOString()
}
