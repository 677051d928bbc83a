/** Orders' routes on a real gateway over a real store: a buyer with approvers, a supplier with goods, and a stranger. */
import { join } from 'node:path'
import type { Consumer } from '../../event-bus/event-bus.ts'
import type { Method, Route } from '../../gateway/route.ts'
import type { Caller, Role } from '../../kernel/caller.ts'
import { currency } from '../../kernel/currency.ts'
import { decimal } from '../../kernel/decimal.ts'
import type { Jobs } from '../../infrastructure/jobs/jobs.ts'
import { openSqliteJobs } from '../../infrastructure/jobs/sqlite/sqlite-jobs.ts'
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { Unit } from '../../infrastructure/store/commands/unit-of-work.ts'
import { createLog } from '../../telemetry/log.ts'
import { namedId } from '../../../test/support/named-id.ts'
import { ask, createTestGateway, type Answer } from '../../../test/support/test-gateway.ts'
import { testIntent } from '../../../test/support/test-intent.ts'
import { openTestStore, type TestStore } from '../../../test/support/open-test-store.ts'
import { apiKeyAggregate } from '../auth/api-key/api-key-view.ts'
import { inventoryAggregates, inventoryModule } from '../inventory/index.ts'
import { stockAggregate } from '../inventory/book/stock-view.ts'
import { organisationAggregates } from '../organisation/index.ts'
import { organisationAggregate } from '../organisation/organisation/organisation-view.ts'
import { priceFor } from '../product/contract.ts'
import { priceId } from '../product/pricing/price.ts'
import { customerGroupAggregate, priceAggregate, priceListAggregate } from '../product/pricing/price-view.ts'
import { detailsOf } from '../product/catalogue/product-schemas.ts'
import { productAggregate } from '../product/catalogue/product-view.ts'
import { orderAggregates, orderModule, orderProblems } from './index.ts'

/** Of whichever store. */
export type OpenedStore = Omit<TestStore, 'store'> & { readonly store: Store }

export type TestTrade = OpenedStore & {
  /** Turns the clock; what is sent from then on is decided then. */
  at: string
  /** Sends a request for a member, `buyer`, `supplier seller`, `buyer approver usr_ann`; GET when there is no body. */
  readonly send: (
    as: string,
    url: string,
    body?: object,
    headers?: Record<string, string>,
    method?: Method,
  ) => Promise<Answer>
  /** Of inventory and orders, and of what stands beside them. */
  readonly routes: readonly Route[]
  /** As `send`, and throws on any status but 200 and 201. */
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever a route answers, for a test to look into
  readonly done: (as: string, url: string, body?: object, headers?: Record<string, string>) => Promise<any>
  readonly within: <Answer>(work: (unit: Unit) => Promise<Answer>) => Promise<Answer>
  readonly product: (more?: object, price?: object) => Promise<string>
  readonly lot: (productId: string, lot?: object) => Promise<string>
  readonly jobs: Jobs
  readonly consumers: readonly Consumer[]
}

export const organisationId = (name: string): string => namedId('org', name)
export const siteId = (name: string): string => namedId('sit', name)
export const buyer = organisationId('buyer')
export const supplier = organisationId('supplier')

/** A Monday. */
export const today = '2027-03-01'
export const eur = currency('EUR')

const callerOf = (authorization: string | undefined): Caller => {
  const [name = '', role = 'owner', userId = `usr_${name}`] = (authorization ?? '').split(' ')
  if (name === '') return { kind: 'anonymous' }
  if (name === 'staff') return { kind: 'staff', staffId: 'stf_1', sessionId: 'ses_1' }
  const acting = { organisationId: organisationId(name), role: role as Role }
  if (userId.startsWith('key_')) return { kind: 'api-key', keyId: userId, acting }
  return { kind: 'user', userId, sessionId: 'ses_1', acting }
}

/** Another service that stands beside the order's. */
export type Beside = {
  readonly aggregates: readonly AnyAggregate[]
  readonly problems: typeof orderProblems
  readonly routes: (opened: OpenedStore) => readonly Route[]
}

export async function openTestTrade({
  stockPercent = 100,
  beside,
  openStore = openTestStore,
}: {
  readonly stockPercent?: number
  readonly beside?: Beside
  readonly openStore?: (aggregates: readonly AnyAggregate[]) => Promise<OpenedStore>
} = {}): Promise<TestTrade> {
  const opened = await openStore([
    apiKeyAggregate,
    ...organisationAggregates,
    productAggregate,
    priceAggregate,
    priceListAggregate,
    customerGroupAggregate,
    ...inventoryAggregates,
    ...orderAggregates,
    ...(beside?.aggregates ?? []),
  ])
  const clock = { at: `${today}T08:00:00.000Z` }
  const inventory = await inventoryModule.start(opened)
  const ticking = { now: () => clock.at, monotonicMs: () => performance.now() }
  const jobs = openSqliteJobs({
    path: join(opened.folder, 'jobs.db'),
    clock: ticking,
    newId: opened.newId,
    random: Math.random,
    log: createLog('silent'),
  })
  const orders = await orderModule.start({
    ...opened,
    jobs,
    clock: ticking,
    priceFor: priceFor(opened.documents),
    unansweredOrders: { answerWithinMs: 48 * 3_600_000, stockPercent, ordersMax: 100 },
  })
  const routes = [...inventory.values.inventoryRoutes, ...orders.values.orderRoutes, ...(beside?.routes(opened) ?? [])]
  const app = createTestGateway({
    routes,
    authenticate: ({ authorization }) => callerOf(authorization),
    now: () => clock.at,
    problems: { ...orderProblems, ...beside?.problems },
  })
  let keys = 0
  const send: TestTrade['send'] = (as, url, body, headers, method = body ? 'POST' : 'GET') =>
    ask(app, {
      method,
      url,
      body,
      headers: { authorization: as, 'idempotency-key': body && `key-${(keys += 1)}`, ...headers },
    })
  const done: TestTrade['done'] = async (as, url, body, headers) => {
    const reply = await send(as, url, body, headers)
    if (reply.status > 201) throw new Error(`${url}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  await addOrganisations(opened, clock.at)
  return {
    ...opened,
    get at() {
      return clock.at
    },
    set at(at: string) {
      clock.at = at
    },
    send,
    routes,
    done,
    jobs,
    consumers: orders.values.orderConsumers,
    async within(work) {
      let answer: Awaited<ReturnType<typeof work>>
      await opened.execute(stockAggregate, testIntent(clock.at), async (unit) => {
        answer = await work(unit)
        return 'none'
      })
      return answer!
    },
    product: (more = {}, price = {}) => addProduct(opened, clock.at, `S-${(keys += 1)}`, { more, price }),
    async lot(productId, lot = {}) {
      const code = `L-${(keys += 1)}`
      const body = { productId, siteId: siteId('store'), quantity: 1_000, code, ...lot }
      return (await done('supplier', '/v1/lots', body)).id
    },
    async dispose() {
      await app.close()
      await orders[Symbol.asyncDispose]()
      await inventory[Symbol.asyncDispose]()
      await jobs.stop(1_000)
      await jobs.close()
      await opened.dispose()
    },
  }
}

type Making = { readonly more: object; readonly price: object }

/** Published, at 12.3456 EUR DAP Rotterdam for everybody unless said otherwise. */
async function addProduct({ execute }: OpenedStore, at: string, sku: string, { more, price }: Making): Promise<string> {
  const details = detailsOf({
    name: { en: 'Gouda' },
    dateMark: 'use-by',
    soldBy: 'piece',
    packaging: [{ level: 'case', contains: 12, of: 'base' }],
    ...more,
  })
  const { id } = await execute(productAggregate, testIntent(at), async (unit) => {
    const productId = unit.newId('prd')
    const drafted = { at, supplierId: supplier, sku, details, visibility: { kind: 'public' }, proposals: [] } as const
    await unit.decide(productAggregate, productId, { type: 'draft', ...drafted })
    await unit.decide(productAggregate, productId, { type: 'publish', at })
    const priceListId = unit.newId('pls')
    const { unitPrice = '12.3456', incoterm = 'DAP', place = 'Rotterdam', ...terms } = price as Record<string, never>
    await unit.decide(priceListAggregate, priceListId, {
      type: 'open',
      at,
      supplierId: supplier,
      basis: { currency: eur, incoterm, place },
      details: { name: 'Spring', audience: { kind: 'public' }, validFrom: '2027-01-01', validTo: '2027-12-31' },
    })
    await unit.decide(priceAggregate, priceId(priceListId, productId), {
      type: 'set',
      at,
      owner: { priceListId, productId, supplierId: supplier, isPublic: true },
      terms: { breaks: [{ from: 1, unitPrice: decimal(unitPrice) }], minimumQuantity: 1, increment: 1, ...terms },
    })
    return productId
  })
  return id
}

async function addOrganisations({ execute }: OpenedStore, at: string): Promise<void> {
  const sites: Record<string, readonly string[]> = { buyer: ['shop'], supplier: ['store'], stranger: ['elsewhere'] }
  for (const [name, places] of Object.entries(sites))
    await execute(organisationAggregate, testIntent(at), async (unit) => {
      const id = organisationId(name)
      const details = { legalName: name, country: 'NL', kinds: ['supplier', 'buyer'] as const }
      const ownerId = `usr_${name}`
      await unit.decide(organisationAggregate, id, { type: 'register', at, organisationId: id, ownerId, details })
      const address = { lines: ['Kade 1'], city: 'Urk', country: 'NL' }
      for (const place of places)
        await unit.decide(organisationAggregate, id, {
          type: 'add-site',
          at,
          site: { id: siteId(place), name: place, address, gln: '8712345000004' },
        })
      await unit.decide(organisationAggregate, id, { type: 'submit-for-verification', at })
      const judged = { staffId: 'stf_1', outcome: 'verified', reason: 'Checked.' } as const
      await unit.decide(organisationAggregate, id, { type: 'judge', at, ...judged })
      return id
    })
}

/** Lets totals of `from` minor units and more be approved by an approver, then by Ann. */
export const setApprovalRules = (trade: TestTrade, from: number): Promise<unknown> =>
  trade.within(async (unit) => {
    const { at } = unit
    for (const [userId, role] of [
      ['usr_ann', 'approver'],
      ['usr_bob', 'approver'],
      ['usr_cy', 'buyer'],
    ] as const)
      await unit.decide(organisationAggregate, buyer, { type: 'join', at, userId, role, invitationId: 'inv_1' })
    await unit.decide(organisationAggregate, buyer, {
      type: 'set-approval-rules',
      at,
      rules: {
        thresholds: [
          {
            currency: eur,
            from,
            chain: [
              { kind: 'role', role: 'approver' },
              { kind: 'user', userId: 'usr_ann' },
            ],
          },
        ],
        delegations: [],
      },
    })
  })

/** The version that a member reads now, to agree to it. */
export const asRead = async (trade: TestTrade, as: string, url: string): Promise<Record<string, string>> => ({
  // Of what is not there, any.
  'if-match': String((await trade.send(as, url)).headers['etag'] ?? '"v1"'),
})

/** A draft of one line. */
export const placed = async (trade: TestTrade, productId: string, more: object = {}, line: object = {}) =>
  trade.done('buyer', '/v1/orders', {
    supplierId: supplier,
    shipTo: { siteId: siteId('shop') },
    lines: [{ productId, quantity: 100, deliveryDate: '2027-03-10', ...line }],
    ...more,
  })

/** A product with so many pieces in stock. */
export const stocked = async (trade: TestTrade, quantity = 1_000): Promise<string> => {
  const productId = await trade.product()
  if (quantity > 0) await trade.lot(productId, { quantity, markedOn: '2027-06-01' })
  return productId
}

/** An order of one line, sent; gives its path. */
export const sent = async (trade: TestTrade, productId: string, line: object = {}): Promise<string> => {
  const { id } = await placed(trade, productId, {}, line)
  await trade.done('buyer', `/v1/orders/${id}/send`, {})
  return `/v1/orders/${id}`
}
