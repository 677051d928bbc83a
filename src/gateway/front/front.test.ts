/** What stands before every route, over a real connection: filters see what no client of ours would send. */
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createMemoryRateLimit } from '../../infrastructure/rate-limit/memory-rate-limit.ts'
import type { Caller } from '../../kernel/caller.ts'
import { openFront } from './front.ts'
import { createLimits, routeClasses, type Quota, type RouteClass } from './limits.ts'
import { openTestGateway } from '../open-test-gateway.fixture.ts'

const limit = createMemoryRateLimit({ monotonicMs: () => performance.now() })
const quotas = Object.fromEntries(routeClasses.map((of) => [of, { count: 1_000, seconds: 1 }])) as Record<
  RouteClass,
  Quota
>
const limits = createLimits({
  quotas: { ...quotas, heavy: { count: 2, seconds: 60 }, connection: { count: 2, seconds: 60 } },
  organisationTimes: 10,
  exact: limit,
  quick: limit,
})
const opened: Caller[] = []
const { app, send } = openTestGateway({
  upgrades: [
    {
      path: '/ws',
      access: { kind: 'member' },
      bearerSubprotocols: true,
      open({ socket, caller }) {
        opened.push(caller)
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
      },
    },
  ],
  front: openFront({
    limits,
    hosts: ['exchange.example'],
    origins: ['https://console.example'],
    behindTls: true,
  }),
})

/** Writes to the letter and gives all that comes back until the connection ends. */
const exchange = async (request: string): Promise<string> => {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const reply = text(socket)
  // Not ended by us: who says no more could be taken for one who is gone.
  socket.write(request)
  return reply
}
const lines = (...more: readonly string[]): string => `${more.join('\r\n')}\r\n\r\n`
const get = (path: string, ...headers: readonly string[]): string =>
  lines(
    `GET ${path} HTTP/1.1`,
    'Host: exchange.example',
    'Authorization: Bearer buyer',
    'Connection: close',
    ...headers,
  )
const outcome = (reply: string): string =>
  `${/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1]} ${/"code":"([^"]+)"/.exec(reply)?.[1] ?? ''}`

test('an ordinary request comes through', async () => {
  expect(outcome(await exchange(get('/v1/things?q=a%2Fb..%00c')))).toBe('200 ')
})

test.each([
  '/v1/things/../things',
  '/v1/./things',
  '/v1/..',
  '//v1/things',
  '/v1//things',
  '/v1/things/%2e%2e/things',
  '/v1/things/%2E',
  '/v1%2fthings',
  '/v1%5Cthings',
  '/v1\\things',
  '/v1/things%00',
  '/v1/things%0d%0aX:1',
  'http://exchange.example/v1/things',
  '/v1/things/%C0%AF',
  '/v1/things/%C0%AE%C0%AE',
])('%s is not a path', async (path) => {
  expect(outcome(await exchange(get(path)))).toBe('400 gateway/malformed-path')
})

test.each([
  ['two hosts', 'Host: other.example', '400 gateway/repeated-header'],
  ['two tokens', 'Authorization: Bearer other', '400 gateway/repeated-header'],
  ['two organisations', 'FX-Organisation: a\r\nFX-Organisation: b', '400 gateway/repeated-header'],
  ['two types', 'Content-Type: a\r\ncontent-type: b', '400 gateway/repeated-header'],
  ['one that is too long', `X-Long: ${'a'.repeat(8_193)}`, '431 gateway/headers-too-large'],
  ['too many', Array.from({ length: 101 }, (_, at) => `X-${at}: 1`).join('\r\n'), '431 gateway/headers-too-large'],
  [
    'too much of them',
    Array.from({ length: 3 }, (_, at) => `X-${at}: ${'a'.repeat(8_000)}`).join('\r\n'),
    '431 gateway/headers-too-large',
  ],
])('headers are refused: %s', async (_what, headers, expected) => {
  expect(outcome(await exchange(get('/v1/things', headers)))).toBe(expected)
})

test('an address has a length, a method is one of seven, a host is one of ours', async () => {
  expect(outcome(await exchange(get(`/v1/things?q=${'a'.repeat(8_192)}`)))).toBe('414 gateway/url-too-long')
  for (const method of ['TRACE', 'PROPFIND', 'QUERY', 'PURGE']) {
    const reply = await exchange(get('/v1/things').replace('GET', method))
    expect(outcome(reply), method).toBe('405 gateway/method-not-allowed')
    expect(reply).toMatch(/\r\nallow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n/i)
  }
  const elsewhere = (host: string) => exchange(get('/v1/things').replace('exchange.example', host))
  expect(outcome(await elsewhere('evil.example'))).toBe('421 gateway/unknown-host')
  expect(outcome(await elsewhere('Exchange.example:443'))).toBe('200 ')
})

test('what Node would refuse in words of its own is told in ours: no host, an expectation nobody has', async () => {
  const nameless = lines('GET /v1/things HTTP/1.1', 'Authorization: Bearer buyer', 'Connection: close')
  expect(outcome(await exchange(nameless))).toBe('400 gateway/malformed-request')
  expect(outcome(await exchange(get('/v1/things', 'Expect: wonders')))).toBe('200 ')
})

const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
const handshake = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', key]
const upgrade = (...headers: readonly string[]): string =>
  lines(
    'GET /ws HTTP/1.1',
    ...(headers.some((line) => /^host:/i.test(line)) ? [] : ['Host: exchange.example']),
    ...handshake,
    ...headers,
  )
const bearer = (name: string): string => `Sec-WebSocket-Protocol: bearer.${name}`

test('a connection passes the same filters before it leaves HTTP', async () => {
  expect(outcome(await exchange(upgrade('Host: other.example', bearer('buyer'))))).toBe('421 gateway/unknown-host')
  expect(
    outcome(await exchange(upgrade(bearer('buyer'), 'Origin: https://a.example', 'Origin: https://b.example'))),
  ).toBe('400 gateway/repeated-header')
  const foreign = await exchange(upgrade(bearer('buyer'), 'Origin: https://evil.example'))
  expect(outcome(foreign)).toBe('403 gateway/unknown-origin')
  expect(foreign).toMatch(/\r\nx-content-type-options: nosniff\r\n/i)
  for (const other of ['Sec-WebSocket-Key: x', 'X-Other: y']) {
    const keyless = await exchange(upgrade(bearer('buyer')).replace(key, other))
    expect(outcome(keyless)).toBe('400 gateway/not-a-websocket')
  }
  expect(opened).toEqual([])
})

test('connections are a class of their own: who has opened as many as may be waits', async () => {
  for (const origin of ['https://console.example', 'https://exchange.example'])
    expect(outcome(await exchange(upgrade(bearer('other'), `Origin: ${origin}`)))).toBe('101 ')
  const refused = await exchange(upgrade(bearer('other')))
  expect(outcome(refused)).toBe('429 gateway/quota-exceeded')
  expect(refused).toMatch(/\r\nretry-after: \d+\r\n/i)
  expect(refused).toMatch(/\r\nratelimit: "connection-user";r=0;t=\d+\r\n/i)
  expect(opened).toHaveLength(2)
  expect((await send({ url: '/v1/things', as: 'other' })).status).toBe(200)
})

test('a stream of events is a connection, a page of them is a reading; what is not there is a reading, too', async () => {
  const quotaOf = async (request: Parameters<typeof send>[0]) => {
    const { headers } = await send(request)
    return String(headers['ratelimit-policy']).split(';')[0]
  }
  expect(await quotaOf({ url: '/v1/news', as: 'key', headers: { accept: 'text/event-stream' } })).toBe(
    '"connection-key"',
  )
  expect(await quotaOf({ url: '/v1/news', as: 'key' })).toBe('"read-key"')
  expect(await quotaOf({ url: '/v1/nothing', as: 'key' })).toBe('"read-address"')
  expect(await quotaOf({ method: 'PUT', url: '/v1/news', as: 'key' })).toBe('"read-address"')
  expect(await quotaOf({ url: '/livez' })).toBe('undefined')
})

/** What an attacker hides behind the first request must never be answered as a second one. */
test.each([
  ['CL.TE', ['Content-Length: 6', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n'],
  ['TE.CL', ['Transfer-Encoding: chunked', 'Content-Length: 4'], '5c\r\nGET /livez HTTP/1.1\r\n\r\n0\r\n\r\n'],
  ['TE.TE', ['Transfer-Encoding: chunked', 'Transfer-Encoding: cow'], '0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n'],
  ['TE in disguise', ['Transfer-Encoding: xchunked'], '0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n'],
  ['TE with a space', ['Transfer-Encoding : chunked'], '0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n'],
  ['TE in disguise on what no filter lets in', ['Transfer-Encoding: xchunked', 'Origin: a', 'Origin: b'], '0\r\n\r\n'],
  ['two lengths', ['Content-Length: 0', 'Content-Length: 30'], 'GET /livez HTTP/1.1\r\n\r\n'],
  ['a length with a sign', ['Content-Length: +2'], '{}GET /livez HTTP/1.1\r\n\r\n'],
  ['a bare line feed', ['X-A: b\nTransfer-Encoding: chunked'], '0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n'],
])('%s is refused once, and the connection ends', async (_name, headers, body) => {
  const reply = await exchange(
    lines('POST /v1/greetings HTTP/1.1', 'Host: exchange.example', 'Content-Type: application/json', ...headers) + body,
  )
  expect(reply).toMatch(/^HTTP\/1\.1 400 /)
  expect(reply.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1)
  expect(reply).toMatch(/\r\nconnection: close\r\n/i)
})

test('every reply tells browsers to run and show nothing of it, whatever becomes of the request', async () => {
  const requests: Parameters<typeof send>[0][] = [
    { url: '/v1/things', as: 'buyer' },
    { url: '/v1/things' },
    { url: '/v1/nothing' },
    { url: '/v1/things/%E0%A4%A', as: 'buyer' },
    { method: 'PUT', url: '/v1/things' },
    { url: '/livez' },
    { url: '/docs' },
  ]
  for (const request of requests) {
    const { headers } = await send(request)
    expect(headers, JSON.stringify(request)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    })
    expect(headers['server'] ?? headers['x-powered-by']).toBeUndefined()
  }
  const refused = await exchange(get('/v1/../things'))
  expect(refused).toMatch(/x-content-type-options: nosniff/i)
})

test('a page of an origin that we name may call, and read what it was answered', async () => {
  const origin = 'https://console.example'
  const asked = await send({
    method: 'OPTIONS',
    url: '/v1/things',
    headers: { origin, 'access-control-request-method': 'POST' },
  })
  expect(asked).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST, GET, HEAD, OPTIONS',
      'access-control-allow-headers': expect.stringContaining('Idempotency-Key'),
    },
  })
  const read = await send({ url: '/v1/things', as: 'buyer', headers: { origin } })
  expect(read.headers['access-control-allow-origin']).toBe(origin)
  expect(read.headers['vary']).toContain('Origin')
  expect(read.headers['access-control-allow-credentials']).toBeUndefined()
  const refused = await send({ url: '/v1/things', headers: { origin } })
  expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': origin } })
})

test('a page of any other origin writes nothing, and reads nothing it is not told it may', async () => {
  const post = (headers: Record<string, string>) =>
    send({ method: 'POST', url: '/v1/greetings', headers: { host: 'exchange.example', ...headers } })
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://exchange.example.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ])
    expect((await post(headers as never)).body?.code, JSON.stringify(headers)).toBe('gateway/unknown-origin')
  for (const headers of [{}, { origin: 'https://exchange.example' }, { 'sec-fetch-site': 'same-origin' }])
    expect((await post(headers as never)).status, JSON.stringify(headers)).toBe(200)
  const read = await send({ url: '/v1/offers', headers: { origin: 'https://evil.example' } })
  expect(read.status).toBe(200)
  expect(Object.keys(read.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})
