/** Whatever is sent: a 4xx problem that names the field, nothing changed, and the process goes on. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { expectProblem, type ExpectedProblem } from '../support/expect-problem.ts'
import { impossibleDays, nested, noQuantities, numberLikeTexts } from '../support/hostile-texts.ts'
import {
  daysAhead,
  minutesAhead,
  openTradingFloor,
  type Company,
  type Goods,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { sendRaw, type RawAnswer, type RawRequest, type SendRaw } from '../support/send-raw.ts'
import { settled } from '../support/settled.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let buyer: Company
let supplier: Company
let goods: Goods
let orderId: string

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  buyer = floor.buyer
  supplier = floor.suppliers[0]!
  goods = await floor.offer(supplier)
  orderId = (await buyer.owner.client.placeOrder({ body: orderBody() as never })).data.id
  await buyer.owner.client.sendOrder({ params: { orderId } })
})
afterAll(() => exchange[Symbol.asyncDispose]())

const seen = [
  '/v1/products/exports',
  '/v1/lots?limit=100',
  '/v1/stock?limit=100',
  '/v1/price-lists?limit=100',
  '/v1/orders?limit=100',
  '/v1/rfqs?limit=100',
  '/v1/certificates?limit=100',
  '/v1/jobs?limit=100',
]
/** All that both companies can see of themselves. */
const wholeState = async (): Promise<string> => {
  const ofProduct = `?limit=100&productId=${goods.productId}`
  const stock = ['/stock/movements', '/stock/positions', '/reservations'].map((path) => `/v1${path}${ofProduct}`)
  const asked = [buyer, supplier].flatMap(({ id, owner: { token } }) =>
    [...seen, ...stock, `/v1/organisations/${id}`, `/v1/organisations/${id}/sites`].map((path) =>
      send({ path, token }),
    ),
  )
  const answers = await Promise.all(asked)
  for (const { status, text } of answers) expect(status, text).toBe(200)
  return answers.map(({ text }) => text).join('\n')
}
let before = ''
beforeAll(async () => {
  await settled(wholeState)
})
beforeEach(async () => {
  before = await wholeState()
})
afterEach(async () => {
  expect(await wholeState()).toBe(before)
  expect(exchange.process.exitCode).toBeNull()
  expect(exchange.output()).not.toContain('unexpected error')
})

const draftBody = (more: object = {}) => ({ sku: `H-${crypto.randomUUID()}`, name: { en: 'Cheese' }, ...more })
const lineBody = (more: object = {}) => ({
  productId: goods.productId,
  quantity: 10,
  deliveryDate: daysAhead(5),
  ...more,
})
const orderBody = (line: object = {}, more: object = {}) => ({
  supplierId: supplier.id,
  lines: [lineBody(line)],
  shipTo: { siteId: buyer.siteId },
  ...more,
})
const lotBody = (more: object = {}) => ({
  productId: goods.productId,
  code: 'H-1',
  siteId: supplier.siteId,
  quantity: 10,
  markedOn: daysAhead(50),
  ...more,
})
const listBody = (more: object = {}) => ({
  name: 'List',
  currency: 'EUR',
  incoterm: 'DAP',
  place: 'Rotterdam',
  audience: { kind: 'public' },
  validFrom: daysAhead(0),
  ...more,
})
const pricesBody = (more: object = {}, unitPrice: unknown = '1.5') => ({
  prices: [{ productId: goods.productId, breaks: [{ from: 1, unitPrice }], minimumQuantity: 1, increment: 1, ...more }],
})
const rfqBody = (more: object = {}, line: object = {}) => ({
  lines: [{ specification: 'Butter', quantity: 10, unit: 'piece', ...line }],
  deliverTo: { siteId: buyer.siteId },
  incoterm: 'DAP',
  place: 'Rotterdam',
  deliveries: [{ date: daysAhead(9) }],
  paymentTerms: { days: 30, from: 'invoice' },
  currency: 'EUR',
  deadline: minutesAhead(60),
  visibility: { kind: 'open' },
  ...more,
})

type As = 'buyer' | 'supplier'
const post = (as: As, path: string, body: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  send({ method: 'POST', path, body, headers, token: (as === 'buyer' ? buyer : supplier).owner.token })

type Row = readonly [what: string, request: () => Promise<RawAnswer>, expected: ExpectedProblem]
const refuseAll = async (rows: readonly Row[]): Promise<void> => {
  for (const [what, request, expected] of rows) expectProblem(await request(), expected, what)
}

test('what is no JSON is malformed, and says where it stands in the body', async () => {
  const texts = [
    '{"sku": "A",',
    '{"sku": "A", "name": {"en": "x"},}',
    "{'sku': 'A'}",
    '{"sku":"A"}{"sku":"B"}',
    '{"sku":"A","shelfLifeDays":NaN}',
    '{"sku":"A","shelfLifeDays":Infinity}',
    '{"sku":"A","shelfLifeDays":01}',
    '{"sku":"A","shelfLifeDays":+1}',
    '{"sku":"A" /* why not */}',
    '\ufeff{}',
    'undefined',
    '',
    '   ',
    '\u0000',
  ]
  const malformed = { status: 400, code: 'gateway/malformed-body', pointer: '' }
  await refuseAll(texts.map((text) => [JSON.stringify(text), () => post('supplier', '/v1/products', text), malformed]))
  const notUtf8 = Buffer.from(JSON.stringify(draftBody()).replace('Cheese', 'Chee\u00ffe'), 'latin1')
  await refuseAll([['bytes that are no UTF-8', () => post('supplier', '/v1/products', notUtf8), malformed]])
})

test('another media type is not guessed at', async () => {
  const body = JSON.stringify(draftBody())
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'nonsense',
  ]
  await refuseAll(
    types.map((type) => [
      type,
      () => post('supplier', '/v1/products', body, { 'content-type': type }),
      { status: 415 },
    ]),
  )
})

test('a JSON value that is no object is none of ours', async () => {
  const values = ['null', '[]', '"text"', '5', 'true', '[{"sku":"A"}]']
  const expected = { status: 422, code: 'gateway/invalid-body', pointer: '' }
  await refuseAll(values.map((value) => [value, () => post('supplier', '/v1/products', value), expected]))
})

test('a field that nobody knows is refused at any depth, not dropped', async () => {
  const rows: [string, As, string, object, string][] = [
    ['top', 'supplier', '/v1/products', draftBody({ colour: 'red' }), '/colour'],
    ['escaped', 'supplier', '/v1/products', draftBody({ 'a/b~c': 1 }), '/a~1b~0c'],
    ['nested', 'supplier', '/v1/products', draftBody({ unit: { weightInStone: 1 } }), '/unit/weightInStone'],
    ['in a list', 'buyer', '/v1/orders', orderBody({ price: '1' }), '/lines/0/price'],
    ['an id of one’s own', 'supplier', '/v1/products', draftBody({ id: goods.productId }), '/id'],
    ['another’s company', 'supplier', '/v1/products', draftBody({ supplierId: buyer.id }), '/supplierId'],
    ['a status', 'buyer', '/v1/orders', orderBody({}, { status: 'approved' }), '/status'],
  ]
  await refuseAll(
    rows.map(([what, as, path, body, pointer]) => [what, () => post(as, path, body), { status: 422, pointer }]),
  )
})

test('a type is never coerced into another', async () => {
  const wrong: [string, As, string, string, readonly unknown[], (value: unknown) => object][] = [
    ['a text', 'supplier', '/v1/products', '/sku', [null, 1, 1.0, true, [], {}], (sku) => draftBody({ sku })],
    [
      'a text by language',
      'supplier',
      '/v1/products',
      '/name/en',
      [null, 1, false, [], {}],
      (en) => draftBody({ name: { en } }),
    ],
    ['a map', 'supplier', '/v1/products', '/name', [null, 'x', 1, []], (name) => draftBody({ name })],
    [
      'a whole number',
      'supplier',
      '/v1/products',
      '/shelfLifeDays',
      [null, '1', '1.0', 1.5, true, [1]],
      (shelfLifeDays) => draftBody({ shelfLifeDays }),
    ],
    [
      'a boolean',
      'supplier',
      '/v1/products',
      '/drained',
      [null, 'true', 1, 0, 'yes'],
      (drained) => draftBody({ drained }),
    ],
    ['an enum', 'supplier', '/v1/products', '/soldBy', [null, 'Piece', 'stone', 1], (soldBy) => draftBody({ soldBy })],
    ['a list', 'buyer', '/v1/orders', '/lines', [null, {}, '[]', lineBody(), []], (lines) => orderBody({}, { lines })],
    [
      'a decimal',
      'supplier',
      `/v1/price-lists/${goods.priceListId}/prices`,
      '/prices/0/breaks/0/unitPrice',
      [null, 1.5, 1, '-1', '1.2345678', ...numberLikeTexts],
      (value) => pricesBody({}, value),
    ],
    [
      'an id',
      'buyer',
      '/v1/orders',
      '/supplierId',
      [null, 1, 'x', goods.productId, `${supplier.id} `],
      (supplierId) => orderBody({}, { supplierId }),
    ],
  ]
  for (const [what, as, path, pointer, values, body] of wrong)
    await refuseAll(
      values.map((value) => [
        `${what} ${JSON.stringify(value)}`,
        () => post(as, path, body(value)),
        { status: 422, pointer },
      ]),
    )
})

test('a quantity is a whole number from one up to what a number holds', async () => {
  const places: [As, string, string, (value: unknown) => object][] = [
    ['buyer', '/v1/orders', '/lines/0/quantity', (quantity) => orderBody({ quantity })],
    ['supplier', '/v1/lots', '/quantity', (quantity) => lotBody({ quantity })],
    ['buyer', '/v1/rfqs', '/lines/0/quantity', (quantity) => rfqBody({}, { quantity })],
    [
      'supplier',
      `/v1/price-lists/${goods.priceListId}/prices`,
      '/prices/0/minimumQuantity',
      (minimumQuantity) => pricesBody({ minimumQuantity }),
    ],
  ]
  for (const [as, path, pointer, body] of places)
    for (const value of noQuantities) {
      const answer = await post(as, path, body(value))
      expectProblem(answer, { status: [400, 422] }, `${path} ${JSON.stringify(value)}`)
      const pointers: string[] = (answer.body.errors ?? []).map((error: { pointer: string }) => error.pointer)
      expect
        .soft(
          pointers.some((found) => found.startsWith(pointer)),
          `${path} ${JSON.stringify(value)} ${answer.text}`,
        )
        .toBe(true)
    }
  // What JSON writes and no double holds: it would arrive as another number, or as Infinity.
  for (const literal of ['9007199254740993', '123456789012345678901234567890', '1e400', '-1e400', '1E+16']) {
    const text = JSON.stringify(lotBody({ quantity: 0 })).replace('"quantity":0', `"quantity":${literal}`)
    expectProblem(await post('supplier', '/v1/lots', text), { status: [400, 422], pointer: '/quantity' }, literal)
  }
})

test('texts have a length, bodies a size and a depth', async () => {
  const long = (length: number): string => 'x'.repeat(length)
  await refuseAll([
    [
      'name',
      () => post('supplier', '/v1/products', draftBody({ name: { en: long(301) } })),
      { status: 422, pointer: '/name/en' },
    ],
    ['sku', () => post('supplier', '/v1/products', draftBody({ sku: long(101) })), { status: 422, pointer: '/sku' }],
    [
      'ingredients',
      () => post('supplier', '/v1/products', draftBody({ ingredients: long(20_001) })),
      { status: 422, pointer: '/ingredients' },
    ],
    [
      'note',
      () => post('buyer', '/v1/orders', orderBody({}, { note: long(2_001) })),
      { status: 422, pointer: '/note' },
    ],
    ['empty', () => post('supplier', '/v1/products', draftBody({ sku: '' })), { status: 422, pointer: '/sku' }],
    [
      '2 MB',
      () => post('supplier', '/v1/products', draftBody({ ingredients: long(2_000_000) })),
      { status: 413, code: 'gateway/body-too-large' },
    ],
    [
      'depth 33',
      () => post('supplier', '/v1/products', nested(33)),
      { status: 400, code: 'gateway/malformed-body', pointer: '/a'.repeat(32) },
    ],
    ['depth 100,000', () => post('supplier', '/v1/products', nested(100_000)), { status: 400 }],
    ['depth in a list', () => post('supplier', '/v1/products', '['.repeat(33) + ']'.repeat(33)), { status: 400 }],
  ])
  const deepest = await post('supplier', '/v1/products', nested(32))
  expect(deepest.body.code).toBe('gateway/invalid-body')
})

test('names that poison prototypes and halves of surrogate pairs are refused where they stand', async () => {
  const texts: [string, string][] = [
    ['{"sku":"A","__proto__":{"admin":true}}', '/__proto__'],
    ['{"sku":"A","name":{"__proto__":"x"}}', '/name/__proto__'],
    ['{"sku":"A","name":{"\\u005f_proto__":"x"}}', '/name/__proto__'],
    ['{"sku":"A","constructor":{"prototype":{"admin":true}}}', '/constructor'],
    ['{"sku":"A","name":{"en":"half \\ud800"}}', '/name/en'],
    ['{"sku":"A","name":{"en":"\\udc00 half"}}', '/name/en'],
    ['{"sku":"A","name":{"\\ud800":"x"}}', '/name'],
  ]
  await refuseAll(
    texts.map(([text, pointer]) => [text, () => post('supplier', '/v1/products', text), { status: 400, pointer }]),
  )
  const query: Row[] = ['%ED%A0%80', '%FF', '%C0%AF', '%', '%zz'].map((text) => [
    text,
    () => send({ path: `/v1/products/${text}`, token: buyer.owner.token }),
    { status: [400, 404] },
  ])
  await refuseAll(query)
})

test('days and instants that no calendar has are refused', async () => {
  for (const day of impossibleDays)
    await refuseAll([
      [
        `order ${day}`,
        () => post('buyer', '/v1/orders', orderBody({ deliveryDate: day })),
        { status: [400, 422], pointer: '/lines/0/deliveryDate' },
      ],
      [
        `lot ${day}`,
        () => post('supplier', '/v1/lots', lotBody({ markedOn: day })),
        { status: [400, 422], pointer: '/markedOn' },
      ],
      [
        `price list ${day}`,
        () => post('supplier', '/v1/price-lists', listBody({ validFrom: day })),
        { status: [400, 422], pointer: '/validFrom' },
      ],
      [
        `rfq ${day}`,
        () => post('buyer', '/v1/rfqs', rfqBody({ deliveries: [{ date: day }] })),
        { status: [400, 422], pointer: '/deliveries/0/date' },
      ],
    ])
  for (const instant of ['2030-02-30T10:00:00Z', '2030-01-01', '2030-01-01T25:00:00Z', 'NaN', '1e9', ''])
    await refuseAll([
      [
        `deadline ${instant}`,
        () => post('buyer', '/v1/rfqs', rfqBody({ deadline: instant })),
        { status: [400, 422], pointer: '/deadline' },
      ],
    ])
})

test('an end that lies before its beginning is refused', async () => {
  const ended = { validFrom: '2030-02-02', validTo: '2030-02-01' }
  const scope = { productIds: [goods.productId] }
  const certificate = { scheme: 'kosher', number: 'K-1', issuer: 'OK', scope, ...ended }
  await refuseAll([
    ['list', () => post('supplier', '/v1/price-lists', listBody(ended)), { status: 422, pointer: '/validTo' }],
    ['certificate', () => post('supplier', '/v1/certificates', certificate), { status: 422, pointer: '/validTo' }],
  ])
})

test('currencies, countries and incoterms that do not exist are refused', async () => {
  const rows = ['ABC', 'eur', 'EURO', 'XXX', '€', ''].flatMap((currency): Row[] => [
    [
      `list ${currency}`,
      () => post('supplier', '/v1/price-lists', listBody({ currency })),
      { status: [400, 422], pointer: '/currency' },
    ],
    [
      `rfq ${currency}`,
      () => post('buyer', '/v1/rfqs', rfqBody({ currency })),
      { status: [400, 422], pointer: '/currency' },
    ],
  ])
  await refuseAll([
    ...rows,
    [
      'country',
      () => post('supplier', '/v1/products', draftBody({ countryOfOrigin: 'ZZ' })),
      { status: 422, pointer: '/countryOfOrigin' },
    ],
    [
      'incoterm',
      () => post('supplier', '/v1/price-lists', listBody({ incoterm: 'DAF' })),
      { status: 422, pointer: '/incoterm' },
    ],
    [
      'GTIN',
      () => post('supplier', '/v1/products', draftBody({ gtins: { base: '4006381333932' } })),
      { status: 422, pointer: '/gtins/base' },
    ],
  ])
})

test('a stale If-Match is 412, none is 428, a weak or foreign one is malformed', async () => {
  const path = `/v1/products/${goods.productId}`
  const { token } = supplier.owner
  const patch = (ifMatch: string): Promise<RawAnswer> =>
    send({ method: 'PATCH', path, token, body: { brand: 'New' }, headers: { 'if-match': ifMatch } })
  const { headers } = await send({ path, token })
  const etag = headers.get('etag')!
  expect(etag).toMatch(/^"v\d+"$/)
  await refuseAll([
    ['stale', () => patch('"v1"'), { status: 412 }],
    ['ahead', () => patch('"v99"'), { status: 412 }],
    ['missing', () => patch(''), { status: 428, code: 'gateway/if-match-missing' }],
    ['weak', () => patch(`W/${etag}`), { status: 400, code: 'gateway/if-match-malformed' }],
    ['nonsense', () => patch('abc'), { status: 400 }],
    ['several', () => patch(`${etag}, "v1"`), { status: 400 }],
    [
      'command',
      () => post('buyer', `/v1/orders/${orderId}/cancel`, { reason: 'x' }, { 'if-match': '"v1"' }),
      { status: 412 },
    ],
  ])
})

test('a write without a key is refused, and so is a key that says two things', async () => {
  const key = crypto.randomUUID()
  const withKey = (idempotencyKey: string, body: object) =>
    post('buyer', '/v1/orders', body, { 'idempotency-key': idempotencyKey })
  const first = await withKey(key, orderBody({ quantity: 11 }))
  expect(first.status).toBe(201)
  before = await settled(wholeState)
  await refuseAll([
    ['missing', () => withKey('', orderBody()), { status: 400, code: 'idempotency/key-missing' }],
    ['too long', () => withKey('k'.repeat(256), orderBody()), { status: 400, code: 'idempotency/key-malformed' }],
    ['blanks', () => withKey('a b', orderBody()), { status: 400, code: 'idempotency/key-malformed' }],
    ['other body', () => withKey(key, orderBody({ quantity: 12 })), { status: 422 }],
  ])
})

test('a cursor that was altered, made up or brought from another list is refused', async () => {
  await floor.offer(supplier)
  await floor.offer(supplier)
  before = await settled(wholeState)
  const { token } = supplier.owner
  const page = (path: string): Promise<RawAnswer> => send({ path, token })
  const first = await page('/v1/lots?limit=1')
  const { next } = first.body.page as { next: string }
  expect(next).toEqual(expect.any(String))
  const flipped = `${next.slice(0, 5)}${next[5] === 'A' ? 'B' : 'A'}${next.slice(6)}`
  const invalid = { status: 400, code: 'gateway/invalid-cursor', pointer: '/query/cursor' }
  const asBuyer = () => send({ path: `/v1/lots?limit=1&cursor=${next}`, token: buyer.owner.token })
  await refuseAll([
    ['altered', () => page(`/v1/lots?limit=1&cursor=${flipped}`), invalid],
    ['cut', () => page(`/v1/lots?limit=1&cursor=${next.slice(0, -2)}`), invalid],
    ['made up', () => page('/v1/lots?cursor=bG90XzAwMQ'), invalid],
    ['empty', () => page('/v1/lots?cursor='), invalid],
    ['another list', () => page(`/v1/price-lists?cursor=${next}`), invalid],
    ['another filter', () => page(`/v1/lots?status=held&cursor=${next}`), invalid],
    ['another organisation', asBuyer, invalid],
    ['limit 0', () => page('/v1/lots?limit=0'), { status: 400, pointer: '/query/limit' }],
    ['limit 101', () => page('/v1/lots?limit=101'), { status: 400, pointer: '/query/limit' }],
    ['limit 1e1', () => page('/v1/lots?limit=1e1'), { status: 400, pointer: '/query/limit' }],
    ['unknown parameter', () => page('/v1/lots?colour=red'), { status: 400, pointer: '/query/colour' }],
    ['twice', () => page('/v1/lots?limit=1&limit=2'), { status: 400, pointer: '/query/limit' }],
  ])
})

test('paths and methods that are none are problems, too', async () => {
  const rows: [string, RawRequest, ExpectedProblem][] = [
    ['path', { path: '/v1/nothing' }, { status: 404, code: 'gateway/unknown-path' }],
    ['method', { method: 'DELETE', path: '/v1/orders' }, { status: 405, code: 'gateway/method-not-allowed' }],
    ['id', { path: '/v1/orders/1', token: buyer.owner.token }, { status: 400, pointer: '/path/orderId' }],
    [
      'kind of id',
      { path: `/v1/orders/${goods.productId}`, token: buyer.owner.token },
      { status: 400, pointer: '/path/orderId' },
    ],
    ['long id', { path: `/v1/orders/${'x'.repeat(500)}`, token: buyer.owner.token }, { status: [400, 404, 414] }],
    ['dots', { path: '/v1/orders/..%2f..%2fetc%2fpasswd', token: buyer.owner.token }, { status: [400, 404] }],
    [
      'body where none belongs',
      { method: 'POST', path: `/v1/orders/${orderId}/submit`, token: buyer.owner.token, body: { force: true } },
      { status: 400 },
    ],
  ]
  await refuseAll(rows.map(([what, request, expected]) => [what, () => send(request), expected]))
})
