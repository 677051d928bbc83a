/** The shared cache in a real Redis, alone and as a cluster: its contract, its bounds, and what becomes of it in an outage. */
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { createRedisServer } from '../../../../test/support/redis-server-under-test.ts'
import type { RedisCacheOptions } from './redis-cache.ts'
import { createRedisCache } from './redis-cache.ts'
import { sharedCacheContract } from '../shared-cache.contract.ts'

const single = serverUrl('REDIS_URL')
const cluster = serverUrl('REDIS_CLUSTER_URL')
/** A test's own process is busier than any server; where the limit itself is tested it is the real one. */
const TIMEOUT_MS = 1_000

const connect = async (url: string, timeoutMs = TIMEOUT_MS) => {
  const redis = await openRedis({ url, told: () => undefined, timeoutMs })
  await vi.waitFor(() => redis.ask((client) => client.get('fx-test')), { timeout: 10_000 })
  return redis
}

for (const [name, url] of [
  ['redis', single],
  ['redis cluster', cluster],
] as const) {
  if (url === undefined) continue
  const connections = Promise.all([connect(url), connect(url)])
  sharedCacheContract(name, async () => {
    const [one, other] = await connections
    const prefix = `fx-test-${randomUUID().slice(0, 8)}`
    return {
      one: createRedisCache({ redis: one, prefix }),
      other: createRedisCache({ redis: other, prefix }),
      dispose: () => dropKeys(url, `{${prefix}*`),
    }
  })
}

const tagged = { ttlMs: 60_000, tags: ['t'] }
const sized = (bytes: number) => ({ bytes: new Uint8Array(bytes) })

describe.skipIf(single === undefined)('redis cache, besides the contract', () => {
  const openOn = async (url: string, options: Partial<RedisCacheOptions> = {}, timeoutMs = TIMEOUT_MS) => {
    const redis = await connect(url, timeoutMs)
    onTestFinished(() => redis.close())
    const prefix = `fx-test-${randomUUID().slice(0, 8)}`
    return { redis, prefix, cache: createRedisCache({ redis, prefix, ...options }) }
  }
  const ownServer = async () => {
    const server = await createRedisServer()
    onTestFinished(() => server.dispose())
    await server.start()
    return server
  }

  test('it stays within its bytes: what expires first makes room, and what is too large is not taken', async () => {
    const server = await ownServer()
    const capacityBytes = 1_048_576
    const { cache, prefix, redis } = await openOn(server.url, { capacityBytes })
    const usedBytes = async () => Number(/used_memory:(\d+)/.exec(String(await server.command('INFO', 'memory')))?.[1])
    const before = await usedBytes()
    const { generation } = await cache.get('k0')
    for (let index = 0; index < 600; index += 1)
      await cache.set(`k${index}`, sized(4_096), { ...tagged, ttlMs: 60_000 + index, since: generation })
    expect((await cache.get('k0')).found).toBeUndefined()
    expect((await cache.get('k599')).found?.bytes.byteLength).toBe(4_096)
    const counted = Number(await redis.ask((client) => client.hget(`{${prefix}-0}/state`, 'bytes')))
    expect(counted).toBeLessThanOrEqual(capacityBytes)
    expect(counted).toBeGreaterThan(capacityBytes * 0.9)
    // What it counts is what Redis uses, but for buffers of connections and of the append-only file.
    expect((await usedBytes()) - before).toBeLessThan(capacityBytes * 1.25 + 262_144)
    await cache.set('large', sized(300_000), { ...tagged, since: generation })
    expect((await cache.get('large')).found).toBeUndefined()
  })

  test('after all was forgotten (FLUSHALL), what was read before is not stored, and generations go on above', async () => {
    const server = await ownServer()
    const { cache } = await openOn(server.url)
    const before = (await cache.get('k')).generation
    await server.command('FLUSHALL')
    await cache.invalidate(['t'])
    await cache.set('k', sized(1), { ...tagged, since: before })
    const after = await cache.get('k')
    expect(after.found).toBeUndefined()
    expect(after.generation).toBeGreaterThan(before)
    await cache.set('k', sized(1), { ...tagged, since: after.generation })
    expect((await cache.get('k')).found).toBeDefined()
  })

  test('while Redis is silent or away every call is refused in its time; entries that were marked stay marked', async () => {
    const server = await ownServer()
    const { cache, redis } = await openOn(server.url, {}, 50)
    const { generation } = await cache.get('k')
    await cache.set('k', sized(1), { ...tagged, since: generation })
    const refusedWithinMs = async (work: Promise<unknown>) => {
      const began = performance.now()
      await expect(work).rejects.toMatchObject({ rejection: { kind: 'unavailable' } })
      return performance.now() - began
    }
    const calls = () => [
      cache.get('k'),
      cache.set('k', sized(1), { ...tagged, since: generation }),
      cache.invalidate(['u']),
    ]
    server.freeze(true)
    // 50 ms, and what a machine shared with other tests takes to notice.
    expect(Math.max(...(await Promise.all(calls().map(refusedWithinMs))))).toBeLessThan(250)
    server.freeze(false)
    await vi.waitFor(() => cache.invalidate(['t']), { timeout: 5_000 })
    await server.kill()
    await vi.waitFor(() => expect(redis.isReady).toBe(false))
    expect(Math.max(...(await Promise.all(calls().map(refusedWithinMs))))).toBeLessThan(250)
    await server.start()
    await vi.waitFor(async () => expect((await cache.get('k')).found).toBeUndefined(), { timeout: 5_000 })
  })
})
