/** What lists show of products, kept in Redis for all processes: found by the others, and never older than what they know. */
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type AsOf, type Client } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor, type Goods, type TradingFloor } from '../support/open-trading-floor.ts'
import { createRedisServer, type RedisServerUnderTest } from '../support/redis-server-under-test.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'] as const).map(serverUrl)
const heardWithinMs = 1_000

describe.skipIf(servers.includes(undefined))('items of two equal processes', () => {
  let redis: RedisServerUnderTest
  let client: Redis
  let exchange: RunningExchange
  let floor: TradingFloor
  let goods: Goods

  beforeAll(async () => {
    redis = await createRedisServer()
    await redis.start()
    client = new Redis<'legacy'>(redis.url, { enableOfflineQueue: true, maxRetriesPerRequest: null })
    client.on('error', () => undefined)
    exchange = await startExchange({ layout: 'twins', environment: { REDIS_URL: redis.url } })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    goods = await floor.offer(floor.suppliers[0]!, { product: { name: { en: 'Gouda' } } })
    await eventually(() => nameAt(at(0, floor.buyer)))
  })
  afterAll(async () => {
    client.disconnect()
    await exchange[Symbol.asyncDispose]()
    await redis.dispose()
  })

  type Company = { readonly id: string; readonly owner: { readonly token: string } }
  const at = (n: number, { id, owner }: Company, asOf: AsOf = {}): Client =>
    createClient({
      baseUrl: exchange.processUrls[n % 2]!,
      authorization: () => `Bearer ${owner.token}`,
      organisation: id,
      asOf,
    })
  const nameAt = async (reader: Client): Promise<string | undefined> =>
    (await reader.listProducts({ query: {} })).data.items.find(({ id }) => id === goods.productId)?.name['en']
  const rename = async (n: number, name: string, asOf: AsOf = {}): Promise<void> => {
    const params = { productId: goods.productId }
    const { etag = '' } = await at(n, floor.suppliers[0]!).getProduct({ params })
    await at(n, floor.suppliers[0]!, asOf).changeProduct({ params, ifMatch: etag, body: { name: { en: name } } })
  }
  const kept = async (name: string): Promise<readonly string[]> => {
    const found: string[] = []
    for (const key of await client.keys('*-items-*/entry/*'))
      if ((await client.hget(key, 'body'))?.includes(name)) found.push(key)
    return found
  }
  /** Made by one, read by the other, as somebody who knows of the change; both have the item in memory before. */
  const change = async (round: number): Promise<void> => {
    for (const n of [0, 1]) await nameAt(at(n, floor.buyer))
    const knows: AsOf = {}
    await rename(round, `Round ${round}`, knows)
    expect(await nameAt(at(round + 1, floor.buyer, knows))).toBe(`Round ${round}`)
    expect(await nameAt(at(round, floor.buyer, knows))).toBe(`Round ${round}`)
  }

  test('what one has made, the other finds', async () => {
    const asked = (n: number) => nameAt(at(n, floor.buyer))
    await rename(0, 'Maasdam')
    await eventually(() => asked(0), { isThere: (name) => name === 'Maasdam' })
    const [key] = await eventually(() => kept('Maasdam'), { isThere: ({ length }) => length > 0 })
    // Nothing but the shared entry says so.
    const body = (await client.hgetBuffer(key!, 'body'))!
    const marked = Buffer.from(body.toString('latin1').replaceAll('Maasdam', 'MAASDAM'), 'latin1')
    await client.hset(key!, 'body', marked)
    await eventually(() => asked(1), { isThere: (name) => name === 'MAASDAM' })
  })

  test('a change in one is seen in the other at once by who knows of it, by everybody within a second', async () => {
    for (let round = 0; round < 15; round += 1) await change(round)
    for (let round = 40; round < 43; round += 1) {
      await rename(round, `Round ${round}`)
      const isThere = (name: string | undefined) => name === `Round ${round}`
      await eventually(() => nameAt(at(round + 1, floor.buyer)), { isThere, withinMs: heardWithinMs })
    }
  })

  test('an entry that Redis brings back from before a change is not taken by who has heard of it', async () => {
    const [key] = await eventually(() => kept('Round'), { isThere: ({ length }) => length > 0 })
    const old = await client.dumpBuffer(key!)
    for (let round = 50; round < 54; round += 1) {
      const knows: AsOf = {}
      await rename(round, `Later ${round}`, knows)
      await client.restore(key!, 0, old, 'REPLACE')
      for (const n of [0, 1]) expect(await nameAt(at(n, floor.buyer, knows))).toBe(`Later ${round}`)
    }
  })

  test('Redis killed and back, forgetful or not, makes nothing old and no request fail', async () => {
    for (let round = 60; round < 62; round += 1) await change(round)
    await redis.kill()
    for (let round = 62; round < 67; round += 1) await change(round)
    await redis.start()
    for (let round = 67; round < 72; round += 1) await change(round)
    await redis.command('FLUSHALL')
    for (let round = 72; round < 75; round += 1) await change(round)
    // Left alone for a second after it failed, Redis is told of what is made from then on.
    let round = 75
    const sharedAgain = async (): Promise<readonly string[]> => {
      round += 1
      await change(round)
      return kept(`Round ${round}`)
    }
    await eventually(sharedAgain, { isThere: ({ length }) => length > 0 })
  })
})
