import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { progressOf } from './fulfilment.ts'
import type { OrderAction } from './order-actions.ts'
import { committedBy } from './order-budget.ts'
import type { OrderCommand, OrderEvent } from './order-events.ts'
import { order } from './order.ts'
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
  stateOf,
} from './order-under-test.ts'

const by = 'usr_ann'
const reason = 'Because.'
const lines = [{ deliveryId: '1.1', quantity: 1 }]

/** One of each command, good for any order that takes it. */
const commands: { readonly [Type in OrderAction]: Extract<OrderCommand, { type: Type }> } = {
  draft: { type: 'draft', at, details: detailsOf() },
  submit: { type: 'submit', at, by, steps: [] },
  approve: { type: 'approve', at, by: 'usr_bob', entitled: true },
  reject: { type: 'reject', at, by: 'usr_bob', entitled: true, reason },
  send: { type: 'send', at, by, steps: [], answerWithinMs },
  'send-awarded': { type: 'send-awarded', at, by, approvedBy: [], answerWithinMs },
  lapse: { type: 'lapse', at },
  confirm: { type: 'confirm', at, by, changes: [] },
  'accept-deviation': { type: 'accept-deviation', at, by, steps: [] },
  'refuse-deviation': { type: 'refuse-deviation', at, by, reason },
  decline: { type: 'decline', at, by, reason },
  cancel: { type: 'cancel', at, by, side: 'buyer', reason },
  'accept-cancellation': { type: 'accept-cancellation', at, by, side: 'supplier' },
  'refuse-cancellation': { type: 'refuse-cancellation', at, by, reason },
  'propose-change': {
    type: 'propose-change',
    at,
    by,
    side: 'buyer',
    reason,
    change: { ...nothingAsked, deliveries: [{ deliveryId: '1.1', quantity: 700 }] },
  },
  'accept-change': { type: 'accept-change', at, by: 'usr_sam', side: 'supplier', steps: [] },
  'refuse-change': { type: 'refuse-change', at, by: 'usr_sam', side: 'supplier', reason },
  'withdraw-change': { type: 'withdraw-change', at, by, side: 'buyer', reason },
  close: { type: 'close', at, by },
  reopen: { type: 'reopen', at, by, reason },
  'note-stock': {
    type: 'note-stock',
    at,
    deliveries: [{ deliveryId: '1.1', reservationId: 'rsv_1', reserved: 1, short: 0 }],
  },
  plan: { type: 'plan', at, by, shipmentId: 'shp_1', lines },
  unplan: { type: 'unplan', at, by, shipmentId: 'shp_1', lines },
  ship: { type: 'ship', at, by, shipmentId: 'shp_1', planned: false, lines },
  receive: { type: 'receive', at, by, shipmentId: 'shp_1', changes: [{ deliveryId: '1.1', accepted: 1 }] },
}

const goods: OrderAction[] = ['plan', 'unplan', 'ship', 'receive', 'note-stock']
/** The life of an order as people draw it on a board; what is not here is a conflict. */
const taken: { readonly [Stage in keyof typeof histories]: readonly OrderAction[] } = {
  absent: ['draft'],
  draft: ['submit', 'send', 'send-awarded', 'cancel'],
  'pending-approval': ['approve', 'reject', 'cancel'],
  approved: ['send', 'cancel'],
  sent: ['confirm', 'decline', 'cancel', 'lapse', 'note-stock'],
  deviated: ['confirm', 'accept-deviation', 'refuse-deviation', 'decline', 'cancel', 'lapse', 'note-stock'],
  'deviation-pending': ['approve', 'reject', 'decline', 'cancel', 'lapse', 'note-stock'],
  confirmed: [...goods, 'cancel', 'propose-change', 'close'],
  'cancellation-proposed': [...goods, 'accept-cancellation', 'refuse-cancellation', 'close'],
  'change-proposed': [...goods, 'accept-change', 'refuse-change', 'withdraw-change'],
  'change-pending': [...goods, 'approve', 'reject', 'withdraw-change'],
  closed: ['reopen'],
  rejected: ['reopen'],
  declined: [],
  cancelled: [],
}

const cases = Object.keys(histories).flatMap((stage) =>
  Object.keys(commands).map((type) => [stage as keyof typeof histories, type as OrderAction] as const),
)

test.each(cases)('an order that is %s takes %s as the table of its life says', (stage, type) => {
  const state = stateOf(histories[stage])
  const decision = order.decide(commands[type], state)
  if (taken[stage].includes(type)) {
    if (!decision.ok) expect(decision.rejection.code).not.toMatch(/not-in-this-state|unknown$/)
    return
  }
  if (type === 'note-stock' && stage !== 'absent') {
    // It comes from elsewhere and late; nobody waits for an answer.
    expect(decision).toEqual({ ok: true, value: [] })
    return
  }
  if (stage === 'absent') {
    expect(decision).toMatchObject({ ok: false, rejection: { kind: 'not-found', code: 'order/unknown' } })
    return
  }
  expect(decision).toMatchObject({
    ok: false,
    rejection: { kind: 'conflict', code: 'order/not-in-this-state', facts: { status: state.stage.status } },
  })
  const allowed = decision.ok ? [] : (decision.rejection.facts?.['allowed'] as string[])
  expect([...allowed].toSorted()).toEqual(
    taken[stage].filter((action) => ![...goods, 'draft', 'send-awarded', 'lapse'].includes(action)).toSorted(),
  )
})

test('where no rule asks anybody, sending a draft submits, approves and sends it', () => {
  expect(decide(drafted(), commands.send)).toMatchObject([
    { type: 'order/submitted', steps: [] },
    { type: 'order/approved' },
    { type: 'order/sent' },
  ])
  expect(decide(drafted(), { ...commands.send, steps: chain })).toMatchObject([{ type: 'order/submitted' }])
})

test('a chain is passed in its order, and nobody approves what they asked for', () => {
  const pending = histories['pending-approval']
  expect(decide(pending, { ...commands.approve, by: 'usr_ann' })).toBe('order/own-approval')
  expect(decide(pending, { ...commands.approve, entitled: false })).toBe('order/not-an-approver')
  const once = decided(pending, commands.approve)
  expect(known(once).stage).toMatchObject({ status: 'pending-approval', approval: { given: [{ by: 'usr_bob' }] } })
  const twice = decided(once, { ...commands.approve, by: 'usr_cy' })
  expect(known(twice)).toMatchObject({
    stage: { status: 'approved' },
    approvals: [{ by: 'usr_bob' }, { by: 'usr_cy' }],
  })
})

test('whoever submits another’s draft approves it no more than who drafted it', () => {
  const pending = decided(drafted(), { type: 'submit', at, by: 'usr_dan', steps: chain })
  expect(decide(pending, { ...commands.approve, by: 'usr_dan' })).toBe('order/own-approval')
  expect(decide(pending, { ...commands.approve, by: 'usr_ann' })).toBe('order/own-approval')
})

test('a confirmation that repeats the order confirms it; one that deviates waits for the buyer', () => {
  const same = [{ deliveryId: '1.1', quantity: 600, date: '2027-03-10' as LocalDate, unitPrice: decimal('12.5') }]
  expect(decide(histories.sent, { ...commands.confirm, changes: same })).toMatchObject([
    { type: 'order/confirmed', changes: [] },
  ])
  const changes = [
    { deliveryId: '1.1', quantity: 500, date: '2027-03-12' as LocalDate },
    { deliveryId: '1.2', unitPrice: decimal('12.75') },
  ]
  const proposed = decided(histories.sent, { ...commands.confirm, changes })
  expect(known(proposed)).toMatchObject({
    stage: { status: 'sent', deviation: { changes } },
    total: { amount: 1_250_000 },
  })
  expect(known(proposed).deliveries.map(({ confirmed }) => confirmed)).toEqual([0, 0])

  const agreed = known(decided(proposed, commands['accept-deviation']))
  expect(agreed.stage.status).toBe('confirmed')
  expect(agreed.deliveries).toMatchObject([
    { ordered: 600, confirmed: 500, cancelled: 100, date: '2027-03-12' },
    { ordered: 400, confirmed: 400, cancelled: 0, unitPrice: '12.75' },
  ])
  expect(agreed.total.amount).toBe(500 * 1250 + 400 * 1275)
  expect(known(decided(proposed, commands['refuse-deviation'])).stage).toEqual({ status: 'sent' })
})

test('a confirmation of nothing, of unknown deliveries or at an impossible price is refused by its field', () => {
  const confirm = (changes: Extract<OrderCommand, { type: 'confirm' }>['changes']) => ({ ...commands.confirm, changes })
  const none = [
    { deliveryId: '1.1', quantity: 0 },
    { deliveryId: '1.2', quantity: 0 },
  ]
  expect(decide(histories.sent, confirm(none))).toBe('order/nothing-confirmed')
  expect(decide(histories.sent, confirm([{ deliveryId: '2.1' }]))).toBe('order/unknown-delivery')
  expect(decide(histories.sent, confirm([none[0]!, none[0]!]))).toBe('order/delivery-twice')
  const dear = decimal('999999999999999999')
  expect(decide(histories.sent, confirm([{ deliveryId: '1.1', unitPrice: dear }]))).toBe('money/overflow')
})

test('a deviation that the rules ask about is confirmed by the last approver, and dropped by the first who says no', () => {
  const pending = histories['deviation-pending']
  const once = decided(pending, commands.approve)
  expect(known(once).stage.status).toBe('sent')
  const twice = known(decided(once, { ...commands.approve, by: 'usr_cy' }))
  expect(twice).toMatchObject({ stage: { status: 'confirmed' }, deliveries: [{ confirmed: 700 }, { confirmed: 400 }] })
  expect(known(decided(pending, commands.reject)).stage).toEqual({ status: 'sent' })
})

test('an award’s order is approved by who approved the award, and sent', () => {
  const sent = known(decided(drafted(), { ...commands['send-awarded'], approvedBy: ['usr_bob', 'usr_cy'] }))
  expect(sent).toMatchObject({ stage: { status: 'sent' }, approvals: [{ by: 'usr_bob' }, { by: 'usr_cy' }] })
})

test('what is left is cancelled by consent: the proposer may take it back, not accept it', () => {
  const part = { ...commands.cancel, deliveries: [{ deliveryId: '1.1', quantity: 100 }] }
  const proposed = decided(histories.confirmed, part)
  expect(decide(proposed, { ...commands['accept-cancellation'], side: 'buyer' })).toBe('order/other-partys-answer')
  const agreed = known(decided(proposed, commands['accept-cancellation']))
  expect(agreed).toMatchObject({ stage: { status: 'confirmed' }, total: { amount: 900 * 1250 } })
  expect(known(decided(proposed, commands['refuse-cancellation'])).stage).toEqual({ status: 'confirmed' })
  const whole = decided(histories['cancellation-proposed'], commands['accept-cancellation'])
  expect(known(whole)).toMatchObject({ stage: { status: 'cancelled' }, total: { amount: 0 } })
})

test('goods that left since it was proposed are no longer cancelled', () => {
  const shipped = decided(histories['cancellation-proposed'], commands.ship)
  expect(decide(shipped, commands['accept-cancellation'])).toBe('order/more-than-open')
})

test('before the confirmation only the buyer cancels, and only the whole', () => {
  expect(decide(histories.sent, { ...commands.cancel, side: 'supplier' })).toBe('order/decline-instead')
  expect(decide(histories.sent, { ...commands.cancel, deliveries: lines })).toBe('order/cancel-whole')
})

test('no more is planned or shipped than is due, but for the tolerance that was agreed', () => {
  const ship = (quantity: number, planned = false) =>
    ({ ...commands.ship, planned, lines: [{ deliveryId: '1.1', quantity }] }) as const
  expect(decide(histories.confirmed, ship(601))).toBe('order/more-than-open')
  expect(decide(histories.confirmed, ship(0))).toBe('order/quantity')
  const planned = decided(histories.confirmed, { ...commands.plan, lines: [{ deliveryId: '1.1', quantity: 500 }] })
  expect(decide(planned, ship(101))).toBe('order/more-than-open')
  expect(decide(planned, ship(501, true))).toBe('order/more-than-open')
  expect(known(decided(planned, ship(500, true))).deliveries[0]).toMatchObject({ planned: 0, shipped: 500 })
  const terms = { ...detailsOf().terms, overDeliveryBasisPoints: 500 }
  const tolerant = decided(drafted({ terms }), commands.send, commands.confirm)
  expect(decide(tolerant, ship(631))).toBe('order/more-than-open')
  expect(known(decided(tolerant, ship(630))).deliveries[0]).toMatchObject({ shipped: 630 })
})

test('an order closes when its last delivery is settled; what was refused or missing is open to be sent again', () => {
  expect(known(histories.closed)).toMatchObject({ stage: { status: 'closed' } })
  const received = decided(shippedAll, {
    ...commands.receive,
    changes: [
      { deliveryId: '1.1', accepted: 600 },
      { deliveryId: '1.2', accepted: 380, refused: 12, missing: 8 },
    ],
  })
  expect(known(received).stage.status).toBe('confirmed')
  expect(decide(received, commands.close)).toBe('order/not-settled')
  const rest = { ...commands.cancel, side: 'supplier' as const }
  const closed = decided(received, rest, { ...commands['accept-cancellation'], side: 'buyer' })
  expect(known(closed)).toMatchObject({ stage: { status: 'closed' }, total: { amount: 980 * 1250 } })
  const again = { ...commands.ship, lines: [{ deliveryId: '1.2', quantity: 20 }] }
  expect(progressOf(known(decided(received, again)).deliveries)).toBe('part-accepted')
})

test('a reopened order goes on where it stood, for a reason that is kept', () => {
  expect(decide(histories.closed, commands.reopen)).toMatchObject([{ type: 'order/reopened', by, reason }])
  expect(known(decided(histories.closed, commands.reopen)).stage.status).toBe('confirmed')
  expect(known(decided(histories.rejected, commands.reopen)).stage.status).toBe('draft')
})

test('an order is taken from the budgets while it stands; beyond them only once that was agreed to', () => {
  const steps = [{ kind: 'role', role: 'admin' } as const]
  const periods = ['2027', '2027-03']
  const within = decided(histories.draft, { type: 'submit', at, by, steps, budget: { periods } })
  const beyond = decided(histories.draft, { type: 'submit', at, by, steps, budget: { periods, beyond: true } })
  const committed = (events: readonly OrderEvent[]) => committedBy(known(events))
  const { amount } = known(within).total
  expect([committed(histories.draft), committed(within), committed(beyond)]).toEqual([0, amount, 0])
  const approved = decided(beyond, { type: 'approve', at, by: 'usr_bob', entitled: true })
  const sent = decided(approved, { type: 'send', at, by, steps: [], answerWithinMs: 1 })
  expect([committed(approved), committed(sent)]).toEqual([amount, amount])
  for (const type of ['decline', 'cancel'] as const) expect(committed(decided(sent, commands[type]))).toBe(0)
  const rejected = decided(within, { type: 'reject', at, by: 'usr_bob', entitled: true, reason: 'No.' })
  const reopened = decided(rejected, { type: 'reopen', at, by, reason: 'Yes.' })
  expect([committed(rejected), committed(reopened)]).toEqual([0, 0])
  expect(known(decided(reopened, { type: 'submit', at, by, steps: [] }))).not.toHaveProperty('budget')
  expect(committed(histories.sent)).toBe(0)
})

test('an order has a thousand shipments, withdrawn ones among them, and no more: all of them say what is payable', () => {
  const other = { ...commands.plan, shipmentId: 'shp_2' }
  const planned = decided(histories.confirmed, commands.plan)
  expect(known(planned).shipments).toBe(1)
  expect(known(decided(planned, commands.unplan, other)).shipments).toBe(2)
  expect(known(decided(planned, { ...commands.ship, planned: true })).shipments).toBe(1)
  const full = { ...known(decided(planned, { ...commands.ship, planned: false })), shipments: 1_000 }
  const codeOf = (command: OrderCommand) => {
    const decision = order.decide(command, full)
    return decision.ok ? undefined : decision.rejection.code
  }
  expect([codeOf(other), codeOf({ ...commands.ship, planned: false })]).toEqual([
    'order/too-many-shipments',
    'order/too-many-shipments',
  ])
  expect([codeOf({ ...commands.ship, planned: true }), codeOf(commands.unplan)]).toEqual([undefined, undefined])
})

test('only news about stock is noted', () => {
  const noted = decided(histories.sent, commands['note-stock'])
  expect(known(noted).deliveries[0]?.stock).toEqual({ reservationId: 'rsv_1', reserved: 1, short: 0 })
  expect(decide(noted, commands['note-stock'])).toEqual([])
})

test('an order with itself, without lines, in two currencies or beyond what money holds is refused', () => {
  const refused = (more: Partial<ReturnType<typeof detailsOf>>) =>
    decide([], { type: 'draft', at, details: detailsOf(more) })
  const [line] = detailsOf().lines
  expect(refused({ supplierId: 'org_b' })).toBe('order/same-party')
  expect(refused({ lines: [] })).toBe('order/too-many-lines')
  expect(refused({ lines: [{ ...line!, deliveries: [] }] })).toBe('order/no-delivery')
  expect(refused({ lines: [{ ...line!, unitPrice: decimal('-1') }] })).toBe('order/negative-price')
  expect(refused({ lines: [{ ...line!, unitPrice: decimal('999999999999999999') }] })).toBe('money/overflow')
  const charge = { kind: 'freight', amount: { amount: 1, currency: currency('USD') } } as const
  expect(refused({ charges: [charge] })).toBe('order/mixed-terms')
})
