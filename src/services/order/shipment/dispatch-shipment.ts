/** Lets a picked shipment go: its lots leave the stock, and the order's figures follow, in one commit. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { dispatchPicked, reservationHeld } from '../../inventory/contract.ts'
import type { StockFigure } from '../order/order-events.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { shipmentAggregate } from './shipment-view.ts'
import { noteStock } from '../stock/reserve-order-stock.ts'
import type { Carrier, PickedPortion, ShipmentDocument, ShipmentLine } from './shipment-details.ts'

export type Dispatching = {
  readonly shipmentId: string
  readonly orderId: string
  readonly order: KnownOrder
  /** By delivery. */
  readonly reservations: ReadonlyMap<string, string>
  readonly by: string
  readonly lines: readonly ShipmentLine[]
  readonly portions: readonly PickedPortion[]
  readonly carrier?: Carrier | undefined
  readonly documents?: readonly ShipmentDocument[] | undefined
}

export async function dispatchShipment(unit: Unit, dispatching: Dispatching): Promise<void> {
  const { shipmentId, orderId, order, reservations, by, lines, portions, carrier, documents = [] } = dispatching
  const { at } = unit
  const dispatch = { type: 'dispatch', at, by, documents, ...(carrier && { carrier }) } as const
  await unit.decide(shipmentAggregate, shipmentId, dispatch)
  const figures: StockFigure[] = []
  for (const { deliveryId, productId } of lines) {
    const reservationId = reservations.get(deliveryId)
    if (reservationId === undefined) throw new Error(`Delivery ${deliveryId} of ${orderId} was picked from no stock.`)
    const stock = { reservationId, ownerId: order.supplierId, productId }
    const parts = portions
      .filter((portion) => portion.deliveryId === deliveryId)
      .map(({ lotId, siteId, quantity }) => ({ lotId, siteId, quantity }))
    await dispatchPicked(unit, { ...stock, portions: parts })
    const { reserved, short } = await reservationHeld(unit, stock)
    figures.push({ deliveryId, reservationId, reserved, short })
  }
  await noteStock(unit, orderId, figures)
}

/** The reservations behind the lines of a shipment that was picked earlier. */
export const reservationsOf = (order: KnownOrder): ReadonlyMap<string, string> =>
  new Map(order.deliveries.flatMap(({ id, stock }) => (stock ? [[id, stock.reservationId] as const] : [])))
