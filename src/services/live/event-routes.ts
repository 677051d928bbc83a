/** The REST face of events: a page of those that happened, or a stream of those that do. */
import { route, wantsEventStream, type Route } from '../../gateway/route.ts'
import type { AnyOutwardEvents } from '../../kernel/outward-events.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import type { ConnectionCount } from './count-connections.ts'
import { EventPageBody, eventsQuery, typesOf } from './live-schemas.ts'
import type { Placed } from './next-events.ts'
import type { CredentialWatch } from './open-credential-watch.ts'
import type { EventFeed } from './open-event-feed.ts'
import { beginning, parsePlace, placeText, type Place } from './place.ts'
import { serveEventStream } from './serve-event-stream.ts'

export type EventRouteNeeds = {
  readonly declared: readonly AnyOutwardEvents[]
  readonly feed: EventFeed
  readonly watch: CredentialWatch
  readonly connections: ConnectionCount
  /** Aborts when the process ends. */
  readonly ending: AbortSignal
  readonly random: () => number
}

/** Pages of the trail that one request looks through. */
const pagesMax = 8

export function eventRoutes(needs: EventRouteNeeds): Route[] {
  const types = typesOf(needs.declared)
  return [
    route({
      method: 'GET',
      path: '/v1/events',
      operationId: 'listEvents',
      tag: 'Events',
      summary: 'Read what happened, or be told of it as it happens',
      description: describe(types),
      access: { kind: 'member' },
      streamsEvents: true,
      query: eventsQuery([...types.keys()]),
      reply: EventPageBody,
      refusals: ['live/unknown-place', 'live/too-many-connections', 'live/too-many-readers'],
      async handle({ query, caller, headers }) {
        const { organisationId } = caller.acting
        const asked = headers['last-event-id'] ?? query.after
        const from = asked === undefined || asked === '' ? undefined : await placeOf(needs.feed, organisationId, asked)
        const wants = wantsOf(query.types)
        if (!wantsEventStream(headers.accept))
          return { body: await readPage(needs.feed, { organisationId, from, wants, limit: query.limit ?? 20 }) }
        const release = needs.connections.take(organisationId)
        if (!release) throw new Rejected(tooManyConnections)
        const ended = new AbortController()
        const { authorization, 'fx-organisation': organisation } = headers
        const credentials = { authorization: text(authorization), organisation: text(organisation) }
        const unwatch = needs.watch.watch(credentials, caller, () => ended.abort())
        const raw = serveEventStream({
          follow: (notify) => needs.feed.follow(organisationId, notify),
          from,
          wants,
          ending: AbortSignal.any([needs.ending, ended.signal]),
          ended() {
            unwatch()
            release()
          },
          random: needs.random,
        })
        return { body: { raw, type: 'text/event-stream; charset=utf-8' }, headers: streamHeaders }
      },
    }),
  ]
}

const streamHeaders = {
  'cache-control': 'no-store',
  vary: 'Accept, Authorization, FX-Organisation',
  // A proxy that collects an answer before it passes it on would pass on none.
  'x-accel-buffering': 'no',
}

export const wantsOf = (types: readonly string[] | undefined): ((type: string) => boolean) => {
  if (types === undefined) return () => true
  const wanted = new Set(types)
  return (type) => wanted.has(type)
}

/** Throws `Rejected` for what is no place of the organisation. */
export async function placeOf(feed: EventFeed, organisationId: string, asked: string | string[]): Promise<Place> {
  const place = typeof asked === 'string' ? parsePlace(asked) : undefined
  if (!place || !(await feed.isPlaceOf(organisationId, place))) throw new Rejected(unknownPlace)
  return place
}

const text = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : undefined

type PageAsked = {
  readonly organisationId: string
  readonly from: Place | undefined
  readonly wants: (type: string) => boolean
  readonly limit: number
}

async function readPage(feed: EventFeed, { organisationId, from = beginning, wants, limit }: PageAsked) {
  const items: Placed[] = []
  let place = from
  let isEnd = false
  for (let pages = 0; pages < pagesMax && items.length < limit && !isEnd; pages += 1) {
    const batch = await feed.past(organisationId, place, 64)
    isEnd = placeText(batch.place) === placeText(place)
    place = batch.place
    for (const placed of batch.events) {
      if (!wants(placed.event.type)) continue
      items.push(placed)
      if (items.length < limit) continue
      place = placed.place
      break
    }
  }
  const shown = items.map(({ event, place: behind }) => ({ ...event, place: placeText(behind) }))
  return { items: shown, page: { next: isEnd ? null : placeText(place), previous: null }, place: placeText(place) }
}

const describe = (types: ReadonlyMap<string, string>): string =>
  [
    'In the order in which it happened to each record; up to a second or two ago, from the first event on unless `after` says otherwise.',
    'With `Accept: text/event-stream`, a stream of server-sent events from now on, or from `Last-Event-ID` or `after` on, `0` being the beginning. Its ids are places.',
    'An event says what happened to which record; what the record is now, its own path tells, to whoever may read it.',
    ['| type | says |', '| --- | --- |', ...Array.from(types, ([type, says]) => `| \`${type}\` | ${says} |`)].join(
      '\n',
    ),
  ].join('\n\n')

export const unknownPlace: Rejection = {
  kind: 'malformed',
  code: 'live/unknown-place',
  detail:
    'This is no place in the events of this organisation. Go on from one that an event came with, or without any.',
}
export const tooManyConnections: Rejection = {
  kind: 'too-many',
  code: 'live/too-many-connections',
  detail: 'So many connections of this organisation are open that no more fit into this process.',
  facts: { retryAfterSeconds: 30 },
}
