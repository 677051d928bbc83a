/** The shared rate limit in a real Redis, alone and as a cluster; and without it. */
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { createRedisServer } from '../../../../test/support/redis-server-under-test.ts'
import { createLeasedRateLimit } from '../leased-rate-limit.ts'
import { rateLimitContract, type RateLimitPlace } from '../rate-limit.contract.ts'
import type { RateLimit } from '../rate-limit.ts'
import { createRedisRateLimit } from './redis-rate-limit.ts'

const single = serverUrl('REDIS_URL')
const cluster = serverUrl('REDIS_CLUSTER_URL')
const monotonicMs = (): number => performance.now()

const connect = async (url: string, timeoutMs = 1_000) => {
  const redis = await openRedis({ url, told: () => undefined, timeoutMs })
  onTestFinished(() => redis.close())
  await vi.waitFor(() => redis.ask((client) => client.get('fx-test')), { timeout: 10_000 })
  return redis
}

/** Two processes' connections, under keys of their own. */
const open = async (url: string): Promise<RateLimitPlace> => {
  const prefix = `fx-test-${randomUUID().slice(0, 8)}`
  const [one, other] = [await connect(url), await connect(url)]
  onTestFinished(() => dropKeys(url, `${prefix}*`))
  const limits = { prefix, processes: 2, monotonicMs }
  return {
    callers: [createRedisRateLimit({ redis: one, ...limits }), createRedisRateLimit({ redis: other, ...limits })],
    key: (key) => key,
  }
}

for (const [name, url] of [
  ['redis', single],
  ['redis cluster', cluster],
] as const)
  if (url !== undefined) {
    rateLimitContract(name, () => open(url))
    rateLimitContract(`leased from ${name}`, async () => {
      const { callers, key } = await open(url)
      const [one, other] = callers
      const lease = (shared: RateLimit) => createLeasedRateLimit({ shared, monotonicMs })
      return { callers: [lease(one), lease(other)], key }
    })
  }

describe.skipIf(single === undefined)('redis rate limit, besides the contract', () => {
  test('a bucket that is full again leaves nothing in Redis', async () => {
    const prefix = `fx-test-${randomUUID().slice(0, 8)}`
    const redis = await connect(single!)
    const limit = createRedisRateLimit({ redis, prefix, processes: 1, monotonicMs })
    await limit.admit('203.0.113.7', { burst: 5, perSecond: 10 })
    const keys = () => redis.ask((client) => client.keys(`${prefix}*`))
    expect(await keys()).toHaveLength(1)
    expect(String(await keys())).not.toContain('203')
    await expect.poll(keys, { timeout: 2_000 }).toEqual([])
  })

  test('while Redis is away each process admits its share, within the time limit, and the whole when it is back', async () => {
    const server = await createRedisServer()
    onTestFinished(() => server.dispose())
    await server.start()
    const redis = await connect(server.url, 50)
    const limit = createRedisRateLimit({ redis, processes: 4, monotonicMs })
    const rate = { burst: 8, perSecond: 0.01 }
    const admitted = async (key: string) => {
      const asked = Array.from({ length: 20 }, () => limit.admit(key, rate))
      return (await Promise.all(asked)).filter((admission) => admission.admitted).length
    }
    server.freeze(true)
    const began = performance.now()
    expect(await admitted('silent')).toBe(2)
    expect(performance.now() - began).toBeLessThan(500)
    const again = performance.now()
    expect((await limit.admit('another', rate)).admitted).toBe(true)
    expect(performance.now() - again).toBeLessThan(20)
    server.freeze(false)
    await server.kill()
    expect(await admitted('dead')).toBe(2)
    await server.start()
    await vi.waitFor(() => redis.ask((client) => client.get('fx-test')), { timeout: 10_000 })
    let asked = 0
    await expect.poll(() => admitted(`back ${(asked += 1)}`), { timeout: 5_000 }).toBe(8)
  })
})
