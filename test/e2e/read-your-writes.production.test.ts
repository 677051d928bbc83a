/** A client reads what it wrote through whichever process it comes to, also where that one keeps an older reply for everybody. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type AsOf, type Client } from '../../sdk/index.ts'
import { openTradingFloor, type Goods, type TradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'] as const).map(serverUrl)
const rounds = 200

describe.skipIf(servers.includes(undefined))('one client over two equal processes', () => {
  let exchange: RunningExchange
  let floor: TradingFloor
  let goods: Goods

  beforeAll(async () => {
    exchange = await startExchange({ layout: 'twins' })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    goods = await floor.offer(floor.suppliers[0]!)
  })
  afterAll(() => exchange[Symbol.asyncDispose]())

  type Company = { readonly id: string; readonly owner: { readonly token: string } }
  const at = (n: number, { id, owner }: Company, asOf: AsOf): Client =>
    createClient({
      baseUrl: exchange.processUrls[n % 2]!,
      authorization: () => `Bearer ${owner.token}`,
      organisation: id,
      asOf,
    })
  /** After how many rounds what is read at once through the other process, as a buyer who gets kept replies, is not what was written. */
  const staleAfter = async (knownTo: (writer: AsOf) => AsOf): Promise<number> => {
    const params = { productId: goods.productId }
    const [supplier] = floor.suppliers
    let etag = (await at(0, supplier!, {}).getProduct({ params })).etag!
    for (let round = 0; round < rounds; round += 1) {
      await at(round + 1, floor.buyer, {}).getProduct({ params })
      const writer: AsOf = {}
      const name = { en: `Gouda ${round}` }
      const changed = await at(round, supplier!, writer).changeProduct({ params, ifMatch: etag, body: { name } })
      etag = changed.etag!
      expect(writer.newest).toMatch(/^[0-9a-f]{16}$/)
      const { data } = await at(round + 1, floor.buyer, knownTo(writer)).getProduct({ params })
      if (data.name['en'] !== name.en) return round
    }
    return Infinity
  }

  test('with FX-As-Of, which the SDK sends by itself, what is read is never older than what was written', async () => {
    expect(await staleAfter((writer) => writer)).toBe(Infinity)
  })

  test('without it, it is at times: there is something to be tested', async () => {
    expect(await staleAfter(() => ({}))).toBeLessThan(rounds)
  })

  test('a repeated write is answered with where the first one stands, through the other process too', async () => {
    const body = { name: { en: 'Repeated' } }
    const params = { productId: goods.productId }
    const { etag = '' } = await at(0, floor.suppliers[0]!, {}).getProduct({ params })
    const request = { params, ifMatch: etag, body, idempotencyKey: 'written-once' }
    const [first, again]: [AsOf, AsOf] = [{}, {}]
    await at(0, floor.suppliers[0]!, first).changeProduct(request)
    expect((await at(1, floor.suppliers[0]!, again).changeProduct(request)).replayed).toBe(true)
    expect(again.newest).toBe(first.newest)
  })
})
