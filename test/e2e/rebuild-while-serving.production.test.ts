/** Read models that are rebuilt while processes serve: none of these goes on showing what it kept of the ones before. */
import { MongoClient } from 'mongodb'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../sdk/index.ts'
import { compositionUnderTest } from '../support/composition-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor, type Goods, type TradingFloor } from '../support/open-trading-floor.ts'
import { runFx } from '../support/run-fx.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'] as const).map(serverUrl)
/** From the end of the rebuild. */
const noticedWithinMs = 2_000

describe.skipIf(servers.includes(undefined))('a rebuild beside two processes that serve', () => {
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-rebuilding-'))
  const { environment, remove } = compositionUnderTest(data, 'twins')
  let exchange: RunningExchange
  let floor: TradingFloor
  let goods: Goods

  beforeAll(async () => {
    exchange = await startExchange({ data, layout: 'twins' })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    goods = await floor.offer(floor.suppliers[0]!)
    await exchange.stop()
    await forgePrice()
    exchange = await startExchange({ data, layout: 'twins' })
  }, 90_000)
  afterAll(async () => {
    await exchange[Symbol.asyncDispose]()
    await remove()
    rmSync(data, { recursive: true, force: true })
  })

  /** Of the goods, as a list shows it to the buyer; undefined while the index has not got them. */
  const priceAt = async (n: number): Promise<string | undefined> => {
    const { id, owner } = floor.buyer
    const authorization = () => `Bearer ${owner.token}`
    const client = createClient({ baseUrl: exchange.processUrls[n]!, authorization, organisation: id })
    const { items } = (await client.listProducts({ query: {} })).data
    return items.find((item) => item.id === goods.productId)?.price?.unitPrice
  }
  const forgePrice = async (): Promise<void> => {
    await using client = new MongoClient(environment['MONGODB_URL']!, { maxPoolSize: 1 })
    const documents = client.db().collection('documents')
    const isPrice = { _id: /^prices/ as never, body: new RegExp(goods.productId) }
    const { body } = (await documents.findOne<{ body: string }>(isPrice))!
    const forged = body.replaceAll(/"unitPrice":"[^"]*"/g, '"unitPrice":"987.5"')
    expect(forged).not.toBe(body)
    await documents.updateOne(isPrice, { $set: { body: forged } })
  }

  test('what they kept in memory and for each other is forgotten when the rebuild is done', async () => {
    for (const n of [0, 1]) await eventually(() => priceAt(n), { isThere: (price) => price === '987.5' })
    const { exitCode, stderr } = await runFx(['rebuild', 'prices', '--data', join(data, 'operator')], {
      environment: environment as Record<string, string>,
    })
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/Done in/)])
    const isThere = (price: string | undefined): boolean => price !== undefined && price !== '987.5'
    for (const n of [0, 1]) await eventually(() => priceAt(n), { isThere, withinMs: noticedWithinMs })
    // And stays so: neither finds what the other kept.
    for (const n of [0, 1, 0, 1]) expect(await priceAt(n)).not.toBe('987.5')
  })
})
