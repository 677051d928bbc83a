/** The REST face of an RFQ's clarifications. */
import { Type, type Static } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { Rejected, invalidField } from '../../../kernel/rejection.ts'
import { pageOf } from './page-of.ts'
import { messagesFor, type MessageTarget, type RfqMessage } from './rfq-messages.ts'
import { readRfqFor, suppliersSee } from './rfq-reader.ts'
import type { RfqRouteNeeds } from './rfq-routes.ts'
import { InstantText, OrganisationId, RfqId } from './rfq-schemas.ts'
import { rfqMessagesAggregate } from './rfq-view.ts'

const tag = 'RFQs'
const Target = Type.Union([
  Type.Object({ kind: Type.Enum(['buyer', 'all']) }),
  Type.Object({ kind: Type.Enum(['supplier']), supplierId: OrganisationId }),
])
const Text = Type.String({ minLength: 1, maxLength: 2_000 })
const MessageBody = Type.Object(
  {
    id: Type.String({ pattern: '^msg_[0-9a-f]{32}$' }),
    at: InstantText,
    from: OrganisationId,
    to: Target,
    text: Text,
  },
  { title: 'RfqMessage' },
)

const shown = ({ id, at, from, to, text }: RfqMessage): Static<typeof MessageBody> => ({ id, at, from, to, text })

export const messageRoutes = ({ execute, readState }: RfqRouteNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/rfqs/{rfqId}/messages',
    operationId: 'postRfqMessage',
    tag,
    summary: 'Ask or clarify',
    description:
      'A supplier writes to the buyer. The buyer writes to all suppliers that see the RFQ, or to one. Without `to`: the buyer, or all.',
    access: { kind: 'member', roles: ['buyer', 'seller'] },
    params: Type.Object({ rfqId: RfqId }),
    body: Type.Object({ to: Type.Optional(Target), text: Text }),
    reply: MessageBody,
    success: 201,
    refusals: ['rfq/message-target', 'rfq/too-many-messages'],
    async handle({ params, body, caller, intent }) {
      const { organisationId } = caller.acting
      // By the key that makes the request repeatable, a replay finds the message it made; its version counts the messages.
      const done = await execute(rfqMessagesAggregate, intent, async (unit) => {
        const { state, viewer } = await readRfqFor(unit, params.rfqId, organisationId)
        const to = (body.to ?? { kind: viewer === 'buyer' ? 'all' : 'buyer' }) as MessageTarget
        if (to.kind === 'supplier' && !(await suppliersSee(unit, state, to.supplierId)))
          throw new Rejected(
            invalidField('rfq/message-target', '/to/supplierId', 'This supplier takes no part in the RFQ.'),
          )
        await unit.decide(rfqMessagesAggregate, params.rfqId, {
          type: 'post',
          id: unit.newId('msg'),
          at: unit.at,
          by: actorId(caller),
          buyerId: state.buyerId,
          from: organisationId,
          to,
          text: body.text,
        })
        return params.rfqId
      })
      return { body: shown(done.state.messages.at(-1)!), replayed: done.replayed }
    },
  }),
  listRoute({
    path: '/v1/rfqs/{rfqId}/messages',
    operationId: 'listRfqMessages',
    tag,
    summary: 'List the clarifications',
    description: 'Oldest first: what your organisation wrote, what it was written, and what all were.',
    access: { kind: 'member' },
    params: Type.Object({ rfqId: RfqId }),
    reply: MessageBody,
    async handle({ params, caller, page }) {
      const { organisationId } = caller.acting
      await readRfqFor({ read: readState }, params.rfqId, organisationId)
      const { state } = await readState(rfqMessagesAggregate, params.rfqId)
      return pageOf(messagesFor(state, organisationId).map(shown), page)
    },
  }),
]
