/** Real processes, killed under load, fifty exchanges in all: what was acknowledged is there, once, and nothing is half there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { everyItem } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { daysAhead, openTradingFloor, type Company, type Goods } from '../support/open-trading-floor.ts'
import { sendRaw, type RawAnswer } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import { startHost, type ExchangeHost } from '../support/start-on-host.ts'

const kills = 50
/** Exchanges of one process, each over its own folder: killed together, each in the middle of what it does itself. Starting a process is what takes the time. */
const exchanges = 5
const clients = 4
const quantity = 3

/** A write somebody wants done: sent with its key until it is answered. */
type Wish = {
  readonly kind: 'place' | 'send' | 'draft'
  readonly path: string
  readonly body?: object
  readonly token: string
  readonly key: string
  /** What the exchange said when it had done it. */
  acknowledged?: string
}

type Lane = {
  readonly buyer: Company
  readonly supplier: Company
  readonly goods: Goods
  readonly wishes: Wish[]
}

test(
  `of ${kills} exchanges killed under load, ${exchanges} with their process, each keeps what it acknowledged, does nothing twice and nothing by half`,
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foodxchange-crash-'))
    try {
      await killAgainAndAgain(Array.from({ length: exchanges }, (_, n) => join(folder, `${n}`)))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

async function killAgainAndAgain(folders: readonly string[]): Promise<void> {
  // A quick machine sends more orders than a supplier leaves unanswered.
  const environment = { FX_UNANSWERED_ORDERS: '1000' }
  const open = async (host: ExchangeHost) =>
    Promise.all(folders.map((data) => startExchange({ data, host, environment })))
  let host = await startHost()
  let running = await open(host)
  const lanes = await Promise.all(running.map(openLane))
  for (let round = 0; round < kills / exchanges; round += 1) {
    const loaded = running.flatMap((exchange, n) =>
      Array.from({ length: clients }, (_, client) => work(exchange, lanes[n]!, `${round}-${client}`)),
    )
    await sleep(exchanges * (20 + Math.random() * 100))
    await host.kill()
    await Promise.all(loaded)
    host = await startHost()
    running = await open(host)
    await Promise.all(running.map((exchange, n) => settle(exchange, lanes[n]!)))
  }
  for (const [n, exchange] of running.entries()) {
    await checkWhole(exchange, lanes[n]!)
    expect(await exchange.stop()).toBe(0)
  }
  await host.kill()
}

async function openLane(exchange: RunningExchange): Promise<Lane> {
  const { buyer, suppliers, offer } = await openTradingFloor(exchange, { suppliers: 1 })
  const goods = await offer(suppliers[0]!, { lots: [{ quantity: 40_000 }, { quantity: 60_000 }] })
  return { buyer, supplier: suppliers[0]!, goods, wishes: [] }
}

/** One client: places an order, sends it, drafts a product, and again, until nobody answers any more. */
async function work(exchange: RunningExchange, lane: Lane, name: string): Promise<void> {
  for (let count = 0; ; count += 1) {
    const placed = await wishFor(exchange, lane, placing(lane))
    if (!placed) return
    const { id } = JSON.parse(placed) as { id: string }
    const drafting = { sku: `CRASH-${name}-${count}`, name: { en: 'Cheese that survives' } }
    const [sent, drafted] = await Promise.all([
      wishFor(exchange, lane, sending(lane, id)),
      wishFor(exchange, lane, {
        kind: 'draft',
        path: '/v1/products',
        body: drafting,
        token: lane.supplier.owner.token,
      }),
    ])
    if (!sent || !drafted) return
  }
}

const placing = ({ buyer, supplier, goods }: Lane): Omit<Wish, 'key'> => ({
  kind: 'place',
  path: '/v1/orders',
  body: {
    supplierId: supplier.id,
    lines: [{ productId: goods.productId, quantity, deliveryDate: daysAhead(9) }],
    shipTo: { siteId: buyer.siteId },
  },
  token: buyer.owner.token,
})
const sending = ({ buyer }: Lane, orderId: string): Omit<Wish, 'key'> => ({
  kind: 'send',
  path: `/v1/orders/${orderId}/send`,
  token: buyer.owner.token,
})

/** Sends a wish once; gives the answer, or undefined where none came. */
async function wishFor(exchange: RunningExchange, lane: Lane, wanted: Omit<Wish, 'key'>): Promise<string | undefined> {
  const wish: Wish = { ...wanted, key: crypto.randomUUID() }
  lane.wishes.push(wish)
  try {
    const answer = await ask(exchange, wish)
    expect(answer.status, answer.text).toBeLessThan(300)
    return (wish.acknowledged = answer.text)
  } catch (error) {
    // The process was killed before it answered: `fetch` says so, and nothing else may have gone wrong.
    if (error instanceof TypeError) return undefined
    throw error
  }
}

const ask = (exchange: RunningExchange, { path, body, token, key }: Wish): Promise<RawAnswer> =>
  sendRaw(exchange.url)({ method: 'POST', path, token, headers: { 'idempotency-key': key }, ...(body && { body }) })

/** After a restart: what was acknowledged is answered again to the letter, what was not is done now. */
async function settle(exchange: RunningExchange, { wishes }: Lane): Promise<void> {
  const recent = wishes.slice(-clients * 5)
  await Promise.all(
    recent.map(async (wish) => {
      const answer = await ask(exchange, wish)
      expect(answer.status, `${wish.kind} ${answer.text}`).toBeLessThan(300)
      if (wish.acknowledged !== undefined) {
        expect(answer.headers.get('idempotency-replayed'), wish.kind).toBe('true')
        expect(answer.text).toBe(wish.acknowledged)
      }
      wish.acknowledged = answer.text
    }),
  )
}

type Acknowledged = { readonly id: string; readonly sku?: string }

async function checkWhole(exchange: RunningExchange, { wishes, buyer, supplier, goods }: Lane): Promise<void> {
  const client = exchange.client(buyer.owner.token)
  const selling = exchange.client(supplier.owner.token)
  const of = (kind: Wish['kind']): Acknowledged[] =>
    wishes.filter((wish) => wish.kind === kind && wish.acknowledged).map((wish) => JSON.parse(wish.acknowledged!))
  const placed = of('place').map(({ id }) => id)
  const sent = of('send').map(({ id }) => id)
  expect(placed.length).toBeGreaterThan(kills / exchanges)
  expect(new Set(placed).size, 'no order twice').toBe(placed.length)
  const listed = await eventually(() => collect(everyItem((query) => client.listOrders({ query }))), {
    isThere: (orders) => orders.length >= placed.length && sentOf(orders).length >= sent.length,
  })
  expect(listed.map(({ id }) => id).toSorted(), 'every order, and no other').toEqual(placed.toSorted())
  expect(sentOf(listed).toSorted()).toEqual(sent.toSorted())
  const reserved = sent.length * quantity
  for (const orderId of sent.filter((_, index) => index % 5 === 0)) {
    const { data } = await client.getOrder({ params: { orderId } })
    expect(data.lines[0]!.deliveries[0]).toMatchObject({ ordered: quantity, reserved: quantity, short: 0 })
  }
  const query = { productId: goods.productId }
  const stock = await eventually(async () => (await selling.listStock({ query })).data.items[0]!, {
    isThere: (found) => found.reserved === reserved,
  })
  expect(stock).toMatchObject({ onHand: 100_000, reserved, blocked: 0, available: 100_000 - reserved })
  const held = await eventually(
    () => collect(everyItem((page) => selling.listReservations({ query: { ...query, ...page } }))),
    { isThere: ({ length }) => length >= sent.length },
  )
  expect(held).toHaveLength(sent.length)
  const skus = of('draft').map(({ sku }) => sku!)
  const kept = await eventually(() => exportedSkus(exchange, supplier), {
    isThere: ({ length }) => length >= skus.length,
  })
  expect(kept.toSorted()).toEqual(skus.toSorted())
}

const sentOf = (orders: readonly { readonly id: string; readonly status: string }[]): string[] =>
  orders.filter(({ status }) => status === 'sent').map(({ id }) => id)

async function exportedSkus({ url }: RunningExchange, { owner: { token } }: Company): Promise<string[]> {
  const { text } = await sendRaw(url)({ path: '/v1/products/exports', token })
  const skus = text.split('\n').flatMap((line) => (line ? [(JSON.parse(line) as { sku: string }).sku] : []))
  return skus.filter((sku) => sku.startsWith('CRASH-'))
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
