/** Two versions of one route before one handler: what /v2 takes and shows otherwise, what it shares, and how /v1 ends. */
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import { createMemoryCache } from '../../infrastructure/cache/memory-cache.ts'
import { openTestGateway } from '../open-test-gateway.fixture.ts'
import { listRoute, route, type Route } from '../route.ts'
import { createDeprecatedUses } from './deprecated-uses.ts'
import { renamed } from './shapes/shape-changes.ts'
import { firstVersionDates, type ChangeOf } from './second/second-version.ts'

const Parcel = Type.Object({ line: Type.String({ maxLength: 4 }) }, { title: 'Parcel' })
const about = (operationId: string) => ({ operationId, tag: 'Operations', summary: `What ${operationId} is for` })
const keep = { for: 'everybody', tags: ['parcels'], ttlMs: 60_000 } as const
let asked = 0

const routes = (): Route[] => [
  route({
    ...about('getParcel'),
    method: 'GET',
    path: '/v1/parcels/{parcelId}',
    access: { kind: 'public' },
    params: Type.Object({ parcelId: Type.String() }),
    reply: Parcel,
    async handle() {
      asked += 1
      return { body: { json: '{"line":"1"}' }, version: 3, keep }
    },
  }),
  route({
    ...about('sendParcel'),
    method: 'POST',
    path: '/v1/parcels',
    access: { kind: 'public' },
    body: Parcel,
    reply: Parcel,
    success: 201,
    async handle({ body }) {
      if (body.line === '9')
        throw new Rejected({
          kind: 'invalid',
          code: 'things/invalid',
          detail: 'No.',
          errors: [{ pointer: '/line', detail: 'is not there' }],
        })
      return { body, location: '/v1/parcels/p1' }
    },
  }),
  listRoute({
    ...about('listParcels'),
    path: '/v1/parcels',
    access: { kind: 'public' },
    query: Type.Object({ line: Type.Optional(Type.String()) }),
    reply: Parcel,
    async handle({ query, page: { after = '1' } }) {
      if (query.line === '9')
        throw new Rejected({
          kind: 'malformed',
          code: 'things/malformed',
          detail: 'No.',
          errors: [{ pointer: '/query/line', detail: 'is not there' }],
        })
      const bytes = Buffer.from(`{"line":"${query.line ?? after}"}`)
      return { items: [{ json: bytes }, { line: after }], ...(after === '1' && { next: '2' }) }
    },
  }),
  route({
    ...about('getVan'),
    method: 'GET',
    path: '/v1/vans/{vanId}',
    access: { kind: 'public' },
    params: Type.Object({ vanId: Type.String() }),
    reply: Type.Object({ line: Type.String() }),
    handle: async () => ({ body: { line: 'same' }, keep }),
  }),
]

const change = renamed('', 'line', 'lineId')
const changeOf: ChangeOf = ({ operationId }) => {
  if (operationId === 'getVan') return undefined
  return {
    shown: change,
    ...(operationId === 'sendParcel' && { taken: change }),
    ...(operationId === 'listParcels' && { query: change }),
  }
}

let now = '2027-01-01T00:00:00.000Z'
const lines: object[] = []
const uses = createDeprecatedUses({ now: () => now, log: { info: (line: object) => void lines.push(line) } })
const cache = createMemoryCache({ capacityBytes: 1_048_576, now: () => performance.now() })
const { app, send } = openTestGateway({ routes: routes(), changeOf, deprecatedUses: uses, cache, now: () => now })

test('one handler answers both versions: each is shown and may send its own', async () => {
  expect((await send({ url: '/v1/parcels/p1' })).body).toEqual({ line: '1' })
  expect((await send({ url: '/v2/parcels/p1' })).body).toEqual({ lineId: '1' })
  const json = { 'content-type': 'application/json' }
  const post = (url: string, body: object) =>
    send({ method: 'POST', url, headers: json, payload: JSON.stringify(body) })
  expect(await post('/v2/parcels', { lineId: '4' })).toMatchObject({
    status: 201,
    body: { lineId: '4' },
    headers: { location: '/v2/parcels/p1' },
  })
  expect(await post('/v1/parcels', { line: '4' })).toMatchObject({
    body: { line: '4' },
    headers: { location: '/v1/parcels/p1' },
  })
  expect((await post('/v2/parcels', { line: '4' })).body.errors).toEqual([
    { pointer: '/lineId', detail: 'is missing' },
    { pointer: '/line', detail: 'is not a known field' },
  ])
})

test('what the core refuses is said of the field that was sent, under the path that was asked', async () => {
  const refused = await send({
    method: 'POST',
    url: '/v2/parcels',
    headers: { 'content-type': 'application/json' },
    payload: '{"lineId":"9"}',
  })
  expect(refused.body).toMatchObject({ status: 422, instance: '/v2/parcels', errors: [{ pointer: '/lineId' }] })
  expect((await send({ url: '/v2/parcels?lineId=9' })).body).toMatchObject({ errors: [{ pointer: '/query/lineId' }] })
  expect((await send({ url: '/v2/parcels?line=1' })).body).toMatchObject({ code: 'gateway/invalid-query' })
})

test('items of a list are shown otherwise, as bytes or not; its links stay in the version, its cursors fit both', async () => {
  const { body, headers } = await send({ url: '/v2/parcels?lineId=7' })
  expect(body.items).toEqual([{ lineId: '7' }, { lineId: '1' }])
  expect(headers['link']).toMatch(/^<\/v2\/parcels\?lineId=7&cursor=[\w-]+>; rel="next"$/)
  const first = await send({ url: '/v1/parcels' })
  expect((await send({ url: `/v2/parcels?cursor=${first.body.page.next}` })).body.items).toEqual([
    { lineId: '2' },
    { lineId: '2' },
  ])
})

test('what is the same in both is reached under both, and neither is deprecated', async () => {
  for (const url of ['/v1/vans/v1', '/v2/vans/v1']) {
    const { body, headers } = await send({ url })
    expect(body).toEqual({ line: 'same' })
    expect(headers).not.toHaveProperty('deprecation')
  }
  expect((await send({ url: '/v2/nowhere' })).body).toMatchObject({ status: 404, instance: '/v2/nowhere' })
  expect((await send({ method: 'DELETE', url: '/v2/parcels' })).headers['allow']).toBe('POST, GET, HEAD, OPTIONS')
})

test('a deprecated route says since when, until when, and where to go on, with every reply', async () => {
  const { headers } = await send({ url: '/v1/parcels?limit=1' })
  expect(headers['deprecation']).toBe(`@${Date.parse(firstVersionDates.deprecated) / 1_000}`)
  expect(headers['sunset']).toBe('Fri, 01 Dec 2028 00:00:00 GMT')
  expect(String(headers['link']).split(', ')).toEqual([
    '</docs/versions>; rel="deprecation"; type="text/html"',
    '</docs/versions>; rel="sunset"; type="text/html"',
    '</v2/parcels>; rel="successor-version"',
    expect.stringMatching(/^<\/v1\/parcels\?limit=1&cursor=.+>; rel="next"$/),
  ])
  expect((await send({ url: '/v2/parcels' })).headers).not.toHaveProperty('deprecation')
})

test('each version’s replies are kept by themselves, with their headers, and are counted where they are answered from memory', async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { readonly port: number }
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'fx-client': 'till' } })
  await get('/v1/parcels/kept')
  await get('/v2/parcels/kept')
  await get('/v2/vans/kept')
  const before = asked
  const [first, second] = await Promise.all([get('/v1/parcels/kept'), get('/v2/parcels/kept')])
  expect(asked).toBe(before)
  // What is the same in both is kept under either path, too.
  expect((await get('/v2/vans/kept')).headers.get('cache-status')).toBe('l1; hit')
  for (const reply of [first, second]) expect(reply.headers.get('cache-status')).toBe('l1; hit')
  expect(await first.json()).toEqual({ line: '1' })
  expect(await second.json()).toEqual({ lineId: '1' })
  expect(first.headers.get('deprecation')).toMatch(/^@\d+$/)
  expect(second.headers.get('deprecation')).toBeNull()
  expect(uses.list().find(({ client }) => client === 'till')).toMatchObject({
    route: 'GET /v1/parcels/{parcelId}',
    count: 2,
  })
})

test('from its day on a deprecated route is gone, and /v2 stays', async () => {
  now = firstVersionDates.sunset
  const gone = await send({ url: '/v1/parcels' })
  expect(gone.body).toMatchObject({
    status: 410,
    code: 'gateway/version-ended',
    type: '/problems/gateway/version-ended',
  })
  expect(gone.headers['link']).toContain('rel="successor-version"')
  expect((await send({ method: 'POST', url: '/v1/parcels', payload: 'not even JSON' })).status).toBe(410)
  expect((await send({ url: '/v2/parcels' })).status).toBe(200)
  expect((await send({ url: '/v1/vans/v2' })).status).toBe(200)
  now = '2027-01-01T00:00:00.000Z'
})

test('each version is described where it is, the first with what of it is deprecated', async () => {
  const first = (await send({ url: '/openapi.json' })).body
  const second = (await send({ url: '/v2/openapi.json' })).body
  expect(first.paths['/v1/parcels/{parcelId}'].get.deprecated).toBe(true)
  expect(first.paths['/v1/vans/{vanId}'].get.deprecated).toBeUndefined()
  expect(Object.keys(second.paths)).toEqual(['/v2/parcels/{parcelId}', '/v2/parcels', '/v2/vans/{vanId}'])
  expect(second.components.schemas.Parcel.properties).toHaveProperty('lineId')
  expect((await send({ url: '/v1/openapi.json' })).body).toEqual(first)
  const { text } = await send({ url: '/docs/versions' })
  expect(text).toContain('<td>reply /line</td><td>is no longer answered</td>')
})
