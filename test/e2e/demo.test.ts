/** The demo market, made by the program, and once more on an exchange that runs already: what is in it, and that it is the same both times. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../scripts/tool.ts'
import { openRequest, everyItem, type Client } from '../../sdk/index.ts'
import { prepareDemo } from '../../src/demo/open-demo.ts'
import { eventually } from '../support/eventually.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const password = 'apples pears and plums'
const suppliers = ['anna@wiesengrund', 'camille@valperdu', 'marta@colleargento', 'iria@costaclara']
const moreSuppliers = ['zofia@zlotyklos', 'sanne@poldervers', 'ingrid@nordlys']
/** Each with how many orders it has. */
const buyers = [
  ['lena@markthalle', 11],
  ['noemie@belleville', 6],
  ['oliver@harbourheath', 3],
] as const

type Line = Record<string, unknown>
type Market = Awaited<ReturnType<typeof describeMarket>>

const data = mkdtempSync(join(tmpdir(), 'foodxchange-demo-'))
let exchanges: RunningExchange[]
let markets: Market[]

const opened = async (exchange: RunningExchange): Promise<RunningExchange> => {
  const isThere = (output: string): boolean => output.includes('The demo market is open')
  await eventually(async () => exchange.output(), { isThere, withinMs: 120_000 })
  return exchange
}

/** As the program makes it, but for the program. */
async function openHere(): Promise<RunningExchange> {
  const open = prepareDemo(data, { secretOperator: '', secretsFile: '' })
  const exchange = await startExchange({ data, alone: false, limits: 'default', environment: { FX_LOG_LEVEL: 'warn' } })
  await open(exchange.url)
  return exchange
}

beforeAll(async () => {
  const started = startExchange({ args: ['--demo'], environment: { FX_LOG_LEVEL: 'info' }, limits: 'default' })
  exchanges = await Promise.all([openHere(), started.then(opened)])
  markets = await Promise.all(exchanges.map(describeMarket))
}, 180_000)

afterAll(async () => {
  await Promise.all(exchanges.map((exchange) => exchange[Symbol.asyncDispose]()))
  rmSync(data, { recursive: true, force: true })
})

async function signIn({ client }: RunningExchange, name: string): Promise<{ client: Client; token: string }> {
  const body = { grantType: 'password', email: `${name}.example`, password } as const
  const { data } = await client().issueTokens({ body })
  return { client: client(data.accessToken), token: data.accessToken }
}

const without = (line: Line, ...names: string[]): Line =>
  Object.fromEntries(Object.entries(line).filter(([name]) => !names.includes(name)))

/** All that does not depend on ids and on when it was made. */
async function describeMarket(exchange: RunningExchange) {
  const catalogue: Line[] = []
  const stock: Line[] = []
  for (const name of [...suppliers, ...moreSuppliers]) {
    const { client, token } = await signIn(exchange, name)
    const options = { baseUrl: exchange.url, authorization: () => `Bearer ${token}` }
    const response = await openRequest(options, { method: 'GET', path: '/v1/products/exports' })
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    const own = ['id', 'supplierId', 'createdAt', 'updatedAt', 'specifiedAt', 'confirmedAt', 'confirmedBy']
    catalogue.push(
      ...lines.map((line) => without(line, ...own)).map(({ allergens, ...line }) => ({ ...line, allergens })),
    )
    let [onHand, lots] = [0, 0]
    for await (const item of everyItem((page) => client.listStock({ query: page }))) {
      onHand += item.onHand
      lots += item.lots
    }
    stock.push({ name, onHand, lots })
  }
  const orders: Line[] = []
  const rfqs: Line[] = []
  const quotes: string[] = []
  for (const [name, count] of buyers) {
    const { client } = await signIn(exchange, name)
    const listed = await eventually(async () => (await client.listOrders({ query: { limit: 100 } })).data.items, {
      isThere: (items) => items.length === count,
    })
    for (const { id } of listed) {
      const { data } = await client.getOrder({ params: { orderId: id } })
      const { poNumber = '', status, progress, total, origin } = data
      orders.push({ buyer: name, poNumber, status, progress, total: total.amount, origin: origin.kind })
    }
    for await (const { number, status, title, awards = [] } of everyItem((page) => client.listRfqs({ query: page })))
      rfqs.push({ buyer: name, number, status, title, awards: awards.map((award) => [award.status, award.total]) })
    for await (const { id, status } of everyItem((page) => client.listQuotes({ query: page }))) {
      quotes.push(status)
      const { data } = await client.listQuoteVersions({ params: { quoteId: id } })
      quotes.push(...data.items.map((version) => version.status).filter((version) => version === 'superseded'))
    }
  }
  const sorted = (lines: Line[]): Line[] => lines.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return { catalogue: sorted(catalogue), stock, orders: sorted(orders), rfqs: sorted(rfqs), quotes: quotes.toSorted() }
}

const states = (lines: readonly Line[]): Set<unknown> => new Set(lines.map(({ status }) => status))

test('four hundred products are published, with lots, in several languages', () => {
  const { catalogue, stock } = markets[0]!
  expect(catalogue).toHaveLength(400)
  expect(states(catalogue)).toEqual(new Set(['published']))
  const languages = new Set(catalogue.flatMap(({ name }) => Object.keys(name as object)))
  expect([...languages].toSorted()).toEqual(['de', 'en', 'es', 'fr', 'it', 'nb', 'nl', 'pl'])
  expect(stock.reduce((sum, { lots }) => sum + (lots as number), 0)).toBeGreaterThan(400)
})

test('orders stand in every state, and in every stage of delivery', () => {
  const { orders } = markets[0]!
  const all = 'draft pending-approval approved sent confirmed closed rejected declined cancelled'
  expect(states(orders)).toEqual(new Set(all.split(' ')))
  const stages = new Set(orders.map(({ progress }) => progress))
  expect(stages).toEqual(new Set(['nothing-shipped', 'part-shipped', 'shipped', 'part-accepted', 'accepted']))
  expect(orders.filter(({ origin }) => origin === 'award')).toHaveLength(3)
})

test('RFQs and quotes stand in every state', () => {
  const { rfqs, quotes } = markets[0]!
  const all = 'draft published closed part-awarded awarded cancelled expired'
  expect(states(rfqs)).toEqual(new Set(all.split(' ')))
  expect(new Set(quotes)).toEqual(new Set(['submitted', 'superseded', 'withdrawn', 'accepted', 'rejected', 'expired']))
})

test('both runs made the same market, but for ids and times', () => {
  expect(markets[1]).toEqual(markets[0])
})

test('the log tells of no request that made the market, but of those that come after', async () => {
  const exchange = exchanges[1]!
  const isThere = (output: string): boolean => output.includes('"event":"http","method":"GET"')
  const output = await eventually(async () => exchange.output(), { isThere })
  expect(output).not.toContain('"route":"/v1/auth/register"')
})

test('a buyer finds by words what it pays its own price for; staff finds who waits', async () => {
  const { client } = await signIn(exchanges[0]!, 'mia@markthalle')
  const found = await client.listProducts({ query: { q: 'blue cheese' } })
  expect(found.data.items[0]).toMatchObject({ price: { rank: 'customer', place: 'Hamburg' } })
  const body = { grantType: 'password', realm: 'staff', email: 'stella@foodxchange.example', password } as const
  const { data } = await exchanges[0]!.client().issueTokens({ body })
  const staff = exchanges[0]!.client(data.accessToken)
  const waiting = await staff.listOrganisations({ query: { verification: 'pending' } })
  expect(waiting.data.items.map(({ legalName }) => legalName)).toEqual(['Labor Reinwasser AG'])
  const claimed = await staff.listCertificates({ query: { status: 'claimed' } })
  expect(claimed.data.items.map(({ scheme }) => scheme)).toEqual(['organic-eu'])
})

test('the examples of the client’s README do what they say, with the client as it is published', async () => {
  const readme = readFileSync(join(root, 'sdk/README.md'), 'utf8')
  const examples = [...readme.matchAll(/^```ts example\n(.*?)^```/gms)].map(([, lines]) => lines)
  expect(examples.length).toBeGreaterThan(5)
  const run = promisify(execFile)
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'sdk/tsconfig.json'], { cwd: root })
  mkdirSync(join(root, '.cache'), { recursive: true })
  const script = join(root, '.cache/client-examples.ts')
  writeFileSync(script, examples.join('\n'))
  const { stdout } = await run(process.execPath, [script], { env: { ...process.env, FX_URL: exchanges[0]!.url } })
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^Lena /),
    expect.anything(),
    'true',
    expect.stringMatching(/^true "v\d+"$/),
    '404 order/unknown',
    'closed false',
    '/name',
    'true true',
    'The header webhook-id is missing.',
  ])
})

test('started again with --demo, the market is as it was and its log-ins are shown', async () => {
  const [first] = exchanges
  await first!.stop()
  const again = await opened(await startExchange({ data, args: ['--demo'] }))
  exchanges.push(again)
  const { client } = await signIn(again, 'mia@markthalle')
  expect((await client.listRfqs({ query: {} })).data.items).toHaveLength(4)
}, 60_000)
