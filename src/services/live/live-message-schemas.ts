/** What goes over a live connection, each way: one schema a message, for checks, types and the description. */
import { Type, type Static } from 'typebox'
import { LiveEventBody, PlaceText } from './live-schemas.ts'
import { placeMaxLength } from './place.ts'

const closed = { additionalProperties: false } as const

const SubscriptionId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'The client’s own name of the subscription, repeated with each of its events.',
})

export const subscriptionsMax = 16

export const clientMessages = {
  subscribe: Type.Object(
    {
      type: Type.Literal('subscribe'),
      id: SubscriptionId,
      types: Type.Optional(
        Type.Array(Type.String({ pattern: '^[a-z.-]{1,64}$' }), {
          minItems: 1,
          maxItems: 100,
          description: 'These alone; all unless said.',
        }),
      ),
      after: Type.Optional(
        Type.String({
          maxLength: placeMaxLength,
          description:
            'Where to go on: the `place` that an event came with, `0` for the beginning. From now on unless said.',
        }),
      ),
    },
    { title: 'Subscribe', description: 'Asks to be told of events.', ...closed },
  ),
  unsubscribe: Type.Object(
    { type: Type.Literal('unsubscribe'), id: SubscriptionId },
    { title: 'Unsubscribe', description: 'Ends a subscription.', ...closed },
  ),
  ping: Type.Object(
    { type: Type.Literal('ping') },
    { title: 'Ping', description: 'For clients that cannot send a ping frame, such as browsers.', ...closed },
  ),
} as const

const ProblemBody = Type.Object({
  type: Type.String({ description: 'The page of the problem.' }),
  code: Type.String(),
  detail: Type.String(),
})

export const serverMessages = {
  subscribed: Type.Object(
    { type: Type.Literal('subscribed'), id: SubscriptionId, place: PlaceText },
    { title: 'Subscribed', description: 'The subscription begins behind this place.', ...closed },
  ),
  event: Type.Object(
    { type: Type.Literal('event'), id: SubscriptionId, place: PlaceText, event: LiveEventBody },
    { title: 'Event', description: 'Something happened; `place` is where to go on behind it.', ...closed },
  ),
  unsubscribed: Type.Object(
    { type: Type.Literal('unsubscribed'), id: SubscriptionId, place: Type.Optional(PlaceText) },
    { title: 'Unsubscribed', description: 'The subscription ended behind this place.', ...closed },
  ),
  pong: Type.Object({ type: Type.Literal('pong') }, { title: 'Pong', description: 'Answers a ping.', ...closed }),
  error: Type.Object(
    { type: Type.Literal('error'), id: Type.Optional(SubscriptionId), problem: ProblemBody },
    { title: 'Error', description: 'A message was refused; the connection goes on.', ...closed },
  ),
} as const

export type ClientMessage = Static<(typeof clientMessages)[keyof typeof clientMessages]>
export type ServerMessage = Static<(typeof serverMessages)[keyof typeof serverMessages]>

/** Why a connection is closed by the exchange (RFC 6455, 7.4), and what to do. */
export const closeCodes = {
  1001: 'The process ends. Connect again after a moment of your own choosing, up to 30 s, and go on from the last place.',
  1003: 'A binary message came: messages are texts.',
  1008: 'The token ended or was revoked, or more than 50 messages came within a second. Get a token and connect again.',
  1009: 'A message was larger than 64 KiB.',
  1011: 'Something went wrong on our side. Connect again and go on from the last place.',
  1013: 'Events were read too slowly, too many read the past at once, or no more connections fit into this process. Connect again when there is time for them, and go on from the last place.',
} as const
