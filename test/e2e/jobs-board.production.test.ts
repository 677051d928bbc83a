/** The board of the jobs stands where Redis keeps them, shows those of every process, and opens to platform staff alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'REDIS_URL'] as const).map(serverUrl)
const path = '/v1/staff/jobs-board'

const look = (exchange: RunningExchange, token?: string, below = '') =>
  fetch(`${exchange.url}${path}${below}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })

describe.skipIf(servers.includes(undefined))('the board of the jobs', () => {
  let exchange: RunningExchange
  let floor: TradingFloor

  beforeAll(async () => {
    // Staff is served by one process, which also runs imports; the other sweeps.
    exchange = await startExchange({ layout: 'two' })
    floor = await openTradingFloor(exchange, { suppliers: 1 })
  })
  afterAll(() => exchange[Symbol.asyncDispose]())

  test('staff sees the page and its parts', async () => {
    const page = await look(exchange, floor.staff.token)
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const text = await page.text()
    expect(text).toContain('FoodXchange jobs')
    const [, part] = /(?:src|href)="(static\/[^"]+)"/.exec(text) ?? []
    expect((await look(exchange, floor.staff.token, `/${part}`)).status).toBe(200)
  })

  test('staff sees what both processes run: an import that is done and a sweep to come, and nothing of what they are about', async () => {
    const supplier = floor.suppliers[0]!
    const sent = await fetch(`${exchange.url}/v1/products/imports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${supplier.owner.token}`,
        'fx-organisation': supplier.id,
        'content-type': 'application/x-ndjson',
        'idempotency-key': 'shown-on-the-board',
      },
      body: '{"sku":"SECRET-1","name":"Kashkaval"}\n',
    })
    expect(sent.status).toBe(202)
    const { id } = (await sent.json()) as { id: string }
    const api = '/api/queues?activeQueue=product-import&status=latest&page=1'
    const board = async () => await (await look(exchange, floor.staff.token, api)).text()
    const isThere = (text: string) => text.includes(id) && /"name":"product-import".*?"completed":1/.test(text)
    const shown = await eventually(board, { isThere })
    expect(shown).toContain('"name":"order-holds"')
    expect(shown).toContain('"name":"standing-orders"')
    expect(shown).not.toMatch(/SECRET-1|Kashkaval/)
  })

  test('nobody else comes in', async () => {
    expect((await look(exchange)).status).toBe(401)
    for (const below of ['', '/api/queues', '/static/main.js'])
      expect([below, (await look(exchange, floor.buyer.owner.token, below)).status]).toEqual([below, 403])
  })

  test('a process that does not serve `auth` has no board, nor has the embedded exchange', async () => {
    const asked = await fetch(`${exchange.processUrls[1]}${path}`)
    expect(asked.status).toBe(404)
    await using embedded = await startExchange({ layout: 'embedded' })
    expect((await look(embedded)).status).toBe(404)
  })
})
