/** Sourcing on a real gateway over a real store: a buyer, suppliers with products, and a clock that a test may move. */
import type { Caller, Role } from '../../kernel/caller.ts'
import { namedId } from '../../../test/support/named-id.ts'
import { ask, createTestGateway, type Answer } from '../../../test/support/test-gateway.ts'
import { testIntent } from '../../../test/support/test-intent.ts'
import { openTestStore, type TestStore } from '../../../test/support/open-test-store.ts'
import { apiKeyAggregate } from '../auth/api-key/api-key-view.ts'
import { inventoryAggregates } from '../inventory/index.ts'
import { orderAggregate } from '../order/order/order-view.ts'
import type { ApprovalRules } from '../organisation/contract.ts'
import { organisationAggregates } from '../organisation/index.ts'
import { organisationAggregate } from '../organisation/organisation/organisation-view.ts'
import type { AllergenDeclaration, EvidenceOf } from '../product/contract.ts'
import { evidenceFor } from '../product/evidence/product-evidence.ts'
import { productAggregates } from '../product/index.ts'
import { productAggregate } from '../product/catalogue/product-view.ts'
import type { ProductDetails } from '../product/catalogue/product-details.ts'
import { tradedProduct } from '../product/contract.ts'
import { rfqAggregates, rfqModule, rfqProblems } from './index.ts'

export const orgId = (name: string): string => namedId('org', name)
export const productId = (name: string): string => namedId('prd', name)
export const siteId = (name: string): string => namedId('sit', name)

export type TestSourcing = TestStore & {
  /** Moves the exchange's clock on. */
  advance(ms: number): void
  now(): string
  /** `as` is `organisation role person`; the role is by default buyer for "buyer", else seller; `staff` is staff. */
  send(
    as: string,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: object,
    headers?: object,
  ): Promise<Answer>
  organisation(name: string, more?: { verified?: boolean; rules?: ApprovalRules }): Promise<string>
  product(supplier: string, name: string, more?: ProductOptions): Promise<string>
}
export type ProductOptions = {
  readonly details?: Partial<ProductDetails>
  readonly allergens?: AllergenDeclaration
}

const roleOf = (name: string): Role => (name.startsWith('buyer') ? 'buyer' : 'seller')

const callerOf = (authorization: string | undefined): Caller => {
  if (authorization === undefined) return { kind: 'anonymous' }
  if (authorization === 'staff') return { kind: 'staff', staffId: 'stf_1', sessionId: 'ses_1' }
  const [name = '', role = roleOf(name), person = role] = authorization.split(' ')
  const acting = { organisationId: orgId(name), role: role as Role }
  if (person.startsWith('key_')) return { kind: 'api-key', keyId: person, acting }
  return { kind: 'user', userId: namedId('usr', `${name}/${person}`), sessionId: 'ses_1', acting }
}

/** Members of each organisation: one for each role, named for it, and a second approver. */
export const memberId = (organisation: string, person: string): string => namedId('usr', `${organisation}/${person}`)

export async function openTestSourcing(): Promise<TestSourcing> {
  const aggregates = [
    apiKeyAggregate,
    ...organisationAggregates,
    ...productAggregates,
    ...inventoryAggregates,
    orderAggregate,
    ...rfqAggregates,
  ]
  const opened = await openTestStore(aggregates)
  let ahead = 0
  let keys = 0
  const now = () => new Date(Date.now() + ahead).toISOString()
  const evidenceOf: EvidenceOf = async (unit, id, day) => {
    const { supplierId, allergens } = await tradedProduct(unit, id)
    return evidenceFor({ id, supplierId, lineage: [], productionSites: [], allergens }, [], new Map(), day)
  }
  const services = await rfqModule.start({ ...opened, evidenceOf })
  const app = createTestGateway({
    routes: services.values.rfqRoutes,
    authenticate: ({ authorization }) => callerOf(authorization),
    now,
    problems: rfqProblems,
  })
  const intent = () => testIntent(now())
  return {
    ...opened,
    now,
    advance: (ms) => void (ahead += ms),
    send(as, method, url, body, headers = {}) {
      const key = method === 'GET' ? undefined : `key-${(keys += 1)}`
      return ask(app, { method, url, body, headers: { authorization: as, 'idempotency-key': key, ...headers } })
    },
    async organisation(name, { verified = true, rules } = {}) {
      const organisationId = orgId(name)
      await opened.execute(organisationAggregate, intent(), async (unit) => {
        const { at } = unit
        const decide = (command: Parameters<typeof organisationAggregate.decider.decide>[0]) =>
          unit.decide(organisationAggregate, organisationId, command)
        const kinds = name.startsWith('buyer') ? (['buyer'] as const) : (['supplier'] as const)
        const details = { legalName: `${name} Ltd`, country: 'NL', kinds }
        await decide({ type: 'register', at, organisationId, ownerId: memberId(name, 'owner'), details })
        for (const [person, role] of [
          ['buyer', 'buyer'],
          ['seller', 'seller'],
          ['approver', 'approver'],
          ['second', 'approver'],
        ] as const)
          await decide({ type: 'join', at, userId: memberId(name, person), role, invitationId: `inv_${person}` })
        const address = { lines: ['Dock 1'], city: 'Rotterdam', country: 'NL' }
        await decide({ type: 'add-site', at, site: { id: siteId(name), name: `${name} dock`, address } })
        if (rules) await decide({ type: 'set-approval-rules', at, rules })
        await decide({ type: 'submit-for-verification', at })
        if (verified) await decide({ type: 'judge', at, staffId: 'stf_1', outcome: 'verified', reason: 'papers seen' })
        return organisationId
      })
      return organisationId
    },
    async product(supplier, name, { details = {}, allergens } = {}) {
      const id = productId(name)
      await opened.execute(productAggregate, intent(), async (unit) => {
        const { at } = unit
        await unit.decide(productAggregate, id, {
          type: 'draft',
          at,
          supplierId: orgId(supplier),
          sku: name,
          details: { name: { en: name }, dateMark: 'best-before', soldBy: 'piece', ...details },
          visibility: { kind: 'public' },
          proposals: [],
        })
        await unit.decide(productAggregate, id, { type: 'publish', at })
        const confirmations = Object.entries(allergens ?? {}).map(([allergen, status]) => ({ allergen, status }))
        if (confirmations.length > 0)
          await unit.decide(productAggregate, id, {
            type: 'confirm-allergens',
            at,
            by: 'usr_1',
            confirmations: confirmations as never,
          })
        return id
      })
      return id
    },
    async dispose() {
      await app.close()
      await services[Symbol.asyncDispose]()
      await opened.dispose()
    },
  }
}

const hourMs = 3_600_000

/** An RFQ for 10,000 pieces, invited to suppliers, that tests change in parts. */
export const rfqInput = (market: TestSourcing, suppliers: readonly string[], more: object = {}) => ({
  title: 'Butter, autumn',
  lines: [{ specification: 'Butter 82 %, 250 g', quantity: 10_000, unit: 'piece' }],
  deliverTo: { siteId: siteId('buyer') },
  incoterm: 'DAP',
  place: 'Rotterdam',
  deliveries: [{ date: '2030-09-01' }],
  paymentTerms: { days: 30, from: 'invoice' },
  currency: 'EUR',
  deadline: new Date(Date.parse(market.now()) + hourMs).toISOString(),
  visibility: { kind: 'invited', supplierIds: suppliers.map(orgId) },
  ...more,
})

/** A quote on line 1 for a product called `name`, valid for two days. */
export const quoteInput = (market: TestSourcing, name: string, unitPrice: string, more: object = {}) => ({
  validUntil: new Date(Date.parse(market.now()) + 48 * hourMs).toISOString(),
  lines: [{ line: '1', productId: productId(name), unitPrice, quantity: 10_000, leadTimeDays: 5 }],
  ...more,
})

/** Drafts and publishes; gives the id. */
export async function publishRfq(market: TestSourcing, suppliers: readonly string[], more: object = {}) {
  const drafted = await market.send('buyer', 'POST', '/v1/rfqs', rfqInput(market, suppliers, more))
  if (drafted.status !== 201) throw new Error(JSON.stringify(drafted.body))
  const published = await market.send('buyer', 'POST', `/v1/rfqs/${drafted.body.id}/publish`)
  if (published.status !== 200) throw new Error(JSON.stringify(published.body))
  return drafted.body.id as string
}
