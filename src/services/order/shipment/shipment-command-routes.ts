/** What supplier and buyer do with a shipment, each as a sub-resource to post to. */
import type { Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { commandRouteOf, type Unsigned } from '../order/command-route.ts'
import { dispatchShipment, reservationsOf } from './dispatch-shipment.ts'
import { issueLabels } from './issue-labels.ts'
import { loadShipment, orderOfShipment } from './load-shipment.ts'
import { rolesFor } from '../order/order-policies.ts'
import { Reason, ShipmentId } from '../order/order-schemas.ts'
import { orderAggregate } from '../order/order-view.ts'
import { shipmentAggregate } from './shipment-view.ts'
import { assertWeighable, pickPlanned } from './pick-shipment.ts'
import { loseShipment, refuseShipment } from './receive-shipment.ts'
import { presentShipmentState } from './shipment-presenter.ts'
import { DispatchBody, DocumentsBody, PackBody, PickBody, ShipmentBody, TemperaturesBody } from './shipment-schemas.ts'
import type { ShipmentCommand } from './shipment-state.ts'
import { withdrawShipment } from './withdraw-shipment.ts'

type Needs = { readonly execute: Execute }

export const shipmentCommandRoutes = (needs: Needs): Route[] => [
  ...goodsRoutes(needs),
  ...wayRoutes(needs),
  ...paperRoutes(needs),
]

type Context = { readonly shipmentId: string; readonly by: string }

const commandRoute = commandRouteOf({
  aggregate: shipmentAggregate,
  path: '/v1/shipments',
  idName: 'shipmentId',
  id: ShipmentId,
  tag: 'Shipments',
  reply: ShipmentBody,
  refusals: ['shipment/unknown', 'shipment/not-in-this-state'],
  load: async (unit, shipmentId, wish) => ({ shipmentId, shipment: await loadShipment(unit, shipmentId, wish) }),
  present: presentShipmentState,
})

const decide = (unit: Unit, { shipmentId, by }: Context, command: Unsigned<ShipmentCommand>) =>
  unit.decide(shipmentAggregate, shipmentId, { ...command, at: unit.at, by } as ShipmentCommand)

const goodsRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'pick',
    operationId: 'pickShipment',
    summary: 'Pick the lots of a shipment',
    description:
      'First expired, first out, or the lots that were taken, with the reason. Catch weight is weighed here.',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: PickBody,
    async run(unit, { shipmentId, shipment, by }, { lines = [] }) {
      const order = await orderOfShipment(unit, shipment)
      assertWeighable(order, lines)
      const how = new Map(lines.map(({ deliveryId, ...each }) => [deliveryId, each]))
      await pickPlanned(unit, { shipmentId, orderId: shipment.orderId, order, by, lines: shipment.lines, how })
    },
  }),
  commandRoute(needs, {
    action: 'pack',
    operationId: 'packShipment',
    summary: 'Say in which packages a shipment goes',
    description: 'Replaces what was said before. Packages without an SSCC are given one.',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: PackBody,
    async run(unit, context, { packages, shipFromSiteId }) {
      const labelled = await issueLabels(unit, context.shipment.supplierId, packages, shipFromSiteId)
      await decide(unit, context, { type: 'pack', packages: labelled })
    },
  }),
  commandRoute(needs, {
    action: 'dispatch',
    operationId: 'dispatchShipment',
    summary: 'Let a picked shipment leave',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: DispatchBody,
    async run(unit, { shipmentId, shipment, by }, { carrier, documents }) {
      const { orderId, portions } = shipment
      const order = await orderOfShipment(unit, shipment)
      const papers = { carrier, documents }
      const lines = shipment.lines.map(({ deliveryId, quantity }) => ({ deliveryId, quantity }))
      const dispatching = { shipmentId, orderId, order, by, lines: shipment.lines, portions, ...papers }
      await dispatchShipment(unit, { ...dispatching, reservations: reservationsOf(order) })
      await unit.decide(orderAggregate, orderId, { type: 'ship', at: unit.at, by, shipmentId, planned: true, lines })
    },
  }),
  commandRoute(needs, {
    action: 'withdraw',
    operationId: 'withdrawShipment',
    summary: 'Take back a shipment that has not left',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: Reason,
    run: async (unit, context, { reason }) =>
      withdrawShipment(unit, { ...context, order: await orderOfShipment(unit, context.shipment) }, reason),
  }),
]

const wayRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'deliver',
    operationId: 'deliverShipment',
    summary: 'Say that a shipment has arrived',
    description: 'What is in it, the buyer says by a receipt.',
    as: 'either',
    roles: ['buyer', 'seller', 'quality'],
    run: (unit, context) => decide(unit, context, { type: 'deliver' }),
  }),
  commandRoute(needs, {
    action: 'refuse',
    operationId: 'refuseShipment',
    summary: 'Refuse a whole shipment on arrival',
    description: 'All of it goes back into the supplier’s stock, blocked; the order is open for it again.',
    as: 'buyer',
    roles: rolesFor.receiving,
    body: Reason,
    run: async (unit, context, { reason }) =>
      refuseShipment(unit, { ...context, order: await orderOfShipment(unit, context.shipment) }, reason),
  }),
  commandRoute(needs, {
    action: 'lose',
    operationId: 'loseShipment',
    summary: 'Report a shipment lost',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: Reason,
    run: async (unit, context, { reason }) =>
      loseShipment(unit, { ...context, order: await orderOfShipment(unit, context.shipment) }, reason),
  }),
]

const paperRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'documents',
    operationId: 'addShipmentDocuments',
    summary: 'Add papers to a shipment',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: DocumentsBody,
    run: (unit, context, { documents }) => decide(unit, context, { type: 'add-documents', documents }),
  }),
  commandRoute(needs, {
    action: 'temperatures',
    operationId: 'logTemperatures',
    summary: 'Add to a shipment’s temperature log',
    as: 'either',
    roles: ['buyer', 'seller', 'quality'],
    body: TemperaturesBody,
    run: (unit, context, { temperatures }) => decide(unit, context, { type: 'log-temperatures', temperatures }),
  }),
]
