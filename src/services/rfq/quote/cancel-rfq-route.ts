/** The REST face of cancelling an RFQ, which ends its quotes too. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { shownRfq, type RfqRouteNeeds } from '../request/rfq-routes.ts'
import { ReasonBody, RfqBody, RfqId } from '../request/rfq-schemas.ts'
import { cancelRfq } from './cancel-rfq.ts'

export const cancelRfqRoute = ({ execute }: Pick<RfqRouteNeeds, 'execute'>): Route =>
  route({
    method: 'POST',
    path: '/v1/rfqs/{rfqId}/cancel',
    operationId: 'cancelRfq',
    tag: 'RFQs',
    summary: 'Cancel an RFQ',
    description: 'Every quote on it is rejected in the same commit. Not once anything was awarded.',
    access: { kind: 'member', roles: ['buyer'] },
    params: Type.Object({ rfqId: RfqId }),
    body: ReasonBody,
    reply: RfqBody,
    async handle({ params, body, caller, intent, ifMatch }) {
      const { organisationId } = caller.acting
      const cancelled = { ...params, ...body, buyerId: organisationId, by: actorId(caller), ifMatch }
      const done = await cancelRfq(execute, intent, cancelled)
      return { ...shownRfq(done, { viewer: 'buyer', organisationId, at: intent.at }), replayed: done.replayed }
    },
  })
