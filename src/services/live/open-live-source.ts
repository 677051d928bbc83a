/** What another protocol over WebSockets, such as GraphQL's, has of live events: the door, the events, and what limits both. */
import type { Upgrade } from '../../gateway/route.ts'
import type { AnyOutwardEvents } from '../../kernel/outward-events.ts'
import { placeOf, wantsOf } from './event-routes.ts'
import { followEvents } from './follow-events.ts'
import { waitForRoom, type Taker } from './wait-for-room.ts'
import { liveLimits, takeMessage, type MessageRate } from './live-limits.ts'
import { subscriptionsMax } from './live-message-schemas.ts'
import type { LiveEvent } from './next-events.ts'
import type { EventFeed } from './open-event-feed.ts'
import type { Entrance, SocketDoor } from './open-socket-door.ts'
import { placeText } from './place.ts'

export type EventsAsked = {
  readonly organisationId: string
  /** Undefined: all. */
  readonly types: readonly string[] | undefined
  /** A place, as an event came with it; undefined: from now on. */
  readonly after: string | undefined
  /** Aborts where the caller may hear no more. */
  readonly ending: AbortSignal
}

/** An event, and the text of the place behind it. */
export type PlacedEvent = LiveEvent & { readonly place: string }

export type LiveSource = {
  /** Whatever is told. */
  readonly declared: readonly AnyOutwardEvents[]
  readonly upgrade: (entrance: Entrance) => Upgrade
  /** One after another, until `ending`. Throws `Rejected` for what is no place of the organisation. */
  readonly events: (asked: EventsAsked) => Promise<AsyncGenerator<PlacedEvent, void, undefined>>
  /** Of one connection: whether one more message is within the rate. */
  readonly messageRate: () => () => boolean
  readonly waitForRoom: (taker: Taker) => Promise<boolean>
  /** Of one connection. */
  readonly subscriptionsMax: number
}

export type LiveSourceNeeds = {
  readonly declared: readonly AnyOutwardEvents[]
  readonly feed: EventFeed
  readonly door: SocketDoor
  readonly monotonicMs: () => number
}

/** Whoever asks hears of nothing else meanwhile. */
const quietMs = 60_000

export function openLiveSource({ declared, feed, door, monotonicMs }: LiveSourceNeeds): LiveSource {
  return {
    declared,
    upgrade: door.upgrade,
    async events({ organisationId, types, after, ending }) {
      const from = after === undefined ? undefined : await placeOf(feed, organisationId, after)
      const follow = (notify: () => void) => feed.follow(organisationId, notify)
      return eachOf(followEvents({ follow, from, wants: wantsOf(types), ending, quietMs }))
    },
    messageRate() {
      const rate: MessageRate = { level: 0, atMs: monotonicMs() }
      return () => takeMessage(rate, monotonicMs(), liveLimits.messagesPerSecond)
    },
    waitForRoom,
    subscriptionsMax,
  }
}

async function* eachOf(batches: ReturnType<typeof followEvents>): AsyncGenerator<PlacedEvent, void, undefined> {
  for await (const { events } of batches)
    for (const { event, place } of events) yield { ...event, place: placeText(place) }
}
