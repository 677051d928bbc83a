import { connect, type AddressInfo, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { createLog, type AccessLine } from '../telemetry/log.ts'
import { route } from './route.ts'
import { callers, openTestGateway, type TestAnswer } from './open-test-gateway.fixture.ts'

const { app, send } = openTestGateway()
const lines: AccessLine[] = []
const never = new Promise<never>(() => undefined)
const begun = Promise.withResolvers<void>()
/** Answered by the time that nobody waits any more. */
const late = { begun: Promise.withResolvers<void>(), end: Promise.withResolvers<void>() }
const about = (operationId: string) => ({ operationId, tag: 'Operations', summary: `What ${operationId} is for` })
const logged = openTestGateway({
  log: Object.assign(createLog('silent'), { access: (line: AccessLine) => void lines.push(line) }),
  routes: [
    route({
      ...about('readAtOnce'),
      method: 'GET',
      path: '/v1/at-once',
      access: { kind: 'public' },
      handle: async () => ({}),
    }),
    route({
      ...about('readNever'),
      method: 'GET',
      path: '/v1/never',
      access: { kind: 'public' },
      handle() {
        begun.resolve()
        return never
      },
    }),
    route({
      ...about('sendBody'),
      method: 'POST',
      path: '/v1/bodies',
      access: { kind: 'public' },
      idempotency: 'optional',
      body: Type.Object({}),
      reply: Type.Object({}, { title: 'Sent' }),
      handle: async () => ({ body: {} }),
    }),
    route({
      ...about('readLate'),
      method: 'GET',
      path: '/v1/late',
      access: { kind: 'public' },
      reply: Type.Object({}, { title: 'Late' }),
      async handle() {
        late.begun.resolve()
        await late.end.promise
        return { body: {} }
      },
    }),
    route({
      ...about('readEndless'),
      method: 'GET',
      path: '/v1/endless',
      access: { kind: 'public' },
      success: 200,
      async handle() {
        const pieces = async function* () {
          yield 'data: 1\n\n'
          await never
        }
        return { body: { raw: pieces(), type: 'text/event-stream' } }
      },
    }),
  ],
})
const json = { 'content-type': 'application/json' }
const refused = ({ status, body }: TestAnswer): string => `${status} ${body?.code}`

test('a method that a path does not take is refused with those that it takes', async () => {
  const put = await send({ method: 'PUT', url: '/v1/things', as: 'buyer', payload: {} })
  expect(refused(put)).toBe('405 gateway/method-not-allowed')
  expect(String(put.headers['allow']).split(', ').toSorted()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'])
  const get = await send({ url: '/v1/greetings' })
  expect(refused(get)).toBe('405 gateway/method-not-allowed')
  expect(get.headers['allow']).toBe('POST, OPTIONS')
  expect((await send({ method: 'HEAD', url: '/v1/greetings' })).status).toBe(405)
  // Not even where its name could be an id of the path beside it.
  const removal = await send({ method: 'DELETE', url: '/v2/things/count', as: 'buyer' })
  expect(refused(removal)).toBe('405 gateway/method-not-allowed')
  expect(removal.headers['allow']).toBe('GET, HEAD, OPTIONS')
})

test('a method that the framework knows and no path takes is refused, not recorded as our error', async () => {
  expect(refused(await send({ method: 'QUERY' as 'GET', url: '/v1/things', as: 'buyer' }))).toBe(
    '404 gateway/unknown-path',
  )
})

test('OPTIONS says what a path takes to whoever asks, and nothing of paths that there are not', async () => {
  const asked = async (url: string) => {
    const { status, text, headers } = await send({ method: 'OPTIONS', url })
    return [status, text === '', headers['allow']]
  }
  expect(await asked('/v1/things')).toEqual([204, true, 'POST, GET, HEAD, OPTIONS'])
  expect(await asked('/v1/things/thg_0001')).toEqual([204, true, 'GET, PUT, DELETE, HEAD, OPTIONS'])
  expect(await asked('/v1/greetings')).toEqual([204, true, 'POST, OPTIONS'])
  expect(await asked('/livez')).toEqual([204, true, 'GET, HEAD, OPTIONS'])
  expect(await asked('/v1/nothing')).toEqual([404, false, undefined])
})

test('every reply names its request, whatever becomes of it', async () => {
  const named = async (request: Parameters<typeof send>[0]) =>
    (await send({ ...request, headers: { 'x-request-id': 'trace-0001', ...request.headers } })).headers['x-request-id']
  const requests: Parameters<typeof send>[0][] = [
    { url: '/v1/things', as: 'buyer' },
    { url: '/v1/things' },
    { url: '/v1/things/%E0%A4%A', as: 'buyer' },
    { url: '/v1/nothing' },
    { method: 'PUT', url: '/v1/things' },
    { method: 'OPTIONS', url: '/v1/things' },
    { method: 'POST', url: '/v1/things', as: 'buyer', payload: '{', headers: json },
    { url: '/livez' },
    { method: 'POST', url: '/livez' },
    { url: '/docs' },
    { url: '/problems/no/such' },
    { url: '/v1/refusals/unexpected' },
  ]
  for (const request of requests) expect(await named(request), JSON.stringify(request)).toBe('trace-0001')
})

test('an unknown path is a problem with its page, whatever is asked of it', async () => {
  const found = await send({ method: 'POST', url: '/v1/nothing?x=1', payload: {} })
  expect(found).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } })
  expect(found.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(found.body).toMatchObject({
    type: '/problems/gateway/unknown-path',
    status: 404,
    instance: '/v1/nothing',
    code: 'gateway/unknown-path',
    traceId: expect.any(String),
  })
  expect((await send({ url: '/v1/things/', as: 'buyer' })).status).not.toBe(200)
  expect(refused(await send({ url: '/V1/things', as: 'buyer' }))).toBe('404 gateway/unknown-path')
})

test('a path that is no URL, or longer than any id, is malformed', async () => {
  expect(refused(await send({ url: '/v1/things/%E0%A4%A', as: 'buyer' }))).toBe('400 gateway/malformed-path')
  expect(refused(await send({ url: `/v1/things/${'a'.repeat(300)}`, as: 'buyer' }))).toBe('400 gateway/malformed-path')
  expect(refused(await send({ url: '/v1/things/thg_zzzz', as: 'buyer' }))).toBe('400 gateway/invalid-path')
})

test('JSON is taken under its own names, however they are written, and nothing else is', async () => {
  const post = async (type: string) =>
    refused(
      await send({
        method: 'POST',
        url: '/v1/things',
        as: 'buyer',
        headers: { 'content-type': type },
        payload: '{"name":"A"}',
      }),
    )
  for (const good of [
    'application/json',
    'application/json; charset=utf-8',
    'application/json ; charset=utf-8',
    'Application/JSON',
    'application/merge-patch+json',
  ])
    expect(await post(good), good).toBe('201 undefined')
  for (const bad of ['text/plain', 'text/json', 'application/jsonp', 'application/x-www-form-urlencoded', 'json'])
    expect(await post(bad), bad).toBe('415 gateway/unsupported-media-type')
})

test('a body above a mebibyte is too large, one below is read', async () => {
  const post = async (length: number) =>
    refused(
      await send({
        method: 'POST',
        url: '/v1/things',
        as: 'buyer',
        headers: json,
        payload: `{"name":"${'a'.repeat(length)}"}`,
      }),
    )
  expect(await post(1_048_576)).toBe('413 gateway/body-too-large')
  expect(await post(1_000_000)).toBe('422 gateway/invalid-body')
})

test('a file is handed on unread, of its own media types and up to its own size', async () => {
  const post = (payload: string, type = 'text/csv') =>
    send({ method: 'POST', url: '/v1/files', as: 'buyer', headers: { 'content-type': type }, payload })
  expect(await post('a'.repeat(2_000_000))).toMatchObject({ status: 202, body: { bytes: 2_000_000 } })
  const refusal = await post('{}', 'application/json')
  expect(refused(refusal)).toBe('415 gateway/unsupported-media-type')
  expect(refusal.body.detail).toBe('Send the body as `Content-Type: text/csv`.')
  expect(refused(await post('a'.repeat(3_000_001)))).toBe('413 gateway/body-too-large')
  expect(await send({ method: 'POST', url: '/v1/files', as: 'buyer' })).toMatchObject({
    status: 202,
    body: { bytes: 0 },
  })
  const unannounced = { 'content-type': 'text/csv', 'transfer-encoding': 'chunked', 'content-length': '' }
  const pieces = Readable.from(Array.from({ length: 31 }, () => Buffer.alloc(100_000)))
  const endless = { method: 'POST', url: '/v1/files', as: 'buyer', headers: unannounced, payload: pieces } as const
  expect(refused(await send(endless))).toBe('413 gateway/body-too-large')
})

test('who is not let in is refused before the body is looked at', async () => {
  const post = async (as: string | undefined) =>
    refused(
      await send({ method: 'POST', url: '/v1/things', as, headers: { 'content-type': 'text/plain' }, payload: 'x' }),
    )
  expect(await post(undefined)).toBe('401 gateway/not-signed-in')
  expect(await post('ended')).toBe('401 auth/invalid-token')
  expect(await post('loner')).toBe('403 gateway/no-organisation')
})

test('each kind of access lets in its own', async () => {
  const letIn = async (url: string) => {
    const answers = await Promise.all(
      Object.keys(callers).map(async (as) => [as, (await send({ url, as })).status] as const),
    )
    return answers.filter(([, status]) => status === 200).map(([as]) => as)
  }
  expect(await letIn('/v1/only-account')).toEqual(['buyer', 'other', 'viewer', 'loner'])
  expect(await letIn('/v1/things')).toEqual(['buyer', 'other', 'viewer', 'key'])
  expect(await letIn('/v1/only-member-or-staff')).toEqual(['buyer', 'other', 'viewer', 'key', 'staff'])
  expect(await letIn('/v1/only-staff')).toEqual(['staff'])
  expect(await letIn('/v1/only-operator')).toEqual(['operator'])
  const put = { method: 'PUT', url: '/v1/things/thg_0001', as: 'viewer', headers: { 'if-match': '"v1"' } } as const
  expect(refused(await send({ ...put, payload: { name: 'A' } }))).toBe('403 gateway/not-allowed')
})

test('on a public route a good token is known and an ended one is nobody’s', async () => {
  const greet = async (as?: string) => (await send({ method: 'POST', url: '/v1/greetings', as })).body.caller
  expect(await greet()).toBe('anonymous')
  expect(await greet('buyer')).toBe('user')
  expect(await greet('ended')).toBe('anonymous')
})

test('no shared cache keeps a reply that does not say it is everybody’s, on a public route neither; a problem none at all', async () => {
  const callersOwn = { 'cache-control': 'private, no-cache', vary: 'Authorization, FX-Organisation' }
  for (const as of ['buyer', 'other'])
    expect((await send({ url: '/v1/things', as })).headers).toMatchObject({
      ...callersOwn,
      'x-content-type-options': 'nosniff',
    })
  expect((await send({ url: '/v1/things/thg_0001', as: 'buyer' })).headers).toMatchObject(callersOwn)
  for (const as of ['buyer', undefined]) {
    expect((await send({ url: '/v1/offers', as })).headers).toMatchObject(callersOwn)
    expect((await send({ url: '/v1/text?as=text', as })).headers).toMatchObject(callersOwn)
    const everybodys = await send({ url: '/v1/notices', as })
    expect(everybodys.headers['cache-control']).toBe('public, max-age=60')
    expect(everybodys.headers).not.toHaveProperty('vary')
  }
  expect((await send({ url: '/v1/things' })).headers['cache-control']).toBe('no-store')
})

test('a request is named by its own id where that is one, by ours elsewhere, and a problem by the same', async () => {
  const named = async (id: string) => {
    const { headers, body } = await send({ url: '/v1/refusals/conflict', headers: { 'x-request-id': id } })
    expect(body.traceId).toBe(headers['x-request-id'])
    return body.traceId as string
  }
  expect(await named('trace-0001')).toBe('trace-0001')
  for (const bad of ['short', 'a b c d e f', 'x'.repeat(65), '']) expect(await named(bad)).toMatch(/^req[0-9a-z]+$/)
})

test('a refusal keeps its code; what nobody foresaw is told to nobody', async () => {
  expect(refused(await send({ url: '/v1/refusals/unavailable' }))).toBe('503 things/unavailable')
  expect((await send({ url: '/v1/refusals/unavailable' })).headers['retry-after']).toBe('1')
  const failed = await send({ url: '/v1/refusals/unexpected' })
  expect(refused(failed)).toBe('500 gateway/unexpected')
  expect(failed.text).not.toContain('secret words')
})

test('what passes by itself is no error of ours: whoever asks is told to come again, and nothing else', async () => {
  const passing = openTestGateway({ isPassing: (error) => (error as Error).message === 'secret words' })
  const refusal = await passing.send({ url: '/v1/refusals/unexpected' })
  expect(refused(refusal)).toBe('503 store/unanswered')
  expect(refusal.headers['retry-after']).toBe('2')
  expect(refusal.text).not.toContain('secret words')
})

test('health is asked for by supervisors: ready while it is not draining', async () => {
  const draining = openTestGateway({ draining: true })
  const ask = async (url: string) => [(await send({ url })).status, (await draining.send({ url })).status]
  expect(await ask('/livez')).toEqual([200, 200])
  expect(await ask('/readyz')).toEqual([200, 503])
  expect(await ask('/startupz')).toEqual([200, 200])
})

test('what is not HTTP at all is answered once and hung up on', async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const speak = (words: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1', () => socket.write(words))
    return text(socket)
  }
  expect(await speak('HELLO\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  expect(await speak('HELLO\r\n\r\n')).toMatch(/\r\nX-Request-Id: req[0-9a-z]+\r\n/)
  expect(await speak('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 /,
  )
})

test('every request leaves one line, also one that nobody waited for', async () => {
  await logged.app.listen({ port: 0, host: '127.0.0.1' })
  const { server } = logged.app
  const connected = () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))
  /** Asks, leaves as soon as `seen`, and waits for the line. */
  const leave = async (head: string, seen: (socket: Socket) => Promise<unknown>, then?: () => void) => {
    const before = lines.length
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(`${head.replace('\r\n', ' HTTP/1.1\r\nHost: exchange.example\r\n')}\r\n`)
    await seen(socket)
    socket.destroy()
    await expect.poll(connected).toBe(0)
    then?.()
    await expect.poll(() => lines.length).toBe(before + 1)
    const { route: path, status, aborted } = lines.at(-1)!
    return [path, status, aborted]
  }
  const answered = (socket: Socket) => new Promise((resolve) => socket.once('data', resolve))
  expect(await leave('GET /v1/at-once\r\n', answered)).toEqual(['/v1/at-once', 204, undefined])
  expect(await leave('GET /v1/never\r\n', () => begun.promise)).toEqual(['/v1/never', 499, true])
  expect(await leave('GET /v1/endless\r\n', answered)).toEqual(['/v1/endless', 200, true])
  const isLate = await leave('GET /v1/late\r\n', () => late.begun.promise, late.end.resolve)
  expect(isLate).toEqual(['/v1/late', 499, true])
  const received = () => new Promise((resolve) => server.once('request', resolve))
  const half = 'POST /v1/bodies\r\nContent-Type: application/json\r\nContent-Length: 100\r\n'
  expect(await leave(half, received)).toEqual(['/v1/bodies', 499, true])
})
