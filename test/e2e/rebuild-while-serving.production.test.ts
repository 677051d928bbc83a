/** Read models that are rebuilt while processes serve: none of these goes on showing what it kept of the ones before. */
import { MongoClient } from 'mongodb'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, type Client } from '../../sdk/index.ts'
import { compositionUnderTest } from '../support/composition-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { goodPassword, openTradingFloor, type Goods, type TradingFloor } from '../support/open-trading-floor.ts'
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

  const clientAt = (n: number): Client => {
    const { id, owner } = floor.buyer
    const authorization = () => `Bearer ${owner.token}`
    return createClient({ baseUrl: exchange.processUrls[n]!, authorization, organisation: id })
  }
  const rebuild = (...how: readonly string[]) =>
    runFx(['rebuild', '--data', join(data, 'operator'), ...how], {
      environment: {
        ...(environment as Record<string, string>),
        FX_TOKEN: floor.staff.token,
      },
    })
  /** Of the goods, as a list shows it to the buyer; undefined while the index has not got them. */
  const priceAt = async (n: number): Promise<string | undefined> => {
    const { items } = (await clientAt(n).listProducts({ query: {} })).data
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

  /** As they lie in the database; of what was removed, the day is left out. */
  const readModels = async (): Promise<ReadonlyMap<string, string>> => {
    await using client = new MongoClient(environment['MONGODB_URL']!, { maxPoolSize: 1 })
    const rows = await Promise.all(
      ['documents', 'entries'].map((name) => {
        // All but what is made from no commit.
        const made = { _id: { $not: /^(audit|webhook|job|held)/ } as never }
        return client
          .db()
          .collection(name)
          .find(made, { projection: { removedAt: 0 } })
          .sort({ _id: 1 })
          .toArray()
      }),
    )
    return new Map(rows.flat().map((row) => [String(row._id), JSON.stringify(row)]))
  }
  const damage = async (): Promise<void> => {
    await using client = new MongoClient(environment['MONGODB_URL']!, { maxPoolSize: 1 })
    const [documents, entries] = ['documents', 'entries'].map((name) => client.db().collection<{ _id: string }>(name))
    await documents!.updateOne({ _id: /^products/ }, { $inc: { v: 7 }, $set: { body: '{"forged":true}' } })
    await documents!.deleteMany({ _id: /^price_lists/ })
    await documents!.insertOne({ _id: 'products\u0000prd_stranger', v: 1, body: '{}', e: {} } as never)
    await entries!.deleteMany({ _id: /^organisations/ })
    await entries!.insertOne({ _id: 'products/bySupplier\u0000zzz\u0000prd_nowhere' })
  }

  test('what they kept in memory and for each other is forgotten when the rebuild is done, and no list was shorter meanwhile', async () => {
    for (const n of [0, 1]) await eventually(() => priceAt(n), { isThere: (price) => price === '987.5' })
    const lengths: number[] = []
    let isDone = false
    const listing = async (n: number): Promise<void> => {
      for (; !isDone; await sleep(50)) {
        const { items } = (await clientAt(n).listProducts({ query: {} })).data
        lengths.push(items.filter(({ id }) => id === goods.productId).length)
      }
    }
    const writing = async (): Promise<void> => {
      for (let n = 0; n < 3; n += 1)
        await exchange
          .client()
          .registerAccount({ body: { email: `writer${n}@buyers.example`, password: goodPassword, name: 'Otto' } })
    }
    const others = Promise.all([listing(0), listing(1), writing()])
    const { exitCode, stderr } = await rebuild('--url', exchange.url)
    isDone = true
    await others
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/goes on serving[^]*Done/)])
    expect(new Set(lengths)).toEqual(new Set([1]))
    const isThere = (price: string | undefined): boolean => price !== undefined && price !== '987.5'
    for (const n of [0, 1]) await eventually(() => priceAt(n), { isThere, withinMs: noticedWithinMs })
    // And stays so: neither finds what the other kept.
    for (const n of [0, 1, 0, 1]) expect(await priceAt(n)).not.toBe('987.5')
  })

  test('whatever was damaged, it ends in the bytes of before, by the processes and by a command beside them', async () => {
    const before = await readModels()
    for (const how of [['--url', exchange.url], []]) {
      await damage()
      expect(await readModels()).not.toEqual(before)
      const { exitCode, stderr } = await rebuild(...how)
      expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/Done/)])
      expect(await readModels()).toEqual(before)
    }
  })
})
