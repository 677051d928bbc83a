/** The connection keeps its promises on a real Redis, alone and as a cluster: it never hangs, and it says what is wrong. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { openRedis, repliesOf, type RedisConnection } from './open-redis.ts'
import { createRedisServer, type RedisServerUnderTest } from '../../../test/support/redis-server-under-test.ts'
import { RedisUnavailable } from './redis-trouble.ts'

const single = serverUrl('REDIS_URL')
const cluster = serverUrl('REDIS_CLUSTER_URL')

const servers: RedisServerUnderTest[] = []
const connections: RedisConnection[] = []
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close()
  for (const server of servers.splice(0)) await server.dispose()
})
async function serverOf(): Promise<RedisServerUnderTest> {
  const server = await createRedisServer()
  servers.push(server)
  return server
}
/** Opens a connection and collects what it tells. */
async function open(url: string, timeoutMs?: number) {
  const told: (string | undefined)[] = []
  const redis = await openRedis({
    url,
    told: (trouble) => told.push(trouble?.message),
    ...(timeoutMs !== undefined && { timeoutMs }),
  })
  connections.push(redis)
  return { redis, told }
}
const set = (redis: RedisConnection): Promise<unknown> => redis.ask((client) => client.set('fx-test', '1', 'EX', 60))

/** What it is refused with, and after how many milliseconds. */
async function refusalOf(work: Promise<unknown>): Promise<{ error: RedisUnavailable; tookMs: number }> {
  const began = performance.now()
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(RedisUnavailable)
  return { error: error as RedisUnavailable, tookMs: performance.now() - began }
}

describe.skipIf(single === undefined || cluster === undefined)('a connection to Redis', () => {
  test('takes commands, one at a time and many in one round trip, alone and as a cluster', async () => {
    for (const url of [single!, cluster!]) {
      const { redis, told } = await open(url, 1_000)
      expect([redis.isReady, redis.isCluster]).toEqual([true, url === cluster])
      const replies = await redis.ask((client) =>
        repliesOf(client.pipeline().set('{fx-test}a', 'x', 'EX', 60).get('{fx-test}a').del('{fx-test}a')),
      )
      expect(replies).toEqual(['OK', 'x', 1])
      for (const key of ['foo', 'bar', 'hello'])
        expect(await redis.ask((client) => client.set(`fx-${key}`, '1', 'EX', 60))).toBe('OK')
      expect(told).toEqual([])
    }
  })

  test('a mistake of ours is thrown as it is, also from within a round trip', async () => {
    const { redis } = await open(single!, 1_000)
    await expect(redis.ask((client) => client.call('NO-SUCH-COMMAND'))).rejects.toThrow(/unknown command/)
    const pipeline = redis.ask((client) => repliesOf(client.pipeline().set('fx-test', 'x').lpush('fx-test', 'y')))
    await expect(pipeline).rejects.toThrow(/WRONGTYPE/)
  })

  test('a Redis that is absent when it is opened is no error: commands are refused at once, and taken when it is there', async () => {
    const server = await serverOf()
    const { redis, told } = await open(server.url)
    const { error, tookMs } = await refusalOf(set(redis))
    expect(tookMs).toBeLessThan(20)
    expect(error.rejection).toMatchObject({ kind: 'unavailable', code: 'redis/unavailable' })
    expect(error.message).toMatch(/cannot be reached\. Start it, or correct REDIS_URL.*ECONNREFUSED/)
    await server.start()
    await vi.waitFor(async () => expect(await set(redis)).toBe('OK'), { timeout: 5_000 })
    expect(told).toHaveLength(2)
    expect(told[1]).toBeUndefined()
  })

  test('a cluster that is absent is no error either', async () => {
    const server = await serverOf()
    const { redis, told } = await open(server.url.replace('redis:', 'redis+cluster:'))
    expect((await refusalOf(set(redis))).tookMs).toBeLessThan(20)
    expect(told[0]).toMatch(/cannot be reached/)
  })

  test('a Redis that is killed is refused at once and taken again after its restart', async () => {
    const server = await serverOf()
    await server.start()
    const { redis } = await open(server.url)
    await set(redis)
    await server.kill()
    await vi.waitFor(() => expect(redis.isReady).toBe(false))
    expect((await refusalOf(set(redis))).tookMs).toBeLessThan(20)
    await server.start()
    await vi.waitFor(async () => expect(await set(redis)).toBe('OK'), { timeout: 5_000 })
  })

  test('a Redis that keeps silent for three seconds makes nobody wait longer than 50 ms, and is back by itself', async () => {
    const server = await serverOf()
    await server.start()
    const { redis } = await open(server.url)
    await set(redis)
    server.freeze(true)
    const until = performance.now() + 3_000
    const waits: number[] = []
    while (performance.now() < until) {
      waits.push(
        ...(await Promise.all(Array.from({ length: 20 }, () => refusalOf(set(redis))))).map(({ tookMs }) => tookMs),
      )
      await sleep(10)
    }
    server.freeze(false)
    waits.sort((one, other) => one - other)
    // Half of them as promised, and none for long, also where the test itself waits for the processor.
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(80)
    expect(waits.at(-1)).toBeLessThan(1_000)
    await vi.waitFor(async () => expect(await set(redis)).toBe('OK'), { timeout: 5_000 })
  })

  test('a blocking connection waits for what it was opened for, and does not outwait a silent server', async () => {
    const server = await serverOf()
    await server.start()
    const { redis } = await open(server.url)
    const blocking = redis.openBlocking(200)
    connections.push(blocking)
    await vi.waitFor(() => expect(blocking.isReady).toBe(true))
    const read = () => blocking.ask((client) => client.xread('BLOCK', 200, 'STREAMS', 'fx-none', '$'))
    const began = performance.now()
    expect(await read()).toBeNull()
    expect(performance.now() - began).toBeGreaterThan(190)
    server.freeze(true)
    expect((await refusalOf(read())).tookMs).toBeLessThan(1_000)
    server.freeze(false)
  })

  test('what Redis refuses writes for is told with what helps', async () => {
    const server = await serverOf()
    await server.start()
    const { redis } = await open(server.url, 500)
    await server.command('CONFIG', 'SET', 'maxmemory', '1')
    expect((await refusalOf(set(redis))).error.message).toMatch(/maxmemory.*Give it more/)
    await server.command('CONFIG', 'SET', 'maxmemory', '0')
    await server.command('REPLICAOF', '127.0.0.1', '1')
    expect((await refusalOf(set(redis))).error.message).toMatch(/replica.*REDIS_URL name the primary/)
    await server.command('REPLICAOF', 'NO', 'ONE')
    // Saving fails where a folder has the name of the file.
    mkdirSync(join(server.folder, 'dump.rdb'))
    await server.command('CONFIG', 'SET', 'save', '1 1')
    await server.command('BGSAVE')
    await vi.waitFor(async () => expect((await refusalOf(set(redis))).error.message).toMatch(/MISCONF.*Free space/), {
      timeout: 5_000,
    })
  })

  test('wrong credentials are told as such, and taken once they are right', async () => {
    const server = await serverOf()
    await server.start()
    await server.command('CONFIG', 'SET', 'requirepass', 'right-one')
    const none = await open(server.url)
    expect((await refusalOf(set(none.redis))).error.message).toMatch(/refuses the user or the password in REDIS_URL/)
    const wrong = await open(server.url.replace('//', '//:wrong-one@'))
    expect((await refusalOf(set(wrong.redis))).error.message).toMatch(/refuses the user or the password in REDIS_URL/)
    expect(JSON.stringify([none.told, wrong.told])).not.toContain('wrong-one')
    const right = await open(server.url.replace('//', '//:right-one@'), 500)
    expect(await set(right.redis)).toBe('OK')
  })

  test('one server taken for a cluster, and a node of a cluster for one server, are told as what they are', async () => {
    const asCluster = await open(single!.replace('redis:', 'redis+cluster:'), 500)
    expect((await refusalOf(set(asCluster.redis))).error.message).toMatch(/redis\+cluster:\/\/.*Correct it/)
    const asOne = await open(cluster!.split(',')[0]!, 500)
    const all = ['foo', 'bar', 'hello'].map((key) => asOne.redis.ask((client) => client.set(`${key}`, '1', 'EX', 1)))
    const refused = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected')
    expect(String((refused[0] as PromiseRejectedResult).reason)).toMatch(/redis\+cluster:\/\//)
  })
})
