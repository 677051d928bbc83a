/** How shipments and receipts are kept for reading: found by their order. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import type { Receipt } from './shipment-details.ts'
import type { KnownShipment, Shipment, ShipmentCommand, ShipmentEvent } from './shipment-state.ts'
import { shipment } from './shipment.ts'

export type ShipmentDocument = Omit<KnownShipment, 'receipts'> & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}
export type ReceiptDocument = Receipt &
  Pick<KnownShipment, 'orderId' | 'buyerId' | 'supplierId'> & { readonly shipmentId: string }

export const shipments = collection<ShipmentDocument>()({
  name: 'shipments',
  indexes: { byOrder: ({ orderId, createdAt }) => [[orderId, createdAt]] },
})

export const receipts = collection<ReceiptDocument>()({
  name: 'receipts',
  indexes: { byOrder: ({ orderId, at }) => [[orderId, at]] },
})

const receiptsOf = (shipmentId: string, { receipts: all, orderId, buyerId, supplierId }: KnownShipment) =>
  all.map((receipt) => ({ id: receipt.id, document: { ...receipt, shipmentId, orderId, buyerId, supplierId } }))

export const shipmentAggregate: Aggregate<Shipment, ShipmentCommand, ShipmentEvent> = {
  kind: 'shipment',
  decider: shipment,
  organisations: (state) => (state.status === 'absent' ? [] : [state.buyerId, state.supplierId]),
  readModels: [
    readModel({
      collection: shipments,
      project({ id, createdAt, updatedAt }: Subject, state: Shipment) {
        if (state.status === 'absent') return []
        const { receipts: _receipts, ...known } = state
        return [{ id, document: { ...known, id, createdAt, updatedAt } }]
      },
    }),
    readModel({
      collection: receipts,
      project: ({ id }: Subject, state: Shipment) => (state.status === 'absent' ? [] : receiptsOf(id, state)),
    }),
  ],
}
