/** The REST face of claims: submitting one over a receipt, reading one, listing an order's and one's own. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { seenOrder } from '../order/load-order.ts'
import { rolesFor } from '../order/order-policies.ts'
import { OrderId } from '../order/order-schemas.ts'
import { any, orderAggregate } from '../order/order-view.ts'
import { claimCommandRoutes } from './claim-command-routes.ts'
import { presentClaim, presentClaimDocument } from './claim-presenter.ts'
import { ClaimBody, ClaimId, ClaimInputBody, ClaimStatusSchema } from './claim-schemas.ts'
import { claimAggregate, claims, type ClaimDocument } from './claim-view.ts'
import { submitClaim } from './submit-claim.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly documents: Documents }

const tag = 'Claims'
const byOrder = Type.Object({ orderId: OrderId })
const presented = (items: readonly { readonly body: string }[]) =>
  items.map(({ body }) => presentClaimDocument(JSON.parse(body) as ClaimDocument))

export const claimRoutes = (needs: Needs): Route[] => [
  submitRoute(needs),
  ...readRoutes(needs),
  ...claimCommandRoutes(needs),
]

const submitRoute = ({ execute }: Needs): Route =>
  route({
    method: 'POST',
    path: '/v1/orders/{orderId}/claims',
    operationId: 'submitClaim',
    tag,
    summary: 'Claim over a line of a receipt',
    description:
      'Within 3 days of the receipt for perishables, 7 for other goods, 30 for hidden defects, or as the order’s `claimDays` say; hidden defects never after the lot’s date mark. Never more, over all claims, than the line says. What is held or over is judged by a receipt first.',
    access: { kind: 'member', roles: rolesFor.receiving },
    params: byOrder,
    body: ClaimInputBody,
    reply: ClaimBody,
    success: 201,
    refusals: ['order/unknown', 'shipment/unknown', 'claim/too-late', 'claim/more-than-received', 'claim/not-judged'],
    async handle({ params: { orderId }, body: input, caller, intent }) {
      const { organisationId } = caller.acting
      const done = await execute(claimAggregate, intent, async (unit) => {
        const claimId = unit.newId('clm')
        await submitClaim(unit, { claimId, orderId, organisationId, by: actorId(caller), input })
        return claimId
      })
      const location = `/v1/claims/${done.id}`
      return { body: presentClaim(done, organisationId), version: done.version, location, replayed: done.replayed }
    },
  })

const readRoutes = ({ readState, documents }: Needs): Route[] => [
  route({
    method: 'GET',
    path: '/v1/claims/{claimId}',
    operationId: 'getClaim',
    tag,
    summary: 'Read a claim',
    access: { kind: 'member' },
    params: Type.Object({ claimId: ClaimId }),
    query: asOfQuery,
    reply: ClaimBody,
    refusals: asOfRefusals,
    async handle({ params: { claimId }, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: claimAggregate,
          id: claimId,
          show: (snapshot) => ({
            body: presentClaim(snapshot, caller.acting.organisationId),
            version: snapshot.version,
          }),
        },
      )
    },
  }),
  listRoute({
    path: '/v1/claims',
    operationId: 'listClaims',
    tag,
    summary: 'List your organisation’s claims',
    description: 'The newest first.',
    access: { kind: 'member' },
    query: Type.Object({
      status: Type.Optional(ClaimStatusSchema),
      role: Type.Optional(Type.Enum(['buyer', 'supplier'], { description: 'On which side you stand.' })),
    }),
    reply: ClaimBody,
    async handle({ query: { status = any, role = any }, caller, page }) {
      const equals = [caller.acting.organisationId, role, status]
      const found = await documents.find(claims, { index: 'byParticipant', equals, order: 'descending', ...page })
      return { ...found, items: presented(found.items) }
    },
  }),
  listRoute({
    path: '/v1/orders/{orderId}/claims',
    operationId: 'listOrderClaims',
    tag,
    summary: 'List an order’s claims',
    description: 'The oldest first.',
    access: { kind: 'member' },
    params: byOrder,
    reply: ClaimBody,
    async handle({ params: { orderId }, caller, page }) {
      seenOrder(await readState(orderAggregate, orderId), caller.acting.organisationId)
      const found = await documents.find(claims, { index: 'byOrder', equals: [orderId], ...page })
      return { ...found, items: presented(found.items) }
    },
  }),
]
