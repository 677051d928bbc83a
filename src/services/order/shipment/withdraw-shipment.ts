/** Takes back a shipment that has not left: what was picked goes to its place again, and the order is open for it. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { reservationHeld, unpickReservation } from '../../inventory/contract.ts'
import { reservationsOf } from './dispatch-shipment.ts'
import type { StockFigure } from '../order/order-events.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { shipmentAggregate } from './shipment-view.ts'
import { noteStock } from '../stock/reserve-order-stock.ts'
import type { KnownShipment } from './shipment-state.ts'

export async function withdrawShipment(
  unit: Unit,
  { shipmentId, shipment, order, by }: { shipmentId: string; shipment: KnownShipment; order: KnownOrder; by: string },
  reason: string,
): Promise<void> {
  const { at } = unit
  const { orderId, portions } = shipment
  await unit.decide(shipmentAggregate, shipmentId, { type: 'withdraw', at, by, reason })
  const lines = shipment.lines.map(({ deliveryId, quantity }) => ({ deliveryId, quantity }))
  await unit.decide(orderAggregate, orderId, { type: 'unplan', at, by, shipmentId, lines })
  const reservations = reservationsOf(order)
  const figures: StockFigure[] = []
  for (const { deliveryId, productId } of shipment.lines) {
    const reservationId = reservations.get(deliveryId)
    const parts = portions
      .filter((portion) => portion.deliveryId === deliveryId)
      .map(({ lotId, siteId, quantity }) => ({ lotId, siteId, quantity }))
    if (reservationId === undefined || parts.length === 0) continue
    const stock = { reservationId, ownerId: order.supplierId, productId }
    await unpickReservation(unit, { ...stock, portions: parts })
    const { reserved, short } = await reservationHeld(unit, stock)
    figures.push({ deliveryId, reservationId, reserved, short })
  }
  await noteStock(unit, orderId, figures)
}
