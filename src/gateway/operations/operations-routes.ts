/** The REST face of what happens behind the scenes, for platform staff: how late consumers are, and what they gave up. */
import { Type } from 'typebox'
import type { EventBus } from '../../event-bus/event-bus.ts'
import type { ConnectionPool } from '../../infrastructure/connection-pools/connection-pools.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { listRoute, route, type Route } from '../route.ts'

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

const Count = Type.Integer({ minimum: 0 })
const WaitBody = Type.Object(
  {
    upToMs: Type.Optional(Type.Integer({ description: 'Absent in the last one: all that took longer.' })),
    count: Count,
  },
  { title: 'ConnectionWaits' },
)

const ConnectionPoolBody = Type.Object(
  {
    name: Type.String({ description: 'What the connections lead to, such as `mongodb`.' }),
    sizeMax: Type.Integer({ minimum: 1, description: 'Connections to one node at most.' }),
    open: Type.Integer({ minimum: 0, description: 'To all nodes, now.' }),
    inUse: Type.Integer({ minimum: 0, description: 'Taken by a command, now.' }),
    waiting: Type.Integer({ minimum: 0, description: 'Commands that wait for a connection, now.' }),
    checkedOut: Type.Integer({ minimum: 0, description: 'Commands that got one, since the process started.' }),
    timedOut: Type.Integer({ minimum: 0, description: 'Commands that waited in vain: the pool was exhausted.' }),
    failed: Type.Integer({ minimum: 0, description: 'Commands that got none because the node was away.' }),
    cleared: Type.Integer({ minimum: 0, description: 'How often a node’s connections were given up.' }),
    waits: Type.Array(WaitBody, {
      maxItems: 32,
      description: 'How long commands waited, in ranges that do not overlap.',
    }),
    longestWaitMs: Count,
  },
  { title: 'ConnectionPool' },
)

export type OperationsNeeds = { readonly bus: EventBus; readonly connectionPools: readonly ConnectionPool[] }

export const operationsRoutes = ({ bus, connectionPools }: OperationsNeeds): Route[] => [
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
  listRoute({
    path: '/v1/connection-pools',
    operationId: 'listConnectionPools',
    tag,
    summary: 'List the pools of connections to servers, how busy they are and how long commands waited',
    description:
      'Of the process that answers, since it started. There are none where the exchange keeps all in a folder.',
    access: { kind: 'staff' },
    reply: ConnectionPoolBody,
    async handle() {
      return {
        items: connectionPools.map(({ name, use }) => {
          const { longestWaitMs, ...counts } = use()
          return { name, ...counts, waits: [...counts.waits], longestWaitMs: Math.round(longestWaitMs) }
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
