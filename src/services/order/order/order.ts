/** An order: what may happen to it when, and what follows. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { acceptCancellation, cancel, closing, refuseCancellation } from './cancellation.ts'
import { acceptDeviation, confirm } from './confirmation.ts'
import { evolveOrder } from './evolve-order.ts'
import { applyChanges, isSettled, openToShip, shippableAtMost, type Delivery } from './fulfilment.ts'
import { actionsIn, notNow, tellingWhatElse } from './order-actions.ts'
import { problemOfDetails, problemOfQuantities } from './order-checks.ts'
import { approve, rejectApproval, send, sendAwarded, submit } from './order-clearance.ts'
import { shipmentsMax } from './order-details.ts'
import type { OrderCommand, OrderCommandOf, OrderEvent } from './order-events.ts'
import { openingDeliveries, totalWith, type KnownOrder, type Order } from './order-state.ts'
import { talkOfChange } from './proposed-change.ts'

type Decision = Result<readonly OrderEvent[]>

export const order: Decider<Order, OrderCommand, OrderEvent> = {
  initialState: { stage: { status: 'absent' } },
  evolve: evolveOrder,
  decide(command, state): Decision {
    if (command.type === 'draft') return isKnown(state) ? reject(notNow('draft', state.stage)) : draft(command)
    if (!isKnown(state)) return reject(unknownOrder)
    if (!actionsIn(state.stage).includes(command.type)) {
      // Stock moves on its own; what an order that is over would hear of it changes nothing.
      return command.type === 'note-stock' ? accept([]) : reject(notNow(command.type, state.stage))
    }
    const decision = decideKnown(command, state)
    if (decision.ok || decision.rejection.kind !== 'forbidden') return decision
    return reject(tellingWhatElse(decision.rejection, command.type, state.stage))
  },
}

export const isKnown = (state: Order): state is KnownOrder => state.stage.status !== 'absent'

function draft({ at, details }: OrderCommandOf<'draft'>): Decision {
  const problem = problemOfDetails(details)
  if (problem) return reject(problem)
  const total = totalWith(details, openingDeliveries(details.lines))
  return total.ok ? accept([{ type: 'order/drafted', at, details, total: total.value }]) : total
}

function decideKnown(command: Exclude<OrderCommand, { type: 'draft' }>, state: KnownOrder): Decision {
  switch (command.type) {
    case 'submit':
      return accept(submit(command))
    case 'approve':
      return approve(command, state)
    case 'reject':
      return rejectApproval(command, state)
    case 'send':
      return accept(send(command, state))
    case 'send-awarded':
      return accept(sendAwarded(command))
    case 'confirm':
      return confirm(command, state)
    case 'accept-deviation':
      return acceptDeviation(command, state)
    case 'refuse-deviation':
      return accept([{ type: 'order/deviation-refused', at: command.at, by: command.by, reason: command.reason }])
    case 'decline':
      return accept([{ type: 'order/declined', at: command.at, by: command.by, reason: command.reason }])
    case 'cancel':
      return cancel(command, state)
    case 'accept-cancellation':
      return acceptCancellation(command, state)
    case 'refuse-cancellation':
      return accept(refuseCancellation(command))
    case 'propose-change':
    case 'accept-change':
    case 'refuse-change':
    case 'withdraw-change':
      return talkOfChange(command, state)
    case 'close': {
      const open = state.deliveries.filter((delivery) => !isSettled(delivery))
      if (open.length > 0) return reject(notSettled(open))
      return accept([{ type: 'order/closed', at: command.at, by: command.by }])
    }
    case 'reopen':
      return accept([{ type: 'order/reopened', at: command.at, by: command.by, reason: command.reason }])
    case 'lapse':
      return accept(hasLapsed(state, command.at) ? [{ type: 'order/hold-lapsed', at: command.at }] : [])
    case 'note-stock':
      return accept(noteStock(command, state))
    case 'plan':
    case 'unplan':
    case 'ship':
      return moveGoods(command, state)
    case 'receive':
      return accept(receive(command, state))
  }
}

/** An order that is about to change stays open though all of it has come: the change may bring more. */
function receive(command: OrderCommandOf<'receive'>, { stage, deliveries }: KnownOrder): readonly OrderEvent[] {
  const { at, by, shipmentId, changes } = command
  const received: OrderEvent = { type: 'order/received', at, by, shipmentId, changes }
  if (stage.status === 'confirmed' && stage.change) return [received]
  return [received, ...closing(at, applyChanges(deliveries, changes))]
}

/** Whether something is set aside, or waited for, for an order whose time for an answer is over. */
const hasLapsed = ({ answerBy, holdLapsedAt, deliveries }: KnownOrder, now: string): boolean =>
  answerBy !== undefined &&
  answerBy <= now &&
  holdLapsedAt === undefined &&
  deliveries.some(({ stock }) => stock !== undefined)

/** Only what differs is news. */
function noteStock({ at, deliveries }: OrderCommandOf<'note-stock'>, state: KnownOrder): readonly OrderEvent[] {
  const news = deliveries.filter(({ deliveryId, reservationId, reserved, short }) => {
    const delivery = state.deliveries.find(({ id }) => id === deliveryId)
    const known = delivery?.stock
    return (
      delivery !== undefined &&
      !(known?.reservationId === reservationId && known.reserved === reserved && known.short === short)
    )
  })
  return news.length > 0 ? [{ type: 'order/stock-changed', at, deliveries: news }] : []
}

function moveGoods(command: OrderCommandOf<'plan' | 'unplan' | 'ship'>, state: KnownOrder): Decision {
  const { at, by, shipmentId, lines } = command
  const isNew = command.type === 'plan' || (command.type === 'ship' && !command.planned)
  if (isNew && (state.shipments ?? 0) >= shipmentsMax) return reject(tooManyShipments)
  const tolerance = state.terms.overDeliveryBasisPoints
  const open = {
    field: 'lines',
    atMost: (delivery: Delivery) => shippableAtMost(delivery, tolerance),
    says: 'open to ship are',
  }
  const planned = { ...open, atMost: (delivery: Delivery) => delivery.planned, says: 'planned are' }
  switch (command.type) {
    case 'plan': {
      const problem = problemOfQuantities(lines, state.deliveries, open)
      return problem ? reject(problem) : accept([{ type: 'order/shipment-planned', at, by, shipmentId, lines }])
    }
    case 'unplan': {
      const problem = problemOfQuantities(lines, state.deliveries, planned)
      return problem ? reject(problem) : accept([{ type: 'order/shipment-withdrawn', at, by, shipmentId, lines }])
    }
    case 'ship': {
      const problem = problemOfQuantities(lines, state.deliveries, command.planned ? planned : open)
      if (problem) return reject(problem)
      return accept([
        { type: 'order/shipped', at, by, shipmentId, lines, ...(!command.planned && { unplanned: true as const }) },
      ])
    }
  }
}

export const unknownOrder: Rejection = {
  kind: 'not-found',
  code: 'order/unknown',
  detail: 'There is no such order, or you do not take part in it.',
}
const tooManyShipments: Rejection = {
  kind: 'conflict',
  code: 'order/too-many-shipments',
  detail: `An order has at most ${shipmentsMax} shipments, withdrawn ones among them. Cancel what is left of it by consent and order that anew.`,
}
const notSettled = (open: readonly Delivery[]): Rejection => ({
  kind: 'conflict',
  code: 'order/not-settled',
  detail:
    'Not all of it has arrived and been judged. Receive what is under way, or cancel the remainder by consent first.',
  facts: { deliveries: open.map(({ id }) => id), openToShip: open.map(openToShip) },
})
