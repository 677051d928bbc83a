/** Events through the client: each once and in order, whatever happens to its connections and its tokens. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  createClient,
  EventsLost,
  type Client,
  type ClientOptions,
  type EventsAsked,
  type LiveEvent,
} from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import {
  daysAhead,
  goodPassword,
  openTradingFloor,
  type Company,
  type Goods,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { openGraphqlSubscription, type SubscriptionAsked } from '../support/open-graphql-subscription.ts'
import { openPathFront } from '../support/path-front.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import { openTcpRelay, type TcpRelay } from '../support/tcp-relay.ts'

let exchange: RunningExchange
let floor: TradingFloor
let goods: Goods
let supplier: Company

const known = 'subscription($after: String) { orderEvents(after: $after) { type } }'
const documents = join(mkdtempSync(join(tmpdir(), 'foodxchange-documents-')), 'documents.json')

beforeAll(async () => {
  writeFileSync(documents, JSON.stringify({ [sha256(known)]: known }))
  // Nothing but the last test asks by GraphQL here.
  exchange = await startExchange({
    environment: { FX_GRAPHQL_DOCUMENTS: documents, FX_GRAPHQL_ONLY_DOCUMENTS: 'true' },
  })
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  supplier = floor.suppliers[0]!
  goods = await floor.offer(supplier)
})
afterAll(async () => {
  await exchange[Symbol.asyncDispose]()
  rmSync(dirname(documents), { recursive: true })
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Reconnects soon, as nobody in earnest should. */
const impatient: ClientOptions['retries'] = { random: () => 0.05 }

async function sendOrder(): Promise<string> {
  const { client } = floor.buyer.owner
  const lines = [{ productId: goods.productId, quantity: 1, deliveryDate: daysAhead(20) }]
  const body = { supplierId: supplier.id, lines, shipTo: { siteId: floor.buyer.siteId } }
  const { data } = await eventually(() => client.placeOrder({ body }))
  await client.sendOrder({ params: { orderId: data.id } })
  return `/v1/orders/${data.id}`
}

/** All that the trail has behind a place, and the place behind it. */
async function pastBehind(client: Client, after: string): Promise<{ ids: string[]; place: string }> {
  const ids: string[] = []
  for (let place = after; ;) {
    const { data } = await client.listEvents({ query: { after: place, limit: 100 } })
    ids.push(...data.items.map(({ id }) => id))
    place = data.place
    if (data.page.next === null) return { ids, place }
  }
}

/** Follows until told otherwise. */
function follow(options: ClientOptions, asked: EventsAsked, take = async (): Promise<void> => undefined) {
  const ending = new AbortController()
  const told: LiveEvent[] = []
  const done = (async () => {
    for await (const { event } of createClient(options).events({ ...asked, signal: ending.signal })) {
      told.push(event)
      await take()
    }
  })()
  // Whoever waits for its end hears of a failure; until then it is nobody's.
  done.catch(() => undefined)
  const end = (): Promise<void> => {
    ending.abort()
    return done
  }
  onTestFinished(() => end().catch(() => undefined))
  return { told, done, end }
}

/** Of each process by turns. */
async function openRelay(): Promise<TcpRelay> {
  const behind = exchange.processUrls.map((url) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) }))
  const relay = await openTcpRelay(...behind)
  await relay.begin()
  onTestFinished(() => relay.end())
  return relay
}

const optionsOf = (port: number, { owner }: Company): ClientOptions => ({
  baseUrl: `http://127.0.0.1:${port}`,
  authorization: () => `Bearer ${owner.token}`,
  retries: impatient,
})

test('whichever way, what is told is what was committed, each once and in order, however often it is cut off', async () => {
  const relay = await openRelay()
  const buyer = floor.buyer.owner.client
  const { place: after } = await pastBehind(buyer, '0')
  // Long enough to open one on a busy machine, and over several times while there is trade.
  const renewed = vi.fn<() => number>(() => Date.now() + 2_000)
  const asksToWait = vi.fn<() => void>()
  class Watched extends WebSocket {
    override send(text: string): void {
      if (text.includes('"unsubscribe"')) asksToWait()
      super.send(text)
    }
  }
  const options = optionsOf(relay.port, floor.buyer)
  const slowly = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3))
  const readers = {
    socket: follow({ ...options, renewsAt: renewed }, { after, over: 'websocket' }),
    stream: follow(options, { after, over: 'server-sent-events' }),
    'whichever opens': follow(options, { after }),
    // What one order says comes at once, and is more than has room.
    'slow, with little room': follow(
      { ...options, WebSocket: Watched },
      { after, over: 'websocket', waitingMax: 2 },
      slowly,
    ),
  }
  let isTrading = true
  let cuts = 0
  const cutting = (async () => {
    for (; isTrading; cuts += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 150))
      relay.cut()
    }
  })()
  const orders: string[] = []
  for (let round = 0; round < 12 || cuts <= 5; round += 1)
    orders.push(...(await Promise.all([sendOrder(), sendOrder()])))
  isTrading = false
  await cutting
  const { ids } = await eventually(() => pastBehind(buyer, after), {
    // Submitted, approved and sent are three events of each.
    isThere: (past) => past.ids.length >= 3 * orders.length,
  })
  for (const [name, { told }] of Object.entries(readers)) {
    await expect.poll(() => told.length, { message: name }).toBeGreaterThanOrEqual(ids.length)
    expect(told.map(({ id }) => id).toSorted(), `${name}, cut ${cuts} times`).toEqual(ids.toSorted())
    const versions = Map.groupBy(told, ({ subject }) => subject)
    for (const [subject, events] of versions)
      expect(
        events.map(({ version }) => version),
        `${name}: ${subject}`,
      ).toEqual(events.map(({ version }) => version).toSorted((a, b) => a - b))
  }
  expect(renewed.mock.calls.length, 'one connection for each token').toBeGreaterThan(1)
  expect(asksToWait, 'what is not taken waits in the log').toHaveBeenCalled()
})

test('an ended token is renewed and the events go on; one that nothing renews ends them with the reason', async () => {
  const seller = await supplier.employ('seller')
  let { token } = seller
  const renew = vi.fn<() => Promise<void>>(async () => {
    const body = { grantType: 'password', email: seller.email, password: goodPassword } as const
    token = (await exchange.client().issueTokens({ body })).data.accessToken
  })
  const options = { baseUrl: exchange.processUrls[0]!, authorization: () => `Bearer ${token}`, retries: impatient }
  const { place: after } = await pastBehind(seller.client, '0')
  const asked = { after, types: ['order.sent'], over: 'websocket' } as const
  const renewing = follow({ ...options, renew }, asked)
  const given = token
  const abandoned = follow({ ...options, authorization: () => `Bearer ${given}` }, asked)
  const first = await sendOrder()
  const subjects = () => [renewing, abandoned].map(({ told }) => told.at(-1)?.subject)
  await expect.poll(subjects).toEqual([first, first])
  await seller.client.signOut()
  await expect(abandoned.done).rejects.toMatchObject({ status: 401, code: 'auth/invalid-token' })
  const second = await sendOrder()
  // What happened just before the first may come, too.
  const since = () => renewing.told.map(({ subject }) => subject).filter((each) => each === first || each === second)
  await expect.poll(since).toEqual([first, second])
  expect(renew).toHaveBeenCalledOnce()
})

describe('where it cannot be', () => {
  test('no WebSocket opens, as behind a proxy that passes none on, events come as a stream', async () => {
    const front = await openPathFront(exchange.processUrls.map((url) => ({ url, services: undefined })))
    onTestFinished(front.close)
    const { place: after } = await pastBehind(supplier.owner.client, '0')
    const options = { ...optionsOf(0, supplier), baseUrl: front.url }
    const { told } = follow(options, { after, types: ['order.sent'] })
    const order = await sendOrder()
    // What happened just before may come, too.
    await expect.poll(() => told.map(({ subject }) => subject)).toContain(order)
  })

  test('a place of nobody, and a stranger, are refused in the words of HTTP, whichever way', async () => {
    const options = { ...optionsOf(0, supplier), baseUrl: exchange.processUrls[0]! }
    for (const over of ['websocket', 'server-sent-events', undefined] as const) {
      const asked = over ? { over } : {}
      await expect(follow(options, { ...asked, after: '999999999' }).done).rejects.toMatchObject({
        code: 'live/unknown-place',
      })
      const stranger = { ...options, authorization: () => 'Bearer no' }
      await expect(follow(stranger, asked).done).rejects.toMatchObject({ code: 'auth/invalid-token' })
    }
  })

  test('nobody answers, it gives up after so many connections, and says where to go on', async () => {
    const options = { ...optionsOf(1, supplier), retries: { random: () => 0 } }
    const failure = await follow(options, { after: '7', attempts: 3 }).done.catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(EventsLost)
    expect(failure).toMatchObject({ place: '7' })
  })
})

test('where only known documents run, so it is of subscriptions, and the log says who tried', async () => {
  const { place: after } = await pastBehind(supplier.owner.client, '0')
  const asked = { connectionParams: { authorization: `Bearer ${supplier.owner.token}` }, variables: { after } }
  const subscribe = (more: Partial<SubscriptionAsked>) => {
    const opened = openGraphqlSubscription(exchange.processUrls[0]!, { query: '', ...asked, ...more })
    onTestFinished(opened.end)
    return opened
  }
  const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(known) } } }
  const good = [subscribe({ query: known }), subscribe(byHash)]
  for (const query of ['subscription { events { id } }', `${known} `, 'subscription { '])
    expect(await subscribe({ query }).ended, query).toBe('graphql/not-persisted')
  const unknown = { extensions: { persistedQuery: { version: 1, sha256Hash: sha256('x') } } }
  expect(await subscribe(unknown).ended).toBe('graphql/unknown-document')
  await sendOrder()
  for (const { results } of good)
    await expect.poll(() => results).toContainEqual({ data: { orderEvents: { type: 'ORDER_SENT' } } })
  await expect
    .poll(() => exchange.output())
    .toMatch(/"route":"\/graphql".*"refused":"graphql\/not-persisted","security":"input_validation_fail"/)
})
