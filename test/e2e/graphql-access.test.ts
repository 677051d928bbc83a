/** Who may not, may not over GraphQL either: by role on both sides of a trade, and along every way from one record to another. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasRole, type Role } from '../../src/kernel/caller.ts'
import { inParallel } from '../../src/demo/in-parallel.ts'
import { describedOperations, type Described, type Operation } from '../support/described-operations.ts'
import { eventually } from '../support/eventually.ts'
import { asProblem, callOf, fieldOf, graphqlSchema } from '../support/graphql-fields.ts'
import { nestedFields, type Led, type NestedAnswer } from '../support/nested-fields.ts'
import { makeOneOfEverything, type Ids } from '../support/one-of-everything.ts'
import { daysAhead, openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { sendRaw, type RawAnswer, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let described: Described
let ids: Ids
let schema: Awaited<ReturnType<typeof graphqlSchema>>
/** `buyer of the supplier` → a token. */
const people = new Map<string, string>()

const roles: readonly Role[] = ['buyer', 'seller', 'approver', 'quality', 'viewer', 'admin']
const sides = ['supplier', 'buyer'] as const
/** Enough to keep the exchange busy. */
const atOnce = 8
/** Of some thousand requests, on a machine that is busy with others. */
const walkMs = 180_000
const plain = { specVersion: '1', currency: 'EUR', period: '2030-09' }

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  described = await describedOperations(exchange.url)
  const companies = { supplier: floor.suppliers[0]!, buyer: floor.buyer }
  for (const side of sides) {
    people.set(`owner of the ${side}`, companies[side].owner.token)
    for (const role of roles) people.set(`${role} of the ${side}`, (await companies[side].employ(role)).token)
  }
  ids = await makeOneOfEverything(floor, send)
  schema = await graphqlSchema(send, floor.buyer.owner.token)
})
afterAll(() => exchange[Symbol.asyncDispose]())

const ask = (token: string, body: object): Promise<RawAnswer> => send({ method: 'POST', path: '/graphql', token, body })
const naming = (operation: Operation): boolean => operation.pathParameters.some((name) => name in ids)

test(
  'each role is let in by the fields that name it, and by no other, whichever side of a trade it works for',
  { timeout: walkMs },
  async () => {
    const asked = described.operations.flatMap((operation) => {
      const { access } = operation
      const field = fieldOf(schema, operation)
      const isForMembers = access.kind === 'member' || access.kind === 'member-or-staff'
      return field && isForMembers ? [{ operation, field, access }] : []
    })
    expect(asked.length).toBeGreaterThan(150)
    await inParallel(asked, atOnce, async ({ operation, field, access }) => {
      const values = { ...plain, ...ids, ifMatch: '"v9999999"' }
      const body = callOf(field, operation, described, values, { sit: ids['siteId']!, org: floor.buyer.id })
      for (const side of sides) {
        const isRefused = async (role: Role): Promise<boolean> =>
          asProblem(await ask(people.get(`${role} of the ${side}`)!, body)).body?.code === 'gateway/not-allowed'
        for (const role of roles.filter((each) => !hasRole(each, access.roles)))
          expect.soft(await isRefused(role), `${role} of the ${side}: ${operation.operationId}`).toBe(true)
        const first = roles.find((each) => hasRole(each, access.roles))!
        // What would be made, or ended, another test makes and ends.
        if (operation.method === 'GET' || (naming(operation) && operation.takesIfMatch))
          expect.soft(await isRefused(first), `${first} of the ${side}: ${operation.operationId}`).toBe(false)
      }
    })
  },
)

test(
  'along every way from one record to another everybody is shown what they are shown of it by itself, and nothing else',
  { timeout: walkMs },
  async () => {
    const nested = nestedFields(schema, described.operations)
    const stranger = await floor.found('Stranger')
    const callers = new Map([
      ...people,
      ['owner of another company', stranger.owner.token],
      ['staff', floor.staff.token],
    ])
    const rootsOf = (values: Ids) =>
      described.operations.flatMap((operation) => {
        const field = operation.method === 'GET' ? fieldOf(schema, operation) : undefined
        if (!field) return []
        const { query: one, variables } = callOf(field, operation, described, { ...plain, ...values }, {})
        const query = nested.documentOf(field, one)
        return query === undefined ? [] : [{ operation, field, body: { query, variables } }]
      })
    const others = await otherIds()
    const isOther = ({ body }: { readonly body: object }): boolean =>
      Object.values(others).some((id) => JSON.stringify(body).includes(id))
    const roots = [...rootsOf(ids), ...rootsOf({ ...ids, ...others }).filter(isOther)]
    expect(roots.length).toBeGreaterThan(40)
    const met = new Set<string>()
    await inParallel([...callers], 2, async ([who, token]) => {
      const restOf = new Map<string, Promise<RawAnswer>>()
      const rest = (path: string): Promise<RawAnswer> => {
        const known = restOf.get(path) ?? send({ path, token })
        restOf.set(path, known)
        return known
      }
      for (const { operation, field, body } of roots) {
        const walk = async (): Promise<readonly string[]> => {
          const { status, body: answer } = await ask(token, body)
          expect(status, `${operation.operationId} ${JSON.stringify(answer)}`).not.toBe(400)
          const led = nested.ledIn(field, answer as NestedAnswer)
          const wrong = await Promise.all(
            led.map(async (one) => ((await isRight(one, rest)) ? [] : [JSON.stringify(one)])),
          )
          for (const one of led) if (one.shown?.length) met.add(one.field)
          return wrong.flat()
        }
        // Lists come out of read models, and may have grown between the two questions.
        const wrong = await eventually(walk, { isThere: (found) => found.length === 0, withinMs: 3_000 }).catch(walk)
        expect.soft(wrong, `${who}: ${operation.operationId}`).toEqual([])
      }
    })
    expect([...nested.all()].filter((field) => !met.has(field)).toSorted()).toEqual(notMet)
  },
)

/** What came, was claimed and is sold, beside what the walk of REST asks for. */
async function otherIds(): Promise<Ids> {
  const { client } = floor.buyer.owner
  const claim = (await client.getClaim({ params: { claimId: ids['claimId']! } })).data
  const order = (await client.getOrder({ params: { orderId: claim.orderId } })).data
  const { id: supplierId, owner: seller } = floor.suppliers[0]!
  const { productId } = order.lines[0]!
  const text = 'Unsalted, please.'
  await client.postRfqMessage({
    params: { rfqId: ids['rfqId']! },
    body: { text, to: { kind: 'supplier', supplierId } },
  })
  await client.setItemCode({ params: { productId }, ifMatch: '*', body: { itemCode: 'OUR-77' } })
  await client.acknowledgeProductVersion({ params: { productId, specVersion: 1 } })
  const budget = { organisationId: supplierId, currency: 'EUR', period: '2030' }
  await seller.client.setBudget({ params: budget, ifMatch: '"v0"', body: { limit: 1 } })
  const approver = exchange.client(people.get('approver of the buyer'), floor.buyer.id)
  await approver.approveAward({ params: { awardId: ids['awardId']! } })
  const group = await seller.client.formCustomerGroup({
    body: { name: 'Shops', organisationIds: [floor.buyer.id] },
  })
  const basis = { currency: 'EUR', incoterm: 'DAP', place: 'Rotterdam', validFrom: daysAhead(0) } as const
  const list = await seller.client.openPriceList({
    body: { ...basis, name: 'Shops', audience: { kind: 'group', groupId: group.data.id } },
  })
  const price = { productId, breaks: [{ from: 1, unitPrice: '9.90' }], minimumQuantity: 1, increment: 1 }
  await seller.client.setPrices({ params: { priceListId: list.data.id }, body: { prices: [price] } })
  const certificate = await seller.client.claimCertificate({
    body: {
      scheme: 'kosher',
      number: 'C-2',
      issuer: 'Ecocert',
      scope: { productIds: [productId] },
      validFrom: daysAhead(-9),
      validTo: daysAhead(99),
    },
  })
  return {
    orderId: order.id,
    productId,
    customerGroupId: group.data.id,
    priceListId: list.data.id,
    certificateId: certificate.data.id,
  }
}

/** Shown and refused as REST shows and refuses it. */
async function isRight(
  { isPage, path, shown, code }: Led,
  rest: (path: string) => Promise<RawAnswer>,
): Promise<boolean> {
  const { status, body } = await rest(path)
  if (status !== 200) return shown === undefined && (code === undefined ? status === 404 : code === body?.code)
  if (shown === undefined) return false
  if (!isPage) return shown.length === 1
  const items = (body.items as readonly { readonly id?: string }[]).map(({ id }) => id ?? 'shown')
  return shown.length === items.length && shown.every((id) => id === 'shown' || items.includes(id))
}

/** Ways that nothing on this floor goes: no claim is credited, no provider connected, no brand owned by another, no order standing long enough. */
const notMet = [
  'ClaimAnswerCredit.creditNote',
  'CreditNote.claim',
  'IdentityProvider.organisation',
  'InvoiceDeduction.invoice',
  'Organisation.identityProvider',
  'ProductSummaryVisibility.brandOwner',
  'ProductVisibility.brandOwner',
  'RfqLineItem.product',
  'RfqTemplateLineItem.product',
  'StandingOrderOccurrence.order',
]
