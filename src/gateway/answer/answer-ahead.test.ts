/** Plain requests are answered ahead of the framework, and nobody can tell: an empty query sends the same on to it. */
import { request as send, type IncomingMessage } from 'node:http'
import { Type } from 'typebox'
import { afterAll, expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import { openTestGateway } from '../open-test-gateway.fixture.ts'
import { listRoute, route } from '../route.ts'

const about = (operationId: string) => ({ operationId, tag: 'Tests', summary: 'Read' })
const Thing = Type.Object({ id: Type.String(), name: Type.String() }, { title: 'Thing' })
const params = Type.Object({ thingId: Type.String({ pattern: '^thg_[0-9a-f]{4}$' }) })
const member = { kind: 'member' } as const

const { app } = openTestGateway({
  graphql: { isOpen: true, persisted: new Map(), onlyPersisted: false },
  routes: [
    route({
      ...about('getThing'),
      method: 'GET',
      path: '/v1/things/{thingId}',
      access: member,
      params,
      reply: Thing,
      async handle({ params: { thingId: id } }) {
        if (id === 'thg_dead') throw new Error('secret words')
        if (id === 'thg_0404') throw new Rejected({ kind: 'not-found', code: 'things/not-found', detail: 'No.' })
        return { body: { id, name: 'é' }, version: 3 }
      },
    }),
    listRoute({
      ...about('listThings'),
      path: '/v1/things',
      access: member,
      reply: Thing,
      handle: async () => ({ items: [{ id: 'thg_0001', name: 'A' }], next: '1' }),
    }),
    route({
      ...about('createThing'),
      method: 'POST',
      path: '/v1/things',
      access: member,
      body: Type.Object({ name: Type.String() }),
      reply: Thing,
      handle: async ({ body: { name } }) => ({ body: { id: 'thg_0003', name } }),
    }),
    route({
      ...about('getStaffThing'),
      method: 'GET',
      path: '/v1/things/staff',
      access: { kind: 'staff' },
      reply: Thing,
      handle: async () => ({ body: { id: 'thg_0002', name: 'B' } }),
    }),
    route({
      ...about('readPieces'),
      method: 'GET',
      path: '/v1/pieces',
      access: member,
      handle: async () => ({ body: { raw: new TextEncoder().encode('a,b'), type: 'text/csv' } }),
    }),
  ],
})
let throughFramework = 0
app.addHook('onRequest', (_request, _reply, done) => {
  throughFramework += 1
  done()
})
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as { port: number }
afterAll(() => app.close())

type Answer = { readonly head: string; readonly body: string; readonly byFramework: boolean }
type Headers = Readonly<Record<string, string>>

function ask(path: string, headers: Headers = {}, method = 'GET', body?: string | Buffer): Promise<Answer> {
  const before = throughFramework
  return new Promise((resolve, reject) => {
    const read = async (reply: IncomingMessage): Promise<void> => {
      const pieces = await reply.setEncoding('utf8').toArray()
      const lasting = Object.entries(reply.headers).filter(([name]) => name !== 'date')
      resolve({
        head: JSON.stringify([reply.statusCode, Object.fromEntries(lasting.toSorted())]),
        body: (pieces as string[]).join(''),
        byFramework: throughFramework > before,
      })
    }
    send(
      { port, path, method, headers: { 'x-request-id': 'one-of-two', ...headers } },
      (reply) => void read(reply).catch(reject),
    )
      .once('error', reject)
      .end(body)
  })
}

const buyer = { authorization: 'Bearer buyer' }

test.for<[what: string, path: string, headers?: Headers]>([
  ['what a member reads', '/v1/things/thg_0001', buyer],
  ['a page with links', '/v1/things', buyer],
  ['what is known already', '/v1/things/thg_0001', { ...buyer, 'if-none-match': '"v3"' }],
  ['a stranger', '/v1/things/thg_0001'],
  ['a token that is not good', '/v1/things/thg_0001', { authorization: 'Bearer made-up' }],
  ['a role that does not include it', '/v1/things/staff', buyer],
  ['an id of another form', '/v1/things/nothing', buyer],
  ['a condition that does not fit', '/v1/things/thg_0001', { ...buyer, 'if-match': 'v3' }],
  ['a page of another origin', '/v1/things/thg_0001', { ...buyer, origin: 'https://elsewhere.example' }],
  ['a position that no write was answered with', '/v1/things/thg_0001', { ...buyer, 'fx-as-of': 'x' }],
  ['what nobody foresaw', '/v1/things/thg_dead', buyer],
  ['what a service refuses', '/v1/things/thg_0404', buyer],
])('%s: the same, with the framework or ahead of it', async ([, path, headers]) => {
  const ahead = await ask(path, headers)
  const behind = await ask(`${path}?`, headers)
  expect([ahead.byFramework, behind.byFramework]).toEqual([false, true])
  expect({ ...ahead, byFramework: true }).toEqual(behind)
})

test.for<[what: string, path: string, headers?: Headers, method?: string, body?: string]>([
  ['with a query', '/v1/things?limit=2', buyer],
  ['of which parts have to be decoded', '/v1/things/thg%5F0001', buyer],
  ['of a file', '/v1/pieces', buyer],
  ['at which there is nothing', '/v1/nowhere', buyer],
  ['longer than any id', `/v1/things/${'x'.repeat(201)}`, buyer],
  ['with a body where none is read', '/v1/things/thg_0001', { ...buyer, 'content-length': '2' }, 'GET', '{}'],
  ['for its headers alone', '/v1/things/thg_0001', buyer, 'HEAD'],
  ['of another method', '/v1/things/thg_0001', buyer, 'POST', '{}'],
])('an address %s is the framework’s', async ([, path, headers, method, body]) => {
  const { byFramework } = await ask(path, headers, method, body)
  expect(byFramework).toBe(true)
})

test('a path is read in both versions', async () => {
  const [first, second] = [await ask('/v1/things', buyer), await ask('/v2/things', buyer)]
  expect(second.byFramework).toBe(false)
  expect(second.body).toBe(first.body)
  expect(second.head).toContain('/v2/things?')
})

const graphql = (variables: object): string =>
  JSON.stringify({ query: 'query Q($id: ID!) { thing(thingId: $id) { id name etag } }', variables })
const json = { ...buyer, 'content-type': 'application/json' }

test.for<[what: string, body: string | Buffer, headers?: Headers]>([
  ['what it asks for', graphql({ id: 'thg_0001' })],
  ['what is refused', graphql({ id: 'thg_0404' })],
  ['variables that do not fit', graphql({})],
  ['what is no JSON', '{"query":'],
  ['what is no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['a page of another origin', graphql({ id: 'thg_0001' }), { origin: 'https://elsewhere.example' }],
])('a document is answered the same, with the framework or ahead of it: %s', async ([, body, headers]) => {
  const sent = { ...json, ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const ahead = await ask('/graphql', sent, 'POST', body)
  const behind = await ask('/graphql?', sent, 'POST', body)
  expect([ahead.byFramework, behind.byFramework]).toEqual([false, true])
  expect({ ...ahead, byFramework: true }).toEqual(behind)
  expect(ahead.head).not.toContain('[500')
})

test.for<[what: string, headers: Headers, body: string]>([
  ['in pieces', { ...json, 'transfer-encoding': 'chunked' }, graphql({ id: 'thg_0001' })],
  ['of another type', { ...buyer, 'content-type': 'text/plain', 'content-length': '2' }, '{}'],
  ['that is packed', { ...json, 'content-encoding': 'gzip', 'content-length': '2' }, '{}'],
  ['that is empty', { ...json, 'content-length': '0' }, ''],
  ['that is large', { ...json, 'content-length': '70000' }, ' '.repeat(70_000)],
])('a body %s is the framework’s', async ([, headers, body]) => {
  const { byFramework } = await ask('/graphql', headers, 'POST', body)
  expect(byFramework).toBe(true)
})
