import { expect, test, afterAll } from 'vitest'
import { Type } from 'typebox'
import { createMemoryCache } from '../../infrastructure/cache/memory-cache.ts'
import { actingOrganisation } from '../../kernel/caller.ts'
import { openTestGateway } from '../open-test-gateway.fixture.ts'
import { route, type Keep, type Route } from '../route.ts'

const cache = createMemoryCache({ capacityBytes: 1_048_576, now: () => performance.now() })
let answered = 0
let duringHandling = (): void => {}

const counted = (path: `/${string}`, keep: Keep, access: Route['access'] = { kind: 'public' }): Route =>
  route({
    method: 'GET',
    path,
    operationId: `get${path.replaceAll('/', '')}`,
    tag: 'Tests',
    summary: 'Counts',
    access,
    query: Type.Object({ page: Type.Optional(Type.Integer()) }),
    reply: Type.Object({ answered: Type.Integer() }),
    async handle({ caller }) {
      answered += 1
      duringHandling()
      return { body: { answered, whose: actingOrganisation(caller) ?? null, greeting: 'přívětivě' }, version: 7, keep }
    },
  })
const lasting = { ttlMs: 60_000, tags: ['a'] }
const { app } = openTestGateway({
  cache,
  routes: [
    counted('/open', { ...lasting, for: 'everybody' }),
    counted('/own', { ...lasting, for: 'organisation' }, { kind: 'member' }),
    counted('/narrow', { ...lasting, for: 'organisation' }, { kind: 'member', roles: ['buyer'] }),
  ],
})
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as { port: number }
afterAll(() => app.close())

async function get(path: string, as?: string, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { ...(as && { authorization: `Bearer ${as}` }), ...headers },
  })
  return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers) }
}
const forget = (): void => cache.invalidate(['a'])

test('what is everybody’s is made once, and goes out to all with the same bytes and headers', async () => {
  forget()
  const first = await get('/open', 'buyer')
  const second = await get('/open', 'other')
  const third = await get('/open')
  expect(first.headers['cache-status']).toBe('l1; fwd=miss; stored')
  expect(second.headers['cache-status']).toBe('l1; hit')
  for (const { text, status } of [second, third]) expect([status, text]).toEqual([200, first.text])
  const lasting = ({ 'cache-status': _status, 'x-request-id': _id, date: _date, ...rest }: Record<string, string>) =>
    rest
  expect(lasting(second.headers)).toEqual(lasting(first.headers))
  expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
})

test('a client’s own name for a request comes back with a kept reply', async () => {
  await get('/open')
  const { headers } = await get('/open', undefined, { 'x-request-id': 'trace-0001' })
  expect([headers['cache-status'], headers['x-request-id']]).toEqual(['l1; hit', 'trace-0001'])
})

test('a kept reply that the client has is answered 304, without a body', async () => {
  await get('/open')
  const { status, text, headers } = await get('/open', undefined, { 'if-none-match': '"v7"' })
  expect([status, text, headers['etag'], headers['content-type']]).toEqual([304, '', '"v7"', undefined])
})

test('what is an organisation’s goes to whoever acts for it in the same role, and to nobody else', async () => {
  forget()
  const first = await get('/own', 'buyer')
  expect((await get('/own', 'key')).text).toBe(first.text)
  const viewer = await get('/own', 'viewer')
  expect(viewer.headers['cache-status']).toBe('l1; fwd=miss; stored')
  const other = await get('/own', 'other')
  expect(JSON.parse(other.text)).toMatchObject({ whose: 'org_2' })
  expect((await get('/own')).status).toBe(401)
  expect((await get('/own', 'forged')).status).toBe(401)
})

test('whom a route does not let in is refused, whatever others were answered', async () => {
  expect((await get('/narrow', 'buyer')).status).toBe(200)
  expect((await get('/narrow', 'viewer')).status).toBe(403)
  expect((await get('/narrow', 'staff')).status).toBe(403)
})

test('an invalidated reply is made again, and one that was being made meanwhile is not kept', async () => {
  forget()
  const first = await get('/open')
  forget()
  duringHandling = forget
  const second = await get('/open')
  duringHandling = () => {}
  expect(second.text).not.toBe(first.text)
  expect(second.headers['cache-status']).toBe('l1; fwd=miss')
  expect((await get('/open')).text).not.toBe(second.text)
})

test('a request that wants none of what is kept gets none of it', async () => {
  const kept = await get('/open')
  const fresh = await get('/open', undefined, { 'cache-control': 'no-cache' })
  expect(fresh.text).not.toBe(kept.text)
})

test('another address is another reply, and one that is refused is never kept', async () => {
  const first = await get('/open?page=1')
  expect((await get('/open?page=2')).text).not.toBe(first.text)
  for (const _again of [1, 2]) expect((await get('/open?page=x')).status).toBe(400)
})

const owned = [counted('/owned', { ...lasting, for: 'everybody', owner: 'org_1' })]
const gateways = {
  alone: openTestGateway({ routes: owned }),
  amongOthers: openTestGateway({ routes: owned, ownersReadAnew: true }),
}

test.each([
  ['alone', [false, true, true, true]],
  ['amongOthers', [false, true, false, true]],
] as const)(
  '%s: whose record it is hears of others’ changes at once, everybody else in a moment',
  async (name, expected) => {
    const { app: gateway } = gateways[name]
    await gateway.listen({ port: 0, host: '127.0.0.1' })
    const { port: at } = gateway.server.address() as { port: number }
    const isKept: boolean[] = []
    for (const as of ['other', 'other', 'buyer', 'other']) {
      const reply = await fetch(`http://127.0.0.1:${at}/owned`, { headers: { authorization: `Bearer ${as}` } })
      isKept.push(reply.headers.get('cache-status') === 'l1; hit')
    }
    expect(isKept).toEqual(expected)
  },
)
