/** Elasticsearch away at the start and later: all else works, a search says that it cannot, and what was missed is made up for. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeIndices } from '../support/composition-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import { openTcpRelay, type TcpRelay } from '../support/tcp-relay.ts'

const server = serverUrl('ELASTICSEARCH_URL')
const name = `fx-test-${randomUUID().slice(0, 8)}`

describe.skipIf(server === undefined)('Elasticsearch away', () => {
  let relay: TcpRelay
  let exchange: RunningExchange
  let floor: TradingFloor

  beforeAll(async () => {
    const { hostname: host, port } = new URL(server!)
    relay = await openTcpRelay({ host, port: Number(port) })
    exchange = await startExchange({
      environment: {
        ELASTICSEARCH_URL: `http://elastic:hunter2@127.0.0.1:${relay.port}`,
        FX_ELASTICSEARCH_NAME: name,
        FX_ELASTICSEARCH_REPLICAS: '0',
      },
    })
  })
  afterAll(async () => {
    await exchange[Symbol.asyncDispose]()
    await relay.end()
    await removeIndices(server!, name)
  })

  const search = (q: string) => fetch(`${exchange.url}/v1/products?q=${q}`)
  const found = async (q: string): Promise<number> => {
    const reply = await search(q)
    const { items } = (await reply.json()) as { items?: readonly unknown[] }
    return items?.length ?? 0
  }

  test('it opens, trades, and says to whoever searches when to ask again', async () => {
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    await floor.offer(floor.suppliers[0]!, { product: { name: { en: 'Quark of the first hour' } } })
    const reply = await search('quark')
    expect(reply.status).toBe(503)
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await reply.json()).toMatchObject({ code: 'search/unavailable' })
  })

  test('the operator is told what is missing and what helps, without the password', () => {
    expect(exchange.output()).toMatch(/Elasticsearch cannot be reached .*Start it, or correct ELASTICSEARCH_URL/)
    expect(exchange.output()).not.toContain('hunter2')
  })

  test('once it is there, what was published before is found, without a restart', async () => {
    await relay.begin()
    expect(await eventually(() => found('quark'), { isThere: (count) => count > 0, withinMs: 30_000 })).toBe(1)
  })

  test('away again and back, it has what was published meanwhile, and gives up no message', async () => {
    await relay.end()
    await floor.offer(floor.suppliers[0]!, { product: { name: { en: 'Skyr of the second hour' } } })
    expect((await search('skyr')).status).toBe(503)
    await relay.begin()
    expect(await eventually(() => found('skyr'), { isThere: (count) => count > 0, withinMs: 30_000 })).toBe(1)
    const { data } = await floor.staff.client.listDeadLetters({ query: {} })
    expect(data.items).toEqual([])
  })
})
