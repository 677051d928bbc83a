/** What events as they happen need, and what they provide. Nothing follows the log until somebody listens. */
import type { Route, Upgrade } from '../../gateway/route.ts'
import type { StreamName } from '../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { Authenticate } from '../../kernel/caller.ts'
import type { Clock } from '../../kernel/clock.ts'
import { container } from '../../kernel/container.ts'
import type { AnyOutwardEvents } from '../../kernel/outward-events.ts'
import type { Log } from '../../telemetry/log.ts'
import { countConnections } from './count-connections.ts'
import { eventRoutes } from './event-routes.ts'
import { createLiveEventsReader, type Standing } from './live-events-reader.ts'
import { openCredentialWatch } from './open-credential-watch.ts'
import { openEventFeed } from './open-event-feed.ts'
import { openLiveEntrance } from './open-live-entrance.ts'
import { openLiveSource, type LiveSource } from './open-live-source.ts'
import { openSocketDoor } from './open-socket-door.ts'

export type LiveNeeds = {
  store: Store
  documents: Documents
  outwardEvents: readonly AnyOutwardEvents[]
  standingOf: (stream: StreamName) => Promise<Standing>
  authenticate: Authenticate
  commitNotices: { subscribe(listener: (streams: readonly string[]) => void): () => void }
  clock: Clock
  random: () => number
  log: Log
}

/** Ends every stream: before the listener closes, which waits for the answers under way. */
export type Live = { readonly ending: AbortSignal; stop(): Promise<void> }

export const liveModule = container<LiveNeeds>()
  .singleton(
    'eventFeed',
    ['store', 'documents', 'outwardEvents', 'standingOf', 'clock', 'log'],
    ({ store, documents, outwardEvents: declared, standingOf, clock, log }) =>
      openEventFeed({
        log: store,
        documents,
        readEvents: createLiveEventsReader({ declared, standingOf }),
        monotonicMs: clock.monotonicMs,
        failed: (error) => log.warn({ err: error }, 'events are told late'),
      }),
    { dispose: (feed) => feed.close() },
  )
  .singleton(
    'credentialWatch',
    ['authenticate', 'commitNotices', 'clock'],
    ({ authenticate, commitNotices, clock }) =>
      openCredentialWatch({
        authenticate,
        subscribe: commitNotices.subscribe,
        nowMs: () => Date.parse(clock.now()),
      }),
    { dispose: (watch) => watch.close() },
  )
  .singleton('liveConnections', [], () => countConnections())
  .singleton(
    'socketDoor',
    ['credentialWatch', 'liveConnections', 'log'],
    ({ credentialWatch: watch, liveConnections: connections, log }) =>
      openSocketDoor({
        watch,
        connections,
        failed: (error) => log.error({ err: error }, 'a live connection was given up'),
      }),
  )
  .singleton(
    'liveUpgrades',
    ['socketDoor', 'eventFeed', 'clock', 'log'],
    ({ socketDoor, eventFeed: feed, clock, log }): readonly Upgrade[] => [
      socketDoor.upgrade(
        openLiveEntrance({
          feed,
          monotonicMs: clock.monotonicMs,
          failed: (error) => log.error({ err: error }, 'a live connection was given up'),
        }),
      ),
    ],
  )
  .singleton('live', ['eventFeed', 'socketDoor'], ({ eventFeed, socketDoor }): Live => {
    const ending = new AbortController()
    return {
      ending: ending.signal,
      async stop() {
        ending.abort()
        await socketDoor.stop()
        await eventFeed.close()
      },
    }
  })
  .singleton(
    'liveSource',
    ['outwardEvents', 'eventFeed', 'socketDoor', 'clock'],
    ({ outwardEvents: declared, eventFeed: feed, socketDoor: door, clock }): LiveSource =>
      openLiveSource({ declared, feed, door, monotonicMs: clock.monotonicMs }),
  )
  .singleton(
    'liveRoutes',
    ['outwardEvents', 'eventFeed', 'credentialWatch', 'liveConnections', 'live', 'random'],
    ({ outwardEvents, eventFeed, credentialWatch, liveConnections, live, random }): readonly Route[] =>
      eventRoutes({
        declared: outwardEvents,
        feed: eventFeed,
        watch: credentialWatch,
        connections: liveConnections,
        ending: live.ending,
        random,
      }),
  )
