import { expect, test } from 'vitest'
import {
  after,
  at,
  day,
  decided,
  heldOf,
  hold,
  lotFacts,
  ofBook,
  receive,
  refused,
  reservation,
  reserve,
  standing,
} from './stock-book.fixture.ts'
import { stockBook } from './stock-book.ts'
import type { StockCommand } from './stock-commands.ts'
import { shortQuantity, type OpenStockBook } from './stock-state.ts'

const september = lotFacts('lot_1', '2026-09-10')
const october = lotFacts('lot_2', '2026-10-01')
const november = lotFacts('lot_3', '2026-11-01')
const threeLots = after([receive(september, 100), receive(november, 100), receive(october, 100)])
const release = { type: 'change-lot-status', at, lotId: 'lot_2', status: 'released', reason: 'clean' } as const

test('of lots to 10 September, 1 October and 1 November, 150 arriving 5 September with 20 days take 0, 100 and 50', () => {
  const book = after([reserve('r', 150, { days: 20 })], threeLots)
  expect(heldOf(book, 'r')).toEqual({ lot_2: 100, lot_3: 50 })
  expect(standing(book, 'lot_1')).toEqual({ available: 100 })
  expect(standing(book, 'lot_2')).toEqual({ reserved: 100 })
  expect(standing(book, 'lot_3')).toEqual({ available: 50, reserved: 50 })
})

test('holding the second lot leaves 100 blocked, the third supplies 100, and 50 are short', () => {
  const before = after([reserve('r', 150, { days: 20 })], threeLots)
  const { state, events } = decided(before, hold('lot_2'))
  const book = after([], state)
  expect(standing(book, 'lot_2')).toEqual({ held: 100 })
  expect(standing(book, 'lot_3')).toEqual({ reserved: 100 })
  expect(standing(book, 'lot_1')).toEqual({ available: 100 })
  expect(events.map(({ type }) => type)).toEqual(['stock/lot-status-changed', 'stock/reservation-changed'])
  expect(events[1]).toMatchObject({
    reservationId: 'r',
    for: { orderId: 'ord_r', deliveryId: '1', buyerId: 'org_buyer' },
    portions: [{ lotId: 'lot_3', siteId: 'ste_a', quantity: 100, picked: 0 }],
    reserved: 100,
    short: 50,
    because: 'held',
  })
})

test('a lot that is released again serves who was short, and the rest of it is available', () => {
  const book = after([reserve('r', 150, { days: 20 }), hold('lot_2'), release], threeLots)
  expect(heldOf(book, 'r')).toEqual({ lot_2: 50, lot_3: 100 })
  expect(standing(book, 'lot_2')).toEqual({ available: 50, reserved: 50 })
})

test('a recall after a hold moves nothing more, and nothing returns from it into what may be sold', () => {
  const recall = { ...hold('lot_2'), status: 'recalled' } as const
  const book = after([hold('lot_2'), recall as never, reserve('r', 300)], threeLots)
  expect(standing(book, 'lot_2')).toEqual({ held: 100 })
  expect(shortQuantity(reservation(book, 'r'))).toBe(100)
})

test('the date mark is inclusive: goods marked the day they arrive are not past it, a day later they are', () => {
  const onTheDay = after([reserve('r', 10, { arrival: '2026-09-10' })], after([receive(september, 10)]))
  expect(heldOf(onTheDay, 'r')).toEqual({ lot_1: 10 })
  const dayAfter = after([reserve('r', 10, { arrival: '2026-09-11', consent: true })], after([receive(september, 10)]))
  expect(heldOf(dayAfter, 'r')).toEqual({})
})

test('exactly the required days are enough, one less is not', () => {
  expect(heldOf(after([reserve('r', 1, { days: 5 })], threeLots), 'r')).toEqual({ lot_1: 1 })
  expect(heldOf(after([reserve('r', 1, { days: 6 })], threeLots), 'r')).toEqual({ lot_2: 1 })
})

test('past best-before is taken with consent only, and not where days are required besides', () => {
  const old = after([receive(lotFacts('old', '2026-09-01', { dateMark: 'best-before' }), 10)])
  expect(heldOf(after([reserve('r', 5)], old), 'r')).toEqual({})
  expect(heldOf(after([reserve('r', 5, { consent: true })], old), 'r')).toEqual({ old: 5 })
  expect(heldOf(after([reserve('r', 5, { consent: true, days: 1 })], old), 'r')).toEqual({})
})

test('an arrival that is over counts as today', () => {
  const book = after([receive(lotFacts('old', '2026-08-19'), 10)])
  expect(heldOf(after([reserve('r', 5, { arrival: '2026-08-01' })], book), 'r')).toEqual({})
})

test('goods without a date go last, by the day they were made', () => {
  const undated = [
    receive(lotFacts('u2', undefined, { producedOn: '2026-02-01' as never }), 5),
    receive(lotFacts('u1', undefined, { producedOn: '2026-01-01' as never }), 5),
  ]
  const book = after([...undated, reserve('r', 107)], after([receive(november, 100)]))
  expect(reservation(book, 'r').portions.map(({ lotId }) => lotId)).toEqual(['lot_3', 'u1', 'u2'])
})

test('reserving again with the same id changes nothing, and with another quantity chooses anew', () => {
  const once = after([reserve('r', 150)], threeLots)
  expect(decided(once, reserve('r', 150)).events).toEqual([])
  expect(heldOf(after([reserve('r', 90)], once), 'r')).toEqual({ lot_1: 90 })
  expect(heldOf(after([reserve('r', 250)], once), 'r')).toEqual({ lot_1: 100, lot_2: 100, lot_3: 50 })
  const other = { ...reserve('r', 5), for: { orderId: 'ord_x', deliveryId: '1', buyerId: 'org_b' } }
  expect(refused(once, other as never).code).toBe('stock/reservation-taken')
})

test('a part that is released comes off what is short first, then off the goods that keep longest', () => {
  const book = after([reserve('r', 350), { type: 'release', at, reservationId: 'r', quantity: 70 }], threeLots)
  expect(heldOf(book, 'r')).toEqual({ lot_1: 100, lot_2: 100, lot_3: 80 })
  expect(shortQuantity(reservation(book, 'r'))).toBe(0)
})

test('what one gives back serves another who is short, the earliest arrival first', () => {
  const late = reserve('late', 100, { arrival: '2026-09-08' })
  const early = reserve('early', 100, { arrival: '2026-09-06' })
  const book = after(
    [reserve('r', 300), late, early, { type: 'release', at, reservationId: 'r', quantity: 150 }],
    threeLots,
  )
  expect(heldOf(book, 'early')).toEqual({ lot_2: 50, lot_3: 50 })
  expect(heldOf(book, 'late')).toEqual({ lot_3: 50 })
})

test('a reservation ends once: what left does not come back, and releasing it again changes nothing', () => {
  const picked = after([reserve('r', 150), { type: 'pick', at, reservationId: 'r', quantity: 120 }], threeLots)
  expect(standing(picked, 'lot_1')).toEqual({ reserved: 100 })
  const left = after([{ type: 'dispatch', at, reservationId: 'r' }], picked)
  expect(standing(left, 'lot_1')).toEqual({})
  expect(left.lots.map(({ lotId }) => lotId)).toEqual(['lot_2', 'lot_3'])
  expect(heldOf(left, 'r')).toEqual({ lot_2: 30 })
  const over = after([{ type: 'release', at, reservationId: 'r' }], left)
  expect(over.reservations).toEqual([])
  expect(decided(over, { type: 'release', at, reservationId: 'r' }).events).toEqual([])
  expect(refused(over, { type: 'dispatch', at, reservationId: 'r' }).code).toBe('stock/reservation-over')
})

test('what was picked in time does not leave past its use-by; it can be put back', () => {
  const picked = after([reserve('r', 50), { type: 'pick', at, reservationId: 'r', quantity: 50 }], threeLots)
  const onItsDay = { type: 'dispatch', at: '2026-09-10T23:59:59.000Z', reservationId: 'r' } as const
  expect(decided(picked, onItsDay).events).toHaveLength(1)
  const late = '2026-09-11T00:00:00.000Z'
  expect(refused(picked, { ...onItsDay, at: late })).toMatchObject({
    code: 'stock/lot-unfit',
    facts: { lotId: 'lot_1' },
  })
  expect(decided(picked, { type: 'unpick', at: late, reservationId: 'r' }).events).toHaveLength(1)
})

test('releasing keeps what is picked, until it is put back or leaves', () => {
  const pick = { type: 'pick', at, reservationId: 'r', quantity: 60 } as const
  const book = after([reserve('r', 150), pick, { type: 'release', at, reservationId: 'r' }], threeLots)
  expect(heldOf(book, 'r')).toEqual({ lot_1: 60 })
  const back = after(
    [
      { type: 'unpick', at, reservationId: 'r' },
      { type: 'release', at, reservationId: 'r' },
    ],
    book,
  )
  expect(back.reservations).toEqual([])
  expect(standing(back, 'lot_1')).toEqual({ available: 100 })
})

test('other lots than the reserved ones are picked for a reason only, and free those they stand for', () => {
  const book = after([reserve('r', 100)], threeLots)
  const lots = [{ lotId: 'lot_3', quantity: 40 }]
  const pick = { type: 'pick', at, reservationId: 'r', quantity: 40 } as const
  expect(refused(book, { ...pick, chosen: { lots } }).code).toBe('stock/reason-missing')
  const picked = after([{ ...pick, chosen: { lots, reason: 'the pallet in front' } }], book)
  expect(heldOf(picked, 'r')).toEqual({ lot_1: 60, lot_3: 40 })
  expect(standing(picked, 'lot_1')).toEqual({ available: 40, reserved: 60 })
})

test('a lot that became past its date, or was chosen though unfit, is not picked', () => {
  const book = after([reserve('r', 100)], threeLots)
  const pick = { type: 'pick', at: '2026-09-11T06:00:00.000Z', reservationId: 'r', quantity: 100 } as const
  expect(refused(book, pick)).toMatchObject({ code: 'stock/lot-unfit', facts: { lotId: 'lot_1' } })
  const strict = after([reserve('r', 100, { days: 20 })], threeLots)
  const chosen = { lots: [{ lotId: 'lot_1', quantity: 1 }], reason: 'closer' }
  expect(refused(strict, { ...pick, at, quantity: 1, chosen }).code).toBe('stock/lot-unfit')
})

test('a hold takes picked goods too, and what was short is not dispatched', () => {
  const pick = { type: 'pick', at, reservationId: 'r', quantity: 100 } as const
  const book = after([reserve('r', 100), pick, hold('lot_1')], threeLots)
  expect(standing(book, 'lot_1')).toEqual({ held: 100 })
  expect(heldOf(book, 'r')).toEqual({ lot_2: 100 })
  expect(refused(book, { type: 'dispatch', at, reservationId: 'r' }).code).toBe('stock/not-picked')
})

test('a reservation that is extended goes on with what it holds; without an end, nobody takes it any more', () => {
  const due = '2026-08-20T09:00:00.000Z'
  const book = after([reserve('r', 300, { expiresAt: due })], threeLots)
  const extend = { type: 'extend', at, reservationId: 'r' } as const
  const later = after([{ ...extend, expiresAt: '2026-08-21T09:00:00.000Z' }], book)
  const other = reserve('other', 10, { at: due })
  expect(heldOf(after([other], later), 'r')).toEqual({ lot_1: 100, lot_2: 100, lot_3: 100 })
  expect(heldOf(after([other], book), 'r')).toEqual({})
  const forGood = after([extend], later)
  expect(heldOf(after([reserve('other', 10, { at: '2027-01-01T00:00:00.000Z' })], forGood), 'other')).toEqual({})
  expect(decided(forGood, extend).events).toEqual([])
  expect(decided(book, { ...extend, reservationId: 'unknown' }).events).toEqual([])
})

test('what nobody is entitled to any more is there to be removed, moved and looked at', () => {
  const due = '2026-08-20T09:00:00.000Z'
  const book = after([reserve('r', 300, { expiresAt: due })], threeLots)
  const place = { lotId: 'lot_1', siteId: 'ste_a', quantity: 100 } as const
  const remove = { type: 'remove', ...place, quarantined: false, reason: 'sample' } as const
  expect(refused(book, { ...remove, at }).code).toBe('stock/insufficient')
  expect(heldOf(after([{ ...remove, at: due }], book), 'r')).toEqual({})
  const quarantine = { type: 'quarantine', ...place, reason: 'Wet.' } as const
  expect(standing(after([{ ...quarantine, at: due }], book), 'lot_1')).toEqual({ quarantined: 100 })
  expect(refused(book, { ...remove, at: due, quantity: 101 }).code).toBe('stock/insufficient')
})

test('whoever gives up goods unanswered and asks again keeps them no longer than at first, until that is long past', () => {
  const hour = (n: number) => new Date(Date.parse(at) + n * 3_600_000).toISOString()
  const ask = (id: string, n: number, quantity = 300) => reserve(id, quantity, { at: hour(n), expiresAt: hour(n + 48) })
  const giveUp = (id: string, n: number) =>
    ({ type: 'release', at: hour(n), reservationId: id, unansweredWithinMs: 48 * 3_600_000 }) as const
  const endOf = (book: OpenStockBook, id: string) => book.reservations.find((each) => each.id === id)?.expiresAt
  const again = after([ask('first', 0), giveUp('first', 40), ask('second', 40)], threeLots)
  expect(endOf(again, 'second')).toBe(hour(48))
  // Nobody else wants it: it may go on holding, but gives way from then on, however often it is asked for.
  const third = after([giveUp('second', 50), ask('third', 50)], again)
  expect(endOf(third, 'third')).toBe(hour(48))
  const other = { ...ask('other', 51), for: { orderId: 'o', deliveryId: '1', buyerId: 'org_other' } } as StockCommand
  expect(heldOf(after([other], third), 'other')).toEqual({ lot_1: 100, lot_2: 100, lot_3: 100 })
  // Its time is over, and it has not been swept up yet: beside it there is none either.
  expect(endOf(after([ask('beside', 60, 1)], third), 'beside')).toBe(hour(48))
  expect(endOf(after([giveUp('third', 60), ask('fresh', 96)], third), 'fresh')).toBe(hour(144))
  // An answer ends the matter, and so does a supplier who says no.
  const answered = after([{ type: 'extend', at: hour(41), reservationId: 'second' }, ask('next', 42, 1)], again)
  expect(endOf(answered, 'next')).toBe(hour(90))
  const declined = after([ask('first', 0), { type: 'release', at: hour(1), reservationId: 'first' }], threeLots)
  expect(endOf(after([ask('second', 2)], declined), 'second')).toBe(hour(50))
})

test('an expired reservation keeps its goods until somebody needs them, and then gives back all that is not picked', () => {
  const due = reserve('due', 200, { expiresAt: '2026-08-20T09:00:00.000Z' })
  const book = after([due, { type: 'pick', at, reservationId: 'due', quantity: 10 }], threeLots)
  const later = { at: '2026-08-20T09:00:00.000Z' }
  expect(heldOf(after([reserve('r', 100, later)], book), 'due')).toEqual({ lot_1: 100, lot_2: 100 })
  const { state, events } = decided(book, reserve('r', 101, later))
  expect(heldOf(after([], state), 'due')).toEqual({ lot_1: 10 })
  expect(heldOf(after([], state), 'r')).toEqual({ lot_1: 90, lot_2: 11 })
  expect(events[0]).toMatchObject({ reservationId: 'due', because: 'expired', short: 190 })
})

test('refused goods come back blocked, also when their lot had left the book, and are sold after they were cleared', () => {
  const gone = after(
    [
      reserve('r', 100),
      { type: 'pick', at, reservationId: 'r', quantity: 100 },
      { type: 'dispatch', at, reservationId: 'r' },
    ],
    after([receive(september, 100)]),
  )
  expect(gone.lots).toEqual([])
  const back = {
    type: 'return',
    at,
    ownerId: 'org_seller',
    productId: 'prd_1',
    lot: september,
    siteId: 'ste_a',
    quantity: 12,
  }
  const book = after([{ ...back, type: 'return', reference: 'shp_1', reason: 'torn' }], gone)
  expect(standing(book, 'lot_1')).toEqual({ quarantined: 12 })
  const held = after([hold('lot_1'), { ...release, lotId: 'lot_1' }], book)
  expect(standing(held, 'lot_1')).toEqual({ quarantined: 12 })
  const clear = { type: 'clear', at, lotId: 'lot_1', siteId: 'ste_a', quantity: 5, reason: 'outer box only' } as const
  expect(standing(after([clear], book), 'lot_1')).toEqual({ available: 5, quarantined: 7 })
})

test('a count below what is reserved reopens the latest arrival first and serves it from elsewhere', () => {
  const soon = reserve('soon', 60, { arrival: '2026-09-01' })
  const later = reserve('later', 40, { arrival: '2026-09-05' })
  const count = { type: 'count', at, ownerId: 'org_seller', productId: 'prd_1', siteId: 'ste_a' } as const
  const book = after([soon, later, { ...count, counts: [{ lot: september, counted: 70 }] }], threeLots)
  expect(heldOf(book, 'soon')).toEqual({ lot_1: 60 })
  expect(heldOf(book, 'later')).toEqual({ lot_1: 10, lot_2: 30 })
  expect(standing(book, 'lot_1')).toEqual({ reserved: 70 })
})

test('goods move between sites, and a reservation bound to one site takes there only', () => {
  const move = {
    type: 'transfer',
    at,
    lotId: 'lot_1',
    fromSiteId: 'ste_a',
    toSiteId: 'ste_b',
    quantity: 30,
    quarantined: false,
  } as const
  const book = after([move, reserve('r', 50, { siteId: 'ste_b' })], after([receive(september, 100)]))
  expect(standing(book, 'lot_1', 'ste_b')).toEqual({ reserved: 30 })
  expect(standing(book, 'lot_1')).toEqual({ available: 70 })
  expect(shortQuantity(reservation(book, 'r'))).toBe(20)
  expect(refused(book, { ...move, quantity: 71 })).toMatchObject({
    code: 'stock/insufficient',
    facts: { available: 70 },
  })
})

test('whoever waits for goods that are not made yet is served when they appear', () => {
  const book = after([reserve('r', 50, { days: 20 }), receive(october, 80)], stockBook.initialState)
  expect(heldOf(book, 'r')).toEqual({ lot_2: 50 })
  expect(standing(book, 'lot_2')).toEqual({ available: 30, reserved: 50 })
})

test('zero, negative and broken quantities are refused by their field', () => {
  for (const quantity of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
    expect(refused(threeLots, reserve('r', quantity)).errors?.[0]?.pointer).toBe('/quantity')
    expect(refused(threeLots, receive(september, quantity)).code).toBe('stock/quantity')
  }
})

test('what left beyond its papers leaves the book as a count would find, but never what is picked nor more than there is', () => {
  const over = (quantity: number, grams?: number): StockCommand => ({
    type: 'over-deliver',
    at,
    lotId: 'lot_1',
    siteId: 'ste_a',
    quantity,
    reference: 'rcp_1',
    ...(grams !== undefined && { grams }),
  })
  const there = after([receive(september, 100), reserve('r', 60)])
  expect(standing(after([over(30)], there), 'lot_1')).toEqual({ available: 10, reserved: 60 })
  const yielded = after([over(50)], there)
  expect(standing(yielded, 'lot_1')).toEqual({ reserved: 50 })
  expect(shortQuantity(reservation(yielded, 'r'))).toBe(10)
  const picked = after([{ type: 'pick', at, reservationId: 'r', quantity: 60 }, over(1_000)], there)
  expect(standing(picked, 'lot_1')).toEqual({ reserved: 60 })
  expect(after([over(5)], picked)).toEqual(picked)
  expect(stockBook.decide(over(5), stockBook.initialState)).toMatchObject({ ok: true, value: [] })
  const cheese = lotFacts('lot_1', '2026-09-10', { catchWeight: true })
  const weighed = after([receive(cheese, 10, { grams: 50_000 }), over(2, 11_000)])
  expect(weighed.lots[0]?.positions[0]).toMatchObject({ available: 8, grams: 39_000 })
  const all = after([over(8)], weighed)
  expect(all.lots).toEqual([])
})

test('reservations of one order are chosen anew together: what one gives up is the other’s before anybody’s who waits', () => {
  const book = after([
    receive(lotFacts('lot_a', '2027-06-01'), 100),
    reserve('rsv_1', 100),
    reserve('rsv_waiting', 50, { arrival: '2026-08-25' }),
  ])
  const asked = (reservationId: string, quantity: number) => ({
    reservationId,
    quantity,
    terms: { arrival: day('2026-09-05'), minimumRemainingLifeDays: 0, allowPastBestBefore: false },
    for: { orderId: 'ord_rsv_1', deliveryId: reservationId === 'rsv_1' ? '1' : '2', buyerId: 'org_buyer' },
  })
  const rearrange = (...reservations: readonly ReturnType<typeof asked>[]) =>
    decided(book, { type: 'rearrange', at, ...ofBook, reservations })
  const moved = rearrange(asked('rsv_1', 30), asked('rsv_2', 60))
  // What goes on is not released; released is what ends.
  expect(moved.events).toMatchObject([
    { type: 'stock/reserved', reservationId: 'rsv_1', reserved: 30, short: 0 },
    { type: 'stock/reserved', reservationId: 'rsv_2', reserved: 60, short: 0 },
    { type: 'stock/reservation-changed', reservationId: 'rsv_waiting', reserved: 10, short: 40 },
  ])
  expect(rearrange(asked('rsv_1', 0), asked('rsv_2', 100)).events).toMatchObject([
    { type: 'stock/reservation-released', reservationId: 'rsv_1', reserved: 0 },
    { type: 'stock/reserved', reservationId: 'rsv_2', reserved: 100 },
  ])
})
