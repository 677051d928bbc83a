/** An exchange moves to MongoDB and back by the command, is killed on the way, and trades on wherever it stands. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder } from '../../src/composition/moving-house/house-for-test.ts'
import { eventually } from '../support/eventually.ts'
import { daysAhead, goodPassword, openTradingFloor, type Company, type Goods } from '../support/open-trading-floor.ts'
import { killFx, runFx } from '../support/run-fx.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const server = serverUrl('MONGODB_URL')

type Held = { readonly count: number; readonly hash?: string }
type Answer = {
  readonly found: number
  readonly isSame: boolean
  readonly comparison: { readonly lines: readonly { kind: string; source: Held; target?: Held }[] }
}

describe.skipIf(server === undefined)('moving house', () => {
  const client = new MongoClient(server ?? 'mongodb://127.0.0.1')
  const databases: string[] = []
  let base: string

  /** The address of a database that there is not yet. */
  const newDatabase = (): string => {
    const name = `fx-moving-${Math.random().toString(36).slice(2, 10)}`
    databases.push(name)
    return (server ?? '').replace(/^(\w+:\/\/[^/?]*)\/?[^?]*/, `$1/${name}`)
  }
  const move = (from: string, to: string, ...more: string[]) =>
    runFx(['migrate-data', '--from', from, '--to', to, '--json', ...more], { environment: {} })
  const moved = async (from: string, to: string, ...more: string[]): Promise<Answer> => {
    const { exitCode, stdout, stderr } = await move(from, to, ...more)
    if (exitCode !== 0) throw new Error(`It ended with ${exitCode}:\n${stderr}`)
    return JSON.parse(stdout) as Answer
  }

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'fx-moving-'))
    await client.connect()
  })
  afterAll(async () => {
    for (const name of databases) await client.db(name).dropDatabase()
    await client.close()
    rmSync(base, { recursive: true })
  })

  test.concurrent(
    'killed on the way to MongoDB and back, it ends with the same hashes, and a dry run writes nothing',
    { timeout: 180_000 },
    async () => {
      const [from, database, back] = [join(base, 'large'), newDatabase(), join(base, 'back')]
      await makeFolder(from, 1_500)
      const dry = await moved(from, database, '--dry-run')
      const name = new URL(database.replace(/,[^/]*/, '')).pathname.slice(1)
      expect(await client.db(name).listCollections().toArray()).toEqual([])

      await killFx(['migrate-data', '--from', from, '--to', database], 'reading the source', 200)
      await killFx(['migrate-data', '--from', from, '--to', database], 'copying', 150)
      const there = await moved(from, database)
      expect(there.found).toBeGreaterThan(0)
      expect(await client.db(name).collection('commits').countDocuments()).toBe(1_500)

      await killFx(['migrate-data', '--from', database, '--to', back, '--data', from], 'copying', 20)
      const home = await moved(database, back, '--data', from)
      expect([there.isSame, home.isSame]).toEqual([true, true])
      const held = (answer: Answer) =>
        answer.comparison.lines.map(({ kind, source: { count, hash } }) => [kind, count, hash])
      expect(held(there)).toEqual(held(dry))
      expect(held(home)).toEqual(held(dry))
      expect(home.comparison.lines.map(({ target }) => target)).toEqual(
        dry.comparison.lines.map(({ source }) => source),
      )

      const foreign = newDatabase()
      await client
        .db(new URL(foreign.replace(/,[^/]*/, '')).pathname.slice(1))
        .collection('letters')
        .insertOne({})
      const refused = await move(from, foreign)
      expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('holds something else: letters')])
    },
  )

  test.concurrent(
    'an exchange trades on where it was moved to: passwords, orders, keys and search are as they were',
    { timeout: 180_000 },
    async () => {
      const [data, database, back] = [join(base, 'data'), newDatabase(), join(base, 'home')]
      let exchange = await startExchange({ data })
      const { buyer, suppliers, offer } = await openTradingFloor(exchange, { suppliers: 1 })
      const goods = await offer(suppliers[0]!, { lots: [{ quantity: 4_000 }] })
      const key = crypto.randomUUID()
      const placed = await order(exchange, buyer, suppliers[0]!, goods, key)
      await exchange.stop()

      expect((await moved(data, database)).isSame).toBe(true)
      exchange = await startExchange({ data, environment: { MONGODB_URL: database } })
      await expectSame(exchange, buyer, placed)
      expect(await order(exchange, buyer, suppliers[0]!, goods, key)).toEqual({ ...placed, replayed: true })
      const later = await order(exchange, buyer, suppliers[0]!, goods, crypto.randomUUID())
      const served = await move(database, back, '--data', data)
      expect([served.exitCode, served.stderr]).toEqual([1, expect.stringContaining('A process serves the MongoDB')])
      await exchange.stop()

      expect((await moved(database, back, '--data', data)).isSame).toBe(true)
      exchange = await startExchange({ data: back })
      await expectSame(exchange, buyer, placed)
      await expectSame(exchange, buyer, later)
      const { items } = await eventually(
        async () => (await exchange.client(await signIn(exchange, buyer), buyer.id).listProducts({ query: {} })).data,
        { isThere: (page) => page.items.length > 0 },
      )
      expect(items.map(({ id }) => id)).toEqual([goods.productId])
      expect(await exchange.stop()).toBe(0)
    },
  )
})

async function signIn(exchange: RunningExchange, { owner }: Company): Promise<string> {
  const body = { grantType: 'password', email: owner.email, password: goodPassword } as const
  return (await exchange.client().issueTokens({ body })).data.accessToken
}

type Placed = { readonly id: string; readonly shown: unknown }

/** Under a key that is the same for the same words. */
async function order(exchange: RunningExchange, buyer: Company, supplier: Company, goods: Goods, words: string) {
  const client = exchange.client(await signIn(exchange, buyer), buyer.id)
  const lines = [{ productId: goods.productId, quantity: 12, deliveryDate: daysAhead(9) }]
  const body = { supplierId: supplier.id, lines, shipTo: { siteId: buyer.siteId } }
  const { data, replayed } = await client.placeOrder({ body, idempotencyKey: words })
  return { id: data.id, replayed, shown: (await client.getOrder({ params: { orderId: data.id } })).data }
}

async function expectSame(exchange: RunningExchange, buyer: Company, { id, shown }: Placed): Promise<void> {
  const client = exchange.client(await signIn(exchange, buyer), buyer.id)
  expect((await client.getOrder({ params: { orderId: id } })).data).toEqual(shown)
  expect((await client.listOrders({ query: {} })).data.items.map((one) => one.id)).toContain(id)
}
