import { onTestFinished, expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import { createMemoryRateLimit } from '../../infrastructure/rate-limit/memory-rate-limit.ts'
import { callers } from '../open-test-gateway.fixture.ts'
import { createTestGateway } from '../../../test/support/test-gateway.ts'
import { openFront } from '../front/front.ts'
import { createLimits, routeClasses, type Quota, type RouteClass } from '../front/limits.ts'
import type { StaffPages } from './staff-pages.ts'

const path = '/v1/staff/board'

/** A gateway with pages behind the door: one that answers, one that fails, one that would change something. */
const open = async (front = openFront()) => {
  let changed = 0
  const pages: StaffPages = {
    path,
    plugin(inner, _, done) {
      inner.setErrorHandler((_error, _request, reply) => void reply.code(500).send({ error: 'own' }))
      inner.get('/', () => 'page')
      inner.get('/static/*', () => 'part')
      inner.get('/fails', () => Promise.reject(new Error('secret')))
      inner.put('/', () => (changed += 1))
      done()
    },
  }
  const app = createTestGateway({
    routes: [],
    problems: {},
    front,
    staffPages: [pages],
    authenticate({ authorization }) {
      const caller = callers[String(authorization).replace('Bearer ', '')]
      if (caller) return caller
      if (authorization === undefined) return { kind: 'anonymous' }
      throw new Rejected({ kind: 'unauthenticated', code: 'auth/invalid-token', detail: 'No.' })
    },
  })
  onTestFinished(() => app.close())
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

test('who guesses at tokens here is counted like anywhere else', async () => {
  const limit = createMemoryRateLimit({ monotonicMs: () => performance.now() })
  const quotas = Object.fromEntries(routeClasses.map((of) => [of, { count: 2, seconds: 60 }])) as Record<
    RouteClass,
    Quota
  >
  const limits = createLimits({ quotas, organisationTimes: 10, exact: limit, quick: limit })
  const { ask } = await open(openFront({ limits }))
  const statuses: number[] = []
  for (const as of ['forged', 'made-up', 'another', 'staff']) statuses.push((await ask('/', as)).statusCode)
  expect(statuses).toEqual([401, 401, 429, 200])
})
