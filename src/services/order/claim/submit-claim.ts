/** A buyer claims over a line of a receipt: in time, by the exchange's clock, and never more than the line says. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Instant } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { lotOf } from '../../inventory/contract.ts'
import { otherSide, seenOrder } from '../order/load-order.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { shipmentAggregate } from '../shipment/shipment-view.ts'
import { unknownShipment } from '../shipment/shipment.ts'
import { claimDeadline } from './claim-deadline.ts'
import type { AgreedPrice } from './claim-details.ts'
import type { ClaimInput } from './claim-schemas.ts'
import { claimAccountAggregate, claimAggregate } from './claim-view.ts'
import { receivedLine } from './received-line.ts'

export type SubmitClaim = {
  readonly claimId: string
  readonly orderId: string
  readonly organisationId: string
  readonly by: string
  readonly input: ClaimInput
}

/**
 * Extends the claim and its shipment's account. Order and shipment are only read: neither a receipt's line nor the
 * price of goods that have come is ever changed.
 */
export async function submitClaim(unit: Unit, asked: SubmitClaim): Promise<void> {
  const { claimId, orderId, organisationId, by, input } = asked
  const { shipmentId, receiptId, line, kind, remedy, quantity, description, evidence = [] } = input
  const { order, side } = seenOrder(await unit.read(orderAggregate, orderId), organisationId)
  if (side !== 'buyer') throw new Rejected(otherSide('buyer'))
  const { state: shipment } = await unit.read(shipmentAggregate, shipmentId)
  if (shipment.status === 'absent' || shipment.orderId !== orderId) throw new Rejected(unknownShipment)
  const of = receivedLine(shipment, { shipmentId, receiptId, line })
  if (!of.ok) throw new Rejected(of.rejection)
  const { at } = unit
  const lot = await lotOf(unit, of.value.lotId)
  const claimBy = claimDeadline(kind, of.value.receivedAt as Instant, lot, order.terms.claimDays)
  const { buyerId, supplierId } = order
  const parties = { buyerId, supplierId }
  const wanted = { kind, remedy, quantity, description, evidence, claimBy }
  const details = { orderId, ...parties, of: of.value, price: priceOf(order, of.value.deliveryId), ...wanted }
  await unit.decide(claimAggregate, claimId, { type: 'submit', at, by, details })
  const part = { claimId, receiptId, line, quantity, atMost: of.value.quantity }
  await unit.decide(claimAccountAggregate, shipmentId, { type: 'claim', at, ...parties, ...part })
}

function priceOf({ deliveries, lines, currency }: KnownOrder, deliveryId: string): AgreedPrice {
  const delivery = deliveries.find(({ id }) => id === deliveryId)
  const line = lines.find(({ id }) => id === delivery?.lineId)
  if (!delivery || !line) throw new Error(`Delivery ${deliveryId} was received and is not of the order.`)
  return { unitPrice: delivery.unitPrice, pricedPer: line.pricedPer, currency }
}
