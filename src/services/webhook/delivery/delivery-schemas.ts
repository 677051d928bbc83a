/** The shapes in which deliveries and an endpoint's health are shown. */
import { Type, type Static } from 'typebox'
import { instantFromMs } from '../../../kernel/time.ts'
import { Instant, WebhookParams } from '../endpoint/webhook-schemas.ts'
import { deliveryStatuses, payloadText, type Delivery } from './delivery.ts'
import { isOnTrial, looksAtMs, type EndpointQueue } from './endpoint-queue.ts'

export const DeliveryParams = Type.Object({
  ...WebhookParams.properties,
  deliveryId: Type.String({ pattern: '^whd_[0-9a-f]{32}$', description: 'A delivery’s id.' }),
})
export const DeliveryStatusSchema = Type.Enum([...deliveryStatuses])

export const DeliveryBody = Type.Object(
  {
    id: Type.String(),
    messageId: Type.String({ description: 'Sent as `webhook-id`: the event’s id, the same however often it is sent.' }),
    type: Type.String(),
    status: DeliveryStatusSchema,
    body: Type.String({ description: 'What is signed and sent, to the byte.' }),
    attempts: Type.Integer({ description: 'Made so far, those before a replay too.' }),
    lately: Type.Array(
      Type.Object({
        at: Instant,
        durationMs: Type.Integer(),
        status: Type.Optional(Type.Integer({ description: 'Of the reply.' })),
        failure: Type.Optional(
          Type.Enum(['refused', 'unreachable', 'timed-out', 'too-large'], {
            description: 'Why there was no reply; `refused`: the address is not public.',
          }),
        ),
        reply: Type.Optional(Type.String({ description: 'How it began: 256 bytes at most.' })),
        retryAfterMs: Type.Optional(Type.Integer({ description: 'How long the receiver asked us to wait.' })),
      }),
      { description: 'The last ten attempts, the newest last.' },
    ),
    nextAttemptAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'Not before; a breaker may hold it.' }),
    ),
    endedAt: Type.Optional(Instant),
    createdAt: Instant,
  },
  { title: 'WebhookDelivery' },
)

export const HealthBody = Type.Object(
  {
    waiting: Type.Integer({ description: 'About so many deliveries wait.' }),
    failures: Type.Integer({ description: 'Attempts that failed since one succeeded.' }),
    breaker: Type.Enum(['closed', 'open'], {
      description: 'Open: it failed five times in a row, and single attempts ask now and then whether it is back.',
    }),
    failingSince: Type.Union([Instant, Type.Null()]),
    nextAttemptAt: Type.Union([Instant, Type.Null()]),
    missed: Type.Union([Type.Object({ since: Instant, count: Type.Integer() }), Type.Null()], {
      description: 'Events that found no room among ten thousand that wait: replay them from `since`.',
    }),
  },
  { title: 'WebhookHealth' },
)

export function presentDelivery(delivery: Delivery): Static<typeof DeliveryBody> {
  const { id, event, status, attempts, lately, createdMs } = delivery
  return {
    id,
    messageId: event.id,
    type: event.type,
    status,
    body: payloadText(delivery),
    attempts,
    lately: [...lately],
    ...(delivery.status === 'waiting'
      ? { nextAttemptAt: instantFromMs(delivery.dueMs) }
      : { endedAt: instantFromMs(delivery.endedMs) }),
    createdAt: instantFromMs(createdMs),
  }
}

/** @param queue  undefined where nothing was ever sent */
export function presentHealth(queue: EndpointQueue | undefined): Static<typeof HealthBody> {
  if (queue === undefined)
    return { waiting: 0, failures: 0, breaker: 'closed', failingSince: null, nextAttemptAt: null, missed: null }
  const { waiting, failures, failingSinceMs, missed } = queue
  const atMs = looksAtMs({ ...queue, heldBy: null })
  return {
    waiting,
    failures,
    breaker: isOnTrial(queue) ? 'open' : 'closed',
    failingSince: failingSinceMs === null ? null : instantFromMs(failingSinceMs),
    nextAttemptAt: atMs === null ? null : instantFromMs(atMs),
    missed,
  }
}
