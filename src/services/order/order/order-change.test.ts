import { expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { dueOf } from './fulfilment.ts'
import type { AskedChange, OrderCommand, OrderEvent } from './order-events.ts'
import {
  answerWithinMs,
  at,
  chain,
  decide,
  decided,
  detailsOf,
  drafted,
  histories,
  known,
  nothingAsked,
  shippedAll,
} from './order-under-test.ts'

const by = 'usr_ann'
const day = (text: string) => text as LocalDate
const propose = (change: Partial<AskedChange>, side: 'buyer' | 'supplier' = 'buyer'): OrderCommand => ({
  type: 'propose-change',
  at,
  by: side === 'buyer' ? by : 'usr_sam',
  side,
  reason: 'More guests.',
  change: { ...nothingAsked, ...change },
})
const accept = (
  side: 'buyer' | 'supplier' = 'supplier',
  steps: readonly (typeof chain)[number][] = [],
): OrderCommand => ({
  type: 'accept-change',
  at,
  by: side === 'buyer' ? by : 'usr_sam',
  side,
  steps,
})
const ship = (deliveryId: string, quantity: number): OrderCommand => ({
  type: 'ship',
  at,
  by,
  shipmentId: 'shp_1',
  planned: false,
  lines: [{ deliveryId, quantity }],
})
const receive = (deliveryId: string, parts: object): OrderCommand => ({
  type: 'receive',
  at,
  by,
  shipmentId: 'shp_1',
  changes: [{ deliveryId, ...parts }],
})

/** 1,000 × 12.50 in one delivery, confirmed. */
const [line] = detailsOf().lines
const thousand = decided(
  drafted({ lines: [{ ...line!, deliveries: [{ id: '1.1', date: day('2027-03-10'), quantity: 1_000 }] }] }),
  { type: 'send', at, by, steps: [], answerWithinMs },
  { type: 'confirm', at, by, changes: [] },
)
const standing = (events: readonly OrderEvent[]) =>
  known(events).deliveries.map((each) => [each.id, dueOf(each), each.unitPrice, each.date])

test('1,000 × 12.50, 600 gone, the rest becomes 300 at 12.75: 7,500.00 and 3,825.00 are 11,325.00', () => {
  const gone = decided(thousand, ship('1.1', 600))
  const rest = propose({ deliveries: [{ deliveryId: '1.1', quantity: 900, unitPrice: decimal('12.75') }] }, 'supplier')
  const proposed = decided(gone, rest)
  expect(known(proposed)).toMatchObject({
    total: { amount: 1_250_000 },
    stage: { change: { total: { amount: 1_132_500 } } },
  })
  const changed = decided(proposed, accept('buyer'))
  expect(known(changed)).toMatchObject({ total: { amount: 1_132_500 }, stage: { status: 'confirmed' } })
  expect(standing(changed)).toEqual([
    ['1.1', 600, '12.5', '2027-03-10'],
    ['1.2', 300, '12.75', '2027-03-10'],
  ])
  expect(known(changed).deliveries[0]).toMatchObject({ shipped: 600, cancelled: 0 })
  expect(known(changed).changes).toMatchObject([
    {
      number: 1,
      side: 'supplier',
      reason: 'More guests.',
      before: { deliveries: [{ deliveryId: '1.1', quantity: 1_000, unitPrice: '12.5' }], total: { amount: 1_250_000 } },
      after: { deliveries: [{ quantity: 600 }, { quantity: 300, unitPrice: '12.75' }], total: { amount: 1_132_500 } },
    },
  ])
})

test('a quantity moves up and down with nothing else touched, and not below what has left or is planned', () => {
  const plan = { type: 'plan', at, by, shipmentId: 'shp_2', lines: [{ deliveryId: '1.1', quantity: 100 }] } as const
  const gone = decided(thousand, ship('1.1', 600), plan)
  const to = (quantity: number) => propose({ deliveries: [{ deliveryId: '1.1', quantity }] })
  expect(decide(gone, to(699))).toBe('order/less-than-left')
  const less = decided(gone, to(700), accept())
  expect(known(less)).toMatchObject({ total: { amount: 700 * 1250 } })
  const more = known(decided(less, to(1_200), accept()))
  expect(more).toMatchObject({ total: { amount: 1_200 * 1250 }, changes: [{ number: 1 }, { number: 2 }] })
  expect(more.deliveries).toMatchObject([
    { shipped: 600, planned: 100, cancelled: 0, ordered: 1_200, confirmed: 1_200 },
  ])
})

test('what was cancelled before stays cancelled when the quantity changes', () => {
  const cancelled = decided(
    histories.confirmed,
    { type: 'cancel', at, by, side: 'buyer', reason: 'No.', deliveries: [{ deliveryId: '1.1', quantity: 100 }] },
    { type: 'accept-cancellation', at, by, side: 'supplier' },
  )
  const changed = known(decided(cancelled, propose({ deliveries: [{ deliveryId: '1.1', quantity: 550 }] }), accept()))
  expect(changed.deliveries[0]).toMatchObject({ ordered: 650, confirmed: 650, cancelled: 100 })
  expect(changed.total.amount).toBe(950 * 1250)
})

test('another day is the delivery’s while nothing has left; after that, the rest is a delivery of its own', () => {
  const later = { deliveries: [{ deliveryId: '1.1', date: day('2027-03-15') }] }
  expect(standing(decided(thousand, propose(later), accept()))).toEqual([['1.1', 1_000, '12.5', '2027-03-15']])
  expect(standing(decided(thousand, ship('1.1', 600), propose(later), accept()))).toEqual([
    ['1.1', 600, '12.5', '2027-03-10'],
    ['1.2', 400, '12.5', '2027-03-15'],
  ])
})

test('goods that come again for refused ones may come on another day, and at no other price', () => {
  const received = decided(thousand, ship('1.1', 1_000), receive('1.1', { accepted: 980, refused: 20 }))
  const later = propose({ deliveries: [{ deliveryId: '1.1', date: day('2027-03-15') }] })
  expect(standing(decided(received, later, accept()))).toEqual([['1.1', 1_000, '12.5', '2027-03-15']])
  const dearer = propose({ deliveries: [{ deliveryId: '1.1', unitPrice: decimal('13') }] })
  expect(decide(received, dearer)).toBe('order/nothing-to-come')
})

test('a line’s price is for all that is still to come of it, and for what is added to it', () => {
  const gone = decided(histories.confirmed, ship('1.1', 600))
  const change = {
    lines: [{ lineId: '1', unitPrice: decimal('12.75') }],
    added: [{ lineId: '1', date: day('2027-03-30'), quantity: 200 }],
  }
  const changed = decided(gone, propose(change), accept())
  expect(standing(changed)).toEqual([
    ['1.1', 600, '12.5', '2027-03-10'],
    ['1.2', 0, '12.5', '2027-03-20'],
    ['1.3', 400, '12.75', '2027-03-20'],
    ['1.4', 200, '12.75', '2027-03-30'],
  ])
  expect(known(changed).total.amount).toBe(600 * 1250 + 600 * 1275)
  const again = { added: [{ lineId: '1', date: day('2027-04-10'), quantity: 10 }] }
  expect(standing(decided(changed, propose(again), accept())).at(-1)).toEqual(['1.5', 10, '12.75', '2027-04-10'])
})

test('the other side answers, who proposed it may withdraw it, and a refused change changes nothing', () => {
  const proposed = histories['change-proposed']
  const drop = (type: 'refuse-change' | 'withdraw-change', side: 'buyer' | 'supplier') =>
    ({ type, at, by, side, reason: 'No.' }) as const
  expect(decide(proposed, accept('buyer'))).toBe('order/other-partys-answer')
  expect(decide(proposed, drop('refuse-change', 'buyer'))).toBe('order/own-proposal')
  expect(decide(proposed, drop('withdraw-change', 'supplier'))).toBe('order/other-partys-proposal')
  const before = known(histories.confirmed)
  expect(known(decided(proposed, drop('refuse-change', 'supplier')))).toEqual(before)
  expect(known(decided(proposed, drop('withdraw-change', 'buyer')))).toEqual(before)
  expect(known(decided(histories['change-pending'], drop('withdraw-change', 'buyer')))).toEqual(before)
})

test('the buyer’s chain is asked about an accepted change; neither who proposed nor who accepted it approves it', () => {
  const approve = (who: string): OrderCommand => ({ type: 'approve', at, by: who, entitled: true })
  const pending = histories['change-pending']
  expect(known(pending)).toMatchObject({ total: { amount: 1_250_000 }, stage: { change: { approval: { given: [] } } } })
  for (const who of ['usr_ann', 'usr_sam']) expect(decide(pending, approve(who))).toBe('order/own-approval')
  const byOther = decided(
    histories.confirmed,
    propose({ deliveries: [{ deliveryId: '1.1', quantity: 700 }] }, 'supplier'),
  )
  const submitted = decided(byOther, { type: 'accept-change', at, by: 'usr_dan', side: 'buyer', steps: chain })
  expect(decide(submitted, approve('usr_dan'))).toBe('order/own-approval')
  const once = decided(pending, approve('usr_bob'))
  expect(known(once).total.amount).toBe(1_250_000)
  expect(known(decided(once, approve('usr_cy')))).toMatchObject({
    total: { amount: 1_375_000 },
    stage: { status: 'confirmed' },
    changes: [{ number: 1 }],
  })
  const refused = decided(once, { type: 'reject', at, by: 'usr_cy', entitled: true, reason: 'No.' })
  expect(known(refused)).toMatchObject({ total: { amount: 1_250_000 }, stage: { status: 'confirmed' } })
  expect(known(refused).stage).not.toHaveProperty('change')
})

test('goods that leave at the old price meanwhile do not make it dearer than was agreed', () => {
  // 1,200 × 11.00 is 13,200.00; with 600 gone at 12.50 it would be 14,100.00.
  const change = propose({ deliveries: [{ deliveryId: '1.1', quantity: 1_200, unitPrice: decimal('11') }] })
  const proposed = decided(thousand, change)
  expect(decide(decided(proposed, ship('1.1', 600)), accept())).toBe('order/change-overtaken')
  const pending = decided(proposed, accept('supplier', [chain[0]!]), ship('1.1', 600))
  expect(decide(pending, { type: 'approve', at, by: 'usr_bob', entitled: true })).toBe('order/change-overtaken')
})

test('terms of payment change as a whole', () => {
  const paymentTerms = { days: 14, from: 'delivery' } as const
  const changed = known(decided(thousand, propose({ paymentTerms }), accept()))
  expect(changed.terms).toEqual({ ...known(thousand).terms, paymentTerms })
  expect(changed.changes).toMatchObject([{ before: { paymentTerms: { days: 30 } }, after: { paymentTerms } }])
  expect(decide(thousand, propose({ paymentTerms: known(thousand).terms.paymentTerms }))).toBe('order/nothing-changed')
})

test('an order that is about to change stays open though all of it has come, and closes when it does not change', () => {
  const proposed = decided(shippedAll, propose({ deliveries: [{ deliveryId: '1.2', quantity: 500 }] }))
  const come = decided(proposed, receive('1.1', { accepted: 600 }), receive('1.2', { accepted: 400 }))
  expect(known(come).stage.status).toBe('confirmed')
  const refused = decided(come, { type: 'refuse-change', at, by, side: 'supplier', reason: 'No.' })
  expect(known(refused).stage.status).toBe('closed')
  expect(known(decided(come, accept()))).toMatchObject({
    stage: { status: 'confirmed' },
    total: { amount: 1_100 * 1250 },
  })
})

test('a change that leaves only what has come closes the order', () => {
  const come = decided(thousand, ship('1.1', 600), receive('1.1', { accepted: 600 }))
  const changed = decided(come, propose({ deliveries: [{ deliveryId: '1.1', quantity: 600 }] }), accept())
  expect(known(changed)).toMatchObject({ stage: { status: 'closed' }, total: { amount: 600 * 1250 } })
})

test('a change of nothing, to nothing, of what is unknown or in the past is refused by its field', () => {
  const of = (change: Partial<AskedChange>) => decide(thousand, propose(change))
  const added = { lineId: '1', date: day('2027-03-30'), quantity: 10 }
  expect(of({ deliveries: [{ deliveryId: '1.1', quantity: 1_000 }] })).toBe('order/nothing-changed')
  expect(of({ deliveries: [{ deliveryId: '1.1', quantity: 0 }] })).toBe('order/cancel-instead')
  expect(of({ deliveries: [{ deliveryId: '1.2', quantity: 1 }] })).toBe('order/unknown-delivery')
  expect(of({ deliveries: [{ deliveryId: '1.1', date: day('2027-02-28') }] })).toBe('order/date-past')
  expect(of({ lines: [{ lineId: '2', unitPrice: decimal('1') }] })).toBe('order/unknown-line')
  expect(of({ lines: [{ lineId: '1', unitPrice: decimal('-1') }] })).toBe('order/negative-price')
  const priced = { lineId: '1', unitPrice: decimal('1') }
  expect(of({ lines: [priced, priced] })).toBe('order/line-twice')
  expect(of({ added: [{ ...added, lineId: '2' }] })).toBe('order/unknown-line')
  expect(of({ added: [{ ...added, quantity: 0 }] })).toBe('order/quantity')
  expect(of({ added: [{ ...added, date: day('2027-02-28') }] })).toBe('order/date-past')
  expect(of({ added: Array.from({ length: 201 }, () => added) })).toBe('order/too-much-at-once')
  expect(of({ paymentTerms: { days: 30, from: 'invoice', advanceBasisPoints: 10_001 } })).toBe('order/advance')
  const dear = decimal('999999999999999999')
  expect(of({ lines: [{ lineId: '1', unitPrice: dear }] })).toBe('money/overflow')
})

test('a line’s price and an end to one of its deliveries go together', () => {
  const gone = decided(histories.confirmed, ship('1.1', 500))
  const change = {
    deliveries: [{ deliveryId: '1.1', quantity: 500 }],
    lines: [{ lineId: '1', unitPrice: decimal('12.75') }],
  }
  expect(standing(decided(gone, propose(change), accept()))).toEqual([
    ['1.1', 500, '12.5', '2027-03-10'],
    ['1.2', 0, '12.5', '2027-03-20'],
    ['1.3', 400, '12.75', '2027-03-20'],
  ])
})

test('a change is for two hundred deliveries at most, counted one by one', () => {
  const lines = Array.from({ length: 4 }, (_, n) => ({
    ...line!,
    id: String(n + 1),
    deliveries: Array.from({ length: 51 }, (_each, m) => ({
      id: `${n + 1}.${m + 1}`,
      date: day('2027-03-10'),
      quantity: 1,
    })),
  }))
  const large = decided(
    drafted({ lines }),
    { type: 'send', at, by, steps: [], answerWithinMs },
    { type: 'confirm', at, by, changes: [] },
  )
  const priced = lines.map(({ id: lineId }) => ({ lineId, unitPrice: decimal('13') }))
  expect(decide(large, propose({ lines: priced }))).toBe('order/too-much-at-once')
  const dearer = known(decided(large, propose({ lines: priced.slice(0, 3) }), accept()))
  expect(dearer.total.amount).toBe(51 * 1250 + 3 * 51 * 1300)
  expect(dearer.deliveries.at(-1)).toMatchObject({ id: '3.102', unitPrice: '13' })
})

test('an order takes a thousand deliveries, with those of its changes', () => {
  const added = Array.from({ length: 200 }, () => ({ lineId: '1', date: day('2027-03-30'), quantity: 1 }))
  let events = thousand
  for (let n = 0; n < 4; n += 1) events = decided(events, propose({ added }), accept())
  expect(known(events).deliveries).toHaveLength(801)
  expect(decide(events, propose({ added }))).toBe('order/too-many-deliveries')
})

test('an order takes fifty changes', () => {
  let events = thousand
  for (let n = 1; n <= 50; n += 1)
    events = decided(events, propose({ deliveries: [{ deliveryId: '1.1', quantity: 1_000 + n }] }), accept())
  expect(decide(events, propose({ deliveries: [{ deliveryId: '1.1', quantity: 1 }] }))).toBe('order/too-many-changes')
})
