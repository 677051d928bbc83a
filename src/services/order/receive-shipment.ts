/** What became of a shipment that left: received lot by lot, refused as a whole, or lost; order and stock follow. */
import { Rejected, invalidField } from '../../kernel/rejection.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import { returnRefused } from '../inventory/contract.ts'
import { mustHold } from './order-pricing.ts'
import type { KnownOrder } from './order-state.ts'
import { orderAggregate, shipmentAggregate } from './order-view.ts'
import { acceptingAll, judge, judgingAll, type Judgement } from './receipt.ts'
import { releaseOrderStock } from './reserve-order-stock.ts'
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
  { shipmentId, shipment, order, by }: Arrived,
  { changes, returned }: Judgement,
  { reference, reason }: { reference: string; reason?: string },
): Promise<void> {
  const { orderId, supplierId } = shipment
  const received = { type: 'receive', at: unit.at, by, shipmentId, changes } as const
  const after = await unit.decide(orderAggregate, orderId, received)
  for (const { portion, quantity, grams, why } of returned) {
    const productId = shipment.lines.find(({ deliveryId }) => deliveryId === portion.deliveryId)?.productId
    if (productId === undefined) continue
    const { lotId, siteId } = portion
    const goods = { ownerId: supplierId, productId, lotId, siteId, quantity, ...(grams !== undefined && { grams }) }
    await returnRefused(unit, { ...goods, reference, reason: reason ?? why })
  }
  if (after.stage.status === 'closed') await releaseOrderStock(unit, order)
}

const oneWay = invalidField('order/receipt', '/lines', 'Say what came, line by line, or that all of it was accepted.')
