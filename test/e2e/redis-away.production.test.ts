/** Redis away at the start, coming, killed in the middle and back: orders are placed all the while, and no event is lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRedisServer, type RedisServerUnderTest } from '../support/redis-server-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { daysAhead, openTradingFloor, type Goods, type TradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'REDIS_URL'] as const).map(serverUrl)
const stock = 10_000
/** Leases of those who were cut off run out, connections are tried again. */
const patience = { withinMs: 30_000 }

describe.skipIf(servers.includes(undefined))('Redis away', () => {
  let redis: RedisServerUnderTest
  let exchange: RunningExchange
  let floor: TradingFloor
  let goods: Goods
  let trading: Trading

  beforeAll(async () => {
    redis = await createRedisServer()
    // One serves products and their index, the other orders.
    exchange = await startExchange({ layout: 'two', environment: { REDIS_URL: redis.url } })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    goods = await floor.offer(floor.suppliers[0]!, { lots: [{ quantity: stock }] })
  })
  afterAll(async () => {
    await exchange?.[Symbol.asyncDispose]()
    await redis?.dispose()
  })

  const order = async ({ productId }: Goods, quantity: number): Promise<string> => {
    const { client } = floor.buyer.owner
    const lines = [{ productId, quantity, deliveryDate: daysAhead(20) }]
    const body = { supplierId: floor.suppliers[0]!.id, lines, shipTo: { siteId: floor.buyer.siteId } }
    const { data } = await client.placeOrder({ body })
    await client.sendOrder({ params: { orderId: data.id } })
    return data.id
  }
  const availability = async (orderId: string) =>
    (await floor.buyer.owner.client.getOrder({ params: { orderId } })).data.lines[0]!.deliveries[0]!.availability
  /** Ordered beyond what there is; then there is more. Only an event tells the order so. */
  const orderWhatComesLater = async (): Promise<string> => {
    const supplier = floor.suppliers[0]!
    const scarce = await floor.offer(supplier, { lots: [{ quantity: 1 }] })
    const orderId = await order(scarce, 3)
    expect(await availability(orderId)).not.toBe('all')
    const lot = { productId: scarce.productId, code: 'LATER', siteId: supplier.siteId, quantity: 10 }
    await supplier.owner.client.registerLot({ body: { ...lot, markedOn: daysAhead(300) } })
    return orderId
  }
  const offer = (name: string) => floor.offer(floor.suppliers[0]!, { product: { name: { en: name } } })
  const found = async (q: string): Promise<number> =>
    (await exchange.client().listProducts({ query: { q } })).data.items.length
  const arrives = async (name: string, orderId: string): Promise<void> => {
    await eventually(() => found(name), { ...patience, isThere: (count) => count === 1 })
    await eventually(() => availability(orderId), { ...patience, isThere: (told) => told === 'all' })
  }

  test('it opens without Redis, says what is missing and what helps, and trades', async () => {
    expect(exchange.output()).toMatch(/Redis .*REDIS_URL/)
    trading = trade(() => order(goods, 1))
    await trading.atLeast(3)
    const { client } = floor.suppliers[0]!.owner
    const refused = await client.listJobs({ query: {} }).then(
      () => undefined,
      (error: unknown) => (error as { code?: string }).code,
    )
    expect(refused).toBe('redis/unavailable')
  })

  test('what happened before Redis came arrives when it has come, without a restart', async () => {
    await offer('Halloumi')
    const orderId = await orderWhatComesLater()
    expect([await found('halloumi'), await availability(orderId)]).not.toEqual([1, 'all'])
    await redis.start()
    await arrives('halloumi', orderId)
  })

  test('killed, it stops no order; back again, it has what happened meanwhile delivered', async () => {
    await redis.kill()
    await trading.atLeast(5)
    await offer('Kashkaval')
    const orderId = await orderWhatComesLater()
    await redis.start()
    await arrives('kashkaval', orderId)
    await trading.atLeast(2)
  })

  test('every order was placed once, and no message was given up', async () => {
    const placed = await trading.end()
    expect(new Set(placed).size).toBe(placed.length)
    const { data } = await floor.suppliers[0]!.owner.client.listStock({ query: { productId: goods.productId } })
    expect(data.items[0]).toMatchObject({ available: stock - placed.length })
    expect((await floor.staff.client.listDeadLetters({ query: {} })).data.items).toEqual([])
  })
})

type Trading = {
  /** Resolves when so many more are placed; throws what an order failed with. */
  readonly atLeast: (count: number) => Promise<void>
  /** Gives all that were placed; throws what an order failed with. */
  readonly end: () => Promise<readonly string[]>
}

/** One order after the other, until it is ended or one fails. */
function trade(place: () => Promise<string>): Trading {
  const placed: string[] = []
  let isOver = false
  const trading = (async () => {
    while (!isOver) placed.push(await place())
  })()
  const failed = trading.then(() => {
    throw new Error('Trading has ended.')
  })
  failed.catch(() => undefined)
  return {
    async atLeast(count) {
      const wanted = placed.length + count
      const reached = eventually(async () => placed.length, { ...patience, isThere: (there) => there >= wanted })
      await Promise.race([reached, failed])
    },
    async end() {
      isOver = true
      await trading
      return placed
    },
  }
}
