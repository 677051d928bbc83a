/** What became of a shipment that left: received lot by lot, refused as a whole, or lost; order and stock follow. */
import { Rejected, invalidField } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { bookOverDelivery, returnRefused } from '../../inventory/contract.ts'
import { withinTolerance } from '../order/fulfilment.ts'
import { mustHold } from '../order/order-pricing.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { shipmentAggregate } from './shipment-view.ts'
import { acceptingAll, judge, judgingAll, type Judgement, type TakenOver } from './receipt.ts'
import { releaseBeyondDue, releaseOrderStock } from '../stock/reserve-order-stock.ts'
import type { ReceiptLine } from './shipment-details.ts'
import type { ReceiptInput } from './shipment-schemas.ts'
import type { KnownShipment } from './shipment-state.ts'

type Arrived = {
  readonly shipmentId: string
  readonly shipment: KnownShipment
  readonly order: KnownOrder
  readonly by: string
}

export async function receiveShipment(unit: Unit, arrived: Arrived, receiptId: string, input: ReceiptInput) {
  const { shipmentId, shipment, by } = arrived
  const { allAccepted, note } = input
  if ((input.lines === undefined) === (allAccepted !== true)) throw new Rejected(oneWay)
  const lines: readonly ReceiptLine[] | 'as-shipped' = input.lines ?? 'as-shipped'
  const noted = note === undefined ? {} : { note }
  const receive = { type: 'receive', at: unit.at, by, receiptId, lines, ...noted } as const
  await unit.decide(shipmentAggregate, shipmentId, receive)
  const said = lines === 'as-shipped' ? acceptingAll(shipment.portions) : lines
  await settle(unit, arrived, mustHold(judge(shipment.portions, said)), { reference: receiptId })
}

/** The buyer lets none of it in: all of it goes back. */
export async function refuseShipment(unit: Unit, arrived: Arrived, reason: string): Promise<void> {
  const { shipmentId, shipment, by } = arrived
  await unit.decide(shipmentAggregate, shipmentId, { type: 'refuse', at: unit.at, by, reason })
  await settle(unit, arrived, judgingAll(shipment.portions, 'damaged'), { reference: shipmentId, reason })
}

/** It never arrived: what it held may be shipped again, or cancelled by consent. */
export async function loseShipment(unit: Unit, arrived: Arrived, reason: string): Promise<void> {
  const { shipmentId, shipment, by } = arrived
  await unit.decide(shipmentAggregate, shipmentId, { type: 'lose', at: unit.at, by, reason })
  await settle(unit, arrived, judgingAll(shipment.portions, 'short'), { reference: shipmentId, reason })
}

/** Tells the order, brings back what was not taken, and lets go of stock that a closed order still held. */
async function settle(
  unit: Unit,
  arrived: Arrived,
  { changes, returned, takenOver }: Judgement,
  { reference, reason }: { reference: string; reason?: string },
): Promise<void> {
  const { shipmentId, shipment, order, by } = arrived
  const { orderId, supplierId } = shipment
  const received = { type: 'receive', at: unit.at, by, shipmentId, changes } as const
  const after = await unit.decide(orderAggregate, orderId, received)
  for (const { portion, quantity, grams, why } of returned) {
    const productId = productOf(shipment, portion.deliveryId)
    if (productId === undefined) continue
    const { lotId, siteId } = portion
    const goods = { ownerId: supplierId, productId, lotId, siteId, quantity, ...(grams !== undefined && { grams }) }
    await returnRefused(unit, { ...goods, reference, reason: reason ?? why })
  }
  if (after.stage.status === 'closed') await releaseOrderStock(unit, order)
  if (takenOver.length > 0) await bookTakenOver(unit, arrived, { takenOver, after: after as KnownOrder, reference })
}

/** What the order has no need to hold any more is given back first, so that nobody else's share is what is missing. */
async function bookTakenOver(
  unit: Unit,
  { shipment, order }: Arrived,
  { takenOver, after, reference }: { takenOver: readonly TakenOver[]; after: KnownOrder; reference: string },
): Promise<void> {
  const deliveryIds = takenOver.map(({ portion }) => portion.deliveryId)
  await releaseBeyondDue(unit, shipment.orderId, after, deliveryIds)
  const { overDeliveryBasisPoints } = order.terms
  for (const delivery of after.deliveries) {
    const before = order.deliveries.find(({ id }) => id === delivery.id)
    const productId = productOf(shipment, delivery.id)
    if (!before || productId === undefined) continue
    let left = withinTolerance(before, delivery, overDeliveryBasisPoints)
    for (const { portion, quantity: taken, grams } of takenOver) {
      const quantity = Math.min(left, taken)
      if (portion.deliveryId !== delivery.id || quantity === 0) continue
      left -= quantity
      const { lotId, siteId } = portion
      const weighed = quantity === taken && grams !== undefined ? { grams } : {}
      const goods = { ownerId: shipment.supplierId, productId, lotId, siteId, quantity, ...weighed }
      await bookOverDelivery(unit, { ...goods, reference })
    }
  }
}

const productOf = ({ lines }: KnownShipment, wanted: string): string | undefined =>
  lines.find(({ deliveryId }) => deliveryId === wanted)?.productId

const oneWay = invalidField('order/receipt', '/lines', 'Say what came, line by line, or that all of it was accepted.')
