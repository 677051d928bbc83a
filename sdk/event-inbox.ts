/** What a WebSocket brought and nobody took yet: bounded, since a page cannot have the socket itself wait. */
import type { Ending, EventsAsked, LiveEvent, Told } from './event-types.ts'

/** What the exchange says (docs/asyncapi.json). */
type Message =
  | { readonly type: 'subscribed' | 'unsubscribed'; readonly id: string; readonly place: string }
  | { readonly type: 'event'; readonly id: string; readonly place: string; readonly event: LiveEvent }
  | { readonly type: 'error' | 'pong' }

/** How the socket came to its end; the last two are for its owner to deal with. */
export type Ended = Ending | 'token over' | 'refused'

export type Inbox = {
  /** Until the end, and with what came before it. */
  all(): AsyncGenerator<Told, Ended>
  /** The first end counts. */
  end(why: Ended): void
}

/** A proxy may hold on to what it does not understand. */
const openMs = 10_000
/** A page does not see the pings of the protocol: it asks for itself whether anybody is there. */
const pingMs = 20_000
/** Between two subscriptions: the exchange takes 50 messages a second. */
const restMs = 100
const tokenOver = 1008

/** @param after  where the first subscription begins */
export function openInbox(
  socket: WebSocket,
  { types, signal, waitingMax = 1_000 }: EventsAsked,
  after: string | undefined,
): Inbox {
  const waiting: Told[] = []
  let place = after
  let subscription = 0
  let isHeld = false
  let isResting = false
  let isAnswering = true
  let ended: Ended | undefined
  let wake = (): void => undefined
  let pings: ReturnType<typeof setInterval> | undefined

  const say = (message: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const subscribe = (): void => {
    isHeld = false
    subscription += 1
    // What still comes of the one before bears its name.
    say({ type: 'subscribe', id: `${subscription}`, types, after: place })
  }
  /** The exchange holds nothing back for a subscription that it ended: it reads its log again from the place. */
  const hold = (): void => {
    isHeld = true
    isResting = true
    say({ type: 'unsubscribe', id: `${subscription}` })
    setTimeout(() => {
      isResting = false
      goOn()
    }, restMs)
  }
  const goOn = (): void => {
    if (isHeld && !isResting && !ended && waiting.length <= waitingMax / 2) subscribe()
  }
  const take = (message: Message): void => {
    isAnswering = true
    switch (message.type) {
      case 'subscribed':
      case 'event':
        if (isHeld || message.id !== `${subscription}`) return
        place = message.place
        waiting.push(message.type === 'event' ? { place, event: message.event } : { place })
        if (message.type === 'event' && waiting.length >= waitingMax) hold()
        return wake()
      case 'error':
        return end('refused')
      case 'unsubscribed':
      case 'pong':
        return
    }
  }
  const end = (why: Ended): void => {
    if (ended) return
    ended = why
    clearTimeout(opening)
    clearInterval(pings)
    signal?.removeEventListener('abort', abort)
    socket.close()
    wake()
  }
  const abort = (): void => {
    waiting.length = 0
    end('cut')
  }
  const opening = setTimeout(() => end('not opened'), openMs)
  signal?.addEventListener('abort', abort)
  socket.addEventListener('open', () => {
    clearTimeout(opening)
    pings = setInterval(() => {
      if (!isAnswering) return end('cut')
      isAnswering = false
      say({ type: 'ping' })
    }, pingMs)
    subscribe()
  })
  socket.addEventListener('message', ({ data }) => {
    const message = ended ? undefined : readMessage(data)
    if (message) take(message)
  })
  socket.addEventListener('close', ({ code }) =>
    end(subscription === 0 ? 'not opened' : code === tokenOver ? 'token over' : 'cut'),
  )
  return {
    end,
    async *all() {
      for (;;) {
        const told = waiting.shift()
        if (told) {
          yield told
          goOn()
        } else if (ended) return ended
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}

/** Undefined for what no exchange says. */
function readMessage(data: unknown): Message | undefined {
  try {
    return JSON.parse(String(data)) as Message
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
