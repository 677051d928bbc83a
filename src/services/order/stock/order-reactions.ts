/** What stock does makes orders say anew what is set aside for them. */
import type { Consumer, Message } from '../../../event-bus/event-bus.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { reservationHeld, type ReservationChanged } from '../../inventory/contract.ts'
import { openToShip } from '../order/fulfilment.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { isKnown } from '../order/order.ts'
import { lineOf, noteStock } from './reserve-order-stock.ts'

type Needs = { readonly execute: Execute; readonly clock: Clock }

/**
 * Follows reservations that changed without the order: held, recalled, expired, or filled by new stock. What is noted
 * is what the book holds now, not what the message said: one that comes late or twice then changes nothing.
 */
export const orderConsumers = ({ execute, clock }: Needs): readonly Consumer[] => [
  {
    name: 'order-reservations',
    interest: { eventTypes: ['stock/reservation-changed'] },
    handle: (message) => followReservation(execute, clock, message),
  },
]

async function followReservation(execute: Execute, clock: Clock, message: Message): Promise<void> {
  const { reservationId, for: whose } = message.body as ReservationChanged
  const { orderId, deliveryId } = whose
  const intent: Intent = {
    actor: { kind: 'system', id: 'order-reservations' },
    cause: { kind: 'event', id: message.id },
    at: clock.now(),
    timeoutMs: 5_000,
    repeat: { key: `order-reservations:${message.id}`, fingerprint: message.id },
  }
  await execute(orderAggregate, intent, async (unit) => {
    const { state } = await unit.load(orderAggregate, orderId)
    const figure = isKnown(state) ? ownDelivery(state, deliveryId, reservationId) : undefined
    if (!figure) return orderId
    const { due, ...book } = figure
    const held = await reservationHeld(unit, { reservationId, ...book })
    // Before an answer the book may hold a share only: what is beyond it is short all the same.
    const short = Math.max(held.short, due - held.reserved)
    await noteStock(unit, orderId, [{ deliveryId, reservationId, reserved: held.reserved, short }])
    return orderId
  })
}

/** The book of a delivery's reservation, and what an unanswered order is due; undefined when the delivery has another one by now. */
function ownDelivery(order: KnownOrder, deliveryId: string, reservationId: string) {
  const delivery = order.deliveries.find(({ id }) => id === deliveryId)
  if (delivery?.stock?.reservationId !== reservationId) return undefined
  const due = order.stage.status === 'sent' ? openToShip(delivery) : 0
  return { ownerId: order.supplierId, productId: lineOf(order, delivery).productId, due }
}
