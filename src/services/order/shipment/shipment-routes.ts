/** The REST face of shipments: made by the supplier, followed by both. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { createShipment } from './create-shipment.ts'
import { loadOrder, seenOrder } from '../order/load-order.ts'
import { rolesFor } from '../order/order-policies.ts'
import { OrderId, ShipmentId } from '../order/order-schemas.ts'
import { orderAggregate } from '../order/order-view.ts'
import { shipmentAggregate, shipments, type ShipmentDocument } from './shipment-view.ts'
import { shipmentCommandRoutes } from './shipment-command-routes.ts'
import { presentShipment, presentShipmentState } from './shipment-presenter.ts'
import { CreateShipmentBody, ShipmentBody } from './shipment-schemas.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly documents: Documents }

const tag = 'Shipments'

export const shipmentRoutes = (needs: Needs): Route[] => [
  createRoute(needs),
  ...readRoutes(needs),
  ...shipmentCommandRoutes(needs),
]

const createRoute = ({ execute }: Needs): Route =>
  route({
    method: 'POST',
    path: '/v1/orders/{orderId}/shipments',
    operationId: 'createShipment',
    tag,
    summary: 'Plan a shipment, or send it off at once',
    description: 'Of all that is open, or of the lines named. With `dispatch` it is picked and leaves in one step.',
    access: { kind: 'member', roles: rolesFor.shipping },
    params: Type.Object({ orderId: OrderId }),
    body: CreateShipmentBody,
    reply: ShipmentBody,
    success: 201,
    refusals: ['order/unknown', 'order/more-than-open', 'order/stock-short', 'order/not-in-this-state'],
    async handle({ params: { orderId }, body, caller, intent, ifMatch }) {
      const { organisationId } = caller.acting
      const done = await execute(shipmentAggregate, intent, async (unit) => {
        const { order } = await loadOrder(unit, orderId, { organisationId, as: 'supplier', ifMatch })
        const shipmentId = unit.newId('shp')
        await createShipment(unit, { shipmentId, orderId, order, by: actorId(caller), input: body })
        return shipmentId
      })
      const location = `/v1/shipments/${done.id}`
      return {
        body: presentShipmentState(done, organisationId),
        version: done.version,
        location,
        replayed: done.replayed,
      }
    },
  })

const readRoutes = ({ readState, documents }: Needs): Route[] => [
  route({
    method: 'GET',
    path: '/v1/shipments/{shipmentId}',
    operationId: 'getShipment',
    tag,
    summary: 'Read a shipment',
    access: { kind: 'member' },
    params: Type.Object({ shipmentId: ShipmentId }),
    query: asOfQuery,
    reply: ShipmentBody,
    refusals: asOfRefusals,
    async handle({ params, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: shipmentAggregate,
          id: params.shipmentId,
          show: (snapshot) => ({
            body: presentShipmentState(snapshot, caller.acting.organisationId),
            version: snapshot.version,
          }),
        },
      )
    },
  }),
  listRoute({
    path: '/v1/orders/{orderId}/shipments',
    operationId: 'listShipments',
    tag,
    summary: 'List an order’s shipments',
    access: { kind: 'member' },
    params: Type.Object({ orderId: OrderId }),
    reply: ShipmentBody,
    async handle({ params: { orderId }, caller, page }) {
      const { organisationId } = caller.acting
      seenOrder(await readState(orderAggregate, orderId), organisationId)
      const found = await documents.find(shipments, { index: 'byOrder', equals: [orderId], ...page })
      const items = found.items.map(({ body }) => presentShipment(JSON.parse(body) as ShipmentDocument, organisationId))
      return { ...found, items }
    },
  }),
]
