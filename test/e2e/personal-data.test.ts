/**
 * Persons, their addresses and their words reach those who may read the record, and nobody else: they are planted in
 * every field that takes them, and looked for in all that goes out by itself.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inParallel } from '../../src/demo/in-parallel.ts'
import { createClient } from '../../sdk/index.ts'
import { describedOperations, unknownId, type Described, type Operation } from '../support/described-operations.ts'
import { eventually } from '../support/eventually.ts'
import { makeOneOfEverything, type Ids } from '../support/one-of-everything.ts'
import { openEventStream, type TestStream } from '../support/open-event-stream.ts'
import { openTestReceiver, type TestReceiver } from '../support/open-test-receiver.ts'
import { openTestSocket, type TestSocket } from '../support/open-test-socket.ts'
import { daysAhead, openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { canary, openPlanter, type Planter } from '../support/plant-canaries.ts'
import { sendRaw, type RawAnswer, type RawRequest, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let described: Described
let planter: Planter
let floor: TradingFloor
let ids: Ids
let send: SendRaw
let receiver: TestReceiver
let stream: TestStream
let socket: TestSocket
/** Nobody's, and those of either side and of the platform. */
let askers: readonly Pick<RawRequest, 'token' | 'organisation'>[]

beforeAll(async () => {
  exchange = await startExchange({ environment: { FX_OUTGOING_LOOPBACK: 'true' } })
  described = await describedOperations(exchange.url)
  planter = openPlanter(described)
  send = sendRaw(exchange.url)
  floor = await openTradingFloor({
    url: exchange.url,
    data: exchange.data,
    mails: exchange.mails,
    client: (token, organisation) =>
      createClient({
        baseUrl: exchange.url,
        retries: false,
        fetch: planter.fetch,
        ...(token && { authorization: () => `Bearer ${token}` }),
        ...(organisation && { organisation }),
      }),
  })
  const { buyer, staff } = floor
  const supplier = floor.suppliers[0]!
  receiver = await openTestReceiver()
  for (const { owner } of [buyer, supplier]) await owner.client.registerWebhook({ body: { url: `${receiver.url}/in` } })
  stream = await openEventStream(exchange.url, { token: supplier.owner.token })
  socket = await openTestSocket(exchange.url, { headers: { authorization: `Bearer ${buyer.owner.token}` } })
  socket.send({ type: 'subscribe', id: 'all' })
  await socket.message('subscribed')
  // Who employs somebody has confirmed their address.
  for (const company of [buyer, supplier]) await company.employ('approver')
  ids = await makeOneOfEverything(floor, send)
  await writeMore()
  askers = [
    {},
    ...[buyer, supplier].map(({ id, owner }) => ({ token: owner.token, organisation: id })),
    { token: staff.token },
  ]
})
afterAll(async () => {
  stream.close()
  await socket[Symbol.asyncDispose]()
  await receiver.close()
  await exchange[Symbol.asyncDispose]()
})

/** Where a reason or a reference is given for what has been there for a while. */
async function writeMore(): Promise<void> {
  const { buyer, staff } = floor
  const { client } = floor.suppliers[0]!.owner
  const { etag } = await buyer.owner.client.getMe()
  await buyer.owner.client.updateMe({ body: { name: 'Ada' }, ifMatch: etag! })
  const clerk = await buyer.employ('viewer')
  await staff.client.disableUser({ params: { userId: clerk.userId }, body: { reason: 'Asked for.' } })
  const invoice = { invoiceId: ids['invoiceId']! }
  const shipmentId = ids['shipmentId']!
  await client.pickShipment({ params: { shipmentId }, body: {} })
  await client.packShipment({ params: { shipmentId }, body: { packages: [] } })
  await client.dispatchShipment({ params: { shipmentId }, body: { carrier: { name: 'Fast' } } })
  const order = { orderId: ids['orderId']! }
  await buyer.owner.client.recordReceipt({ params: order, body: { shipmentId, allAccepted: true } })
  const open = (await buyer.owner.client.getInvoice({ params: invoice })).data.open!
  await client.recordPayment({ params: invoice, body: { amount: open, paidOn: daysAhead(0) } })
  await client.holdLot({ params: { lotId: ids['lotId']! }, body: { reason: 'Listeria.' } })
  await client.declineSample({ params: { sampleId: ids['sampleId']! }, body: { reason: 'None left.' } })
  await buyer.owner.client.pauseStandingOrder({ params: { standingOrderId: ids['standingOrderId']! }, body: {} })
  await buyer.owner.client.cancelOrder({ params: { orderId: ids['waitingOrderId']! }, body: { reason: 'Too dear.' } })
}

test('it is planted wherever a trade has a text, and read by those whom it is for', async () => {
  expect(planter.planted.size).toBeGreaterThan(38)
  for (const field of ['registerAccount.name', 'addSite.address.lines', 'placeOrder.note', 'recordPayment.reference'])
    expect(planter.planted).toContain(field)
  const { client } = floor.buyer.owner
  expect(planter.found(JSON.stringify((await client.getMe()).data))).toEqual(
    expect.arrayContaining(['updateMe.name', expect.stringMatching(/^owner@/)]),
  )
  const order = await client.getOrder({ params: { orderId: ids['orderId']! } })
  expect(planter.found(JSON.stringify(order.data))).toContain('placeOrder.internalNote')
  expect(exchange.mails().join('\n')).toContain(canary)
})

test('webhooks say that something happened, and nothing of what', async () => {
  await eventually(async () => receiver.received.length, { isThere: (count) => count > 40 })
  const types = new Set(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type))
  expect(types.size).toBeGreaterThan(15)
  expect(planter.found(JSON.stringify(receiver.received))).toEqual([])
})

test('nor do live events', async () => {
  await eventually(async () => stream.events.length, { isThere: (count) => count > 15 })
  expect(planter.found(JSON.stringify(stream.events))).toEqual([])
  const told = await Promise.all(Array.from({ length: 10 }, () => socket.message('event')))
  expect(planter.found(JSON.stringify(told))).toEqual([])
})

test('no error of GraphQL says back what it was asked', async () => {
  const token = floor.buyer.owner.token
  const note = `${canary} 1`
  const queries = [
    { query: `{ order(orderId: "${note}") { id } }` },
    { query: 'query($id: ID!) { order(orderId: $id) { id } }', variables: { id: note } },
    { query: 'query($id: ID!) { order(orderId: $id) { id } }', variables: { id: { note } } },
    { query: `{ products(first: "${note}") { edges { node { id } } } }` },
    { query: 'query($first: Int) { products(first: $first) { edges { node { id } } } }', variables: { first: note } },
    { query: `{ order(orderId: "${note} { id } }` },
    { query: `{ node(id: "${note}") { id } }` },
    {
      query: 'mutation($input: RegisterAccountInput!) { registerAccount(input: $input) { id } }',
      variables: { input: { email: `${canary}@zeldenrust.example`, name: { first: note }, password: note } },
    },
    { query: '{ me { id } }', extensions: { persistedQuery: { sha256Hash: note } } },
    { query: note },
  ]
  const answers = await Promise.all(
    queries.map((body) => send({ method: 'POST', path: '/graphql', token, body: { ...body } })),
  )
  expect(answers.filter(({ text }) => text.includes('"errors"')).length).toBeGreaterThan(6)
  const wrong = answers.map(({ text }, n) => ({ query: queries[n], found: planter.found(text), text }))
  expect(wrong.filter(({ found }) => found.length > 0)).toEqual([])
})

test('a catalogue that is taken along has goods, and nobody’s name or words', async () => {
  const { text, status } = await send({ path: '/v1/products/exports', token: floor.suppliers[0]!.owner.token })
  expect(status).toBe(200)
  expect(text).toContain('Gouda')
  expect(planter.found(text)).toEqual([])
})

/** Enough to keep the exchange busy. */
const atOnce = 8
/** Of some three thousand requests, on a machine that is busy with others. */
const walkMs = 60_000

/** What of an answer should not be in it; it is looked into where it refuses. */
const saidBack = (operation: Operation, { status, text, headers }: RawAnswer): readonly string[] => {
  if (status < 400) return []
  const found = planter.found(text + JSON.stringify([...headers]))
  return found.map((word) => `${operation.operationId} ${status}: ${word} in ${text}`)
}

/** The path with the ids of what there is, or of what nobody has. */
const pathOf = ({ path }: Operation, isKnown: boolean): string =>
  path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => (isKnown && ids[name]) || unknownId(ids[name]?.split('_')[0] ?? 'abc'),
  )

test('no refusal says back what it was sent, whatever is wrong with it', { timeout: walkMs }, async () => {
  const wrong: string[] = []
  const refused: number[] = []
  await inParallel(described.operations, atOnce, async (operation) => {
    const { method, body: schema } = operation
    if (!schema || operation.operationId === 'signOut') return
    const body = planter.plant(operation, described.sample(schema)) as Record<string, unknown>
    const [first] = Object.keys(body)
    const bodies: unknown[] = [
      body,
      JSON.stringify(body).slice(0, -1),
      `${JSON.stringify(canary)} ${JSON.stringify(body)}`,
      { ...body, [first ?? 'note']: canary.repeat(3_000) },
      { ...body, [first ?? 'note']: { other: canary } },
      [canary],
    ]
    for (const asker of askers)
      for (const sent of bodies) {
        // What would work is tried on what is not there: nothing is signed out or taken away here.
        const path = pathOf(operation, sent !== body)
        const headers = { 'content-type': 'application/json', ...(operation.takesIfMatch && { 'if-match': '*' }) }
        const answer = await send({ method, path, ...asker, headers, body: sent })
        refused.push(answer.status)
        wrong.push(...saidBack(operation, answer))
      }
  })
  for (const status of [400, 401, 403, 404, 422])
    expect(refused.filter((one) => one === status).length).toBeGreaterThan(10)
  expect(wrong).toEqual([])
})

test('nor does one of a query or of a header', async () => {
  const wrong: string[] = []
  const odd = encodeURIComponent(`${canary} 1\u0000`)
  for (const operation of described.operations.filter(({ method }) => method === 'GET'))
    for (const { name } of [...operation.queryParameters, { name: 'other' }]) {
      const path = `${pathOf(operation, true)}?${name}=${odd}`
      const answer = await send({ path, ...askers[1], headers: { 'fx-as-of': canary } })
      wrong.push(...saidBack(operation, answer))
    }
  const [writes] = described.operations.filter(({ operationId }) => operationId === 'updateMe')
  for (const headers of [
    { 'idempotency-key': `${canary} ${canary}` },
    { 'if-match': canary },
    { 'content-type': canary },
  ])
    wrong.push(
      ...saidBack(
        writes!,
        await send({ method: 'PATCH', path: '/v1/me', token: floor.buyer.owner.token, headers, body: {} }),
      ),
    )
  expect(wrong).toEqual([])
})

test('what operators look at, and the log of all this, names nobody', async () => {
  const asked = [
    { path: '/v1/dead-letters', token: floor.staff.token },
    { path: `/v1/jobs/${ids['jobId']}`, ...askers[2] },
  ]
  for (const one of asked) {
    const { status, text } = await send(one)
    expect([one.path, status, planter.found(text)]).toEqual([one.path, 200, []])
  }
  for (const path of ['/livez', '/readyz', '/startupz']) expect(planter.found((await send({ path })).text)).toEqual([])
  const output = exchange.output()
  expect(output.split('\n').length).toBeGreaterThan(1_000)
  expect(output).toContain('/v1/orders')
  expect(planter.found(output)).toEqual([])
})
