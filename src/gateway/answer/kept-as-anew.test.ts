/** Two ways lead through the gateway: whatever is sent, what is kept must come out as what is made anew does. */
import { connect } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { Type } from 'typebox'
import { createMemoryCache } from '../../infrastructure/cache/memory-cache.ts'
import { openTestGateway } from '../open-test-gateway.fixture.ts'
import { route, type Keep, type Route } from '../route.ts'

const cache = createMemoryCache({ capacityBytes: 1_048_576, now: () => performance.now() })
const tags = ['all']
const kept = (path: `/${string}`, whom: Keep['for'], access: Route['access'], status?: number): Route =>
  route({
    method: 'GET',
    path,
    operationId: `get${path.replaceAll('/', '')}`,
    tag: 'Tests',
    summary: 'Kept',
    access,
    query: Type.Object({ page: Type.Optional(Type.Integer()) }),
    reply: Type.Object({}, { additionalProperties: true }),
    async handle() {
      const keep = { for: whom, ttlMs: 60_000, tags }
      return { body: { text: 'é'.repeat(40) }, version: 3, keep, ...(status !== undefined && { status }) }
    },
  })
const { app } = openTestGateway({
  cache,
  routes: [
    kept('/open', 'everybody', { kind: 'public' }),
    kept('/own', 'organisation', { kind: 'member' }),
    kept('/members', 'everybody', { kind: 'member' }),
    kept('/account', 'organisation', { kind: 'account' }),
    kept('/accepted', 'everybody', { kind: 'public' }, 202),
  ],
})
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as { port: number }
afterAll(() => app.close())

/** What comes back for these bytes until the other side ends the connection. */
const exchange = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    const pieces: Buffer[] = []
    socket.on('data', (bytes: Buffer) => pieces.push(bytes))
    socket.once('error', reject)
    socket.once('close', () => resolve(Buffer.concat(pieces).toString()))
  })

/** Without what is each request's own; a reply's headers may come in any order. */
const comparable = (answer: string): string => {
  const [head = '', ...body] = answer.replaceAll(/"traceId":"[^"]*"/g, '').split('\r\n\r\n')
  const [status, ...headers] = head.split('\r\n')
  const lasting = headers.filter((line) => !/^(date|x-request-id|cache-status):/i.test(line)).toSorted()
  return [status, ...lasting, '', body.join('\r\n\r\n')].join('\n')
}

const asSent = (path: string, lines: readonly string[], { method = 'GET', version = '1.1', host = 'Host: x' } = {}) =>
  [`${method} ${path} HTTP/${version}`, ...(host ? [host] : []), 'Connection: close', ...lines, '\r\n'].join('\r\n')

const whoever = ['Authorization: Bearer buyer']
const headers: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  'the version one has': ['If-None-Match: "v3"'],
  'several versions': ['If-None-Match: "v1", W/"v3"'],
  'another version': ['If-None-Match: "v4"'],
  'any version': ['If-None-Match: *'],
  'a condition': ['If-Match: "v3"'],
  'a condition that fails': ['If-Match: "v9"'],
  'a condition that is none': ['If-Match: nonsense'],
  'a range': ['Range: bytes=0-3'],
  'a date': ['If-Modified-Since: Sat, 01 Jan 2050 00:00:00 GMT'],
  'another media type': ['Accept: text/html'],
  'another coding': ['Accept-Encoding: br, identity;q=0'],
  'an announced body': ['Content-Length: 3'],
  'an announced body of pieces': ['Transfer-Encoding: chunked'],
  'a body of nothing': ['Content-Length: 0'],
  'a coding nobody knows': ['Transfer-Encoding: xchunked'],
  'two lengths': ['Content-Length: 0', 'Content-Length: 3'],
  'an expectation nobody meets': ['Expect: tea'],
  'two hosts': ['Host: y'],
  'another method in a header': ['X-HTTP-Method-Override: DELETE'],
  'another organisation': ['FX-Organisation: org_2'],
  'a request id that is none': ['X-Request-Id: " bad'],
  'an upgrade': ['Upgrade: h2c'],
}

test.each(Object.entries(headers))(
  'a request with %s is answered from what is kept as it is anew',
  async (_, lines) => {
    for (const path of ['/open', '/own']) {
      await exchange(asSent(path, whoever))
      const again = await exchange(asSent(path, [...whoever, ...lines]))
      const anew = await exchange(asSent(path, [...whoever, ...lines, 'Cache-Control: no-cache']))
      expect(comparable(again)).toBe(comparable(anew))
    }
  },
)

const targets = ['http://x/open', '//open', '/%6Fpen', '/open#a', '/open;a', '/open?', '/open?page=1&page=2', '/OPEN']
test.each([...targets, `/open?page=${'1'.repeat(600)}`, '/open%2F', '/open/'])(
  'the address %s is answered the second time as it is the first',
  async (path) => {
    cache.invalidate(tags)
    const first = await exchange(asSent(path, []))
    expect(comparable(await exchange(asSent(path, [])))).toBe(comparable(first))
  },
)

test('other methods, versions of HTTP and hosts get what they get where nothing is kept', async () => {
  const others = [{ method: 'HEAD' }, { method: 'OPTIONS' }, { method: 'POST' }, { method: 'get' }, { version: '1.0' }]
  for (const other of [...others, { host: '' }, { version: '1.0', host: '' }]) {
    await exchange(asSent('/open', []))
    const again = await exchange(asSent('/open', [], other))
    expect(comparable(again)).toBe(comparable(await exchange(asSent('/open', ['Cache-Control: no-cache'], other))))
  }
})

test('requests sent before the answers are read come back in their order, kept or not', async () => {
  await exchange(asSent('/open', []))
  const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
  const answers = await exchange(one('/open') + one('/nothing') + one('/open?page=7') + asSent('/open', []))
  const heads = [...answers.matchAll(/HTTP\/1\.1 (\d+)|cache-status: (.*)\r/g)].map(
    ([, status, from]) => status ?? from,
  )
  expect(heads).toEqual(['200', 'l1; hit', '404', '200', 'l1; fwd=miss; stored', '200', 'l1; hit'])
})

test('a route that asks more of its callers than organisation and role is not kept, whatever its handler says', async () => {
  const ask = async (path: string, lines: readonly string[]) => (await exchange(asSent(path, lines))).slice(9, 12)
  expect(await ask('/members', whoever)).toBe('200')
  expect(await ask('/members', [])).toBe('401')
  expect(await ask('/account', whoever)).toBe('200')
  expect(await ask('/account', ['Authorization: Bearer key'])).toBe('403')
})

test('only a plain 200 is kept', async () => {
  for (const _again of [1, 2]) expect(await exchange(asSent('/accepted', []))).toMatch(/^HTTP\/1\.1 202 /)
})
