import Fastify from 'fastify'
import { onTestFinished, expect, test } from 'vitest'
import { createLog } from '../telemetry/log.ts'
import { Rejected } from '../kernel/rejection.ts'
import { callers } from './open-test-gateway.fixture.ts'
import { mountStaffPages } from './staff-pages.ts'

const path = '/v1/staff/board'

/** A server with pages behind the door: one that answers, one that fails, one that would change something. */
const open = async () => {
  const app = Fastify()
  onTestFinished(() => app.close())
  let changed = 0
  mountStaffPages(
    app,
    {
      path,
      plugin(inner, _, done) {
        inner.setErrorHandler((_error, _request, reply) => void reply.code(500).send({ error: 'own' }))
        inner.get('/', () => 'page')
        inner.get('/static/*', () => 'part')
        inner.get('/fails', () => Promise.reject(new Error('secret')))
        inner.put('/', () => (changed += 1))
        done()
      },
    },
    {
      log: createLog('fatal'),
      authenticate({ authorization }) {
        const caller = callers[String(authorization).replace('Bearer ', '')]
        if (caller) return caller
        if (authorization === undefined) return { kind: 'anonymous' }
        throw new Rejected({ kind: 'unauthenticated', code: 'auth/invalid-token', detail: 'No.' })
      },
    },
  )
  await app.ready()
  return {
    changes: () => changed,
    ask: (url: string, as?: string, method: 'GET' | 'PUT' = 'GET') =>
      app.inject({ method, url: `${path}${url}`, headers: as === undefined ? {} : { authorization: `Bearer ${as}` } }),
  }
}

test('staff sees the pages, under a policy that lets in no script but their own, and nobody keeps them', async () => {
  const { ask } = await open()
  for (const [url, text] of [
    ['/', 'page'],
    ['/static/main.js', 'part'],
  ] as const) {
    const reply = await ask(url, 'staff')
    expect([reply.statusCode, reply.body]).toEqual([200, text])
    expect(reply.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors/)
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  }
})

test('nobody else comes in: without a token, with a false one, as a member, a key or the operator', async () => {
  const { ask } = await open()
  for (const url of ['/', '/static/main.js', '/fails'])
    for (const [as, status] of [
      [undefined, 401],
      ['forged', 401],
      ['buyer', 403],
      ['viewer', 403],
      ['loner', 403],
      ['key', 403],
      ['operator', 403],
    ] as const) {
      const reply = await ask(url, as)
      expect([url, as, reply.statusCode]).toEqual([url, as, status])
      expect(reply.headers['content-type']).toMatch('application/problem+json')
      expect(reply.body).not.toMatch(/page|part|secret/)
    }
})

test('nothing can be changed, not by staff either', async () => {
  const { ask, changes } = await open()
  const reply = await ask('/', 'staff', 'PUT')
  expect([reply.statusCode, reply.headers['allow'], changes()]).toEqual([405, 'GET, HEAD', 0])
  expect((await ask('/', 'buyer', 'PUT')).statusCode).toBe(403)
})

test('what the pages fail with, they answer themselves', async () => {
  const { ask } = await open()
  expect((await ask('/fails', 'staff')).json()).toEqual({ error: 'own' })
})
