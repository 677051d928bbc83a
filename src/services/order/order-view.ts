/** How orders and shipments are kept for reading: found by whoever takes part, never by anybody else. */
import { readModel, type Aggregate, type Subject } from '../../infrastructure/store/aggregate.ts'
import { collection } from '../../infrastructure/store/documents.ts'
import type { OrderCommand, OrderEvent } from './order-events.ts'
import { isKnown, order } from './order.ts'
import { participantsOf } from './order-policies.ts'
import type { KnownOrder, Order } from './order-state.ts'
import type { Receipt } from './shipment-details.ts'
import type { KnownShipment, Shipment, ShipmentCommand, ShipmentEvent } from './shipment-state.ts'
import { shipment } from './shipment.ts'

type Times = { readonly id: string; readonly createdAt: string; readonly updatedAt: string }
export type OrderDocument = KnownOrder & Times

/** Stands for "whatever" in a list that is not narrowed. */
export const anyOf = 'any'

export const orders = collection<OrderDocument>()({
  name: 'orders',
  indexes: {
    /** Organisation, its side, the status, when it was made; side and status also as `any`. */
    byParticipant: (document) =>
      participantsOf(document).flatMap(({ organisationId, side }) =>
        [side, anyOf].flatMap((as) =>
          [document.stage.status, anyOf].map((status) => [organisationId, as, status, document.createdAt]),
        ),
      ),
    /** Holding stock without an answer, until when. */
    byAnswerDue: ({ stage, answerBy, holdLapsedAt }) =>
      stage.status === 'sent' && answerBy !== undefined && holdLapsedAt === undefined ? [[answerBy]] : [],
  },
})

export const orderAggregate: Aggregate<Order, OrderCommand, OrderEvent> = {
  kind: 'order',
  decider: order,
  organisations: (state) => (isKnown(state) ? participantsOf(state).map(({ organisationId }) => organisationId) : []),
  readModels: [
    readModel({
      collection: orders,
      project: ({ id, createdAt, updatedAt }: Subject, state: Order) =>
        isKnown(state) ? [{ id, document: { ...state, id, createdAt, updatedAt } }] : [],
    }),
  ],
}

export type ShipmentDocument = Omit<KnownShipment, 'receipts'> & Times
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
