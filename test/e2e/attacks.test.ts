/** Attacks as they come, each with its answer and the line it leaves in the log; docs/attacks.md says which classes there are. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { expectProblem } from '../support/expect-problem.ts'
import { openTestSocket } from '../support/open-test-socket.ts'
import {
  daysAhead,
  goodPassword,
  openTradingFloor,
  type Company,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { sendRaw, type RawAnswer, type RawRequest, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let buyer: Company
let supplier: Company
let productId: string
const answers: RawAnswer[] = []

beforeAll(async () => {
  exchange = await startExchange({ environment: { FX_LIMIT_HEAVY: '2/60', FX_UNANSWERED_ORDERS: '3' } })
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  const plain = sendRaw(exchange.url)
  send = async (request) => {
    const answer = await plain(request)
    answers.push(answer)
    return answer
  }
  buyer = floor.buyer
  supplier = floor.suppliers[0]!
  productId = (await floor.offer(supplier)).productId
})
afterAll(() => exchange[Symbol.asyncDispose]())

type Line = Readonly<Record<string, unknown>>
const linesOf = (output: string): Line[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)

/** The access line of a request, by the id that its answer names. */
const lineOf = (answer: RawAnswer): Promise<Line> =>
  eventually(async () => {
    const id = answer.headers.get('x-request-id')
    const found = linesOf(exchange.output()).find(({ requestId }) => requestId === id)
    if (!found) throw new Error(`The log has no line of ${id}.`)
    return found
  })

type Row = readonly [what: string, request: RawRequest, status: number | readonly number[], code?: string]

/** Sends each, and finds each refused so, under that name in the log: there all at once, since it is written now and then. */
const refuse = async (security: string, rows: readonly Row[]): Promise<readonly RawAnswer[]> => {
  const refused: RawAnswer[] = []
  for (const [what, request, status, code] of rows) {
    const answer = await send(request)
    expectProblem(answer, { status, ...(code !== undefined && { code }) }, what)
    refused.push(answer)
  }
  for (const [at, answer] of refused.entries()) {
    const logged = { status: answer.status, refused: answer.body?.code, security }
    expect.soft(await lineOf(answer), rows[at]![0]).toMatchObject(logged)
  }
  return refused
}

const asBuyer = (request: RawRequest): RawRequest => ({ token: buyer.owner.token, ...request })
const asSupplier = (request: RawRequest): RawRequest => ({ token: supplier.owner.token, ...request })
const draft = (more: object = {}) => ({ sku: `A-${crypto.randomUUID()}`, name: { en: 'Cheese' }, ...more })
const signIn = (email: string, password: string): RawRequest => ({
  method: 'POST',
  path: '/v1/auth/token',
  body: { grantType: 'password', email, password },
})

/** How long each of two takes, taken by turns, so that whatever the machine does besides meets both. */
async function timesOf(one: RawRequest, other: RawRequest, pairs: number): Promise<readonly (readonly number[])[]> {
  const plain = sendRaw(exchange.url)
  const times: readonly number[][] = [[], []]
  for (let pair = 0; pair < pairs; pair += 1)
    for (const [at, request] of [one, other].entries()) {
      const began = performance.now()
      await plain(request)
      times[at]!.push(performance.now() - began)
    }
  return times
}
/** What it takes where nothing else is in the way: a tenth of them took less. */
const quickOf = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 10)]!

test('1. an id of another company’s, and one that nobody has, are answered alike, and as fast', async () => {
  const path = `/v1/organisations/${supplier.id}/sites`
  const unknown = path.replace(supplier.id, `org_${'0'.repeat(32)}`)
  const [theirs, nobodys] = [await send(asBuyer({ path })), await send(asBuyer({ path: unknown }))]
  const shown = ({ status, body }: RawAnswer) => ({ status, ...body, instance: '', traceId: '' })
  expect(shown(theirs)).toEqual(shown(nobodys))
  expect([403, 404]).toContain(theirs.status)
  await refuse('authz_fail', [['a stranger', { path: '/v1/orders' }, 401, 'gateway/not-signed-in']])
  const draftPath = `/v1/products/${(await supplier.owner.client.draftProduct({ body: draft() })).data.id}`
  const [hidden, absent] = [asBuyer({ path: draftPath }), asBuyer({ path: `/v1/products/prd_${'0'.repeat(32)}` })]
  await refuse('malicious_direct_reference', [
    ['a draft of another’s', hidden, 404, 'product/unknown'],
    ['nobody’s', absent, 404, 'product/unknown'],
  ])
  const [ofHidden, ofAbsent] = await timesOf(hidden, absent, 100)
  expect(Math.abs(quickOf(ofHidden!) - quickOf(ofAbsent!))).toBeLessThan(5)
})

test('3. fields that are not a client’s to set are refused by name', async () => {
  const fields = ['id', 'status', 'supplierId', 'tenantId', 'role', 'approvedBy', '_id', '__v', '$set']
  await refuse(
    'input_validation_fail',
    fields.map((field): Row => {
      const body = draft({ [field]: 'x' })
      return [field, asSupplier({ method: 'POST', path: '/v1/products', body }), 422, 'gateway/invalid-body']
    }),
  )
})

test('4. neither role nor method can be put on like a coat', async () => {
  await refuse('authz_fail', [
    ['staff’s', asBuyer({ path: '/v1/dead-letters' }), 403, 'gateway/not-allowed'],
    ['the operator’s', asBuyer({ method: 'POST', path: '/v1/staff', body: {} }), 403, 'gateway/not-allowed'],
  ])
  const product = `/v1/products/${productId}`
  await refuse('input_validation_fail', [
    ['a method there is not', asBuyer({ method: 'PATCH', path: '/v1/orders' }), 405, 'gateway/method-not-allowed'],
  ])
  for (const name of ['x-http-method-override', 'x-method-override', 'x-http-method'])
    expect((await send(asSupplier({ path: product, headers: { [name]: 'DELETE' } }))).status).toBe(200)
})

test('5. guessing at a password is stopped, and its owner’s neighbour is not', async () => {
  const { email } = supplier.owner
  const wrong = Array.from({ length: 5 }, (): Row => ['wrong', signIn(email, 'a wrong pass phrase'), 401])
  await refuse('authn_login_fail', wrong)
  const right = signIn(email, goodPassword)
  await refuse('authn_login_fail_max', [['the sixth', right, 429, 'auth/too-many-failures']])
  expect(Number((await send(right)).headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await send(signIn(buyer.owner.email, goodPassword))).status).toBe(200)
})

test('6. who has an account is not told from who has none', async () => {
  const told = async (request: RawRequest) => {
    const { status, body, headers } = await send(request)
    const names = [...headers.keys()].filter((name) => name !== 'date').toSorted()
    return { status, names, body: { ...body, id: '', traceId: '', createdAt: '', email: '' } }
  }
  const known = await told(signIn(buyer.owner.email, 'a wrong pass phrase'))
  expect(known).toEqual(await told(signIn('nobody@nowhere.example', 'a wrong pass phrase')))
  expect(known.status).toBe(401)
  const register = (email: string): RawRequest => ({
    method: 'POST',
    path: '/v1/auth/register',
    body: { email, password: goodPassword, name: 'Eve' },
  })
  expect(await told(register(buyer.owner.email))).toEqual(await told(register('eve@nowhere.example')))
})

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (text: string): Line => JSON.parse(Buffer.from(text, 'base64url').toString()) as Line

test('8. a token that was made up, altered or signed by somebody else opens nothing', async () => {
  const { token, refreshToken } = buyer.owner
  const [head = '', payload = '', signature = ''] = token.split('.')
  const header = decode(head)
  const claims = decode(payload)
  const now = Math.floor(Date.now() / 1_000)
  const forged = (more: object, body: object = claims, sign = signature): string =>
    [encode({ ...header, ...more }), encode(body), sign].join('.')
  const made: Readonly<Record<string, string>> = {
    none: forged({ alg: 'none' }, claims, ''),
    NoNe: forged({ alg: 'NoNe' }, claims, ''),
    HS256: forged({ alg: 'HS256' }),
    RS256: forged({ alg: 'RS256' }),
    jku: forged({ jku: 'https://evil.example/jwks' }),
    x5u: forged({ x5u: 'https://evil.example/cert' }),
    jwk: forged({ jwk: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } }),
    'kid that climbs': forged({ kid: '../../../../dev/null' }),
    'kid that asks': forged({ kid: "x' OR '1'='1" }),
    'no kid': forged({ kid: undefined }),
    crit: forged({ crit: ['exp'] }),
    typ: forged({ typ: 'JWT' }),
    'longer life': forged({}, { ...claims, exp: now + 86_400 }),
    'no end': forged({}, { ...claims, exp: undefined }),
    'not yet': forged({}, { ...claims, nbf: now + 3_600 }),
    iss: forged({}, { ...claims, iss: 'urn:evil' }),
    aud: forged({}, { ...claims, aud: 'urn:evil' }),
    sub: forged({}, { ...claims, sub: 'stf_1' }),
    'no signature': forged({}, claims, ''),
    'r = s = 0': forged({}, claims, Buffer.alloc(64).toString('base64url')),
    'refresh token': refreshToken,
    nonsense: 'a.b.c',
  }
  const refused = await refuse(
    'authn_login_fail',
    Object.entries(made).map(([what, text]): Row => [what, { path: '/v1/me', token: text }, 401, 'auth/invalid-token']),
  )
  for (const { headers } of refused) expect.soft(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  expect((await send({ path: '/v1/me', token })).status).toBe(200)
})

test('9. a refresh token that was used before ends the session, and whose it was stands in the log', async () => {
  const { body: first } = await send(signIn(buyer.owner.email, goodPassword))
  const refresh = (refreshToken: unknown): RawRequest => ({
    method: 'POST',
    path: '/v1/auth/token',
    body: { grantType: 'refresh_token', refreshToken },
  })
  const { body: second } = await send(refresh(first.refreshToken))
  const { body: third } = await send(refresh(second.refreshToken))
  // The one before the last would be taken for a reply that was lost.
  await refuse('authn_login_fail', [['again', refresh(first.refreshToken), 400, 'auth/invalid-grant']])
  for (const token of [first.accessToken, third.accessToken] as string[])
    expect((await send({ path: '/v1/me', token })).status).toBe(401)
  expect((await send(refresh(third.refreshToken))).status).toBe(400)
  const lines = () => linesOf(exchange.output()).filter(({ event }) => event === 'authn_token_reuse')
  await expect.poll(lines).toMatchObject([{ subject: expect.stringMatching(/^usr_/) }])
})

test('10. who has signed out is out', async () => {
  const { body } = await send(signIn(buyer.owner.email, goodPassword))
  const token = body.accessToken as string
  expect((await send({ path: '/v1/me', token })).status).toBe(200)
  expect((await send({ method: 'POST', path: '/v1/auth/logout', token })).status).toBe(204)
  await refuse('authn_login_fail', [['after it', { path: '/v1/me', token }, 401, 'auth/invalid-token']])
})

test('11. a page of a stranger writes nothing through somebody’s browser', async () => {
  const body = draft()
  const post = (headers: Readonly<Record<string, string>>): RawRequest =>
    asSupplier({ method: 'POST', path: '/v1/products', body, headers })
  await refuse('malicious_csrf', [
    ['origin', post({ origin: 'https://evil.example' }), 403, 'gateway/unknown-origin'],
    ['no origin at all', post({ origin: 'null' }), 403, 'gateway/unknown-origin'],
  ])
  const read = await send(asBuyer({ path: '/v1/me', headers: { origin: 'https://evil.example' } }))
  expect(read.headers.get('access-control-allow-origin')).toBeNull()
})

test('12. documents that ask for too much or for the schema, and fields that are not one’s own, stand in the log as REST’s refusals do', async () => {
  const ask = async (query: string, more: Partial<RawRequest> = {}) =>
    send({ method: 'POST', path: '/graphql', body: { query }, ...more })
  const { token } = buyer.owner
  const rows = [
    [await ask(`{ ${'me { id } '.repeat(1_000)} }`, { token }), 'graphql/too-much', 'input_validation_fail'],
    [await ask('{ nothing }', { token }), 'graphql/invalid-document', 'input_validation_fail'],
    [await ask('{ me'), 'graphql/invalid-document', 'input_validation_fail'],
    [await ask('{ me { id } }'), 'gateway/not-signed-in', 'authz_fail'],
    [await ask('{ deadLetters { nodes { id } } }', { token }), 'gateway/not-allowed', 'authz_fail'],
    [
      await send({ path: `/graphql?${new URLSearchParams({ query: 'mutation { signOut }' }).toString()}`, token }),
      'graphql/mutation-by-get',
      'input_validation_fail',
    ],
    [
      await ask('', { token, body: [{ query: '{ me { id } }' }, { query: '{ ' }] }),
      'graphql/invalid-document',
      'input_validation_fail',
    ],
  ] as const
  for (const [answer, refused, security] of rows)
    expect.soft(await lineOf(answer), answer.text.slice(0, 200)).toMatchObject({ refused, security })
  expect(await lineOf(await ask('{ me { id } }', { token }))).not.toHaveProperty('refused')
})

test('13. no page of a stranger, and nobody who is one, opens a connection', async () => {
  const rows = [
    [{ origin: 'https://evil.example' }, 403, 'gateway/unknown-origin', 'malicious_csrf'],
    [{}, 401, 'gateway/not-signed-in', 'authz_fail'],
    [{ authorization: 'Bearer no' }, 401, 'auth/invalid-token', 'authn_login_fail'],
  ] as const
  for (const [headers, status, refused, security] of rows) {
    await expect(openTestSocket(exchange.url, { headers })).rejects.toThrow(`${status}`)
    const line = () => linesOf(exchange.output()).find((one) => one['route'] === '/ws' && one['refused'] === refused)
    await expect.poll(line).toMatchObject({ status, security })
  }
})

test('16. no member of a body or a query becomes one of every object', async () => {
  const texts = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']
  await refuse('input_validation_fail', [
    ...texts.map((body): Row => {
      return [body, asSupplier({ method: 'POST', path: '/v1/products', body }), 400, 'gateway/malformed-body']
    }),
    ...['__proto__[polluted]=1', 'constructor.prototype.polluted=1', '__proto__=1'].map((query): Row => {
      return [query, asBuyer({ path: `/v1/products?${query}` }), 400, 'gateway/invalid-query']
    }),
  ])
})

test('17. what a database would take for an operator is no value of ours', async () => {
  const credentials = { grantType: 'password', email: { $ne: '' }, password: { $ne: '' } }
  const post = (path: string, body: object): RawRequest => asSupplier({ method: 'POST', path, body })
  await refuse('input_validation_fail', [
    ['sign-in', { method: 'POST', path: '/v1/auth/token', body: credentials }, 422],
    ['$where', post('/v1/products', draft({ $where: 'sleep(1)' })), 422],
    ['in a field', post('/v1/products', { sku: { $gt: '' }, name: { en: 'x' } }), 422],
    ['dotted', post('/v1/products', draft({ 'name.en': 'x' })), 422],
    ['query', asBuyer({ path: '/v1/products?q[$gt]=' }), 400],
    ['regex', asBuyer({ path: '/v1/products?brand[$regex]=.*' }), 400],
    ['an id', asBuyer({ path: "/v1/products/prd_1'%20OR%20'1'='1" }), 400],
  ])
})

test('18. near misses of 50,000 characters take no time', async () => {
  const long = 'a'.repeat(50_000)
  const bodies: readonly (readonly [string, object])[] = [
    ['email', { email: `${long}@${long}`, password: goodPassword, name: 'Eve' }],
    ['email dots', { email: `${'a.'.repeat(25_000)}@`, password: goodPassword, name: 'Eve' }],
    ['name', { email: 'eve@nowhere.example', password: goodPassword, name: `${' '.repeat(50_000)}x` }],
  ]
  const refused = await refuse(
    'input_validation_fail',
    bodies.map(([what, body]): Row => [what, { method: 'POST', path: '/v1/auth/register', body }, 422]),
  )
  // A pattern that went astray takes minutes; how long the exchange took is in its log.
  for (const answer of refused) expect.soft((await lineOf(answer))['ms']).toBeLessThan(200)
})

test('19. who asks too often is told how long to wait, whatever address they claim', async () => {
  const path = '/v1/products/exports'
  for (const left of [1, 0]) {
    const { status, headers } = await send(asSupplier({ path }))
    expect([status, headers.get('ratelimit-policy')]).toEqual([200, '"heavy-user";q=2;w=60'])
    expect(headers.get('ratelimit')).toMatch(new RegExp(`^"heavy-user";r=${left};t=\\d+$`))
  }
  const spoofed = asSupplier({ path, headers: { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' } })
  const [refused] = await refuse('excess_rate_limit_exceeded', [['once more', spoofed, 429, 'gateway/quota-exceeded']])
  const { headers } = refused!
  const seconds = Number(/^"heavy-user";r=0;t=(\d+)$/.exec(headers.get('ratelimit') ?? '')?.[1])
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(seconds)
  expect(seconds).toBeGreaterThan(0)
  // Somebody else’s exports, and what else there is, are no concern of it.
  expect((await send(asBuyer({ path }))).status).toBe(200)
  expect((await send(asSupplier({ path: '/v1/products?q=gouda' }))).headers.get('ratelimit')).toContain('"search-user"')
})

test('20. there is an end to a page, a body, a depth, an address', async () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
  const post = (body: unknown, headers = {}): RawRequest =>
    asSupplier({ method: 'POST', path: '/v1/products', body, headers })
  await refuse('input_validation_fail', [
    ['page', asBuyer({ path: '/v1/products?limit=1000000000' }), 400, 'gateway/invalid-query'],
    ['2 MiB', post('a'.repeat(2_097_152)), 413, 'gateway/body-too-large'],
    ['depth', post(deep), 400, 'gateway/malformed-body'],
    ['address', asBuyer({ path: `/v1/products?q=${'a'.repeat(9_000)}` }), 414, 'gateway/url-too-long'],
    ['a header', asBuyer({ path: '/v1/me', headers: { 'x-long': 'a'.repeat(9_000) } }), 431],
  ])
})

test('22. whoever orders again and again without an answer holds no more of the stock', async () => {
  const goods = await floor.offer(supplier, { lots: [{ quantity: 10 }] })
  const { client } = buyer.owner
  const place = async (): Promise<string> => {
    const lines = [{ productId: goods.productId, quantity: 1, deliveryDate: daysAhead(9) }]
    return (await client.placeOrder({ body: { supplierId: supplier.id, lines, shipTo: { siteId: buyer.siteId } } }))
      .data.id
  }
  const sending = (orderId: string): RawRequest => asBuyer({ method: 'POST', path: `/v1/orders/${orderId}/send` })
  const orders = [await place(), await place(), await place(), await place()]
  for (const orderId of orders.slice(0, 3)) expect((await send(sending(orderId))).status).toBe(200)
  const next = sending(orders[3]!)
  const isRefused: Row = ['the fourth', next, 409, 'order/too-many-unanswered']
  await refuse('excess_rate_limit_exceeded', [isRefused])
  // Cancelled and ordered anew, there are three of them again; what is cancelled is given back.
  await client.cancelOrder({ params: { orderId: orders[0]! }, body: { reason: 'Not needed.' } })
  expect((await send(next)).status).toBe(200)
  const { data } = await supplier.owner.client.listStock({ query: { productId: goods.productId } })
  expect(data.items[0]).toMatchObject({ available: 7, reserved: 3 })
  await refuse('excess_rate_limit_exceeded', [['a fifth', sending(await place()), 409, 'order/too-many-unanswered']])
  // An answer is what the supplier decides: then there is room for as many again.
  await supplier.owner.client.confirmOrder({ params: { orderId: orders[3]! }, body: {} })
  expect((await send(sending(await place()))).status).toBe(200)
})

test('23. a step that is not the next one is refused', async () => {
  const goods = await floor.offer(supplier)
  const lines = [{ productId: goods.productId, quantity: 1, deliveryDate: daysAhead(9) }]
  const body = { supplierId: supplier.id, lines, shipTo: { siteId: buyer.siteId } }
  const { data } = await buyer.owner.client.placeOrder({ body })
  const step = (what: string): RawRequest => asBuyer({ method: 'POST', path: `/v1/orders/${data.id}/${what}` })
  await refuse(
    'sequence_fail',
    ['close', 'approve'].map((what): Row => [what, step(what), 409, 'order/not-in-this-state']),
  )
})

test('28. no cache is led to keep what is somebody’s', async () => {
  const token = buyer.owner.token
  for (const path of ['/v1/me/x.css', '/v1/me%2fx.css', '/v1/me/..;/x.css', '/v1/me;x.css'])
    expect([400, 404], path).toContain((await send({ path, token })).status)
  const { status, headers, text } = await send({
    path: '/v1/me',
    token,
    headers: { 'x-forwarded-host': 'evil.example' },
  })
  expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
  expect(headers.get('vary')).toContain('Authorization')
  expect(text + JSON.stringify([...headers])).not.toContain('evil')
})

test('29. a file that is something else is not taken', async () => {
  const post = (type: string): RawRequest =>
    asSupplier({ method: 'POST', path: '/v1/products/imports', body: 'GIF89a', headers: { 'content-type': type } })
  await refuse(
    'upload_validation',
    ['image/svg+xml', 'image/gif', 'text/html', 'application/zip'].map((type): Row => [type, post(type), 415]),
  )
})

test('32. nothing shows what we are made of, and what is not for strangers is not there', async () => {
  for (const path of ['/metrics', '/.env', '/.git/config', '/admin', '/actuator/health', '/server-status', '/debug'])
    expectProblem(await send({ path }), { status: 404, code: 'gateway/unknown-path' }, path)
  for (const { headers } of answers)
    for (const name of ['server', 'x-powered-by', 'via']) expect.soft(headers.get(name)).toBeNull()
})

test('25. no answer to any of these told of our insides', () => {
  expect(answers.length).toBeGreaterThan(60)
  const insides = /node_modules|\.ts:\d|\bat \w+ \(|sqlite|SQLITE|E11000|mongo|SELECT |exchange\.db|TypeError|\/src\//i
  for (const { text, status } of answers) if (status >= 400) expect.soft(text).not.toMatch(insides)
  expect(exchange.output()).not.toContain('unexpected error')
})

test('26. the log is one line of JSON for each event, with nobody’s secrets in it', async () => {
  const inject = 'x%0a%7b%22level%22:%22info%22,%22event%22:%22forged%22%7d'
  await send(asBuyer({ path: `/v1/products?q=${inject}`, headers: { 'user-agent': '{"event":"forged"}' } }))
  await lineOf(answers.at(-1)!)
  const output = exchange.output()
  const events = linesOf(output)
  expect(events.length).toBeGreaterThan(60)
  expect(events.filter(({ event }) => event === 'forged')).toEqual([])
  const { token, email, refreshToken } = buyer.owner
  for (const secret of [token, refreshToken, email, goodPassword, 'a wrong pass phrase'])
    expect.soft(output.includes(secret)).toBe(false)
})
