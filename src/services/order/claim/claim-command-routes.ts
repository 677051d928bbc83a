/** What supplier and buyer do with a claim, each as a sub-resource to post to. */
import type { Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { commandRouteOf } from '../order/command-route.ts'
import { rolesFor } from '../order/order-policies.ts'
import { Reason } from '../order/order-schemas.ts'
import { acceptClaim, rejectClaim, withdrawClaim } from './answer-claim.ts'
import { presentClaim } from './claim-presenter.ts'
import { AcceptBody, ClaimBody, ClaimId, ReturnBody } from './claim-schemas.ts'
import { claimAggregate } from './claim-view.ts'
import { loadClaim } from './load-claim.ts'
import { receiveReturn } from './receive-return.ts'

type Needs = { readonly execute: Execute }

const commandRoute = commandRouteOf({
  aggregate: claimAggregate,
  path: '/v1/claims',
  idName: 'claimId',
  id: ClaimId,
  tag: 'Claims',
  reply: ClaimBody,
  refusals: ['claim/unknown', 'claim/not-in-this-state'],
  load: async (unit, claimId, wish) => ({ claimId, claim: await loadClaim(unit, claimId, wish) }),
  present: presentClaim,
})

export const claimCommandRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'accept',
    operationId: 'acceptClaim',
    summary: 'Accept a claim, or part of it',
    description:
      'A credit comes to the agreed price of what is accepted, rounded as an invoice’s line is; the credit note is issued of the invoice. Where goods shall come back, it is due once they are back. What is not accepted may be claimed again, in time.',
    as: 'supplier',
    roles: rolesFor.selling,
    body: AcceptBody,
    run: (unit, context, input) => acceptClaim(unit, context, input),
  }),
  commandRoute(needs, {
    action: 'reject',
    operationId: 'rejectClaim',
    summary: 'Reject a claim',
    description: 'What it stood for may be claimed again, in time.',
    as: 'supplier',
    roles: rolesFor.selling,
    body: Reason,
    run: (unit, context, { reason }) => rejectClaim(unit, context, reason),
  }),
  commandRoute(needs, {
    action: 'withdraw',
    operationId: 'withdrawClaim',
    summary: 'Withdraw a claim',
    description: 'Before it is answered, or while goods that shall go back have not; they stay, and nothing is due.',
    as: 'buyer',
    roles: rolesFor.receiving,
    run: (unit, context) => withdrawClaim(unit, context),
  }),
  commandRoute(needs, {
    action: 'receive-return',
    operationId: 'receiveReturn',
    summary: 'Say that claimed goods have come back',
    description: 'They are blocked stock of their lot, in the place they left from, until somebody has looked at them.',
    as: 'supplier',
    roles: rolesFor.shipping,
    body: ReturnBody,
    run: (unit, context, { quantity }) => receiveReturn(unit, context, quantity),
  }),
]
