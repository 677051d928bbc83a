/** Plans a shipment of what is open, and, when it is to leave at once, picks and dispatches it in the same commit. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { dispatchShipment } from './dispatch-shipment.ts'
import { issueLabels } from './issue-labels.ts'
import type { DeliveryQuantity } from '../order/order-events.ts'
import { cancellable, type KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { shipmentAggregate } from './shipment-view.ts'
import { assertWeighable, pickShipment } from './pick-shipment.ts'
import { lineOf } from '../stock/reserve-order-stock.ts'
import type { ShipmentLine } from './shipment-details.ts'
import type { CreateShipmentInput } from './shipment-schemas.ts'

export type CreateShipment = {
  readonly shipmentId: string
  readonly orderId: string
  readonly order: KnownOrder
  readonly by: string
  readonly input: CreateShipmentInput
}

export async function createShipment(unit: Unit, create: CreateShipment): Promise<void> {
  const { shipmentId, orderId, order, by, input } = create
  const { at } = unit
  const wanted = wantedOf(create)
  assertWeighable(order, input.lines)
  if (wanted.length === 0 && order.stage.status === 'confirmed') throw new Rejected(nothingOpen)
  // The order says first whether so much is open, before stock is touched.
  const said = { at, by, shipmentId, lines: wanted }
  await unit.decide(
    orderAggregate,
    orderId,
    input.dispatch ? { type: 'ship', planned: false, ...said } : { type: 'plan', ...said },
  )
  const lines = wanted.map(({ deliveryId, quantity }): ShipmentLine => {
    const delivery = order.deliveries.find(({ id }) => id === deliveryId)!
    return { deliveryId, quantity, productId: lineOf(order, delivery).productId }
  })
  const packages = await issueLabels(unit, order.supplierId, input.packages ?? [], input.shipFromSiteId)
  const { buyerId, supplierId } = order
  const { carrier, documents = [], note } = input
  const papers = { documents, ...(carrier && { carrier }) }
  await unit.decide(shipmentAggregate, shipmentId, {
    type: 'plan',
    at,
    by,
    details: {
      orderId,
      buyerId,
      supplierId,
      lines,
      packages,
      documents: [],
      ...(!input.dispatch && papers),
      ...(note !== undefined && { note }),
    },
  })
  if (!input.dispatch) return
  const how = new Map((input.lines ?? []).map(({ deliveryId, ...each }) => [deliveryId, each]))
  const { portions, figures } = await pickShipment(unit, { shipmentId, orderId, order, by, lines, how })
  const reservations = new Map(figures.map(({ deliveryId, reservationId }) => [deliveryId, reservationId]))
  await dispatchShipment(unit, { shipmentId, orderId, order, by, lines, portions, reservations, ...papers })
}

/** What was asked for, or else all that is open. */
const wantedOf = ({ order, input }: CreateShipment): readonly DeliveryQuantity[] =>
  input.lines?.map(({ deliveryId, quantity }) => ({ deliveryId, quantity })) ?? cancellable(order.deliveries)

const nothingOpen: Rejection = {
  kind: 'conflict',
  code: 'order/nothing-open',
  detail: 'Nothing of this order is open to ship.',
}
