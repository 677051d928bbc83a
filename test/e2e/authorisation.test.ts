/** Who may not, may not: every operation that names something, tried by those whose it is not. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasRole, type Role } from '../../src/kernel/caller.ts'
import { inParallel } from '../../src/demo/in-parallel.ts'
import { describedOperations, unknownId, type Described, type Operation } from '../support/described-operations.ts'
import { eventually } from '../support/eventually.ts'
import { everySubscription } from '../support/every-subscription.ts'
import {
  operatorOnly,
  ownAccount,
  publicProfile,
  restOnly,
  selfProven,
  staffOnly,
  staffToo,
} from '../support/exceptional-operations.ts'
import { expectProblem } from '../support/expect-problem.ts'
import { asProblem, callOf, fieldOf, graphqlSchema } from '../support/graphql-fields.ts'
import { makeOneOfEverything, type Ids } from '../support/one-of-everything.ts'
import { openIdentityProvider } from '../support/open-identity-provider.ts'
import {
  openTradingFloor,
  operatorHeader,
  operatorSecret,
  type Company,
  type Person,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { fieldsOf, shownFieldsPage, type Shown } from '../support/shown-fields.ts'
import { withoutPast } from '../support/records-without-a-past.ts'
import { sendRaw, type RawAnswer, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import {
  changes,
  changeThem,
  expectListAsThen,
  expectNowAsThen,
  readAsOf,
  readPlaces,
  readsOne,
  takesAsOf,
} from '../support/walk-the-past.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let described: Described
let stranger: Company
let viewers: readonly Person[]
/** One of everything, of the supplier or the buyer. */
let ids: Ids

beforeAll(async () => {
  exchange = await startExchange({ environment: { FX_OUTGOING_LOOPBACK: 'true' } })
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  described = await describedOperations(exchange.url)
  stranger = await floor.found('Stranger')
  const supplier = floor.suppliers[0]!
  viewers = await Promise.all([supplier.employ('viewer'), floor.buyer.employ('viewer')])
  ids = await makeOneOfEverything(floor, send)
  await connectProvider(supplier)
})
afterAll(() => exchange[Symbol.asyncDispose]())

/** It waits for staff. */
async function connectProvider({ id, owner }: Company): Promise<void> {
  const provider = await openIdentityProvider(() => [`https://console.exchange.example/signed-in/${id}`])
  const { issuer, clientId, clientSecret } = provider
  const body = { issuer, clientId, clientSecret, domains: ['supplier.example'] }
  await owner.client.connectIdentityProvider({ params: { organisationId: id }, body })
  await provider.close()
}

type Caller = { readonly authorization?: string; readonly ifMatch?: string }
const bearer = ({ token }: { readonly token: string }): Caller => ({ authorization: `Bearer ${token}` })

/** What names no record. */
const plain: Readonly<Record<string, string>> = { specVersion: '1', currency: 'EUR', period: '2030-09' }

const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? plain[name] ?? 'missing')

/** A version that nothing has: whoever may change something is refused for it, and only then. */
const otherVersion = '"v9999999"'

/** A request that is right in everything but who sends it. */
function call(operation: Operation, { authorization, ifMatch }: Caller, values = ids): Promise<RawAnswer> {
  const { method, path, body, needsIfMatch, takesIfMatch, takesFile, queryParameters } = operation
  const needed = queryParameters.filter(({ required }) => required)
  const query = needed.map(({ name, schema }) => [name, values[name] ?? String(described.sample(schema))])
  const search = needed.length > 0 ? `?${new URLSearchParams(query as [string, string][]).toString()}` : ''
  return send({
    method,
    path: fill(path, values) + search,
    headers: {
      ...(authorization && { authorization }),
      ...(needsIfMatch && { 'if-match': '"v1"' }),
      ...(ifMatch !== undefined && takesIfMatch && { 'if-match': ifMatch }),
      ...(takesFile && { 'content-type': 'text/csv' }),
    },
    ...(takesFile && { body: 'SKU;Name\nX;X\n' }),
    ...(body && { body: described.sample(body, { sit: ids['siteId']!, org: stranger.id }) }),
  })
}

const atOnce = 8
/** Of a thousand requests, on a machine that is busy with others. */
const walkMs = 60_000

const naming = (operation: Operation): boolean => operation.pathParameters.some((name) => name in ids)
const guarded = (): readonly Operation[] => described.operations.filter(({ isPublic }) => !isPublic)
const forMembers = (): readonly Operation[] =>
  guarded().filter(({ operationId }) => !operatorOnly.has(operationId) && !staffOnly.has(operationId))

test('the lists of exceptions name operations that there are', () => {
  const known = new Set(described.operations.map(({ operationId }) => operationId))
  const listed = [operatorOnly, staffOnly, staffToo, ownAccount, publicProfile, selfProven].flatMap((names) => [
    ...names,
  ])
  expect(listed.filter((name) => !known.has(name))).toEqual([])
  expect(guarded().length).toBeGreaterThan(100)
})

test('who is not signed in is told so by every operation that is not public', async () => {
  await inParallel(guarded(), atOnce, async (operation) =>
    expectProblem(await call(operation, {}), { status: 401, code: 'gateway/not-signed-in' }, operation.operationId),
  )
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
  await inParallel(compared, atOnce, async (operation) => {
    const theirs = await call(operation, bearer(stranger.owner))
    const nobodys = await call(operation, bearer(stranger.owner), unknown)
    const status = selfProven.has(operation.operationId) ? 415 : 404
    expectProblem(theirs, { status }, operation.operationId)
    expect.soft(shape(theirs), operation.operationId).toEqual(shape(nobodys))
  })
})

/** All of an answer but what is of one request: ids in its path, trace id, date, what is left of a quota, and the length these make. */
const withoutIds = (text: string): string => text.replaceAll(/\b([a-z]{3})_[0-9a-f]{32}\b/g, '$1_…')
const shape = ({ status, headers, text }: RawAnswer) => ({
  status,
  // A link to the same path in another version repeats the path, as `instance` does.
  headers: [...headers]
    .filter(([name]) => !['date', 'x-request-id', 'content-length', 'ratelimit'].includes(name))
    .map(([name, value]) => [name, withoutIds(value)]),
  text: withoutIds(text).replace(/"traceId":"[^"]*"/, ''),
})

/** What goes on by itself, and has other fields a moment later; and what only servers have. */
const moving = new Set([
  'listEvents',
  'getWebhookDelivery',
  'listWebhookDeliveries',
  'getWebhookHealth',
  'listConnectionPools',
  'listDeprecatedUses',
])
const kept = join(import.meta.dirname, '../support/shown-fields.txt')

test('each caller is shown the fields that are listed for them, and no others', { timeout: walkMs }, async () => {
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
  const keptText = existsSync(kept) ? readFileSync(kept, 'utf8') : ''
  const ask = async (operation: Operation): Promise<Shown> => {
    const asked = Object.entries(callers).map(async ([who, caller]) => [who, await call(operation, caller)] as const)
    return { operation, answers: new Map(await Promise.all(asked)) }
  }
  // Lists come out of read models, which may be late.
  const settled = (operation: Operation): Promise<Shown> => {
    const isThere = (one: Shown): boolean => keptText.includes(shownFieldsPage([one]))
    return eventually(() => ask(operation), { isThere, withinMs: 5_000 }).catch(() => ask(operation))
  }
  const read = described.operations.filter(({ method, operationId }) => method === 'GET' && !moving.has(operationId))
  const shown = await inParallel(read, 2, settled)
  await expect(shownFieldsPage(shown)).toMatchFileSnapshot(kept)
  expect(shown.length).toBeGreaterThan(70)
  const { organisationId: _public, ...hidden } = ids
  for (const { operation, answers } of shown) {
    const { status, text } = answers.get('another company')!
    const theirs = Object.entries(hidden).filter(([, id]) => text.includes(id))
    // Prices are asked for by id, and name the one that has none.
    if (status === 200 && operation.operationId !== 'getPrices') expect.soft(theirs, operation.operationId).toEqual([])
    for (const { body } of answers.values())
      expect.soft(fieldsOf(body).filter((name) => /cost|margin|iban|bank|password/i.test(name))).toEqual([])
  }
})

test('a viewer changes nothing, neither in their own company nor in another', async () => {
  const writes = forMembers().filter(({ method, operationId }) => method !== 'GET' && !ownAccount.has(operationId))
  expect(writes.length).toBeGreaterThan(60)
  const [ofSupplier, ofBuyer] = viewers as [Person, Person]
  await inParallel(writes, atOnce, async (operation) => {
    const { operationId } = operation
    const judged = operationId === 'approveOrder' || operationId === 'rejectOrder'
    const values = judged ? { ...ids, orderId: ids['waitingOrderId']! } : ids
    for (const viewer of [ofSupplier, ofBuyer])
      expectProblem(await call(operation, bearer(viewer), values), { status: [403, 404] }, operationId)
  })
})

/** A line for each operation on a record: the supplier, the buyer, another company, platform staff. `vitest -u` writes it. */
const seenFile = join(import.meta.dirname, 'access-seen.txt')

/** Of a company's own: who sees it, who may, and who is told that it is not for them. */
type Cell = 'yes' | 'no' | 'hidden'

/** @param strangers  what a company is answered that the record has nothing to do with */
const cellOf = ({ status, body }: RawAnswer, strangers: RawAnswer): Cell => {
  if (status === 403) return 'no'
  return status === 404 && strangers.status === 404 && body?.code === strangers.body?.code ? 'hidden' : 'yes'
}

const relations = (): readonly { readonly token: string }[] => [
  floor.suppliers[0]!.owner,
  floor.buyer.owner,
  stranger.owner,
  floor.staff,
]

/** The owner comes last: some things are ended by being asked for. */
async function cellsOf(ask: (caller: Caller) => Promise<RawAnswer>): Promise<readonly Cell[]> {
  const [owner, ...others] = relations().map((who) => () => ask({ ...bearer(who), ifMatch: otherVersion }))
  const rest = await Promise.all(others.map((each) => each()))
  const answers = [await owner!(), ...rest]
  for (const { status, text } of answers) expect.soft([401, 500], text).not.toContain(status)
  return answers.map((answer) => cellOf(answer, answers[2]!))
}

/** What has no version is really ended. */
const toBeEnded = ({ operationId }: Operation): Ids => {
  const { spareJobId = '', spareDelegationId = '' } = ids
  if (operationId === 'deleteJob' || operationId === 'cancelJob') return { ...ids, jobId: spareJobId }
  return operationId === 'revokeDelegation' ? { ...ids, delegationId: spareDelegationId } : ids
}

test(
  'each role is let in by the routes that name it, and by no other',
  async () => {
    // What viewers may not, another test shows. An admin is let in everywhere, and asked where nobody else is.
    const roles: readonly Role[] = ['buyer', 'seller', 'approver', 'quality', 'admin']
    const hire = (role: Role) => Promise.all([floor.suppliers[0]!, floor.buyer].map((side) => side.employ(role)))
    const hired = roles.map(async (role) => [role, await hire(role)] as const)
    const people = new Map(await Promise.all(hired))
    await inParallel(forMembers(), atOnce, async (operation) => {
      const { operationId, method, access } = operation
      if (access.kind !== 'member' && access.kind !== 'member-or-staff') return
      const isRefused = async (role: Role): Promise<readonly boolean[]> => {
        const asked = people.get(role)!.map((one) => call(operation, { ...bearer(one), ifMatch: otherVersion }))
        return (await Promise.all(asked)).map(({ body }) => body?.code === 'gateway/not-allowed')
      }
      for (const role of roles.filter((each) => !hasRole(each, access.roles)))
        expect.soft(await isRefused(role), `${role}: ${operationId}`).toEqual([true, true])
      const first = roles.find((each) => hasRole(each, access.roles))!
      // What would be made, another test makes.
      if (method === 'GET' || naming(operation))
        expect.soft(await isRefused(first), `${first}: ${operationId}`).toEqual([false, false])
    })
  },
  walkMs,
)

test(
  'whose record it is, with whom it is shared and who has nothing to do with it: each is let in as docs/access.md says',
  async () => {
    const named = guarded().filter((operation) => naming(operation) && !ownAccount.has(operation.operationId))
    const lines = await inParallel(named, atOnce, async (operation) => {
      const cells = await cellsOf((caller) => call(operation, caller, toBeEnded(operation)))
      return `${[operation.operationId, ...cells].join(' ')}\n`
    })
    expect(lines.length).toBeGreaterThan(100)
    await expect(lines.toSorted().join('')).toMatchFileSnapshot(seenFile)
  },
  walkMs,
)

test('platform staff take no part in trade: they judge and look, and the rest is refused', async () => {
  const asked = forMembers().filter(({ operationId }) => !staffToo.has(operationId))
  await inParallel(asked, atOnce, async (operation) =>
    expectProblem(
      await call(operation, bearer(floor.staff)),
      { status: 403, code: 'gateway/not-allowed' },
      operation.operationId,
    ),
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
    const seen = new Map(
      readFileSync(seenFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(/ (.*)/s, 2)) as [string, string][],
    )
    await inParallel(fields, atOnce, async ([operation, field]) => {
      if (!field || operation.isPublic) return
      const { operationId, method } = operation
      const ask = async ({ authorization = '', ifMatch = '' }: Caller, values = ids): Promise<RawAnswer> => {
        const made = { sit: ids['siteId']!, org: stranger.id }
        const body = callOf(field, operation, described, { ...plain, ...values, ...(ifMatch && { ifMatch }) }, made)
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
      const known = seen.get(operationId)
      const isEnded = toBeEnded(operation) !== ids
      if (known !== undefined && !isEnded) expect.soft((await cellsOf(ask)).join(' '), operationId).toBe(known)
    })
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

test('every read of one thing takes a moment, or says why it has none', () => {
  const reads = described.operations.filter(readsOne)
  expect(reads.filter(takesAsOf).length).toBeGreaterThan(20)
  const without = reads.filter((operation) => !takesAsOf(operation)).map(({ operationId }) => operationId)
  expect(without.toSorted()).toEqual(Object.keys(withoutPast).toSorted())
})

test('every record is shown as it stood: not before it was made, now as without a moment, before a change as before', async () => {
  const supplier = floor.suppliers[0]!
  const budget = { organisationId: supplier.id, currency: 'EUR', period: '2030-09' }
  await supplier.owner.client.setBudget({ params: budget, ifMatch: '"v0"', body: { limit: 1 } })
  const pathOf = (operation: Operation): string => fill(operation.path, ids)
  const places = await readPlaces(described.operations, [supplier, floor.buyer], { send, pathOf })
  expect(places.map(({ operationId }) => operationId).toSorted()).toEqual(
    described.operations
      .filter((one) => readsOne(one) && takesAsOf(one))
      .map(({ operationId }) => operationId)
      .toSorted(),
  )
  for (const place of places) {
    const early = await readAsOf(send, place, '2000-01-01T00:00:00.000Z')
    expectProblem(early, { status: 404, code: 'as-of/not-yet' }, place.operationId)
    if (publicProfile.has(place.operationId)) continue
    const strange = await readAsOf(send, { ...place, token: stranger.owner.token }, '2000-01-01T00:00:00.000Z')
    expect([403, 404], place.operationId).toContain(strange.status)
    expect(strange.body.code, place.operationId).not.toMatch(/^as-of\//)
  }
  const before = new Date().toISOString()
  const shown = await expectNowAsThen(send, places)
  await changeThem(send, places)
  for (const place of places) {
    const past = await readAsOf(send, place, before)
    expect([past.status, past.text], place.operationId).toEqual([200, shown.get(place.operationId)])
    if (changes[place.operationId]) expect((await readAsOf(send, place)).text, place.operationId).not.toBe(past.text)
  }
  const { token } = supplier.owner
  await expectListAsThen(send, { path: `/v1/organisations/${supplier.id}/delegations`, token })
  const group = { id: ids['customerGroupId'], asOf: before }
  const query = 'query ($id: ID!, $asOf: String) { customerGroup(customerGroupId: $id, asOf: $asOf) { name } }'
  const asked = await send({
    method: 'POST',
    path: '/graphql',
    token: supplier.owner.token,
    body: { query, variables: group },
  })
  expect(asked.body.data).toEqual({ customerGroup: { name: 'Friends' } })
})
