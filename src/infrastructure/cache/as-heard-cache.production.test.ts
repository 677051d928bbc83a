/** What the cache between processes costs its readers while Redis hangs, and that it serves again afterwards. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRedisServer, type RedisServerUnderTest } from '../../../test/support/redis-server-under-test.ts'
import { serverUrl } from '../../../test/support/server-url.ts'
import { openRedis, type RedisConnection } from '../redis/open-redis.ts'
import { createAsHeardCache } from './as-heard-cache.ts'
import { createHeardChanges } from './heard-changes.ts'
import { createMemoryCache } from './memory-cache.ts'
import { createReadThrough, type Load } from './read-through.ts'
import { createRedisCache } from './redis/redis-cache.ts'

const monotonicMs = (): number => performance.now()
const position = (n: number): string => n.toString(16).padStart(16, '0')

describe.skipIf(serverUrl('REDIS_URL') === undefined)('a cache of what all have heard, over Redis', () => {
  let server: RedisServerUnderTest
  let redis: RedisConnection
  beforeAll(async () => {
    server = await createRedisServer()
    await server.start()
    redis = await openRedis({ url: server.url, told: () => undefined })
  })
  afterAll(async () => {
    redis.close()
    await server.dispose()
  })
  /** A process with a memory of its own over the same Redis. */
  const process = (prefix: string) => {
    const changes = createHeardChanges({ from: position(1), below: () => position(1) })
    const local = createMemoryCache({ capacityBytes: 1_048_576, now: monotonicMs })
    const shared = createAsHeardCache({ shared: createRedisCache({ redis, prefix }), changes, monotonicMs })
    const read = createReadThrough({ local, shared, loadsMax: 100, loadTimeoutMs: 1_000, random: () => 0.5 })
    const hear = (tag: string, at: number): void => {
      local.invalidate([tag])
      changes.add([tag], position(at))
    }
    return { read, hear }
  }
  const loads =
    (text: string, tag = 'a'): Load =>
    async () => ({ entry: { bytes: Buffer.from(text) }, ttlMs: 60_000, tags: [tag] })

  test('an entry is found as it was stored by whoever has heard no more than its maker, and made anew by the others', async () => {
    const [maker, same, ahead] = [process('fx-a'), process('fx-a'), process('fx-a')]
    for (const one of [maker, same, ahead]) one.hear('a', 5)
    ahead.hear('a', 6)
    expect(await maker.read('k', loads('made'))).toMatchObject({ from: 'source' })
    await expect.poll(() => server.command('KEYS', '*fx-a-0}/entry/*')).toHaveLength(1)
    const found = await same.read('k', loads('own'))
    expect([found.from, Buffer.from(found.entry!.bytes).toString()]).toEqual(['shared', 'made'])
    expect(await ahead.read('k', loads('newer'))).toMatchObject({ from: 'source' })
    same.hear('a', 6)
    const newer = await same.read('k', loads('own'))
    expect(Buffer.from(newer.entry!.bytes).toString()).not.toBe('made')
  })

  test('a Redis that hangs costs one time-out, then nothing; when it goes on, it is asked again', async () => {
    const { read } = process('fx-b')
    server.freeze(true)
    const waits: number[] = []
    for (let n = 0; n < 20; n += 1) {
      const began = performance.now()
      expect(await read(`k${n}`, loads('x'))).toMatchObject({ from: 'source' })
      waits.push(performance.now() - began)
    }
    expect(waits.filter((ms) => ms > 25).length).toBeLessThanOrEqual(2)
    server.freeze(false)
    await expect.poll(() => redis.isReady).toBe(true)
    let n = 0
    const isShared = async (): Promise<boolean> => {
      const key = `again${(n += 1)}`
      await read(key, loads('x'))
      return (await process('fx-b').read(key, loads('y'))).from === 'shared'
    }
    await expect.poll(isShared, { timeout: 10_000 }).toBe(true)
  })
})
