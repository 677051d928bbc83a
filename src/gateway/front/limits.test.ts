import { expect, test } from 'vitest'
import { createMemoryRateLimit } from '../../infrastructure/rate-limit/memory-rate-limit.ts'
import type { Caller } from '../../kernel/caller.ts'
import { classOf, createLimits, routeClasses, type Quota, type RouteClass } from './limits.ts'
import type { Route } from '../route.ts'

const open = (quota: Quota = { count: 3, seconds: 60 }, organisationTimes = 2) => {
  const clock = { now: 0 }
  const limit = createMemoryRateLimit({ monotonicMs: () => clock.now })
  const quotas = Object.fromEntries(routeClasses.map((of) => [of, quota])) as Record<RouteClass, Quota>
  const limits = createLimits({ quotas, organisationTimes, exact: limit, quick: limit })
  const told = async (of: RouteClass, caller: Caller, address = '192.0.2.1') => {
    const verdict = await limits.admit(of, caller, address)
    return verdict && `${verdict.refusal ? 'refused' : 'admitted'} ${verdict.headers.ratelimit}`
  }
  return { limits, told, clock }
}

const user = (userId: string, organisationId = 'org_1'): Caller => ({
  kind: 'user',
  userId,
  sessionId: 'ses_1',
  acting: { organisationId, role: 'buyer' },
})
const stranger: Caller = { kind: 'anonymous' }

test('a user has so many of a class, and is then told how long to wait', async () => {
  const { limits, told, clock } = open()
  for (const left of [2, 1, 0]) expect(await told('write', user('usr_1'))).toContain(`"write-user";r=${left}`)
  const refused = await limits.admit('write', user('usr_1'), '192.0.2.1')
  expect(refused?.headers).toEqual({ ratelimit: '"write-user";r=0;t=20', 'ratelimit-policy': '"write-user";q=3;w=60' })
  expect(refused?.refusal?.rejection).toMatchObject({
    kind: 'too-many',
    code: 'gateway/quota-exceeded',
    facts: { retryAfterSeconds: 20 },
  })
  expect(await told('read', user('usr_1'))).toMatch(/^admitted/)
  clock.now = 20_000
  expect(await told('write', user('usr_1'))).toMatch(/^admitted/)
})

test('an organisation has what its users share, and who is refused takes nothing from it', async () => {
  const { told } = open()
  for (let count = 0; count < 20; count += 1) await told('read', user('usr_1'))
  for (let count = 0; count < 3; count += 1) expect(await told('read', user('usr_2'))).toMatch(/^admitted/)
  expect(await told('read', user('usr_3'))).toMatch(/^refused "read-organisation";r=0/)
  expect(await told('read', user('usr_3', 'org_2'))).toMatch(/^admitted/)
})

test('a key is not its maker, and staff belongs to no organisation', async () => {
  const { told } = open({ count: 1, seconds: 60 })
  const acting = { organisationId: 'org_1', role: 'buyer' } as const
  expect(await told('read', { kind: 'api-key', keyId: 'key_1', acting })).toContain('"read-key"')
  expect(await told('read', { kind: 'staff', staffId: 'stf_1', sessionId: 'ses_1' })).toContain('"read-user"')
  expect(await told('read', { kind: 'operator' })).toBeUndefined()
})

test('a stranger is counted by address: of IPv6 by the /64, and nowhere else', async () => {
  const { told } = open({ count: 1, seconds: 60 })
  expect(await told('sign-in', stranger, '2001:db8:0:1::1')).toMatch(/^admitted "sign-in-address"/)
  expect(await told('sign-in', stranger, '2001:db8:0:1:ffff::2')).toMatch(/^refused/)
  expect(await told('sign-in', stranger, '2001:db8:0:2::1')).toMatch(/^admitted/)
  expect(await told('sign-in', stranger, '192.0.2.9')).toMatch(/^admitted/)
  expect(await told('sign-in', stranger, '::ffff:192.0.2.9')).toMatch(/^refused/)
})

test('signing in is counted by address whoever asks: a token of one’s own gives no more guesses', async () => {
  const { told } = open()
  for (const guesser of [stranger, user('usr_1'), user('usr_2')])
    expect(await told('sign-in', guesser)).toMatch(/^admitted "sign-in-address"/)
  expect(await told('sign-in', user('usr_3'))).toMatch(/^refused "sign-in-address"/)
  expect(await told('sign-in', user('usr_3'), '192.0.2.2')).toMatch(/^admitted/)
})

test('a reading is admitted at once or not at all, and both count alike', async () => {
  const { limits, told } = open()
  expect(limits.admitReading(user('usr_1'), '')?.ratelimit).toContain('r=2')
  expect(await told('read', user('usr_1'))).toContain('r=1')
  expect(limits.admitReading(user('usr_1'), '')?.ratelimit).toContain('r=0')
  expect(limits.admitReading(user('usr_1'), '')).toBeUndefined()
})

test('the class of a route follows from what it does', () => {
  const route = { method: 'GET', access: { kind: 'member' } } as Route
  expect(classOf(route)).toBe('read')
  expect(classOf({ ...route, limit: 'search' })).toBe('search')
  expect(classOf({ ...route, method: 'POST' })).toBe('write')
  expect(classOf({ ...route, method: 'POST', access: { kind: 'public' } })).toBe('sign-in')
  const streamsBody = { mediaTypes: ['text/csv'], maxBytes: 1 }
  expect(classOf({ ...route, method: 'POST', streamsBody })).toBe('import')
})
