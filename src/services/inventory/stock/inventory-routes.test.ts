import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays, utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import {
  dispatchPicked,
  lotOf,
  pickReservation,
  releaseReservation,
  reservationHeld,
  reserveStock,
  returnRefused,
  type ReserveStock,
} from '../contract.ts'
import { openTestWarehouse, seller, siteId, type TestWarehouse } from '../open-test-warehouse.fixture.ts'
import { stockAggregate, stockBookId } from '../book/stock-view.ts'

let warehouse: TestWarehouse
beforeAll(async () => {
  warehouse = await openTestWarehouse()
})
afterAll(() => warehouse.dispose())

const today = utcDate(new Date().toISOString() as Instant)
const inDays = (days: number): LocalDate => addDays(today, days)
const north = siteId('north')
let deliveries = 0
const asked = (productId: string, quantity: number, more: Partial<ReserveStock> = {}): ReserveStock => ({
  ownerId: seller,
  productId,
  reservationId: `rsv_${(deliveries += 1)}`,
  quantity,
  arrival: inDays(5),
  minimumRemainingLifeDays: 20,
  allowPastBestBefore: false,
  for: { orderId: `ord_${deliveries}`, deliveryId: '1', buyerId: 'org_buyer' },
  ...more,
})
const reserve = (ask: ReserveStock) => warehouse.within((unit) => reserveStock(unit, ask))
const threeLots = async () => {
  const productId = await warehouse.product()
  const ids: string[] = []
  // As the worked example: arrival on day 5; use-by 5, 26 and 57 days after it.
  for (const [code, days] of [
    ['L1', 10],
    ['L2', 31],
    ['L3', 62],
  ] as const)
    ids.push(await warehouse.lot(productId, { code, markedOn: inDays(days) }))
  return { productId, lots: ids }
}
const stockOf = async (productId: string) => {
  const { body } = await warehouse.send('seller viewer', `/v1/stock?productId=${productId}`)
  const positions = body.items[0].positions as Record<string, number | string>[]
  return positions.map(({ code, available, reserved, blocked }) => ({ code, available, reserved, blocked }))
}

test('the worked example: 150 take 0, 100 and 50; holding the second lot blocks it, the third supplies 100, 50 are short', async () => {
  const { productId, lots } = await threeLots()
  const ask = asked(productId, 150)
  const held = await reserve(ask)
  expect(held).toMatchObject({ reserved: 150, short: 0 })
  expect(held.portions.map(({ lotCode, quantity, markedOn }) => [lotCode, quantity, markedOn])).toEqual([
    ['L2', 100, inDays(31)],
    ['L3', 50, inDays(62)],
  ])
  expect(await stockOf(productId)).toEqual([
    { code: 'L1', available: 100, reserved: 0, blocked: 0 },
    { code: 'L2', available: 0, reserved: 100, blocked: 0 },
    { code: 'L3', available: 50, reserved: 50, blocked: 0 },
  ])

  const answer = await warehouse.send('seller', `/v1/lots/${lots[1]}/hold`, { reason: 'swollen lids' })
  expect(answer).toMatchObject({ status: 200, body: { status: 'held', reason: 'swollen lids' } })
  expect(await stockOf(productId)).toEqual([
    { code: 'L1', available: 100, reserved: 0, blocked: 0 },
    { code: 'L2', available: 0, reserved: 0, blocked: 100 },
    { code: 'L3', available: 0, reserved: 100, blocked: 0 },
  ])
  const { body } = await warehouse.send('seller viewer', `/v1/reservations?productId=${productId}`)
  expect(body.items).toMatchObject([{ id: ask.reservationId, wanted: 150, reserved: 100, short: 50, for: ask.for }])
  const ledger = await warehouse.send('seller', `/v1/stock/movements?productId=${productId}&limit=2`)
  expect(ledger.body.items).toMatchObject([
    { type: 'stock/reservation-changed', reason: 'held', reservationId: ask.reservationId, for: ask.for },
    { type: 'stock/lot-status-changed', reason: 'swollen lids', moves: [] },
  ])
})

test('the ledger is read page by page without gap or repeat, and its sums are what is in stock', async () => {
  const { productId, lots } = await threeLots()
  await reserve(asked(productId, 150))
  for (const [path, body] of [
    ['adjustments', { change: 'add', quantity: 7, reason: 'found' }],
    ['adjustments', { change: 'remove', quantity: 9, reason: 'damaged', note: 'forklift' }],
    ['quarantines', { quantity: 5, reason: 'dented' }],
    ['clearances', { quantity: 2, reason: 'fine after all' }],
  ] as const) {
    const reply = await warehouse.send('seller seller', `/v1/stock/${path}`, { lotId: lots[0], siteId: north, ...body })
    expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  }
  const entries: {
    id: string
    type: string
    moves: { available?: number; quarantined?: number; reserved?: number }[]
  }[] = []
  let url: string | undefined = `/v1/stock/movements?productId=${productId}&limit=3`
  while (url !== undefined) {
    const { body } = await warehouse.send('seller', url)
    entries.push(...body.items)
    url =
      body.page.next === null
        ? undefined
        : `/v1/stock/movements?productId=${productId}&limit=3&cursor=${body.page.next}`
  }
  expect(entries.map(({ type }) => type.slice(6))).toEqual([
    'cleared',
    'quarantined',
    'removed',
    'received',
    'reserved',
    'received',
    'received',
    'received',
  ])
  const sum = (part: 'available' | 'quarantined' | 'reserved') =>
    entries.flatMap(({ moves }) => moves).reduce((total, move) => total + (move[part] ?? 0), 0)
  const { body } = await warehouse.send('seller', `/v1/stock?productId=${productId}`)
  expect(body.items[0]).toMatchObject({
    onHand: 298,
    available: sum('available'),
    reserved: sum('reserved'),
    blocked: sum('quarantined'),
  })
})

test('a delivery is picked, leaves and comes back blocked, each in the commit of whoever asks', async () => {
  const { productId } = await threeLots()
  const ask = asked(productId, 120)
  await reserve(ask)
  const picked = await warehouse.within((unit) => pickReservation(unit, { ...ask, quantity: 110 }))
  expect(picked).toMatchObject([
    { lotCode: 'L2', quantity: 100 },
    { lotCode: 'L3', quantity: 10 },
  ])
  const left = await warehouse.within((unit) => dispatchPicked(unit, ask))
  expect(left).toEqual(picked)
  const { quantity: _all, ...whole } = ask
  await warehouse.within((unit) => releaseReservation(unit, whole))
  expect(await reservationHeld({ read: warehouse.readState }, ask)).toEqual({ reserved: 0, short: 0, portions: [] })
  const back = { ownerId: seller, productId, lotId: left[0]!.lotId, siteId: north, quantity: 12 }
  await warehouse.within((unit) => returnRefused(unit, { ...back, reference: 'shp_1', reason: 'too warm' }))
  expect(await stockOf(productId)).toEqual([
    { code: 'L1', available: 100, reserved: 0, blocked: 0 },
    { code: 'L2', available: 0, reserved: 0, blocked: 12 },
    { code: 'L3', available: 90, reserved: 0, blocked: 0 },
  ])
  expect(await lotOf({ read: warehouse.readState }, back.lotId)).toMatchObject({ code: 'L2', status: 'released' })
})

test('of fifty who want the last units at once, exactly as many get one as there are', async () => {
  const productId = await warehouse.product()
  await warehouse.lot(productId, { code: 'LAST', markedOn: inDays(90), quantity: 20 })
  const held = await Promise.all(Array.from({ length: 50 }, () => reserve(asked(productId, 1))))
  expect(held.filter(({ reserved }) => reserved === 1)).toHaveLength(20)
  expect(await stockOf(productId)).toEqual([{ code: 'LAST', available: 0, reserved: 20, blocked: 0 }])
})

test('a lot’s code is one of its product for good, and a refused lot leaves nothing behind', async () => {
  const productId = await warehouse.product()
  await warehouse.lot(productId, { code: 'A/1', markedOn: inDays(30) })
  const again = { productId, siteId: north, quantity: 5, code: 'A/1', markedOn: inDays(40) }
  const taken = await warehouse.send('seller', '/v1/lots', again)
  expect(taken).toMatchObject({ status: 409, body: { code: 'lot/code-taken', errors: [{ pointer: '/code' }] } })
  const bad = await warehouse.send('seller', '/v1/lots', { ...again, code: 'A/2', siteId: siteId('elsewhere') })
  expect(bad).toMatchObject({ status: 422, body: { code: 'stock/unknown-site', errors: [{ pointer: '/siteId' }] } })
  await warehouse.lot(productId, { code: 'A/2', markedOn: inDays(40) })
  await warehouse.lot(await warehouse.product(), { code: 'A/1', markedOn: inDays(30) })
  const found = await warehouse.send('seller', '/v1/lots?code=A%2F1')
  expect(found.body.items).toHaveLength(2)
  const ofProduct = await warehouse.send('seller', `/v1/lots?productId=${productId}&status=released`)
  expect(ofProduct.body.items.map(({ code }: { code: string }) => code)).toEqual(['A/1', 'A/2'])
})

test('the same registration sent twice makes one lot and gives one answer', async () => {
  const productId = await warehouse.product()
  const body = { productId, siteId: north, quantity: 5, code: 'ONCE', markedOn: inDays(40) }
  const first = await warehouse.send('seller', '/v1/lots', body, { key: 'once-only' })
  const second = await warehouse.send('seller', '/v1/lots', body, { key: 'once-only' })
  expect(second).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } })
  expect(await stockOf(productId)).toEqual([{ code: 'ONCE', available: 5, reserved: 0, blocked: 0 }])
})

test('the date mark is counted from production, and refused where it cannot be', async () => {
  const dated = await warehouse.product({ shelfLifeDays: 30 })
  const id = await warehouse.lot(dated, { code: 'P', producedOn: inDays(-3) })
  expect((await warehouse.send('seller', `/v1/lots/${id}`)).body).toMatchObject({
    markedOn: inDays(27),
    dateMark: 'use-by',
  })
  const undated = await warehouse.product({ dateMark: 'none' })
  const post = (productId: string, lot: object) =>
    warehouse.send('seller', '/v1/lots', { productId, siteId: north, quantity: 1, code: 'X', ...lot })
  const refused = async (code: string, pointer: string, productId: string, lot: object) =>
    expect(await post(productId, lot)).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } })
  await refused('lot/date-unexpected', '/markedOn', undated, { markedOn: inDays(3) })
  await refused('lot/date-missing', '/markedOn', await warehouse.product(), {})
  await refused('time/impossible', '/markedOn', dated, { markedOn: '2026-02-30' })
  await refused('lot/not-made-yet', '/producedOn', dated, { producedOn: inDays(2) })
  const tooEarly = { producedOn: inDays(0), markedOn: inDays(-1) }
  await refused('lot/date-before-production', '/markedOn', dated, tooEarly)
})

test('quantities are taken in cases too, and catch weight with its weight only', async () => {
  const cased = await warehouse.product({ packaging: [{ level: 'case', contains: 12, of: 'base' }] })
  await warehouse.lot(cased, { code: 'C', markedOn: inDays(30), quantity: { quantity: 3, level: 'case' } })
  expect(await stockOf(cased)).toMatchObject([{ available: 36 }])
  const pallets = {
    productId: cased,
    siteId: north,
    code: 'D',
    markedOn: inDays(30),
    quantity: { quantity: 1, level: 'pallet' },
  }
  expect(await warehouse.send('seller', '/v1/lots', pallets)).toMatchObject({
    status: 422,
    body: { code: 'packaging/unknown-level', errors: [{ pointer: '/quantity' }] },
  })
  const ham = await warehouse.product({ soldBy: 'catch-weight' })
  const lot = { productId: ham, siteId: north, code: 'H', markedOn: inDays(30), quantity: 10 }
  expect((await warehouse.send('seller', '/v1/lots', lot)).body.code).toBe('stock/weight-missing')
  await warehouse.lot(ham, { ...lot, grams: 51_250 })
  const { body } = await warehouse.send('seller', `/v1/stock/positions?productId=${ham}`)
  expect(body.items).toMatchObject([{ onHand: 10, grams: 51_250, unit: 'piece' }])
})

test('goods move to another site of one’s own, and a count sets right what the book believed', async () => {
  const productId = await warehouse.product()
  const lotId = await warehouse.lot(productId, { code: 'T', markedOn: inDays(30) })
  const south = siteId('south')
  const move = { lotId, fromSiteId: north, toSiteId: south, quantity: 30 }
  const moved = await warehouse.send('seller seller', '/v1/stock/transfers', move, { key: 'transfer-1' })
  expect(moved.body).toMatchObject({
    productId,
    positions: [
      { siteId: north, available: 70 },
      { siteId: south, available: 30 },
    ],
  })
  const counts = { productId, siteId: south, counts: [{ lotId, counted: 0 }], note: 'never arrived' }
  const counted = await warehouse.send('seller', '/v1/stock/takes', counts)
  expect(counted.body.positions).toMatchObject([{ siteId: south, onHand: 0 }])
  const replayed = await warehouse.send('seller seller', '/v1/stock/transfers', move, { key: 'transfer-1' })
  expect(replayed.body).toEqual(moved.body)
  const elsewhere = await warehouse.send('seller', '/v1/stock/transfers', { ...move, toSiteId: siteId('elsewhere') })
  expect(elsewhere.body).toMatchObject({ code: 'stock/unknown-site', errors: [{ pointer: '/toSiteId' }] })
  const adjust = { lotId, siteId: north, change: 'remove', quantity: 71, reason: 'waste' }
  const tooMuch = await warehouse.send('seller', '/v1/stock/adjustments', adjust)
  expect(tooMuch).toMatchObject({ status: 409, body: { code: 'stock/insufficient' } })
  const mismatch = await warehouse.send('seller', '/v1/stock/adjustments', { ...adjust, reason: 'produced' })
  expect(mismatch).toMatchObject({ status: 422, body: { code: 'stock/reason-mismatch' } })
})

test('stock is its owner’s: a rival finds nothing, a buyer learns yes or no, a viewer changes nothing', async () => {
  const { productId, lots } = await threeLots()
  for (const path of [`/v1/lots/${lots[0]}`, '/v1/lots/lot_00000000000000000000000000000000']) {
    const { body, status } = await warehouse.send('rival', path)
    expect([status, body.code, body.detail]).toEqual([
      404,
      'lot/unknown',
      'There is no such lot, or it is not yours to see.',
    ])
  }
  for (const path of ['stock', 'stock/positions', 'stock/movements', 'reservations'])
    expect((await warehouse.send('rival', `/v1/${path}?productId=${productId}`)).body.items).toEqual([])
  const hold = await warehouse.send('rival', `/v1/lots/${lots[0]}/hold`, { reason: 'spite' })
  expect(hold).toMatchObject({ status: 404, body: { code: 'lot/unknown' } })
  const adjust = { lotId: lots[0], siteId: siteId('elsewhere'), change: 'remove', quantity: 1, reason: 'lost' }
  expect((await warehouse.send('rival', '/v1/stock/adjustments', adjust)).body.code).toBe('lot/unknown')
  const lot = { productId, siteId: siteId('elsewhere'), quantity: 1, code: 'R', markedOn: inDays(9) }
  expect((await warehouse.send('rival', '/v1/lots', lot)).body.code).toBe('product/unknown')
  expect((await warehouse.send('seller viewer', '/v1/lots', lot)).status).toBe(403)
  expect((await warehouse.send('seller seller', `/v1/lots/${lots[0]}/recall`, { reason: 'x' })).status).toBe(403)

  const availability = async () => (await warehouse.send('buyer', `/v1/stock/availability?productId=${productId}`)).body
  expect(await availability()).toEqual({ productId, available: 'yes' })
  for (const id of lots) await warehouse.send('seller', `/v1/lots/${id}/recall`, { reason: 'glass' })
  expect(await availability()).toEqual({ productId, available: 'no' })
  const undone = await warehouse.send('seller', `/v1/lots/${lots[0]}/release`, { reason: 'changed our mind' })
  expect(undone).toMatchObject({ status: 409, body: { code: 'lot/status' } })
})

test('a lot begins held where its analysis is awaited, and is guarded against what the writer has not seen', async () => {
  const productId = await warehouse.product()
  const id = await warehouse.lot(productId, { code: 'H', markedOn: inDays(30), held: { reason: 'awaiting analysis' } })
  expect(await stockOf(productId)).toEqual([{ code: 'H', available: 0, reserved: 0, blocked: 100 }])
  const certificate = { certificateOfAnalysis: { reference: 'LAB 2026/77', issuedOn: inDays(-1) } }
  const patch = (ifMatch: string) =>
    warehouse.send('seller', `/v1/lots/${id}`, certificate, { method: 'PATCH', ifMatch })
  expect(await patch('"v1"')).toMatchObject({ status: 200, body: certificate, headers: { etag: '"v2"' } })
  expect((await patch('"v1"')).status).toBe(412)
  const release = await warehouse.send(
    'seller',
    `/v1/lots/${id}/release`,
    { reason: 'within limits' },
    { ifMatch: '"v2"' },
  )
  expect(release).toMatchObject({ status: 200, body: { status: 'released' } })
  expect(await stockOf(productId)).toMatchObject([{ available: 100 }])
})

test('positions and reservations are listed as they stood, and were none before there was a book', async () => {
  const productId = await warehouse.product()
  await warehouse.lot(productId, { code: '1', markedOn: inDays(30) })
  const seen = async (list: string, asOf: string) => {
    const { status, body } = await warehouse.send('seller', `/v1/${list}?productId=${productId}${asOf}`)
    return status === 200 ? (body.items as { available?: number; reserved?: number }[]) : body.code
  }
  const { version } = await warehouse.readState(stockAggregate, stockBookId(seller, productId))
  const before = await seen('stock/positions', '')
  await reserve(asked(productId, 1))
  expect(await seen('stock/positions', `&asOf=v${version}`)).toEqual(before)
  expect(await seen('stock/positions', '')).not.toEqual(before)
  expect(await seen('reservations', `&asOf=v${version}`)).toEqual([])
  expect(await seen('reservations', '')).toHaveLength(1)
  for (const none of ['v0', '2000-01-01T00:00:00Z']) expect(await seen('stock/positions', `&asOf=${none}`)).toEqual([])
  expect(await seen('stock/positions', '&asOf=v99')).toBe('as-of/to-come')
  expect(await seen('stock/positions', '&asOf=soon')).toBe('as-of/malformed')
})

test('lists of stock go on where they stopped', async () => {
  const productId = await warehouse.product()
  for (const code of ['1', '2', '3']) await warehouse.lot(productId, { code, markedOn: inDays(30) })
  for (const path of ['/v1/stock/positions', '/v1/reservations']) {
    if (path === '/v1/reservations') for (let n = 0; n < 3; n += 1) await reserve(asked(productId, 1))
    const first = await warehouse.send('seller', `${path}?productId=${productId}&limit=2`)
    const url = `${path}?productId=${productId}&limit=2&cursor=${first.body.page.next}`
    const second = await warehouse.send('seller', url)
    expect([first.body.items.length, second.body.items.length, second.body.page.next]).toEqual([2, 1, null])
  }
  const all = await warehouse.send('seller', '/v1/stock?limit=100')
  expect(all.body.items.some((item: { productId: string }) => item.productId === productId)).toBe(true)
})
