/** The shared counts of tries in a real Redis, alone and as a cluster; and without it. */
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { createRedisServer } from '../../../../test/support/redis-server-under-test.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { createRedisTries } from './redis-tries.ts'
import { triesContract, type TriesPlace } from '../tries.contract.ts'

const single = serverUrl('REDIS_URL')
const cluster = serverUrl('REDIS_CLUSTER_URL')
const monotonicMs = (): number => performance.now()
const limit = { key: '203.0.113.7', failuresMax: 8, windowMs: 900_000 }

const connect = async (url: string, timeoutMs = 1_000) => {
  const redis = await openRedis({ url, told: () => undefined, timeoutMs })
  onTestFinished(() => redis.close())
  await vi.waitFor(() => redis.ask((client) => client.get('fx-test')), { timeout: 10_000 })
  return redis
}

/** Two processes' connections, under keys of their own. */
const open = async (url: string): Promise<TriesPlace> => {
  const prefix = `fx-test-${randomUUID().slice(0, 8)}`
  const [one, other] = [await connect(url), await connect(url)]
  onTestFinished(() => dropKeys(url, `${prefix}*`))
  const shared = { prefix, processes: 2, monotonicMs }
  return {
    callers: [createRedisTries({ redis: one, ...shared }), createRedisTries({ redis: other, ...shared })],
    subject: (name) => name,
  }
}

for (const [name, url] of [
  ['redis', single],
  ['redis cluster', cluster],
] as const)
  if (url !== undefined) triesContract(name, () => open(url))

describe.skipIf(single === undefined)('tries in redis, besides the contract', () => {
  test('whom tries are of cannot be read in Redis, every key ends by itself, and what was right leaves none', async () => {
    const prefix = `fx-test-${randomUUID().slice(0, 8)}`
    const redis = await connect(single!)
    onTestFinished(() => dropKeys(single!, `${prefix}*`))
    const tries = createRedisTries({ redis, prefix, processes: 1, monotonicMs })
    const keys = () => redis.ask((client) => client.keys(`${prefix}*`))
    const right = await tries.begin('user ada@example.com', [limit])
    if (right.isBegun) await right.end(false)
    expect(await keys()).toEqual([])
    const wrong = await tries.begin('user ada@example.com', [limit])
    if (wrong.isBegun) await wrong.end(true)
    await tries.note('user ada@example.com', 'home 203.0.113.7', 1_000)
    const found = await keys()
    expect(found).toHaveLength(2)
    expect(String(found)).not.toMatch(/ada|203/)
    for (const key of found) expect(await redis.ask((client) => client.pttl(key))).toBeGreaterThan(0)
  })

  test('while Redis is away each process admits its share and knows what it has seen, and what fails is counted when it is back', async () => {
    const server = await createRedisServer()
    onTestFinished(() => server.dispose())
    await server.start()
    const redis = await connect(server.url, 50)
    const tries = createRedisTries({ redis, processes: 4, monotonicMs })
    const ranOf = async (subject: string, count: number): Promise<number> => {
      let ran = 0
      for (let n = 0; n < count; n += 1) {
        const begun = await tries.begin(subject, [limit])
        if (begun.isBegun) await begun.end(true)
        if (begun.isBegun) ran += 1
      }
      return ran
    }
    expect(await ranOf('ada', 1)).toBe(1)
    const underWay = await tries.begin('eve', [limit])
    server.freeze(true)
    expect(await ranOf('ada', 20)).toBe(1)
    expect(await ranOf('bob', 20)).toBe(2)
    server.freeze(false)
    await server.kill()
    expect(await ranOf('cyd', 20)).toBe(2)
    if (underWay.isBegun) await underWay.end(true)
    const withoutIt = await tries.begin('fay', [limit])
    await server.start()
    await vi.waitFor(() => redis.ask((client) => client.get('fx-test')), { timeout: 10_000 })
    let subjects = 0
    await expect.poll(() => ranOf(`back ${(subjects += 1)}`, 20), { timeout: 5_000 }).toBe(8)
    if (withoutIt.isBegun) await withoutIt.end(true)
    expect(await ranOf('fay', 20)).toBe(7)
  })
})
