/** The REST face of what happens behind the scenes, for platform staff: how late consumers are, and what they gave up. */
import { Type } from 'typebox'
import type { EventBus } from '../event-bus/event-bus.ts'
import { Rejected, type Rejection } from '../kernel/rejection.ts'
import { listRoute, route, type Route } from './route.ts'

const tag = 'Operations'
const Instant = Type.String({ format: 'date-time' })
const Group = Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$', description: 'A consumer’s name.' })

const DeadLetterBody = Type.Object(
  {
    id: Type.String(),
    group: Group,
    messageId: Type.String(),
    type: Type.String({ description: 'What had happened, such as `order/sent`.' }),
    stream: Type.String(),
    version: Type.Integer(),
    at: Instant,
    attempts: Type.Integer(),
    reason: Type.String({ description: 'What the last attempt died of, without the values it may have quoted.' }),
    payload: Type.String({ description: 'The event’s body without its texts.' }),
    givenUpAt: Instant,
  },
  { title: 'DeadLetter' },
)

const ConsumerBody = Type.Object(
  {
    name: Group,
    lagMs: Type.Integer({ minimum: 0, description: 'Age of the oldest commit that is not handled; 0 when none is.' }),
    parked: Type.Integer({ minimum: 0, description: 'Messages that failed, or stand behind one that did.' }),
    deadLetters: Type.Integer({ minimum: 0 }),
  },
  { title: 'Consumer' },
)

export const operationsRoutes = ({ bus }: { readonly bus: EventBus }): Route[] => [
  listRoute({
    path: '/v1/dead-letters',
    operationId: 'listDeadLetters',
    tag,
    summary: 'List the messages that a consumer gave up',
    description: 'Oldest first. What a message changed elsewhere stays; this consumer alone has not heard of it.',
    access: { kind: 'staff' },
    query: Type.Object({ consumer: Type.Optional(Group) }),
    reply: DeadLetterBody,
    async handle({ query, page: { limit, after } }) {
      const found = await bus.deadLetters({
        limit: limit + 1,
        ...(query.consumer !== undefined && { group: query.consumer }),
        ...(after !== undefined && { after }),
      })
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return { items, ...(found.length > limit && last && { next: last.id }) }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/dead-letters/{deadLetterId}/replay',
    operationId: 'replayDeadLetter',
    tag,
    summary: 'Deliver a dead letter again',
    description: 'What waits of the same stream comes after it. One that fails again is given up again.',
    access: { kind: 'staff' },
    idempotency: 'optional',
    params: Type.Object({ deadLetterId: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}:[0-9a-f]{1,32}:\\d{1,9}$' }) }),
    refusals: ['gateway/unknown-dead-letter'],
    async handle({ params }) {
      if (!(await bus.replay(params.deadLetterId))) throw new Rejected(unknownDeadLetter)
      return {}
    },
  }),
  listRoute({
    path: '/v1/consumers',
    operationId: 'listConsumers',
    tag,
    summary: 'List the consumers of events and how late they are',
    access: { kind: 'staff' },
    reply: ConsumerBody,
    async handle() {
      const lags = await bus.lag()
      return {
        items: lags.map(({ group, lagMs, parked, deadLetters }) => {
          return { name: group, lagMs: Math.max(0, Math.round(lagMs)), parked, deadLetters }
        }),
      }
    },
  }),
]

const unknownDeadLetter: Rejection = {
  kind: 'not-found',
  code: 'gateway/unknown-dead-letter',
  detail: 'There is no such dead letter; it may have been replayed already.',
}
