/** Who may not, may not: every operation that names something, tried by those whose it is not. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describedOperations, unknownId, type Described, type Operation } from '../support/described-operations.ts'
import { eventually } from '../support/eventually.ts'
import { everySubscription } from '../support/every-subscription.ts'
import { operatorOnly, ownAccount, publicProfile, staffOnly, staffToo } from '../support/exceptional-operations.ts'
import { expectProblem } from '../support/expect-problem.ts'
import { asProblem, callOf, fieldOf, graphqlSchema } from '../support/graphql-fields.ts'
import {
  daysAhead,
  minutesAhead,
  openTradingFloor,
  operatorHeader,
  operatorSecret,
  type Company,
  type Person,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { fieldsOf, shownFieldsPage } from '../support/shown-fields.ts'
import { sendRaw, type RawAnswer, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let described: Described
let stranger: Company
let viewers: readonly Person[]
/** By the name of the path parameter: one of everything, of the supplier or the buyer. */
let ids: Readonly<Record<string, string>>

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  described = await describedOperations(exchange.url)
  stranger = await floor.found('Stranger')
  const supplier = floor.suppliers[0]!
  viewers = await Promise.all([supplier.employ('viewer'), floor.buyer.employ('viewer')])
  ids = { ...(await makeOwnThings(supplier)), ...(await makeSharedThings(floor.buyer, supplier)) }
})
afterAll(() => exchange[Symbol.asyncDispose]())

/** What one company has to itself: nothing of it is public. */
async function makeOwnThings({ id, siteId, owner }: Company): Promise<Record<string, string>> {
  const { client } = owner
  const params = { organisationId: id }
  const product = await client.draftProduct({ body: { sku: 'SECRET-1', name: { en: 'Next year’s cheese' } } })
  const audience = { kind: 'organisations' as const, organisationIds: [id] }
  const basis = { currency: 'EUR', incoterm: 'DAP', place: 'Rotterdam' } as const
  const list = await client.openPriceList({ body: { ...basis, name: 'Secret', audience, validFrom: daysAhead(0) } })
  const group = await client.formCustomerGroup({ body: { name: 'Friends', organisationIds: [] } })
  const certificate = await client.claimCertificate({
    body: {
      scheme: 'kosher',
      number: 'C-1',
      issuer: 'Ecocert',
      scope: { siteIds: [siteId] },
      validFrom: daysAhead(-9),
      validTo: daysAhead(99),
    },
  })
  const lot = await client.registerLot({
    body: { productId: product.data.id, code: 'S-1', siteId, quantity: 5, markedOn: daysAhead(99) },
  })
  const invitation = await client.inviteMember({ params, body: { email: 'new@nowhere.example', role: 'seller' } })
  const key = await client.issueApiKey({ params, body: { name: 'Shop', role: 'seller' } })
  // Nobody answers there: what is sent waits.
  const webhook = await client.registerWebhook({ body: { url: 'https://hooks.example/in' } })
  const delivery = await client.testWebhook({ params: { webhookId: webhook.data.id } })
  const sessions = await eventually(() => client.listSessions(), { isThere: ({ data }) => data.items.length > 0 })
  const upload = { method: 'POST', path: '/v1/products/imports', token: owner.token, body: 'SKU;Name\nJ-1;Job\n' }
  const job = await send({ ...upload, headers: { 'content-type': 'text/csv' } })
  return {
    organisationId: id,
    siteId,
    userId: owner.userId,
    productId: product.data.id,
    priceListId: list.data.id,
    customerGroupId: group.data.id,
    certificateId: certificate.data.id,
    lotId: lot.data.id,
    invitationId: invitation.data.id,
    keyId: key.data.id,
    webhookId: webhook.data.id,
    deliveryId: delivery.data.id,
    sessionId: sessions.data.items[0]!.id,
    jobId: job.body.id as string,
  }
}

/** What a buyer and a supplier have between them. */
async function makeSharedThings(buyer: Company, supplier: Company): Promise<Record<string, string>> {
  const goods = await floor.offer(supplier)
  const line = { productId: goods.productId, quantity: 10, deliveryDate: daysAhead(9) }
  const order = await buyer.owner.client.placeOrder({
    body: { supplierId: supplier.id, lines: [line], shipTo: { siteId: buyer.siteId } },
  })
  const params = { orderId: order.data.id }
  await buyer.owner.client.sendOrder({ params })
  await supplier.owner.client.confirmOrder({ params, body: {} })
  const shipment = await supplier.owner.client.createShipment({ params, body: {} })
  // Of no tax, since neither is registered for it.
  const invoice = await supplier.owner.client.draftInvoice({
    params,
    body: { tax: { category: 'O' }, lines: [{ deliveryId: '1.1', quantity: 10 }] },
  })
  const ofInvoice = { params: { invoiceId: invoice.data.id } }
  await supplier.owner.client.issueInvoice({ ...ofInvoice, body: {} })
  const note = await supplier.owner.client.issueCreditNote({
    ...ofInvoice,
    body: { reason: 'One too many.', lines: [{ lineId: '1', quantity: 1 }] },
  })
  const claimId = await makeClaim(buyer, supplier, goods.productId)
  const standing = await buyer.owner.client.openStandingOrder({
    body: {
      supplierId: supplier.id,
      lines: [{ productId: goods.productId, quantities: { monday: 10 } }],
      from: daysAhead(9),
      until: daysAhead(99),
      leadDays: 2,
      cutOffHour: 12,
      shipTo: { siteId: buyer.siteId },
    },
  })
  const sample = await buyer.owner.client.requestSample({
    body: {
      supplierId: supplier.id,
      productId: goods.productId,
      quantity: 1,
      shipTo: { siteId: buyer.siteId },
      purpose: 'Tasting.',
    },
  })
  const rfq = await buyer.owner.client.draftRfq({
    body: {
      lines: [{ specification: 'Butter', quantity: 10, unit: 'piece' }],
      deliverTo: { siteId: buyer.siteId },
      incoterm: 'DAP',
      place: 'Rotterdam',
      deliveries: [{ date: daysAhead(9) }],
      paymentTerms: { days: 30, from: 'invoice' },
      currency: 'EUR',
      deadline: minutesAhead(60),
      visibility: { kind: 'invited', supplierIds: [supplier.id] },
    },
  })
  const rfqParams = { rfqId: rfq.data.id }
  const template = await buyer.owner.client.saveRfqTemplate({ body: { ...rfqParams, name: 'Butter' } })
  await buyer.owner.client.publishRfq({ params: rfqParams })
  const answer = { line: '1', productId: goods.productId, unitPrice: '9.90', quantity: 10, leadTimeDays: 3 }
  const quote = await supplier.owner.client.submitQuote({
    params: rfqParams,
    body: { validUntil: minutesAhead(600), lines: [answer] },
  })
  await buyer.owner.client.closeRfq({ params: rfqParams })
  const deputy = await supplier.employ('buyer')
  const delegation = await supplier.owner.client.giveDelegation({
    params: { organisationId: supplier.id },
    body: { toUserId: deputy.userId, from: daysAhead(0), until: daysAhead(9), reason: 'Holiday.' },
  })
  const inside = { organisationId: buyer.id }
  const { etag } = await buyer.owner.client.getApprovalRules({ params: inside })
  const chain = [{ kind: 'role' as const, role: 'approver' as const }]
  await buyer.owner.client.setApprovalRules({
    params: inside,
    ifMatch: etag!,
    body: { thresholds: [{ currency: 'EUR', from: 1, chain }], delegations: [] },
  })
  const waiting = await buyer.owner.client.placeOrder({
    body: { supplierId: supplier.id, lines: [line], shipTo: { siteId: buyer.siteId } },
  })
  await buyer.owner.client.submitOrder({ params: { orderId: waiting.data.id } })
  const award = await buyer.owner.client.proposeAward({
    params: rfqParams,
    body: { lines: [{ line: '1', quoteId: quote.data.id, quantity: 5 }] },
  })
  return {
    delegationId: delegation.data.id,
    rfqId: rfq.data.id,
    templateId: template.data.id,
    quoteId: quote.data.id,
    awardId: award.data.id,
    orderId: order.data.id,
    waitingOrderId: waiting.data.id,
    standingOrderId: standing.data.id,
    sampleId: sample.data.id,
    shipmentId: shipment.data.id,
    invoiceId: invoice.data.id,
    creditNoteId: note.data.id,
    claimId,
  }
}

/** Over goods that came, all of them accepted at first. */
async function makeClaim(buyer: Company, supplier: Company, productId: string): Promise<string> {
  const { client } = buyer.owner
  const lines = [{ productId, quantity: 10, deliveryDate: daysAhead(9) }]
  const order = await client.placeOrder({ body: { supplierId: supplier.id, lines, shipTo: { siteId: buyer.siteId } } })
  const params = { orderId: order.data.id }
  await client.sendOrder({ params })
  await supplier.owner.client.confirmOrder({ params, body: {} })
  const shipment = await supplier.owner.client.createShipment({ params, body: { dispatch: true } })
  const shipmentId = shipment.data.id
  const receipt = await client.recordReceipt({ params, body: { shipmentId, allAccepted: true } })
  const of = { shipmentId, receiptId: receipt.data.id, line: 1 }
  const wish = { kind: 'quality', remedy: 'credit', quantity: 1, description: 'Bitter.' } as const
  return (await client.submitClaim({ params, body: { ...of, ...wish } })).data.id
}

type Caller = { readonly authorization?: string; readonly organisation?: string }
const bearer = ({ token }: { readonly token: string }): Caller => ({ authorization: `Bearer ${token}` })

/** What names no record. */
const plain: Readonly<Record<string, string>> = { specVersion: '1', currency: 'EUR', period: '2030-09' }

const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? plain[name] ?? 'missing')

/** A request that is right in everything but who sends it. */
function call(operation: Operation, { authorization }: Caller, values = ids): Promise<RawAnswer> {
  const { method, path, body, needsIfMatch, takesFile, queryParameters } = operation
  const needed = queryParameters.filter(({ required }) => required)
  const query = needed.map(({ name, schema }) => [name, values[name] ?? String(described.sample(schema))])
  const search = needed.length > 0 ? `?${new URLSearchParams(query as [string, string][]).toString()}` : ''
  return send({
    method,
    path: fill(path, values) + search,
    headers: {
      ...(authorization && { authorization }),
      ...(needsIfMatch && { 'if-match': '"v1"' }),
      ...(takesFile && { 'content-type': 'text/csv' }),
    },
    ...(takesFile && { body: 'SKU;Name\nX;X\n' }),
    ...(body && { body: described.sample(body, { sit: ids['siteId']!, org: stranger.id }) }),
  })
}

const naming = (operation: Operation): boolean => operation.pathParameters.some((name) => name in ids)
const guarded = (): readonly Operation[] => described.operations.filter(({ isPublic }) => !isPublic)
const forMembers = (): readonly Operation[] =>
  guarded().filter(({ operationId }) => !operatorOnly.has(operationId) && !staffOnly.has(operationId))

test('the lists of exceptions name operations that there are', () => {
  const known = new Set(described.operations.map(({ operationId }) => operationId))
  const listed = [operatorOnly, staffOnly, staffToo, ownAccount, publicProfile].flatMap((names) => [...names])
  expect(listed.filter((name) => !known.has(name))).toEqual([])
  expect(guarded().length).toBeGreaterThan(100)
})

test('who is not signed in is told so by every operation that is not public', async () => {
  for (const operation of guarded())
    expectProblem(await call(operation, {}), { status: 401, code: 'gateway/not-signed-in' }, operation.operationId)
})

test('of what is another company’s, nothing tells it from what does not exist', async () => {
  const unknown = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, unknownId(id.slice(0, 3))]))
  const compared = described.operations.filter(
    (operation) =>
      naming(operation) &&
      !operatorOnly.has(operation.operationId) &&
      !staffOnly.has(operation.operationId) &&
      !publicProfile.has(operation.operationId),
  )
  expect(compared.length).toBeGreaterThan(70)
  for (const operation of compared) {
    const theirs = await call(operation, bearer(stranger.owner))
    const nobodys = await call(operation, bearer(stranger.owner), unknown)
    expectProblem(theirs, { status: 404 }, operation.operationId)
    expect.soft(shape(theirs), operation.operationId).toEqual(shape(nobodys))
  }
})

/** All of an answer but what is of one request: ids in its path, trace id, date, and the length these make. */
const shape = ({ status, headers, text }: RawAnswer) => ({
  status,
  headers: [...headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name)),
  text: text.replaceAll(/\b([a-z]{3})_[0-9a-f]{32}\b/g, '$1_…').replace(/"traceId":"[^"]*"/, ''),
})

/** What goes on by itself, and has other fields a moment later. */
const moving = new Set(['listEvents', 'getWebhookDelivery', 'listWebhookDeliveries', 'getWebhookHealth'])
const kept = join(import.meta.dirname, '../support/shown-fields.txt')

test('each caller is shown the fields that are listed for them, and no others', async () => {
  const [ofSupplier, ofBuyer] = viewers as [Person, Person]
  const callers: Readonly<Record<string, Caller>> = {
    supplier: bearer(floor.suppliers[0]!.owner),
    'viewer of the supplier': bearer(ofSupplier),
    buyer: bearer(floor.buyer.owner),
    'viewer of the buyer': bearer(ofBuyer),
    'another company': bearer(stranger.owner),
    staff: bearer(floor.staff),
    nobody: {},
  }
  const read = described.operations.filter(({ method, operationId }) => method === 'GET' && !moving.has(operationId))
  const ask = async (operation: Operation) => {
    const asked = Object.entries(callers).map(async ([who, caller]) => [who, await call(operation, caller)] as const)
    return { operation, answers: new Map(await Promise.all(asked)) }
  }
  const look = async () => {
    const shown: Awaited<ReturnType<typeof ask>>[] = []
    for (const operation of read) shown.push(await ask(operation))
    return { shown, page: shownFieldsPage(shown) }
  }
  const isAsKept = ({ page }: { page: string }) => existsSync(kept) && page === readFileSync(kept, 'utf8')
  const { shown, page } = await eventually(look, { isThere: isAsKept, withinMs: 5_000 }).catch(look)
  await expect(page).toMatchFileSnapshot(kept)
  expect(shown.length).toBeGreaterThan(70)
  const { organisationId: _public, ...hidden } = ids
  for (const { operation, answers } of shown) {
    const { status, text } = answers.get('another company')!
    // Prices are asked for by id, and name the one that has none.
    if (status === 200 && operation.operationId !== 'getPrices')
      expect
        .soft(
          Object.entries(hidden).filter(([, id]) => text.includes(id)),
          operation.operationId,
        )
        .toEqual([])
    for (const { body } of answers.values())
      expect.soft(fieldsOf(body).filter((name) => /cost|margin|iban|bank|password/i.test(name))).toEqual([])
  }
})

test('a viewer changes nothing, neither in their own company nor in another', async () => {
  const writes = forMembers().filter(({ method, operationId }) => method !== 'GET' && !ownAccount.has(operationId))
  expect(writes.length).toBeGreaterThan(60)
  const [ofSupplier, ofBuyer] = viewers as [Person, Person]
  for (const operation of writes) {
    const { operationId } = operation
    const judged = operationId === 'approveOrder' || operationId === 'rejectOrder'
    const values = judged ? { ...ids, orderId: ids['waitingOrderId']! } : ids
    for (const viewer of [ofSupplier, ofBuyer])
      expectProblem(await call(operation, bearer(viewer), values), { status: [403, 404] }, operationId)
  }
})

test('platform staff take no part in trade: they judge and look, and the rest is refused', async () => {
  const asked = forMembers().filter(({ operationId }) => !staffToo.has(operationId))
  for (const operation of asked)
    expectProblem(
      await call(operation, bearer(floor.staff)),
      { status: 403, code: 'gateway/not-allowed' },
      operation.operationId,
    )
})

test('what is for staff or the operator is refused to owners, and staff are not the operator', async () => {
  for (const operation of guarded()) {
    const { operationId } = operation
    const refused = { status: 403, code: 'gateway/not-allowed' } as const
    if (operatorOnly.has(operationId) || staffOnly.has(operationId))
      expectProblem(await call(operation, bearer(floor.buyer.owner)), refused, operationId)
    if (operatorOnly.has(operationId)) expectProblem(await call(operation, bearer(floor.staff)), refused, operationId)
  }
})

test('the operator opens staff accounts and nothing else', async () => {
  const operator = { authorization: await operatorHeader(exchange) }
  for (const operation of guarded().filter(({ operationId }) => !operatorOnly.has(operationId)))
    expectProblem(await call(operation, operator), { status: 403 }, operation.operationId)
})

/** Of a thousand requests one after another, on a machine that is busy with others. */
const walkMs = 60_000

/** What only REST has: files, and what the operator does at the command line. */
const restOnly = new Set([
  'importProducts',
  'exportProducts',
  'getJobReport',
  'loadReferenceTable',
  'createStaff',
  'disableStaff',
  'eraseStaff',
  'removeSecondFactorOfStaff',
])

test(
  'every field of GraphQL refuses whom its operation refuses, in the same words',
  async () => {
    const schema = await graphqlSchema(send, floor.buyer.owner.token)
    const fields = described.operations.map((operation) => [operation, fieldOf(schema, operation)] as const)
    expect(new Set(fields.filter(([, field]) => !field).map(([{ operationId }]) => operationId))).toEqual(restOnly)
    const roots = [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) => Object.keys(type.getFields()))
    expect(roots.length, 'every field but `node` is an operation').toBe(described.operations.length - restOnly.size + 1)
    const unknown = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, unknownId(id.slice(0, 3))]))
    const [viewer] = viewers as [Person]
    for (const [operation, field] of fields) {
      if (!field || operation.isPublic) continue
      const { operationId, method } = operation
      const ask = async ({ authorization = '' }: Caller, values = ids): Promise<RawAnswer> => {
        const made = { sit: ids['siteId']!, org: stranger.id }
        const body = callOf(field, operation, described, { ...plain, ...values }, made)
        return asProblem(await send({ method: 'POST', path: '/graphql', headers: { authorization }, body }))
      }
      expectProblem(await ask({}), { status: 401, code: 'gateway/not-signed-in' }, operationId)
      const isTheirs = naming(operation) && !staffOnly.has(operationId) && !publicProfile.has(operationId)
      if (isTheirs) {
        const [theirs, nobodys] = [await ask(bearer(stranger.owner)), await ask(bearer(stranger.owner), unknown)]
        expectProblem(theirs, { status: 404 }, operationId)
        expect.soft(shape(theirs).text, operationId).toBe(shape(nobodys).text)
      }
      if (method !== 'GET' && !ownAccount.has(operationId) && !staffOnly.has(operationId)) {
        const judged = operationId === 'approveOrder' || operationId === 'rejectOrder'
        const values = judged ? { ...ids, orderId: ids['waitingOrderId']! } : ids
        expectProblem(await ask(bearer(viewer), values), { status: [403, 404] }, operationId)
      }
      const isForStaff = staffOnly.has(operationId) || staffToo.has(operationId)
      if (!isForStaff)
        expectProblem(await ask(bearer(floor.staff)), { status: 403, code: 'gateway/not-allowed' }, operationId)
      if (staffOnly.has(operationId))
        expectProblem(await ask(bearer(floor.buyer.owner)), { status: 403, code: 'gateway/not-allowed' }, operationId)
    }
  },
  walkMs,
)

test('every subscription refuses who is no member, and tells whoever takes no part nothing', async () => {
  const schema = await graphqlSchema(send, floor.buyer.owner.token)
  using every = everySubscription(exchange.url, schema)
  expect(every.fields.length).toBeGreaterThan(10)
  const others = [undefined, `Bearer ${floor.staff.token}`, await operatorHeader(exchange)]
  const refused = others.flatMap((authorization) => every.open(authorization).map(({ ended }) => ended))
  expect(new Set(await Promise.all(refused))).toEqual(new Set([4403]))
  const sides = [floor.buyer, floor.suppliers[0]!].flatMap(({ owner }) => every.open(`Bearer ${owner.token}`))
  const shared = ['orderId', 'rfqId', 'quoteId', 'awardId', 'shipmentId', 'invoiceId', 'claimId', 'sampleId']
  await expect.poll(() => shared.filter((name) => !every.told(sides).has(ids[name]!))).toEqual([])
  const strangers = every.open(`Bearer ${stranger.owner.token}`)
  await stranger.employ('viewer')
  await expect.poll(() => every.told(strangers)).toEqual(new Set([stranger.id]))
})

test('a node is shown to those who are shown it, and is nothing to all others', async () => {
  const node = async (id: string, token?: string) => {
    const body = { query: 'query($id: ID!) { node(id: $id) { id } }', variables: { id } }
    return (await send({ method: 'POST', path: '/graphql', ...(token && { token }), body })).body as object
  }
  const owners: readonly (readonly [string, string])[] = [
    [ids['orderId']!, floor.buyer.owner.token],
    [ids['rfqId']!, floor.buyer.owner.token],
    [ids['invoiceId']!, floor.suppliers[0]!.owner.token],
    [ids['productId']!, floor.suppliers[0]!.owner.token],
  ]
  for (const [id, token] of owners) {
    expect(await node(id, token), id).toEqual({ data: { node: { id } } })
    expect(await node(id, stranger.owner.token), id).toEqual({ data: { node: null } })
  }
})

test('a company is acted for by its members alone, whatever the header says', async () => {
  const answer = await send({ path: '/v1/orders', token: stranger.owner.token, organisation: floor.buyer.id })
  expectProblem(answer, { status: 403, code: 'auth/not-a-member' }, 'another company')
  const nobodys = await send({ path: '/v1/orders', token: stranger.owner.token, organisation: unknownId('org') })
  expect(shape(nobodys)).toEqual(shape(answer))
})

test('tokens that are none, or are for something else, open nothing', async () => {
  const { token, refreshToken, client } = floor.buyer.owner
  const [head, payload, signature] = token.split('.') as [string, string, string]
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number; sub: string }
  const key = await client.issueApiKey({
    params: { organisationId: floor.buyer.id },
    body: { name: 'Robot', role: 'viewer' },
  })
  const { clientSecret } = key.data as { clientSecret?: string }
  const bad: Record<string, string> = {
    'a refresh token': `Bearer ${refreshToken}`,
    'a secret of an API key': `Bearer ${clientSecret}`,
    'an id of a session': `Bearer ${ids['sessionId']}`,
    'no algorithm': `Bearer ${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    'another type': `Bearer ${encode({ alg: 'EdDSA', typ: 'JWT' })}.${payload}.${signature}`,
    'a longer life': `Bearer ${head}.${encode({ ...claims, exp: claims.exp + 9_999 })}.${signature}`,
    'somebody else': `Bearer ${head}.${encode({ ...claims, sub: stranger.owner.userId })}.${signature}`,
    'staff’s name': `Bearer ${head}.${encode({ ...claims, sub: 'stf_00000000000000000000000000000000' })}.${signature}`,
    'a changed signature': `Bearer ${head}.${payload}.${signature.slice(0, -4)}AAAA`,
    'no signature': `Bearer ${head}.${payload}.`,
    'a token twice': `Bearer ${token} ${token}`,
    'the operator’s scheme': `Operator ${token}`,
    'the operator’s secret': `Operator ${operatorSecret(exchange)}`,
    'a guessed operator': 'Operator AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'another scheme': `Basic ${Buffer.from('owner:secret').toString('base64')}`,
    'the token alone': token,
    nothing: 'Bearer ',
  }
  for (const [what, authorization] of Object.entries(bad))
    expectProblem(await send({ path: '/v1/me', headers: { authorization } }), { status: 401 }, what)
  expect((await send({ path: '/v1/me', token })).status).toBe(200)
  const asRefresh = (text: string): Promise<RawAnswer> =>
    send({ method: 'POST', path: '/v1/auth/token', body: { grantType: 'refresh_token', refreshToken: text } })
  for (const text of [token, clientSecret ?? '', 'x', `${refreshToken}x`])
    expectProblem(await asRefresh(text), { status: [400, 401, 422] }, `as a refresh token: ${text.slice(0, 9)}`)
})
