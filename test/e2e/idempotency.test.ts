/** The same key is the same request, once: whoever repeats it, however often, however close together. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectProblem } from '../support/expect-problem.ts'
import {
  daysAhead,
  openTradingFloor,
  type Company,
  type Goods,
  type TradingFloor,
} from '../support/open-trading-floor.ts'
import { sendRaw, type RawAnswer, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let buyer: Company
let supplier: Company
let goods: Goods

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  buyer = floor.buyer
  supplier = floor.suppliers[0]!
  goods = await floor.offer(supplier, { lots: [{ quantity: 10_000 }] })
})
afterAll(() => exchange[Symbol.asyncDispose]())

const orderBody = (quantity = 10) => ({
  supplierId: supplier.id,
  lines: [{ productId: goods.productId, quantity, deliveryDate: daysAhead(9) }],
  shipTo: { siteId: buyer.siteId },
})
const post = (path: string, body: unknown, key: string, token = buyer.owner.token): Promise<RawAnswer> =>
  send({ method: 'POST', path, token, body, headers: { 'idempotency-key': key } })
const newKey = (): string => crypto.randomUUID()
const replayed = ({ headers }: RawAnswer): boolean => headers.get('idempotency-replayed') === 'true'
const withoutDate = ({ headers }: RawAnswer) =>
  [...headers].filter(([name]) => !['date', 'x-request-id', 'idempotency-replayed', 'keep-alive'].includes(name))

test('twenty repeats at once make one order and one answer, all but one marked as a replay', async () => {
  const key = newKey()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v1/orders', orderBody(), key)))
  const done = answers.filter(({ status }) => status === 201)
  // A repeat that comes while the first is under way may be told to come again, never that it failed.
  for (const busy of answers.filter(({ status }) => status !== 201)) {
    expect(busy.status, busy.text).toBe(409)
    expect(busy.headers.get('retry-after')).toMatch(/^\d+$/)
  }
  expect(new Set(done.map(({ text }) => text)).size).toBe(1)
  expect(done.filter((answer) => !replayed(answer))).toHaveLength(1)
  const again = await post('/v1/orders', orderBody(), key)
  expect(again.text).toBe(done[0]!.text)
  expect(replayed(again)).toBe(true)
  expect(withoutDate(again)).toEqual(withoutDate(done[0]!))
})

test('a repeat answers what was answered then, though the order has moved on since', async () => {
  const key = newKey()
  const first = await post('/v1/orders', orderBody(), key)
  const orderId = first.body.id as string
  const sendKey = newKey()
  const sent = await post(`/v1/orders/${orderId}/send`, undefined, sendKey)
  expect(sent.body.status).toBe('sent')
  await supplier.owner.client.confirmOrder({ params: { orderId }, body: {} })
  for (const [answer, before] of [
    [await post('/v1/orders', orderBody(), key), first],
    [await post(`/v1/orders/${orderId}/send`, undefined, sendKey), sent],
  ] as const) {
    expect(answer.text).toBe(before.text)
    expect(answer.headers.get('etag')).toBe(before.headers.get('etag'))
    expect(replayed(answer)).toBe(true)
  }
  const now = await send({ path: `/v1/orders/${orderId}`, token: buyer.owner.token })
  expect(now.body.status).toBe('confirmed')
})

test('reserving is done once, however often sending is repeated', async () => {
  const { body } = await post('/v1/orders', orderBody(70), newKey())
  const reserved = async (): Promise<number> =>
    (await supplier.owner.client.listStock({ query: { productId: goods.productId } })).data.items[0]!.reserved
  const key = newKey()
  const path = `/v1/orders/${body.id}/send`
  await post(path, undefined, key)
  const once = await settled(reserved)
  await Promise.all(Array.from({ length: 10 }, () => post(path, undefined, key)))
  expect(await settled(reserved)).toBe(once)
})

/** Read models may be late: a figure that stays the same for a while is the figure. */
async function settled(read: () => Promise<number>): Promise<number> {
  const late = Number(process.env['FX_E2E_READ_MODEL_DELAY_MS'] ?? 0)
  const started = performance.now()
  let value = await read()
  while (late > 0 && performance.now() - started < late + 1_000) value = await read()
  return value
}

test('the same key with another body, path or If-Match is refused, and does nothing', async () => {
  const key = newKey()
  const { body } = await post('/v1/orders', orderBody(), key)
  expectProblem(
    await post('/v1/orders', orderBody(11), key),
    { status: 422, code: 'idempotency/other-payload' },
    'body',
  )
  const path = `/v1/products/${goods.productId}`
  const { headers } = await send({ path, token: supplier.owner.token })
  const patch = (ifMatch: string): Promise<RawAnswer> =>
    send({
      method: 'PATCH',
      path,
      token: supplier.owner.token,
      body: { brand: 'Once' },
      headers: { 'idempotency-key': key, 'if-match': ifMatch },
    })
  expect((await patch(headers.get('etag')!)).status).toBe(200)
  expect(replayed(await patch(headers.get('etag')!))).toBe(true)
  expectProblem(await patch('"v999"'), { status: 422, code: 'idempotency/other-payload' }, 'If-Match')
  const commandKey = newKey()
  const other = await post('/v1/orders', orderBody(), newKey())
  expect((await post(`/v1/orders/${body.id}/submit`, undefined, commandKey)).status).toBe(200)
  const elsewhere = await post(`/v1/orders/${other.body.id}/submit`, undefined, commandKey)
  expectProblem(elsewhere, { status: 422, code: 'idempotency/other-payload' }, 'path')
})

test('a key belongs to one company, one person and one operation: others’ never meet it', async () => {
  const key = newKey()
  const mine = await post('/v1/orders', orderBody(), key)
  const colleague = await buyer.employ('buyer')
  const theirs = await post('/v1/orders', orderBody(), key, colleague.token)
  expect(theirs.status).toBe(201)
  expect(theirs.body.id).not.toBe(mine.body.id)
  const rival = await floor.found('Rival')
  const body = { ...orderBody(), shipTo: { siteId: rival.siteId } }
  const rivals = await post('/v1/orders', body, key, rival.owner.token)
  expect(rivals.status, rivals.text).toBe(201)
  expect(replayed(rivals)).toBe(false)
  expect(rivals.body.id).not.toBe(mine.body.id)
})

test('what was refused is not remembered: corrected, the same key does the work', async () => {
  const key = newKey()
  const refused = await post('/v1/orders', orderBody(0), key)
  expect(refused.status).toBe(422)
  const nobodys = { ...orderBody(), supplierId: buyer.id }
  expect((await post('/v1/orders', nobodys, key)).status).toBeGreaterThanOrEqual(400)
  const done = await post('/v1/orders', orderBody(), key)
  expect(done.status, done.text).toBe(201)
  expect(replayed(done)).toBe(false)
})

test('an upload sent twice under one key is one import; another file under it is refused', async () => {
  const key = newKey()
  const upload = (body = 'SKU;Name\nU-1;Upload\n', query = ''): Promise<RawAnswer> =>
    send({
      method: 'POST',
      path: `/v1/products/imports${query}`,
      token: supplier.owner.token,
      body,
      headers: { 'content-type': 'text/csv', 'idempotency-key': key },
    })
  const [first, second] = [await upload(), await upload()]
  expect([first.status, second.status]).toEqual([202, 202])
  expect(second.body.id).toBe(first.body.id)
  expect(replayed(second)).toBe(true)
  const other = { status: 422, code: 'idempotency/other-payload' }
  expectProblem(await upload('SKU;Name\nU-2;Upload\n'), other, 'another file')
  expectProblem(await upload(undefined, '?publish=true'), other, 'read otherwise')
})
