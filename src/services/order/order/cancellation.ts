/** Giving up an order, or what is left of it: alone until it is confirmed, by consent from then on. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { applyChanges, dueOf, isSettled, openToShip, type Delivery } from './fulfilment.ts'
import { tellingWhatElse } from './order-actions.ts'
import { problemOfQuantities } from './order-checks.ts'
import type { DeliveryQuantity, OrderCommandOf, OrderEvent } from './order-events.ts'
import { cancellable, type KnownOrder } from './order-state.ts'

type Decision = Result<readonly OrderEvent[]>

export function cancel(command: OrderCommandOf<'cancel'>, state: KnownOrder): Decision {
  const { at, by, side, reason, deliveries } = command
  if (state.stage.status !== 'confirmed') {
    if (side === 'supplier') return reject(tellingWhatElse(declineInstead, 'cancel', state.stage))
    return deliveries ? reject(wholeOnly) : accept([{ type: 'order/cancelled', at, by, reason }])
  }
  const lines = deliveries ?? cancellable(state.deliveries)
  const problem = problemOfOpen(lines, state.deliveries)
  if (problem) return reject(problem)
  return accept([{ type: 'order/cancellation-proposed', at, by, side, reason, deliveries: lines }])
}

export function acceptCancellation(command: OrderCommandOf<'accept-cancellation'>, state: KnownOrder): Decision {
  const { at, by, side } = command
  const proposed = state.stage.status === 'confirmed' ? state.stage.cancellation : undefined
  if (!proposed) return accept([])
  if (proposed.side === side) return reject(otherPartysAnswer)
  // Goods may have left since it was proposed.
  const problem = problemOfOpen(proposed.deliveries, state.deliveries)
  if (problem) return reject(problem)
  const changes = proposed.deliveries.map(({ deliveryId, quantity }) => ({ deliveryId, cancelled: quantity }))
  const after = applyChanges(state.deliveries, changes)
  const cancelled: OrderEvent = { type: 'order/remainder-cancelled', at, by, deliveries: proposed.deliveries }
  if (after.every(neverMoved)) return accept([cancelled, { type: 'order/cancelled', at, by, reason: proposed.reason }])
  return accept([cancelled, ...closing(at, after)])
}

/** The other party says no, or who proposed it takes it back. */
export const refuseCancellation = ({
  at,
  by,
  reason,
}: OrderCommandOf<'refuse-cancellation'>): readonly OrderEvent[] => [
  { type: 'order/cancellation-refused', at, by, reason },
]

/** An order whose deliveries are all settled closes by itself. */
export const closing = (at: string, deliveries: readonly Delivery[]): readonly OrderEvent[] =>
  deliveries.every(isSettled) ? [{ type: 'order/closed', at }] : []

const neverMoved = (delivery: Delivery): boolean => dueOf(delivery) === 0 && delivery.shipped === 0

function problemOfOpen(lines: readonly DeliveryQuantity[], deliveries: readonly Delivery[]): Rejection | undefined {
  if (lines.length === 0) return nothingOpen
  return problemOfQuantities(lines, deliveries, { field: 'deliveries', atMost: openToShip, says: 'still open are' })
}

const declineInstead: Rejection = {
  kind: 'conflict',
  code: 'order/decline-instead',
  detail: 'Before it is confirmed, the order is the buyer’s to cancel; the supplier declines it.',
}
const wholeOnly: Rejection = {
  kind: 'invalid',
  code: 'order/cancel-whole',
  detail: 'Before it is confirmed, an order is cancelled as a whole.',
  errors: [{ pointer: '/deliveries', detail: 'Leave this out.' }],
}
const nothingOpen: Rejection = {
  kind: 'conflict',
  code: 'order/nothing-open',
  detail: 'Nothing is left to cancel: all of it was shipped, or stands in a shipment that has to be withdrawn first.',
}
export const otherPartysAnswer: Rejection = {
  kind: 'forbidden',
  code: 'order/other-partys-answer',
  detail: 'This waits for the answer of the other party.',
}
