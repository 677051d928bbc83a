import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gramsOff } from './catch-weight-share.ts'
import { after, at, decided, lotFacts, receive, refused, reservation, reserve, standing } from './stock-book.fixture.ts'

const ham = lotFacts('ham', '2026-10-01', { catchWeight: true })
const other = lotFacts('other', '2026-11-01', { catchWeight: true })
const ten = after([receive(ham, 10, { grams: 50_000 })])
const pick = { type: 'pick', at, reservationId: 'r' } as const

test('what is weighed at the pick leaves the book, and the rest keeps its weight', () => {
  const { state, events } = decided(after([reserve('r', 4), { ...pick, quantity: 4, grams: 21_000 }], ten), {
    type: 'dispatch',
    at,
    reservationId: 'r',
  })
  expect(standing(after([], state), 'ham')).toEqual({ available: 6, grams: 29_000 })
  expect(events[0]).toMatchObject({ dispatched: [{ lotId: 'ham', quantity: 4, grams: 21_000 }] })
})

test('the last piece takes all the weight with it, whatever the scale said', () => {
  const book = after(
    [reserve('r', 10), { ...pick, quantity: 10, grams: 49_000 }, { type: 'dispatch', at, reservationId: 'r' }],
    ten,
  )
  expect(book.lots).toEqual([])
})

test('catch weight is not taken in or picked without a weight, and nothing else with one', () => {
  expect(refused(ten, receive(ham, 5)).code).toBe('stock/weight-missing')
  expect(refused(ten, receive(ham, 5, { grams: 4 })).code).toBe('stock/weight-implausible')
  expect(refused(ten, receive(lotFacts('tin'), 5, { grams: 500 })).code).toBe('stock/weight-unexpected')
  const book = after([receive(other, 5, { grams: 20_000 }), reserve('r', 12)], ten)
  expect(refused(book, { ...pick, quantity: 4 }).code).toBe('stock/weight-missing')
  expect(refused(book, { ...pick, quantity: 12, grams: 60_000 }).code).toBe('stock/weigh-each-lot')
  const lots = [
    { lotId: 'ham', quantity: 10, grams: 50_500 },
    { lotId: 'other', quantity: 2, grams: 7_900 },
  ]
  const picked = after([{ ...pick, quantity: 12, chosen: { lots } }], book)
  expect(reservation(picked, 'r').portions.map(({ grams }) => grams)).toEqual([50_500, 7_900])
})

test('a part of what was weighed together leaves only with a weight of its own', () => {
  const book = after(
    [reserve('r', 4), { ...pick, quantity: 2, grams: 10_000 }, { ...pick, quantity: 2, grams: 11_000 }],
    ten,
  )
  const part = { lotId: 'ham', siteId: 'ste_a', quantity: 2 }
  expect(refused(book, { type: 'dispatch', at, reservationId: 'r', portions: [part] }).code).toBe(
    'stock/weight-missing',
  )
  const left = after([{ type: 'dispatch', at, reservationId: 'r', portions: [{ ...part, grams: 10_000 }] }], book)
  expect(reservation(left, 'r').portions).toEqual([{ ...part, picked: 2, grams: 11_000 }])
  expect(standing(left, 'ham')).toEqual({ available: 6, reserved: 2, grams: 40_000 })
})

test('goods that are moved or thrown away take their share of the weight', () => {
  const move = {
    type: 'transfer',
    at,
    lotId: 'ham',
    fromSiteId: 'ste_a',
    toSiteId: 'ste_b',
    quantity: 3,
    quarantined: false,
  } as const
  const book = after(
    [move, { type: 'remove', at, lotId: 'ham', siteId: 'ste_a', quantity: 1, quarantined: false, reason: 'waste' }],
    ten,
  )
  expect(standing(book, 'ham', 'ste_b')).toEqual({ available: 3, grams: 15_000 })
  expect(standing(book, 'ham')).toEqual({ available: 6, grams: 30_000 })
})

test('whatever is weighed, pieces that stay keep a gram each and weight never goes below zero', () => {
  const pieces = fc.integer({ min: 1, max: 1_000_000 })
  fc.assert(
    fc.property(
      pieces,
      pieces,
      pieces,
      fc.option(fc.integer({ min: 1, max: 2_000_000_000 })),
      (stock, extra, taken, weighed) => {
        const position = { siteId: 's', available: stock, reserved: 0, held: 0, quarantined: 0, grams: stock + extra }
        const off = gramsOff(position, Math.min(taken, stock), weighed ?? undefined)
        const staying = stock - Math.min(taken, stock)
        expect(off).toBeGreaterThan(0)
        expect(position.grams - off).toBeGreaterThanOrEqual(staying)
        if (staying === 0) expect(off).toBe(position.grams)
      },
    ),
  )
})
