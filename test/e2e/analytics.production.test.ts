/** Analytics through the whole exchange, embedded and on a server: what two companies traded, as figures, over a restart and a rebuild. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '@clickhouse/client'
import { chdbEngine } from '../support/chdb-engine.ts'
import { eventually } from '../support/eventually.ts'
import { daysAhead, openTradingFloor, type Goods, type TradingFloor } from '../support/open-trading-floor.ts'
import { runFx } from '../support/run-fx.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const engine = chdbEngine()
const url = serverUrl('CLICKHOUSE_URL')
const cache = mkdtempSync(join(tmpdir(), 'fx-cache-'))
const database = `fx_e2e_${crypto.randomUUID().slice(0, 8)}`

beforeAll(() => {
  if (engine === undefined) return
  mkdirSync(join(cache, 'foodxchange', 'analytics'), { recursive: true })
  symlinkSync(engine, join(cache, 'foodxchange', 'analytics', basename(engine)))
})
afterAll(async () => {
  rmSync(cache, { recursive: true, force: true })
  if (url === undefined) return
  const client = createClient({ url })
  await client.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await client.close()
})

describe.skipIf(engine === undefined)('with the engine installed', () => {
  tradeIsFigures({ XDG_CACHE_HOME: cache }, { isRebuilt: true })
})
describe.skipIf(url === undefined)('with a server named', () => {
  // One rebuild is enough: the same code empties the same tables.
  tradeIsFigures({ XDG_CACHE_HOME: join(cache, 'none'), CLICKHOUSE_URL: `${url}/${database}` }, { isRebuilt: false })
})

function tradeIsFigures(environment: Readonly<Record<string, string>>, { isRebuilt }: { isRebuilt: boolean }): void {
  const data = mkdtempSync(join(tmpdir(), 'fx-data-'))
  let exchange: RunningExchange
  let floor: TradingFloor
  let goods: Goods

  beforeAll(async () => {
    exchange = await startExchange({ data, environment })
    floor = await openTradingFloor(exchange)
    const product = { category: 'cheeses' }
    goods = await floor.offer(floor.suppliers[0]!, { product, lots: [{ quantity: 100, markedOn: daysAhead(5) }] })
  })
  afterAll(async () => {
    await exchange[Symbol.asyncDispose]()
    rmSync(data, { recursive: true, force: true })
  })

  const ordersOf = async (client = floor.suppliers[0]!.owner.client, query: object = {}) =>
    (await client.analyseOrders({ query })).data.items
  const oneOrder = [{ orders: 1, lines: 1, value: { amount: 12_500, currency: 'EUR' } }]

  test('an order that was sent is a figure within a second or so, on both sides and on no other', async () => {
    const { client } = floor.buyer.owner
    const line = { productId: goods.productId, quantity: 10, deliveryDate: daysAhead(3) }
    const { data: order } = await client.placeOrder({
      body: { supplierId: floor.suppliers[0]!.id, lines: [line], shipTo: { siteId: floor.buyer.siteId } },
    })
    await client.sendOrder({ params: { orderId: order.id } })
    const items = await eventually(() => ordersOf(), { isThere: (found) => found.length > 0 })
    expect(items).toMatchObject(oneOrder)
    expect(await ordersOf(client, { side: 'buyer', groupBy: 'counterparty' })).toMatchObject([
      { ...oneOrder[0], key: floor.suppliers[0]!.id },
    ])
    expect(await ordersOf(client, { groupBy: 'category', side: 'buyer' })).toMatchObject([{ key: 'cheeses' }])
    expect(await ordersOf(floor.suppliers[1]!.owner.client)).toEqual([])
    expect(await ordersOf(floor.staff.client)).toMatchObject(oneOrder)
  })

  test('stock shows what will expire, to its owner', async () => {
    const { client } = floor.suppliers[0]!.owner
    const [item] = (await client.analyseStock({ query: {} })).data.items
    expect(item).toMatchObject({
      productId: goods.productId,
      unit: 'piece',
      onHand: 100,
      exposure: { within7Days: 100 },
    })
    expect((await floor.buyer.owner.client.analyseStock({ query: {} })).data.items).toEqual([])
  })

  test('requests are counted by the template of their route', async () => {
    const ask = async () => (await floor.staff.client.analyseRequests({ query: {} })).data
    const { items, lost } = await eventually(ask, {
      isThere: (found) => found.items.some(({ key }) => key.includes('/send')),
    })
    expect(items.find(({ key }) => key === 'POST /v1/orders/{orderId}/send')).toMatchObject({ requests: 1, failed: 0 })
    expect(items.every(({ key }) => !/[0-9a-f]{32}/.test(key))).toBe(true)
    expect(lost).toBe(0)
  })

  test(`after a restart${isRebuilt ? ' and a rebuild from the log' : ''} the figures are the same`, async () => {
    await exchange.stop()
    if (isRebuilt) {
      const { exitCode, stderr } = await runFx(['rebuild', 'analytics', '--data', data], { environment })
      expect(exitCode, stderr).toBe(0)
    }
    exchange = await startExchange({ data, environment })
    const client = exchange.client(floor.suppliers[0]!.owner.token, floor.suppliers[0]!.id)
    expect(await ordersOf(client)).toMatchObject(oneOrder)
    const [item] = (await client.analyseStock({ query: {} })).data.items
    expect(item).toMatchObject({ onHand: 100 })
  })
}
