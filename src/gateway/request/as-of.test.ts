/** A request that names a write is answered by who has heard of it: at once, after a while, or not at all. */
import { describe, expect, test } from 'vitest'
import { createMemoryRateLimit } from '../../infrastructure/rate-limit/memory-rate-limit.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { createAsOf, type HeardCommits } from './as-of.ts'
import { openFront } from '../front/front.ts'
import { createLimits, routeClasses, type Quota, type RouteClass } from '../front/limits.ts'
import { openTestGateway } from '../open-test-gateway.fixture.ts'

const heardOf = '00000000000000aa'
const unheard = '00000000000000bb'
const heard = new Set([heardOf])
const hears = { hasHeard: (position) => heard.has(position), hear: async () => false } satisfies HeardCommits

describe('a request with FX-As-Of', () => {
  const gateway = openTestGateway({ commitNotices: hears })
  const get = (asOf: string) => gateway.send({ url: '/v1/things/thg_0001', as: 'buyer', headers: { 'fx-as-of': asOf } })

  test('is answered where the process has heard of it', async () => {
    expect((await get(heardOf)).status).toBe(200)
  })
  test('is refused for a while where the process does not hear of it in time', async () => {
    const { status, body, headers } = await get(unheard)
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'gateway/as-of-not-reached', '1'])
  })
  test.each(['x', '00000000000000AA', `${heardOf}0`, `${heardOf}, ${heardOf}`, ' '])(
    'is refused by name where it is malformed: %j',
    async (asOf) => {
      const { status, body } = await get(asOf)
      expect([status, body.code, body.detail.includes('FX-As-Of')]).toEqual([400, 'gateway/as-of-malformed', true])
    },
  )
})

test('it waits for what comes, and only so many requests wait at once', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const asOf = createAsOf({ hasHeard: () => false, hear: () => promise })
  const waits = Array.from({ length: 1_000 }, () => asOf.reach(unheard))
  await expect(asOf.reach(unheard)).rejects.toThrow(Rejected)
  resolve(true)
  await Promise.all(waits)
  await expect(asOf.reach(unheard)).resolves.toBeUndefined()
})

test('of those that wait from one address only so many do, and the others go on', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const asOf = createAsOf({ hasHeard: () => false, hear: () => promise })
  const from = (address: string) => asOf.reach(unheard, { address, mayWait: async () => undefined })
  const waits = Array.from({ length: 100 }, (_, n) => from(`2001:db8:1:2::${n.toString(16)}`))
  await expect(from('2001:db8:1:2:ffff::1')).rejects.toThrow(Rejected)
  const elsewhere = from('2001:db8:1:3::1')
  resolve(true)
  await Promise.all([...waits, elsewhere])
  await expect(from('2001:db8:1:2::1')).resolves.toBeUndefined()
})

describe('a stranger who would wait', () => {
  let waits = 0
  const quota = (count: number): Quota => ({ count, seconds: 60 })
  const quotas = Object.fromEntries(routeClasses.map((of) => [of, quota(2)])) as Record<RouteClass, Quota>
  const limit = createMemoryRateLimit({ monotonicMs: () => 0 })
  const limits = createLimits({ quotas, organisationTimes: 1, exact: limit, quick: limit })
  const hear = async () => {
    waits += 1
    return false
  }
  const gateway = openTestGateway({ commitNotices: { hasHeard: () => false, hear }, front: openFront({ limits }) })

  test.each([
    ['without a token', '', '203.0.113.1'],
    ['with a bad one', 'nobody', '203.0.113.2'],
  ])('is counted first: %s', async (_how, as, remoteAddress) => {
    waits = 0
    const statuses = []
    for (let n = 0; n < 4; n += 1)
      statuses.push(
        (
          await gateway.app.inject({
            url: '/v1/notices',
            remoteAddress,
            headers: { 'fx-as-of': unheard, ...(as && { authorization: `Bearer ${as}` }) },
          })
        ).statusCode,
      )
    expect(statuses.slice(2)).toEqual([429, 429])
    expect(waits).toBeLessThanOrEqual(2)
  })
})
