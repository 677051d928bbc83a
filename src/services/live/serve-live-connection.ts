/** One live connection: its messages are checked, its subscriptions told, and it is closed where it asks too much. */
import type { Static } from 'typebox'
import type { UpgradeRequest } from '../../gateway/route.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { placeOf, wantsOf } from './event-routes.ts'
import { liveLimits, takeMessage, type MessageRate } from './live-limits.ts'
import { subscriptionsMax, type clientMessages, type ServerMessage } from './live-message-schemas.ts'
import type { ReadClientMessage } from './read-client-message.ts'
import { openSubscription, type Outlet, type Subscription } from './open-subscription.ts'
import type { EventFeed } from './open-event-feed.ts'
import type { Connection, DoorSocket } from './open-socket-door.ts'

export type LiveConnectionNeeds = {
  readonly feed: EventFeed
  readonly organisationId: string
  readonly readMessage: ReadClientMessage
  readonly count: UpgradeRequest['count']
  readonly monotonicMs: () => number
  readonly failed: (error: unknown) => void
}

const OPEN = 1
const asText = { binary: false }

export function serveLiveConnection(socket: DoorSocket, needs: LiveConnectionNeeds): Connection {
  const { feed, organisationId, readMessage, count, monotonicMs, failed } = needs
  const subscriptions = new Map<string, Subscription | undefined>()
  const rate: MessageRate = { level: 0, atMs: monotonicMs() }

  const send = (message: ServerMessage): void => {
    if (socket.readyState === OPEN) socket.send(JSON.stringify(message))
  }
  const end = (code: number, reason: string): void => {
    if (socket.readyState === OPEN) socket.close(code, reason)
    closed()
  }
  const closed = (): void => {
    for (const subscription of subscriptions.values()) subscription?.close()
    subscriptions.clear()
  }
  const outlet: Outlet = {
    isOpen: () => socket.readyState === OPEN,
    bufferedBytes: () => socket.bufferedAmount,
    send: (text) => socket.send(text, asText),
    tooSlow: () => end(1013, 'Events were read too slowly.'),
    failed(error) {
      if (error instanceof Rejected) return end(1013, error.rejection.code)
      failed(error)
      end(1011, 'Something went wrong on our side.')
    },
  }
  const refuse = (id: string | undefined, { code, detail }: Rejection): void =>
    send({ type: 'error', ...(id !== undefined && { id }), problem: { type: `/problems/${code}`, code, detail } })

  const subscribe = async ({ id, types, after }: Static<typeof clientMessages.subscribe>): Promise<void> => {
    if (subscriptions.has(id)) return refuse(id, alreadySubscribed)
    if (subscriptions.size >= subscriptionsMax) return refuse(id, tooManySubscriptions)
    subscriptions.set(id, undefined)
    try {
      // The past is looked for, page by page, however little of it is told.
      await count(after === undefined ? 'read' : 'search')
      const from = after === undefined ? undefined : await placeOf(feed, organisationId, after)
      // It may have been ended while its place was looked up.
      if (!subscriptions.has(id)) return
      const follow = (notify: () => void) => feed.follow(organisationId, notify)
      subscriptions.set(id, openSubscription({ id, follow, from, wants: wantsOf(types), outlet }))
    } catch (error) {
      subscriptions.delete(id)
      if (!(error instanceof Rejected)) throw error
      refuse(id, error.rejection)
    }
  }
  const unsubscribe = (id: string): void => {
    const subscription = subscriptions.get(id)
    if (!subscriptions.delete(id)) return refuse(id, unknownSubscription)
    const place = subscription?.close()
    return send({ type: 'unsubscribed', id, ...(place !== undefined && { place }) })
  }

  return {
    end,
    closed,
    message(data, isBinary) {
      if (!takeMessage(rate, monotonicMs(), liveLimits.messagesPerSecond))
        return end(1008, 'More than 50 messages within a second.')
      if (isBinary) return end(1003, 'Messages are texts.')
      void (async () => {
        const message = readMessage(data)
        if (!message.ok) return refuse(undefined, message.rejection)
        switch (message.value.type) {
          case 'subscribe':
            return await subscribe(message.value)
          case 'unsubscribe':
            return unsubscribe(message.value.id)
          case 'ping':
            return send({ type: 'pong' })
        }
      })().catch(outlet.failed)
    },
  }
}

const alreadySubscribed: Rejection = {
  kind: 'conflict',
  code: 'live/already-subscribed',
  detail: 'There is a subscription of this name on this connection. Give each its own.',
}
const tooManySubscriptions: Rejection = {
  kind: 'too-many',
  code: 'live/too-many-subscriptions',
  detail: `A connection has at most ${subscriptionsMax} subscriptions; one may name many types.`,
}
const unknownSubscription: Rejection = {
  kind: 'not-found',
  code: 'live/unknown-subscription',
  detail: 'There is no subscription of this name on this connection.',
}
