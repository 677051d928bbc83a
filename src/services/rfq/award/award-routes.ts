/** The REST face of awards: the buyer's alone. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Committed } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { approveAward, ownAward, rejectAward } from './approve-award.ts'
import { awardQuotes } from './award-quotes.ts'
import { presentAward } from './award-presenter.ts'
import { AwardBody, AwardInput } from './award-schemas.ts'
import { awardAggregate, awards, projectAward, type AwardDocument } from './award-view.ts'
import { unknownAward, type Award } from './award.ts'
import { ownRfq } from '../request/rfq-reader.ts'
import type { RfqRouteNeeds } from '../request/rfq-routes.ts'
import { AwardId, ReasonBody, RfqId } from '../request/rfq-schemas.ts'
import { rfqAggregate } from '../request/rfq-view.ts'

const tag = 'RFQs'
const byId = Type.Object({ awardId: AwardId })

const shown = (snapshot: Snapshot<Award>): AwardBody => {
  const document = projectAward(snapshot, snapshot.state)[0]?.document
  if (!document) throw new Rejected(unknownAward)
  return presentAward(document)
}

const replyOf = (done: Committed<Award>) => ({ body: shown(done), version: done.version, replayed: done.replayed })

export const awardRoutes = (needs: RfqRouteNeeds): Route[] => [
  proposeRoute(needs),
  ...judgingRoutes(needs),
  ...readingRoutes(needs),
]

const proposeRoute = ({ execute }: RfqRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/rfqs/{rfqId}/awards',
    operationId: 'proposeAward',
    tag,
    summary: 'Award an RFQ, or part of it',
    description:
      'Lines go to one quote or are split over several, by quantity or by percent of what was asked; the awarded quantity selects the price break. Approval rules are held against the whole with freight and charges, together with what else of the RFQ was awarded; where its orders are more than your budgets have left, an owner or admin is asked as well. Where nobody is asked, it is approved and ordered at once.',
    access: { kind: 'member', roles: ['buyer'] },
    params: Type.Object({ rfqId: RfqId }),
    body: AwardInput,
    reply: AwardBody,
    success: 201,
    timeoutMs: 10_000,
    refusals: ['award/more-than-offered', 'award/more-than-asked', 'award/no-exchange-rate', 'rfq/quote-expired'],
    async handle({ params, body, caller, intent }) {
      const { lines, final = false, poNumber, note } = body
      const buyerId = caller.acting.organisationId
      const proposed = { ...params, buyerId, by: actorId(caller), lines, final, poNumber, note }
      const done = await awardQuotes(execute, intent, proposed)
      return { ...replyOf(done), location: `/v1/awards/${done.id}` }
    },
  })

function judgingRoutes({ execute }: RfqRouteNeeds): Route[] {
  const shared = { method: 'POST', tag, access: { kind: 'member' }, params: byId, reply: AwardBody } as const
  return [
    route({
      ...shared,
      path: '/v1/awards/{awardId}/approve',
      operationId: 'approveAward',
      summary: 'Approve an award',
      description:
        'Nobody approves what they proposed. The last approval accepts the quotes, if they still hold, takes from the budgets and makes the orders, in one commit. `inSteadOf` says for whom somebody stood in by a delegation.',
      timeoutMs: 10_000,
      refusals: [
        'award/self-approval',
        'award/not-an-approver',
        'rfq/quote-expired',
        'quote/withdrawn',
        'organisation/beyond-budget',
      ],
      handle: async ({ params, caller, intent, ifMatch }) =>
        replyOf(await approveAward(execute, intent, { ...params, caller, ifMatch })),
    }),
    route({
      ...shared,
      path: '/v1/awards/{awardId}/reject',
      operationId: 'rejectAward',
      summary: 'Reject an award',
      description: 'By whoever could approve it next, or by whoever proposed it, as taking it back.',
      body: ReasonBody,
      refusals: ['award/not-an-approver', 'award/not-pending'],
      handle: async ({ params, body, caller, intent, ifMatch }) =>
        replyOf(await rejectAward(execute, intent, { ...params, ...body, caller, ifMatch })),
    }),
  ]
}

function readingRoutes({ readState, documents }: RfqRouteNeeds): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/awards/{awardId}',
      operationId: 'getAward',
      tag,
      summary: 'Read an award',
      access: { kind: 'member' },
      params: byId,
      query: asOfQuery,
      reply: AwardBody,
      refusals: asOfRefusals,
      async handle({ params, query, caller, intent }) {
        return showAsOf(
          readState,
          { ...query, now: intent.at },
          {
            aggregate: awardAggregate,
            id: params.awardId,
            show: (snapshot) => {
              ownAward(snapshot, caller.acting.organisationId)
              return { body: shown(snapshot), version: snapshot.version }
            },
          },
        )
      },
    }),
    listRoute({
      path: '/v1/rfqs/{rfqId}/awards',
      operationId: 'listAwardsOfRfq',
      tag,
      summary: 'List the awards of an RFQ',
      access: { kind: 'member' },
      params: Type.Object({ rfqId: RfqId }),
      reply: AwardBody,
      async handle({ params, caller, page }) {
        const { organisationId } = caller.acting
        ownRfq(await readState(rfqAggregate, params.rfqId), organisationId)
        const equals = [organisationId, params.rfqId]
        const found = await documents.find(awards, { index: 'byRfq', equals, ...page })
        return { ...found, items: found.items.map(({ body }) => presentAward(JSON.parse(body) as AwardDocument)) }
      },
    }),
  ]
}
