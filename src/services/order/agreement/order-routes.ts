/** The REST face of orders: placing one, reading one, listing one's own. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Reply, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { Rejected, invalidField } from '../../../kernel/rejection.ts'
import { parseInstant } from '../../../kernel/time.ts'
import type { PriceFor } from '../../product/contract.ts'
import { orderChangesRoute } from './order-change-routes.ts'
import { orderCommandRoutes } from './order-command-routes.ts'
import { rolesFor } from '../order/order-policies.ts'
import type { OrderReader } from './order-reader.ts'
import { presentOrder, summariseOrder } from './order-presenter.ts'
import { OrderBody, SummaryBody } from './order-reply-schemas.ts'
import { Instant, OrderId, OrderStatusSchema, PlaceBody } from '../order/order-schemas.ts'
import { isSeenOrder } from '../order/load-order.ts'
import { listOrders } from '../order/order-queries.ts'
import type { Order } from '../order/order-state.ts'
import { orderAggregate, type OrderDocument } from '../order/order-view.ts'
import { placeOrder } from './place-order.ts'
import type { UnansweredOrders } from '../stock/unanswered-orders.ts'

export type OrderRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly priceFor: PriceFor
  readonly unansweredOrders: UnansweredOrders
  readonly orderReader: OrderReader
}

export const orderTag = 'Orders'

export const orderRoutes = (needs: OrderRouteNeeds): Route[] => [
  placeRoute(needs),
  ...readRoutes(needs),
  ...orderCommandRoutes(needs),
  orderChangesRoute(needs),
]

const placeRoute = ({ execute, priceFor }: OrderRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/orders',
    operationId: 'placeOrder',
    tag: orderTag,
    summary: 'Draft an order from price lists',
    description:
      'One supplier, one currency, one incoterm. Prices are those of today; the supplier sees nothing of it before it is sent.',
    access: { kind: 'member', roles: rolesFor.placing },
    body: PlaceBody,
    reply: OrderBody,
    success: 201,
    refusals: ['order/no-price', 'order/other-supplier', 'order/mixed-terms', 'organisation/not-verified'],
    async handle({ body, caller, intent }) {
      const buyerId = caller.acting.organisationId
      const done = await execute(orderAggregate, intent, async (unit) => {
        const orderId = unit.newId('ord')
        await placeOrder(unit, { orderId, buyerId, by: actorId(caller), input: body }, priceFor)
        return orderId
      })
      const location = `/v1/orders/${done.id}`
      return { body: presentOrder(done, buyerId), version: done.version, location, replayed: done.replayed }
    },
  })

const readRoutes = ({ readState, documents, orderReader }: OrderRouteNeeds): Route[] => [
  route({
    method: 'GET',
    path: '/v1/orders/{orderId}',
    operationId: 'getOrder',
    tag: orderTag,
    summary: 'Read an order',
    description:
      'Shown to its buyer, and to its supplier from the moment it was sent. With `asOf`, as it stood then, to each side what it saw then.',
    access: { kind: 'member' },
    params: Type.Object({ orderId: OrderId }),
    query: asOfQuery,
    reply: OrderBody,
    refusals: asOfRefusals,
    async handle({ params, query, caller, intent }) {
      const { organisationId } = caller.acting
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: orderAggregate,
          id: params.orderId,
          show: (snapshot) => readReply(snapshot, organisationId),
        },
      )
    },
    async many(requests) {
      const { organisationId } = requests[0]!.caller.acting
      const ids = requests.map(({ params }) => params.orderId)
      const found = await orderReader.several(ids, organisationId)
      return found.map((snapshot) => snapshot && readReply(snapshot, organisationId))
    },
  }),
  listRoute({
    path: '/v1/orders',
    operationId: 'listOrders',
    tag: orderTag,
    summary: 'List your organisation’s orders',
    description: 'The newest first.',
    access: { kind: 'member' },
    query: Type.Object({
      status: Type.Optional(OrderStatusSchema),
      role: Type.Optional(Type.Enum(['buyer', 'supplier'], { description: 'On which side you stand.' })),
      since: Type.Optional(Instant),
    }),
    reply: SummaryBody,
    async handle({ query, caller, page }) {
      const { since, ...narrowed } = query
      const { organisationId } = caller.acting
      const found = await listOrders(documents, {
        organisationId,
        ...narrowed,
        ...(since !== undefined && { since: sinceOf(since) }),
        ...page,
      })
      return {
        ...found,
        items: found.items.map(({ body }) => summariseOrder(JSON.parse(body) as OrderDocument)),
        wholes() {
          const read = orderReader.newest(found.items)
          return new Map(
            found.items.map((stored) => [
              `/v1/orders/${stored.id}`,
              async () => replyFor(await read(stored), organisationId),
            ]),
          )
        },
      }
    },
  }),
]

const replyFor = (snapshot: Snapshot<Order>, organisationId: string): Reply | undefined =>
  isSeenOrder(snapshot, organisationId) ? readReply(snapshot, organisationId) : undefined

const readReply = (snapshot: Snapshot<Order>, organisationId: string): Reply => ({
  body: presentOrder(snapshot, organisationId),
  version: snapshot.version,
})

/** As the times of the index are written, so that texts compare as times do. */
function sinceOf(text: string): string {
  const since = parseInstant(text)
  if (since.ok) return since.value
  throw new Rejected(invalidField(since.rejection.code, '/since', since.rejection.detail))
}
