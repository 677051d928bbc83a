import { expect, test } from 'vitest'
import { route } from '../route.ts'
import { openTestGateway, type TestAnswer } from '../open-test-gateway.fixture.ts'

const { send } = openTestGateway()
const thing = '/v1/things/thg_0001'
const refused = ({ status, body }: TestAnswer): string => `${status} ${body?.code}`

test('a resource answers its version as a strong ETag, and 304 without a body to whoever has it', async () => {
  const fresh = await send({ url: thing, as: 'buyer' })
  expect(fresh).toMatchObject({ status: 200, headers: { etag: '"v3"' }, body: { id: 'thg_0001' } })
  for (const known of ['"v3"', 'W/"v3"', '"v1", "v3"', '"v1",W/"v3"', '*']) {
    const unchanged = await send({ url: thing, as: 'buyer', headers: { 'if-none-match': known } })
    expect(unchanged, known).toMatchObject({ status: 304, text: '', headers: { etag: '"v3"' } })
    expect(unchanged.headers).not.toHaveProperty('content-type')
  }
  for (const old of ['"v2"', 'v3', '"v31"', '']) {
    const changed = await send({ url: thing, as: 'buyer', headers: { 'if-none-match': old } })
    expect(changed.status, old).toBe(200)
  }
})

test('HEAD answers the headers of GET and nothing else, 304 included', async () => {
  const head = await send({ method: 'HEAD', url: thing, as: 'buyer' })
  const get = await send({ url: thing, as: 'buyer' })
  expect(head).toMatchObject({ status: 200, text: '', headers: { etag: '"v3"' } })
  expect(head.headers['content-length']).toBe(get.headers['content-length'])
  expect(await send({ method: 'HEAD', url: thing, as: 'buyer', headers: { 'if-none-match': '"v3"' } })).toMatchObject({
    status: 304,
  })
})

test('a guarded write names the version it changes: 428 without, 400 when it is no ETag of ours', async () => {
  const put = (headers: Record<string, string>) =>
    send({ method: 'PUT', url: thing, as: 'buyer', headers, payload: { name: 'B' } })
  expect(refused(await put({}))).toBe('428 gateway/if-match-missing')
  for (const bad of ['v3', '3', 'W/"v3"', '"v3", "v4"', '"v"', '"v-1"', '"v12345678901"', '"v3"x'])
    expect(refused(await put({ 'if-match': bad })), bad).toBe('400 gateway/if-match-malformed')
  expect(await put({ 'if-match': '"v3"' })).toMatchObject({
    status: 200,
    body: { ifMatch: 3 },
    headers: { etag: '"v4"' },
  })
  expect((await put({ 'if-match': ' "v0" ' })).body.ifMatch).toBe(0)
  expect((await put({ 'if-match': '*' })).body.ifMatch).toBe(null)
  expect(refused(await send({ method: 'DELETE', url: thing, as: 'buyer' }))).toBe('428 gateway/if-match-missing')
})

test('a command takes If-Match and does without', async () => {
  const post = (headers: Record<string, string>) =>
    send({ method: 'POST', url: '/v1/things', as: 'buyer', headers, payload: { name: 'B' } })
  expect((await post({})).body.ifMatch).toBe(null)
  expect((await post({ 'if-match': '"v7"' })).body.ifMatch).toBe(7)
  expect(refused(await post({ 'if-match': 'seven' }))).toBe('400 gateway/if-match-malformed')
})

test('a write needs an Idempotency-Key of visible ASCII; a reading and what says so does without', async () => {
  const post = (key: string, url = '/v1/things') =>
    send({ method: 'POST', url, as: 'buyer', headers: { 'idempotency-key': key }, payload: { name: 'B' } })
  expect(refused(await post(''))).toBe('400 idempotency/key-missing')
  for (const bad of ['a b', 'k\u00e9y', 'k'.repeat(256), 'a\tb'])
    expect(refused(await post(bad)), bad).toBe('400 idempotency/key-malformed')
  expect((await post('k'.repeat(255))).status).toBe(201)
  const greet = (key: string) => send({ method: 'POST', url: '/v1/greetings', headers: { 'idempotency-key': key } })
  expect((await greet('')).body).toEqual({ caller: 'anonymous', keyed: false })
  expect((await greet('k')).body).toEqual({ caller: 'anonymous', keyed: true })
  expect(refused(await greet('a b'))).toBe('400 idempotency/key-malformed')
})

test('a key is one caller’s, one route’s; the fingerprint tells another request under the same key', async () => {
  const repeat = async (as: string, name: string, guard = '"v3"', key = 'k') => {
    const headers = { 'if-match': guard, 'idempotency-key': key }
    return (await send({ method: 'PUT', url: thing, as, headers, payload: { name } })).body.repeat
  }
  const first = await repeat('buyer', 'A')
  expect(await repeat('buyer', 'A')).toEqual(first)
  expect((await repeat('buyer', 'B')).key).toBe(first.key)
  expect((await repeat('buyer', 'B')).fingerprint).not.toBe(first.fingerprint)
  expect((await repeat('buyer', 'A', '"v4"')).fingerprint).not.toBe(first.fingerprint)
  expect((await repeat('other', 'A')).key).not.toBe(first.key)
  expect((await repeat('key', 'A')).key).not.toBe(first.key)
  expect((await repeat('buyer', 'A', '"v3"', 'l')).key).not.toBe(first.key)
})

test('what is created says where, what is removed says nothing, what is repeated says so', async () => {
  expect(await send({ method: 'POST', url: '/v1/things', as: 'buyer', payload: { name: 'B' } })).toMatchObject({
    status: 201,
    headers: { location: '/v1/things/thg_0001', 'content-type': 'application/json; charset=utf-8' },
  })
  const headers = { 'if-match': '"v3"' }
  expect(await send({ method: 'DELETE', url: thing, as: 'buyer', headers })).toMatchObject({ status: 204, text: '' })
  const put = (name: string) => send({ method: 'PUT', url: thing, as: 'buyer', headers, payload: { name } })
  expect((await put('again')).headers['idempotency-replayed']).toBe('true')
  expect((await put('first')).headers).not.toHaveProperty('idempotency-replayed')
})

test('a list is walked by its own links to the end and back, its filters kept as they were sent', async () => {
  const query = 'q=a%3Fb?c+d%26e&colours=red,blue&limit=2'
  const first = await send({ url: `/v1/things?${query}`, as: 'buyer' })
  expect(first.body).toEqual({
    items: [{ number: 1 }, { number: 2 }],
    page: { next: expect.any(String), previous: null, total: 5 },
    facets: [],
  })
  const linkOf = ({ headers }: TestAnswer, rel: string): string | undefined =>
    new RegExp(`<([^>]*)>; rel="${rel}"`).exec(String(headers['link']))?.[1]
  expect(new URL(linkOf(first, 'next')!, 'http://x').searchParams.get('q')).toBe('a?b?c d&e')
  const second = await send({ url: linkOf(first, 'next')!, as: 'buyer' })
  expect(second.body.items).toEqual([{ number: 3 }, { number: 4 }])
  const last = await send({ url: linkOf(second, 'next')!, as: 'buyer' })
  expect(last.body).toMatchObject({ items: [{ number: 5 }], page: { next: null } })
  expect(linkOf(last, 'next')).toBeUndefined()
  const back = await send({ url: linkOf(last, 'prev')!, as: 'buyer' })
  expect(back.body.items).toEqual(first.body.items)
})

test('a cursor is good for its list, its filters and its organisation only; another page size is its own affair', async () => {
  const { body } = await send({ url: '/v1/things?q=a&limit=2', as: 'buyer' })
  const go = async (query: string, as = 'buyer') =>
    refused(await send({ url: `/v1/things?${query}&cursor=${body.page.next}`, as }))
  expect(await go('q=a&limit=3')).toBe('200 undefined')
  expect(await go('limit=3&q=a')).toBe('200 undefined')
  expect(await go('q=a', 'viewer')).toBe('200 undefined')
  expect(await go('q=b')).toBe('400 gateway/invalid-cursor')
  expect(await go('limit=2')).toBe('400 gateway/invalid-cursor')
  expect(await go('q=a', 'other')).toBe('400 gateway/invalid-cursor')
  expect(refused(await send({ url: '/v1/things?cursor=', as: 'buyer' }))).toBe('400 gateway/invalid-cursor')
})

test('a list has 20 items unless told otherwise, at most 100, and refuses what it does not know', async () => {
  const get = async (query: string) => refused(await send({ url: `/v1/things?${query}`, as: 'buyer' }))
  expect(await get('limit=100')).toBe('200 undefined')
  for (const bad of [
    'limit=0',
    'limit=101',
    'limit=',
    'limit=ten',
    'limit=1.5',
    'limit=1&limit=2',
    'page=2',
    '__proto__=1',
  ])
    expect(await get(bad), bad).toBe('400 gateway/invalid-query')
  expect((await send({ url: '/v1/things?page=2', as: 'buyer' })).body.errors).toEqual([
    { pointer: '/query/page', detail: 'is not a known field' },
  ])
})

test('a body where none belongs is refused, on a reading too', async () => {
  const json = { 'content-type': 'application/json' }
  const bodies = { payload: '{"a":1}', headers: json }
  expect(refused(await send({ url: thing, as: 'buyer', ...bodies }))).toBe('400 gateway/body-unexpected')
  expect(refused(await send({ method: 'POST', url: '/v1/greetings', ...bodies }))).toBe('400 gateway/body-unexpected')
  expect((await send({ method: 'POST', url: '/v1/greetings', payload: '{}', headers: json })).status).toBe(200)
  expect((await send({ url: thing, as: 'buyer', headers: { ...json, 'content-length': '0' } })).status).toBe(200)
})

test('what is not JSON goes out as it is: text, bytes, pieces', async () => {
  for (const as of ['text', 'bytes', 'pieces'])
    expect(await send({ url: `/v1/text?as=${as}` })).toMatchObject({
      status: 200,
      text: 'a,b',
      headers: { 'content-type': 'text/csv' },
    })
})

test('where there is no ETag, an If-Match that names one is refused rather than ignored', async () => {
  const stop = (ifMatch: string) =>
    send({ method: 'DELETE', url: '/v1/things/thg_0001/work', as: 'buyer', headers: { 'if-match': ifMatch } })
  expect(await stop('"v3"')).toMatchObject({ status: 412, body: { code: 'gateway/if-match-futile' } })
  expect((await stop('*')).status).toBe(204)
  expect((await stop('')).status).toBe(204)
})

const asked: string[] = []
const pieces: AsyncIterable<string> = {
  [Symbol.asyncIterator]: () => ({
    async next() {
      asked.push('next')
      return { done: false, value: 'data: 1\n\n' }
    },
    async return() {
      asked.push('return')
      return { done: true, value: undefined }
    },
  }),
}
const endless = openTestGateway({
  routes: [
    route({
      method: 'GET',
      path: '/v1/endless',
      operationId: 'readEndless',
      tag: 'Operations',
      summary: 'What has no end',
      access: { kind: 'public' },
      success: 200,
      handle: async () => ({ body: { raw: pieces, type: 'text/event-stream' } }),
    }),
  ],
})

test('HEAD reads nothing of a body that comes in pieces, and lets go of whatever it would be made from', async () => {
  const reply = await endless.send({ method: 'HEAD', url: '/v1/endless' })
  expect([reply.status, reply.headers['content-type'], reply.text]).toEqual([200, 'text/event-stream', ''])
  expect(asked).toEqual(['return'])
})
