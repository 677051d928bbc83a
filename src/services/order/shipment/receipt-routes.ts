/** The REST face of receipts: what the buyer says of the goods that came. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { loadOrder, seenOrder } from '../order/load-order.ts'
import { loadShipment } from './load-shipment.ts'
import { rolesFor } from '../order/order-policies.ts'
import { OrderId } from '../order/order-schemas.ts'
import { orderAggregate } from '../order/order-view.ts'
import { receipts, shipmentAggregate, type ReceiptDocument } from './shipment-view.ts'
import { receiveShipment } from './receive-shipment.ts'
import { presentReceipt } from './shipment-presenter.ts'
import { ReceiptBody, ReceiptInputBody } from './shipment-schemas.ts'
import { unknownShipment } from './shipment.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly documents: Documents }

const tag = 'Shipments'
const params = Type.Object({ orderId: OrderId })

export const receiptRoutes = ({ execute, readState, documents }: Needs): Route[] => [
  route({
    method: 'POST',
    path: '/v1/orders/{orderId}/receipts',
    operationId: 'recordReceipt',
    tag,
    summary: 'Say what came of a shipment',
    description:
      'Lot by lot: accepted, short, over, damaged, short-dated, temperature excursion, or held for quality. What is held or over is judged by a later receipt. What came over and is accepted leaves the supplier’s stock book (`stock/over-delivered`) as far as the order’s `overDeliveryBasisPoints` allow; beyond that it stays there until the supplier has counted. When all is settled, the order closes.',
    access: { kind: 'member', roles: rolesFor.receiving },
    params,
    body: ReceiptInputBody,
    reply: ReceiptBody,
    success: 201,
    refusals: ['order/unknown', 'shipment/unknown', 'shipment/more-than-there', 'shipment/not-in-this-state'],
    async handle({ params: { orderId }, body, caller, intent }) {
      const wish = { organisationId: caller.acting.organisationId, as: 'buyer' } as const
      const done = await execute(shipmentAggregate, intent, async (unit) => {
        const { shipmentId } = body
        const { order } = await loadOrder(unit, orderId, wish)
        const shipment = await loadShipment(unit, shipmentId, wish)
        if (shipment.orderId !== orderId) throw new Rejected(unknownShipment)
        const arrived = { shipmentId, shipment, order, by: actorId(caller) }
        await receiveShipment(unit, arrived, unit.newId('rcp'), body)
        return shipmentId
      })
      const { state, id: shipmentId } = done
      const receipt = state.status === 'absent' ? undefined : state.receipts.at(-1)
      if (state.status === 'absent' || !receipt) throw new Rejected(unknownShipment)
      const { buyerId, supplierId } = state
      const document = { ...receipt, shipmentId, orderId, buyerId, supplierId }
      return { body: presentReceipt(document, buyerId), replayed: done.replayed }
    },
  }),
  listRoute({
    path: '/v1/orders/{orderId}/receipts',
    operationId: 'listReceipts',
    tag,
    summary: 'List an order’s receipts',
    access: { kind: 'member' },
    params,
    reply: ReceiptBody,
    async handle({ params: { orderId }, caller, page }) {
      const { organisationId } = caller.acting
      seenOrder(await readState(orderAggregate, orderId), organisationId)
      const found = await documents.find(receipts, { index: 'byOrder', equals: [orderId], ...page })
      const items = found.items.map(({ body }) => presentReceipt(JSON.parse(body) as ReceiptDocument, organisationId))
      return { ...found, items }
    },
  }),
]
