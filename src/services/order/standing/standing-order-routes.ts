/** The REST face of standing orders, for the buyer whose they are. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { rolesFor } from '../order/order-policies.ts'
import { Day } from '../order/order-schemas.ts'
import { any } from '../order/order-view.ts'
import { changeStandingOrder, openStandingOrder } from './open-standing-order.ts'
import { standingOrderCommandRoutes, standingOrderTag } from './standing-order-command-routes.ts'
import { occurrencesOf, ownStandingOrder, presentSnapshot, presentStandingOrder } from './standing-order-presenter.ts'
import {
  OccurrenceBody,
  OpenBody,
  StandingOrderBody,
  StandingOrderId,
  StandingOrderStatusSchema,
  TermsBody,
} from './standing-order-schemas.ts'
import { standingOrderAggregate, standingOrders, type StandingOrderDocument } from './standing-order-view.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly documents: Documents }

const tag = standingOrderTag
const placing = { kind: 'member', roles: rolesFor.placing } as const
const path = '/v1/standing-orders/{standingOrderId}'
const byId = Type.Object({ standingOrderId: StandingOrderId })

export const standingOrderRoutes = (needs: Needs): Route[] => [
  openRoute(needs),
  replaceRoute(needs),
  ...readRoutes(needs),
  ...standingOrderCommandRoutes(needs),
]

const openRoute = ({ execute }: Needs): Route =>
  route({
    method: 'POST',
    path: '/v1/standing-orders',
    operationId: 'openStandingOrder',
    tag,
    summary: 'Open a standing order',
    description:
      'Each delivery of the weekly schedule becomes one order, at the price lists’ prices of that moment, as if it were placed and sent by hand: approvals and stock included. Deliveries whose cut-off is over already are left out.',
    access: placing,
    body: OpenBody,
    reply: StandingOrderBody,
    success: 201,
    refusals: ['organisation/not-verified', 'order/no-such-supplier', 'standing-order/no-delivery-left'],
    async handle({ body, caller, intent }) {
      const buyerId = caller.acting.organisationId
      const { supplierId, ...input } = body
      const done = await execute(standingOrderAggregate, intent, async (unit) => {
        const standingOrderId = unit.newId('sto')
        await openStandingOrder(unit, { standingOrderId, buyerId, supplierId, by: actorId(caller), input })
        return standingOrderId
      })
      const { id, version, replayed } = done
      return { body: presentSnapshot(done, buyerId), version, location: `/v1/standing-orders/${id}`, replayed }
    },
  })

const replaceRoute = ({ execute }: Needs): Route =>
  route({
    method: 'PUT',
    path,
    operationId: 'replaceStandingOrder',
    tag,
    summary: 'Give a standing order other terms',
    description: 'For deliveries that are not ordered yet; orders that were placed are not touched.',
    access: placing,
    params: byId,
    body: TermsBody,
    reply: StandingOrderBody,
    refusals: ['standing-order/unknown', 'standing-order/not-in-this-state', 'standing-order/begun'],
    async handle({ params: { standingOrderId }, body, caller, intent, ifMatch }) {
      const buyerId = caller.acting.organisationId
      const done = await execute(standingOrderAggregate, intent, async (unit) => {
        const snapshot = await unit.load(standingOrderAggregate, standingOrderId)
        const { supplierId } = ownStandingOrder(snapshot, buyerId)
        requireVersion(snapshot, ifMatch)
        await changeStandingOrder(unit, { standingOrderId, buyerId, supplierId, by: actorId(caller), input: body })
        return standingOrderId
      })
      return { body: presentSnapshot(done, buyerId), version: done.version, replayed: done.replayed }
    },
  })

const readRoutes = ({ readState, documents }: Needs): Route[] => [
  route({
    method: 'GET',
    path,
    operationId: 'getStandingOrder',
    tag,
    summary: 'Read a standing order',
    description: 'Its buyer’s alone. `next` says what is ordered next, and what stands in its way.',
    access: { kind: 'member' },
    params: byId,
    query: asOfQuery,
    reply: StandingOrderBody,
    refusals: ['standing-order/unknown', ...asOfRefusals],
    async handle({ params, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: standingOrderAggregate,
          id: params.standingOrderId,
          show: (snapshot) => ({
            body: presentSnapshot(snapshot, caller.acting.organisationId),
            version: snapshot.version,
          }),
        },
      )
    },
  }),
  listRoute({
    path: '/v1/standing-orders',
    operationId: 'listStandingOrders',
    tag,
    summary: 'List your organisation’s standing orders',
    description: 'The newest first.',
    access: { kind: 'member' },
    query: Type.Object({ status: Type.Optional(StandingOrderStatusSchema) }),
    reply: StandingOrderBody,
    async handle({ query, caller, page }) {
      const found = await documents.find(standingOrders, {
        index: 'byBuyer',
        equals: [caller.acting.organisationId, query.status ?? any],
        order: 'descending',
        ...page,
      })
      return { ...found, items: found.items.map(({ body }) => presentStandingOrder(documentOf(body))) }
    },
  }),
  listRoute({
    path: `${path}/occurrences`,
    operationId: 'listStandingOrderOccurrences',
    tag,
    summary: 'List the deliveries of a standing order',
    description: 'By date: what became of each, and what is planned.',
    access: { kind: 'member' },
    params: byId,
    query: Type.Object({ from: Type.Optional(Day) }),
    reply: OccurrenceBody,
    async handle({ params, query, caller, page: { limit, after } }) {
      const snapshot = await readState(standingOrderAggregate, params.standingOrderId)
      const all = occurrencesOf(ownStandingOrder(snapshot, caller.acting.organisationId))
      const { from = '' } = query
      const left = all.filter(({ date }) => date >= from && (after === undefined || date > after))
      const items = left.slice(0, limit)
      const last = items.at(-1)
      return { items, ...(left.length > limit && last && { next: last.date }) }
    },
  }),
]

// Written by the view alone.
const documentOf = (body: string): StandingOrderDocument => JSON.parse(body) as StandingOrderDocument
