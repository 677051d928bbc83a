/** The shapes in which endpoints come and go over REST. */
import { Type } from 'typebox'
import { outwardType, type AnyOutwardEvents } from '../../../kernel/outward-events.ts'

export const webhookTag = 'Webhooks'

/** Of one organisation. */
export const webhooksMax = 20
export const overlapHoursMax = 168
export const overlapHoursDefault = 24

/** Owners and admins: whoever names an endpoint decides where the organisation's events go. */
export const webhookAccess = { kind: 'member', roles: [] } as const

export const Instant = Type.String({ format: 'date-time' })
export const WebhookParams = Type.Object({
  webhookId: Type.String({ pattern: '^whk_[0-9a-f]{32}$', description: 'An endpoint’s id.' }),
})

/** Every type that organisations are told of. */
export const toldTypes = (declared: readonly AnyOutwardEvents[]): readonly string[] => [
  ...new Set(declared.flatMap(({ events }) => Object.keys(events).map(outwardType))),
]

const Url = Type.String({
  minLength: 1,
  maxLength: 2_048,
  description: '`https` at its usual port, leading to a public address. Redirects are not followed.',
})
const Description = Type.String({ maxLength: 200, description: 'For your own people.' })

/** @param types  all that there are */
const typesField = (types: readonly string[]) =>
  Type.Union(
    [Type.Array(Type.Enum([...types]), { minItems: 1, maxItems: types.length, uniqueItems: true }), Type.Null()],
    { description: 'The types it is told of, as listed at GET /v1/events; null: all, also those still to come.' },
  )

export const registerBody = (types: readonly string[]) =>
  Type.Object({
    url: Url,
    description: Type.Optional(Description),
    types: Type.Optional(typesField(types)),
  })

export const changeBody = (types: readonly string[]) =>
  Type.Object({
    url: Type.Optional(Url),
    description: Type.Optional(Description),
    types: Type.Optional(typesField(types)),
  })

export const RotateBody = Type.Object({
  overlapHours: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: overlapHoursMax,
      description: `How long the old secret signs beside the new one; ${overlapHoursDefault} unless said.`,
    }),
  ),
})

export const WebhookBody = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    description: Type.String(),
    types: Type.Union([Type.Array(Type.String()), Type.Null()], { description: 'Null: all.' }),
    status: Type.Enum(['active', 'disabled']),
    disabled: Type.Optional(
      Type.Object({
        at: Instant,
        reason: Type.Enum(['by-member', 'gone', 'failing'], {
          description: '`gone`: it answered 410; `failing`: nothing arrived for five days.',
        }),
      }),
    ),
    secrets: Type.Array(Type.Object({ from: Instant, until: Type.Union([Instant, Type.Null()]) }), {
      description: 'When which secret signs, the newest first; two sign while they overlap.',
    }),
    createdAt: Instant,
    updatedAt: Instant,
    secret: Type.Optional(
      Type.String({
        description: '`whsec_…`, only in the first answer to the request that made it; it is not shown again.',
      }),
    ),
  },
  { title: 'Webhook' },
)
