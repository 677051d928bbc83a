/** Sets stock aside for an order's deliveries and gives it back, in the commit that asks for it. */
import { addMs, utcDate, type Instant, type LocalDate } from '../../kernel/time.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import { releaseReservation, reserveStock, type Held } from '../inventory/contract.ts'
import { openToShip, type Delivery } from './fulfilment.ts'
import type { StockFigure } from './order-events.ts'
import type { KnownOrder, LineTerms, Order } from './order-state.ts'
import { orderAggregate } from './order-view.ts'

/** Until the supplier confirms, stock is held so long; then the reservation may be taken back. */
const holdMs = 14 * 86_400_000

export const lineOf = (order: KnownOrder, delivery: Delivery): LineTerms =>
  order.lines.find(({ id }) => id === delivery.lineId)!

/** Nobody arrives in the past: what is late is judged by today. */
const arrivalOf = (delivery: Delivery, at: string): LocalDate => {
  const today = utcDate(at as Instant)
  return delivery.date < today ? today : delivery.date
}

export type Wanted = {
  /** Base units still to leave. */
  readonly quantity: number
  readonly expiresAt?: string
}

/** Reserves for one delivery, anew where it has a reservation. */
export async function reserveForDelivery(
  unit: Unit,
  { orderId, order, delivery }: { orderId: string; order: KnownOrder; delivery: Delivery },
  { quantity, expiresAt }: Wanted,
): Promise<StockFigure & { readonly held: Held }> {
  const line = lineOf(order, delivery)
  const reservationId = delivery.stock?.reservationId ?? unit.newId('rsv')
  const held = await reserveStock(unit, {
    reservationId,
    ownerId: order.supplierId,
    productId: line.productId,
    quantity,
    arrival: arrivalOf(delivery, unit.at),
    minimumRemainingLifeDays: line.minimumRemainingLifeDays,
    allowPastBestBefore: line.pastBestBeforeConsent,
    for: { orderId, deliveryId: delivery.id, buyerId: order.buyerId },
    ...(expiresAt !== undefined && { expiresAt }),
  })
  return { deliveryId: delivery.id, reservationId, reserved: held.reserved, short: held.short, held }
}

/**
 * Reserves for every delivery from stock: for a while when the order is sent, until it is shipped when it is
 * confirmed. What a confirmation made smaller is given back, what was short or expired is tried again.
 */
export async function reserveOrderStock(
  unit: Unit,
  orderId: string,
  order: KnownOrder,
  until: 'confirmation' | 'shipment',
): Promise<void> {
  const hold = until === 'confirmation' ? { expiresAt: addMs(unit.at as Instant, holdMs) } : {}
  const figures: StockFigure[] = []
  for (const delivery of order.deliveries) {
    if (lineOf(order, delivery).fulfilment === 'to-be-made') continue
    const quantity = openToShip(delivery) + delivery.planned
    if (quantity === 0) figures.push(...(await releaseDelivery(unit, order, delivery)))
    else {
      const { held: _held, ...figure } = await reserveForDelivery(
        unit,
        { orderId, order, delivery },
        { quantity, ...hold },
      )
      figures.push(figure)
    }
  }
  await noteStock(unit, orderId, figures)
}

/** Gives back all that is set aside for an order that will not be. */
export async function releaseOrderStock(unit: Unit, order: KnownOrder): Promise<void> {
  for (const delivery of order.deliveries) await releaseDelivery(unit, order, delivery)
}

/** Gives back so much of each delivery. */
export async function releasePartly(
  unit: Unit,
  orderId: string,
  order: KnownOrder,
  parts: readonly { readonly deliveryId: string; readonly quantity: number }[],
): Promise<void> {
  const figures: StockFigure[] = []
  for (const { deliveryId, quantity } of parts) {
    const delivery = order.deliveries.find(({ id }) => id === deliveryId)
    if (delivery) figures.push(...(await releaseDelivery(unit, order, delivery, quantity)))
  }
  await noteStock(unit, orderId, figures)
}

export async function noteStock(unit: Unit, orderId: string, deliveries: readonly StockFigure[]): Promise<Order> {
  const noted = { type: 'note-stock', at: unit.at, deliveries } as const
  return unit.decide(orderAggregate, orderId, noted)
}

async function releaseDelivery(
  unit: Unit,
  order: KnownOrder,
  delivery: Delivery,
  quantity?: number,
): Promise<StockFigure[]> {
  if (!delivery.stock) return []
  const { reservationId } = delivery.stock
  const { reserved, short } = await releaseReservation(unit, {
    reservationId,
    ownerId: order.supplierId,
    productId: lineOf(order, delivery).productId,
    ...(quantity !== undefined && { quantity }),
  })
  return [{ deliveryId: delivery.id, reservationId, reserved, short }]
}
