/** A request that names a write is answered by who has heard of it: at once, after a while, or not at all. */
import { describe, expect, test } from 'vitest'
import { Rejected } from '../kernel/rejection.ts'
import { createAsOf, type HeardCommits } from './as-of.ts'
import { openTestGateway } from './open-test-gateway.fixture.ts'

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
