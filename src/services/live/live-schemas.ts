/** What an event looks like where it is told, and how events are asked for. */
import { Type } from 'typebox'
import { outwardType, type AnyOutwardEvents } from '../../kernel/outward-events.ts'
import { placeMaxLength } from './place.ts'

export const eventFields = {
  id: Type.String({
    pattern: '^evt_[0-9a-f]{32}$',
    description: 'The same however often and wherever the event is told.',
  }),
  type: Type.String({ description: 'What happened, such as `order.confirmed`.' }),
  organisationId: Type.String({ description: 'Who is told of it.' }),
  subject: Type.String({ description: 'What it happened to: the path where that is read, as it is then.' }),
  version: Type.Integer({ minimum: 1, description: 'The version of the record that the event made.' }),
  at: Type.String({ format: 'date-time' }),
  asOf: Type.String({
    pattern: '^[0-9a-f]{16}$',
    description: 'Sent as `FX-As-Of` with the reading of `subject`, it makes sure that the event is in what is read.',
  }),
}

export const PlaceText = Type.String({
  maxLength: placeMaxLength,
  description: 'Where one goes on to miss nothing and to be told nothing twice, through whichever process.',
})

export const LiveEventBody = Type.Object(eventFields, { title: 'LiveEvent' })
export const PlacedEventBody = Type.Object({ ...eventFields, place: PlaceText }, { title: 'PlacedEvent' })

export const EventPageBody = Type.Object(
  {
    items: Type.Array(PlacedEventBody, { maxItems: 100 }),
    page: Type.Object({
      next: Type.Union([Type.String(), Type.Null()], { description: 'Null at the end of what there is by now.' }),
      previous: Type.Null(),
    }),
    place: Type.String({ description: 'The place behind the page, also where nothing was in it.' }),
  },
  { title: 'EventPage' },
)

/** Each type once, with what it says. */
export const typesOf = (declared: readonly AnyOutwardEvents[]): ReadonlyMap<string, string> =>
  new Map(
    declared.flatMap(({ events }) =>
      Object.entries(events as Record<string, string | { description: string }>).map(([type, says]) => [
        outwardType(type),
        typeof says === 'string' ? says : says.description,
      ]),
    ),
  )

export const eventsQuery = (types: readonly string[]) =>
  Type.Object({
    after: Type.Optional(PlaceText),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Of a page; 20 unless said.' })),
    types: Type.Optional(
      Type.Array(Type.Enum([...types]), { maxItems: types.length, description: 'These alone; all unless said.' }),
    ),
  })
