/** How each event of an order changes it. */
import { addMs, type Instant } from '../../../kernel/time.ts'
import type { Approval, PendingApproval } from './approval.ts'
import { evolveChange } from './evolve-change.ts'
import { applyChanges } from './fulfilment.ts'
import type { OrderEvent } from './order-events.ts'
import { mustHold } from './order-pricing.ts'
import {
  changedDeliveries,
  openingDeliveries,
  totalWith,
  type KnownOrder,
  type Order,
  type OrderStage,
} from './order-state.ts'

export function evolveOrder(state: Order, event: OrderEvent): Order {
  if (event.type === 'order/drafted') {
    const { lines, ...details } = event.details
    return {
      ...details,
      stage: { status: 'draft' },
      lines: lines.map(({ deliveries: _deliveries, ...line }) => line),
      deliveries: openingDeliveries(lines),
      total: event.total,
      approvals: [],
    }
  }
  if (state.stage.status === 'absent') return state
  return evolveKnown(state as KnownOrder, event)
}

type LaterEvent = Exclude<OrderEvent, { type: 'order/drafted' }>

function evolveKnown(state: KnownOrder, event: LaterEvent): KnownOrder {
  switch (event.type) {
    case 'order/submitted':
      return submitted(state, event)
    case 'order/approval-given': {
      const { by, at, inSteadOf } = event
      return withApproval(state, { by, at, ...(inSteadOf !== undefined && { inSteadOf }) })
    }
    case 'order/approved': {
      const approvals = event.approvedBy?.map((by) => ({ by, at: event.at })) ?? state.approvals
      const { budget } = event
      return { ...state, ...(budget && { budget }), approvals, stage: { status: 'approved' } }
    }
    case 'order/rejected':
      return { ...state, stage: { status: 'rejected', reason: event.reason } }
    case 'order/sent':
    case 'order/hold-lapsed':
    case 'order/deviation-proposed':
    case 'order/deviation-submitted':
    case 'order/deviation-refused':
      return evolveAnswer(state, event)
    case 'order/confirmed': {
      const deliveries = changedDeliveries(state.deliveries, event.changes)
      const total = mustHold(totalWith(state, deliveries))
      return { ...state, deliveries, total, confirmedAt: event.at, stage: { status: 'confirmed' } }
    }
    case 'order/declined':
      return { ...withoutStock(state), stage: { status: 'declined', reason: event.reason } }
    case 'order/cancelled':
      return { ...withoutStock(state), stage: { status: 'cancelled', reason: event.reason } }
    case 'order/change-proposed':
    case 'order/change-submitted':
    case 'order/change-refused':
    case 'order/change-withdrawn':
    case 'order/changed':
      return evolveChange(state, event)
    case 'order/cancellation-proposed':
    case 'order/cancellation-refused':
    case 'order/remainder-cancelled':
    case 'order/stock-changed':
    case 'order/shipment-planned':
    case 'order/shipment-withdrawn':
    case 'order/shipped':
    case 'order/received':
    case 'order/closed':
    case 'order/reopened':
      return evolveGoods(state, event)
  }
}

/** Submitted again, it is held against the budgets of that day. */
function submitted(
  { budget: _before, ...state }: KnownOrder,
  { by: requestedBy, steps, budget }: Extract<LaterEvent, { type: 'order/submitted' }>,
): KnownOrder {
  const pending: OrderStage = { status: 'pending-approval', approval: { requestedBy, steps, given: [] } }
  return {
    ...state,
    ...(budget && { budget }),
    submittedBy: requestedBy,
    approvals: [],
    stage: steps.length > 0 ? pending : state.stage,
  }
}

type AnswerEvent = Extract<LaterEvent, { type: 'order/sent' | 'order/hold-lapsed' | `order/deviation-${string}` }>

function evolveAnswer(state: KnownOrder, event: AnswerEvent): KnownOrder {
  switch (event.type) {
    case 'order/sent':
      return withAnswerDue(
        {
          ...state,
          sentAt: event.at,
          ...(event.answerWithinMs !== undefined && { answerWithinMs: event.answerWithinMs }),
          stage: { status: 'sent' },
        },
        event.at,
      )
    case 'order/hold-lapsed':
      return { ...state, holdLapsedAt: event.at }
    case 'order/deviation-proposed': {
      const { at, by, changes, note } = event
      const deviation = { at, by, changes, ...(note !== undefined && { note }) }
      return withAnswerDue({ ...state, stage: { status: 'sent', deviation } }, at)
    }
    case 'order/deviation-submitted':
      return withDeviationApproval(state, { requestedBy: event.by, steps: event.steps, given: [] })
    case 'order/deviation-refused':
      return withAnswerDue({ ...state, stage: { status: 'sent' } }, event.at)
  }
}

type GoodsEvent = Extract<
  LaterEvent,
  {
    type: `order/${`cancellation-${string}` | 'remainder-cancelled' | 'stock-changed' | `ship${string}` | 'received' | 'closed' | 'reopened'}`
  }
>

function evolveGoods(state: KnownOrder, event: GoodsEvent): KnownOrder {
  switch (event.type) {
    case 'order/cancellation-proposed': {
      const { type: _type, ...cancellation } = event
      return { ...state, stage: { status: 'confirmed', cancellation } }
    }
    case 'order/cancellation-refused':
      return { ...state, stage: { status: 'confirmed' } }
    case 'order/remainder-cancelled': {
      const changes = event.deliveries.map(({ deliveryId, quantity }) => ({ deliveryId, cancelled: quantity }))
      const deliveries = applyChanges(state.deliveries, changes)
      return { ...state, deliveries, total: mustHold(totalWith(state, deliveries)), stage: { status: 'confirmed' } }
    }
    case 'order/stock-changed': {
      const figures = new Map(event.deliveries.map(({ deliveryId, ...stock }) => [deliveryId, stock]))
      const deliveries = state.deliveries.map((delivery) => {
        const stock = figures.get(delivery.id)
        return stock ? { ...delivery, stock } : delivery
      })
      return { ...state, deliveries }
    }
    case 'order/shipment-planned':
      return withChanges(
        withShipment(state),
        event.lines.map(({ deliveryId, quantity }) => ({ deliveryId, planned: quantity })),
      )
    case 'order/shipment-withdrawn':
      return withChanges(
        state,
        event.lines.map(({ deliveryId, quantity }) => ({ deliveryId, planned: -quantity })),
      )
    case 'order/shipped': {
      const { unplanned } = event
      const changes = event.lines.map(({ deliveryId, quantity }) => ({
        deliveryId,
        shipped: quantity,
        ...(!unplanned && { planned: -quantity }),
      }))
      return withChanges(unplanned ? withShipment(state) : state, changes)
    }
    case 'order/received':
      return withChanges(state, event.changes)
    case 'order/closed':
      return { ...withoutStock(state), stage: { status: 'closed' } }
    case 'order/reopened':
      return { ...state, stage: state.stage.status === 'rejected' ? { status: 'draft' } : { status: 'confirmed' } }
  }
}

const withChanges = (state: KnownOrder, changes: Parameters<typeof applyChanges>[1]): KnownOrder => ({
  ...state,
  deliveries: applyChanges(state.deliveries, changes),
})

const withShipment = (state: KnownOrder): KnownOrder => ({ ...state, shipments: (state.shipments ?? 0) + 1 })

/** The other side's time to answer begins anew. */
const withAnswerDue = (state: KnownOrder, at: string): KnownOrder =>
  state.answerWithinMs === undefined ? state : { ...state, answerBy: addMs(at as Instant, state.answerWithinMs) }

function withApproval(state: KnownOrder, given: Approval): KnownOrder {
  const approvals = [...state.approvals, given]
  const more = (pending: PendingApproval): PendingApproval => ({ ...pending, given: [...pending.given, given] })
  const { stage } = state
  if (stage.status === 'pending-approval')
    return { ...state, approvals, stage: { ...stage, approval: more(stage.approval) } }
  if (stage.status === 'confirmed' && stage.change?.approval) {
    const change = { ...stage.change, approval: more(stage.change.approval) }
    return { ...state, approvals, stage: { status: 'confirmed', change } }
  }
  if (stage.status !== 'sent' || !stage.deviation?.approval) return state
  return withDeviationApproval({ ...state, approvals }, more(stage.deviation.approval))
}

const withDeviationApproval = (state: KnownOrder, approval: PendingApproval): KnownOrder =>
  state.stage.status === 'sent' && state.stage.deviation
    ? { ...state, stage: { status: 'sent', deviation: { ...state.stage.deviation, approval } } }
    : state

/** What was set aside went back when it ended. */
const withoutStock = (state: KnownOrder): KnownOrder => ({
  ...state,
  deliveries: state.deliveries.map(({ stock: _stock, ...delivery }) => delivery),
})
