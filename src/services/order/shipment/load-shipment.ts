/** Loads a shipment for a member that wants something of it: unseen is unknown, the other side may not. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertMay, type Wish } from '../order/load-order.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { isKnown, unknownOrder } from '../order/order.ts'
import { sideOnShipment } from './shipment-policies.ts'
import type { KnownShipment } from './shipment-state.ts'
import { shipmentAggregate } from './shipment-view.ts'
import { unknownShipment } from './shipment.ts'

export async function loadShipment(unit: Unit, shipmentId: string, wish: Wish) {
  const snapshot = await unit.load(shipmentAggregate, shipmentId)
  const { state } = snapshot
  const side = state.status === 'absent' ? undefined : sideOnShipment(state, wish.organisationId)
  if (state.status === 'absent' || !side) throw new Rejected(unknownShipment)
  assertMay(snapshot, side, wish)
  return state
}

/** The order behind a shipment, which is extended with it. */
export async function orderOfShipment(unit: Unit, shipment: KnownShipment): Promise<KnownOrder> {
  const { state } = await unit.load(orderAggregate, shipment.orderId)
  if (!isKnown(state)) throw new Rejected(unknownOrder)
  return state
}
