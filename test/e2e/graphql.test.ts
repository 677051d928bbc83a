/** A trade over GraphQL on the real exchange: asked, ordered, read with all that it names, and the same rules as over REST. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectProblem } from '../support/expect-problem.ts'
import { asProblem } from '../support/graphql-fields.ts'
import { daysAhead, openTradingFloor, type Goods, type TradingFloor } from '../support/open-trading-floor.ts'
import { compositionUnderTest } from '../support/composition-under-test.ts'
import { profileQueries, profileTable, type QueryKind } from '../support/query-profile.ts'
import { sendRaw, type RawAnswer } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let goods: readonly Goods[]
let ask: (query: string, variables?: object, token?: string) => Promise<RawAnswer>

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange)
  goods = await Promise.all(floor.suppliers.map((supplier) => floor.offer(supplier)))
  const send = sendRaw(exchange.url)
  ask = (query, variables = {}, token = floor.buyer.owner.token) =>
    send({ method: 'POST', path: '/graphql', token, body: { query, variables } })
})
afterAll(() => exchange[Symbol.asyncDispose]())

const mongodbUrlOf = (data: string) => compositionUnderTest(data).environment['MONGODB_URL']!

const placing = `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { id etag status supplier { legalName } } }`
const inputFor = (at: number) => ({
  supplierId: floor.suppliers[at]!.id,
  lines: [{ productId: goods[at]!.productId, quantity: 10, deliveryDate: daysAhead(9) }],
  shipTo: { siteId: floor.buyer.siteId },
})

test('an order is placed, sent and confirmed, and read by either side with what it names', async () => {
  const placed = (await ask(placing, { input: inputFor(0) })).body.data.placeOrder
  expect(placed).toMatchObject({ status: 'DRAFT', etag: '"v1"', supplier: { legalName: 'Dairy 1' } })
  const orderId = placed.id as string
  const sent = await ask('mutation($id: ID!) { sendOrder(orderId: $id) { status } }', { id: orderId })
  expect(sent.body).toEqual({ data: { sendOrder: { status: 'SENT' } } })
  expect(sent.headers.get('fx-as-of')).toMatch(/^[0-9a-f]{16}$/)
  const seller = floor.suppliers[0]!.owner
  await ask('mutation($id: ID!) { confirmOrder(orderId: $id, input: {}) { status } }', { id: orderId }, seller.token)
  const query = `query($id: ID!) { node(id: $id) { ... on Order {
    status buyer { legalName } supplier { legalName } lines { unitPrice pricePerUnit { value currency per } product { name supplier { legalName } } } shipments { nodes { id } }
  } } }`
  for (const { token } of [floor.buyer.owner, seller]) {
    const { node } = (await ask(query, { id: orderId }, token)).body.data
    expect(node).toMatchObject({
      status: 'CONFIRMED',
      buyer: { legalName: 'Grand Hotels' },
      supplier: { legalName: 'Dairy 1' },
      lines: [
        {
          unitPrice: '12.5',
          pricePerUnit: { value: '12.5', currency: 'EUR', per: 'PIECE' },
          product: { name: expect.any(Object), supplier: { legalName: 'Dairy 1' } },
        },
      ],
      shipments: { nodes: [] },
    })
  }
})

test('a page of orders comes with products and suppliers, and goes on where it ended', async () => {
  for (const at of [0, 1, 0]) await ask(placing, { input: inputFor(at) })
  const query = `query($after: String) { orders(first: 3, after: $after) {
    edges { cursor node { id order { lines { productId product { id supplier { id } } } } supplier { id } } } pageInfo { hasNextPage endCursor }
  } }`
  const answered = await ask(query)
  expect(answered.body.errors, answered.text.slice(0, 400)).toBeUndefined()
  const first = answered.body.data.orders
  expect(first.edges).toHaveLength(3)
  for (const { node } of first.edges) {
    const [line] = node.order.lines
    expect(line.product.id).toBe(line.productId)
    expect(line.product.supplier.id).toBe(node.supplier.id)
  }
  expect(first.pageInfo.hasNextPage).toBe(true)
  const rest = (await ask(query, { after: first.edges[1].cursor })).body.data.orders
  expect(rest.edges[0].node.id).toBe(first.edges[2].node.id)
})

/**
 * On MongoDB its profiler counts, on the node that is written to; elsewhere the page is read without being counted
 * (src/composition/graphql-over-services.test.ts counts there). What was written within the last minute, as all of this
 * was, is held against the log besides.
 */
test('a page of 20 orders with lines, products and suppliers asks read models four times at most', async () => {
  for (let count = 0; count < 20; count += 1) await ask(placing, { input: inputFor(count % 2) })
  const url = process.env['FX_E2E_COMPOSITION'] === 'mongodb' ? mongodbUrlOf(exchange.data) : undefined
  const query =
    '{ orders(first: 20, role: BUYER) { nodes { id supplier { legalName } order { lines { product { name } } } } } }'
  const list = async (): Promise<void> => {
    const { nodes } = (await ask(query)).body.data.orders
    expect(nodes).toHaveLength(20)
    for (const { order, supplier } of nodes) {
      expect(supplier.legalName).toMatch(/^Dairy/)
      expect(order.lines[0].product.name).toBeDefined()
    }
  }
  if (url === undefined) return list()
  // Consumers of what was placed just now look things up meanwhile, which adds to one asking and not to each.
  const askings: (readonly QueryKind[])[] = []
  while (askings.length < 5 && !askings.some(isFrugal)) askings.push(await queriesOf(url, list))
  expect(askings.some(isFrugal), askings.map(profileTable).join('\n\n')).toBe(true)
})

/** What MongoDB was asked meanwhile. */
async function queriesOf(url: string, work: () => Promise<void>): Promise<readonly QueryKind[]> {
  const profile = await profileQueries(url)
  try {
    await work()
    return (await profile.kinds()).filter(({ what }) => what.startsWith('query'))
  } finally {
    await profile.close()
  }
}

function isFrugal(asked: readonly QueryKind[]): boolean {
  const timesOf = (...names: string[]): number =>
    asked.filter(({ collection }) => names.includes(collection)).reduce((sum, { times }) => sum + times, 0)
  const ofReadModels = timesOf('entries', 'documents')
  // Of the log one look for all orders, and one for each of two products: they were published within the minute.
  return ofReadModels > 0 && ofReadModels <= 4 && timesOf('commits') <= 3
}

test('the same key over REST and GraphQL is the same command', async () => {
  const body = inputFor(1)
  const key = 'one-key-for-both'
  const over = (path: string, payload: object) =>
    sendRaw(exchange.url)({
      method: 'POST',
      path,
      token: floor.buyer.owner.token,
      headers: { 'idempotency-key': key },
      body: payload,
    })
  const first = await over('/v1/orders', body)
  const again = await over('/graphql', { query: placing, variables: { input: body } })
  expect(again.body.data.placeOrder.id).toBe(first.body.id)
  const other = await over('/graphql', { query: placing, variables: { input: inputFor(0) } })
  expectProblem(asProblem(other), { status: 422, code: 'idempotency/other-payload' }, 'another order under the key')
})

test('a body that does not fit names its field as over REST', async () => {
  const bad = { ...inputFor(0), lines: [] }
  expectProblem(
    asProblem(await ask(placing, { input: bad })),
    { status: 422, code: 'gateway/invalid-body', pointer: '/lines' },
    'no lines',
  )
})

test('what is deprecated over REST is counted for who asks it, and told to the company and to staff; GraphQL has no versions', async () => {
  const { client } = floor.buyer.owner
  const asked = await client.listOrders({ query: { limit: 1 } })
  expect(asked.headers.get('deprecation')).toMatch(/^@\d+$/)
  const own = (await client.listDeprecatedUses()).data.items
  const use = own.find(({ route }) => route === 'GET /v1/orders')
  expect(use).toMatchObject({ organisationId: floor.buyer.id, successor: 'GET /v2/orders' })
  expect(new Set(own.map(({ organisationId }) => organisationId))).toEqual(new Set([floor.buyer.id]))
  await floor.suppliers[0]!.owner.client.listOrders()
  expect((await ask('{ orders(first: 1) { nodes { lineCount } } }')).body.data.orders.nodes).toEqual([{ lineCount: 1 }])
  const introspection =
    '{ __type(name: "OrderSummary") { fields(includeDeprecated: true) { name deprecationReason } } }'
  const { fields } = (await ask(introspection)).body.data.__type
  expect(fields).toContainEqual({ name: 'lines', deprecationReason: 'Use `lineCount`.' })
  const { data } = await floor.staff.client.listDeprecatedUses({ query: { limit: 100 } })
  expect(data.items).toContainEqual(use)
  expect(data.items.length).toBeGreaterThan(own.length)
})
