/** One subscription of a live connection: tells events as they come, and no faster than they are taken. */
import { hasRoom, waitForRoom, type Taker } from './wait-for-room.ts'
import type { Batch, LiveEvent, Placed } from './next-events.ts'
import type { Following } from './open-event-feed.ts'
import { placeText, type Place } from './place.ts'

/** The connection, as far as its subscriptions see it. */
export type Outlet = Taker & {
  /** @param text  of one message, UTF-8 where it is bytes */
  send(text: string | Buffer): void
  failed(error: unknown): void
}

export type SubscriptionOptions = {
  readonly id: string
  /** @param notify  called when there may be more than before */
  readonly follow: (notify: () => void) => Following
  /** Where it begins; absent: with what happens from now on. */
  readonly from: Place | undefined
  readonly wants: (type: string) => boolean
  readonly outlet: Outlet
}

/** Gives the place behind what was told; none where it had not begun. */
export type Subscription = { close(): string | undefined }

const batchMax = 64

export function openSubscription({ id, follow, from, wants, outlet }: SubscriptionOptions): Subscription {
  let place = from
  let hasBegun = false
  let isClosed = false
  let isTelling = false
  let isMore = true

  const begin = async (): Promise<Place> => {
    hasBegun = true
    const first = place ?? (await following.now())
    if (!isClosed && outlet.isOpen()) outlet.send(JSON.stringify({ type: 'subscribed', id, place: placeText(first) }))
    return first
  }
  /** Whether there may be more behind it. */
  const send = (from: Place, batch: Batch): boolean => {
    if (isClosed || !outlet.isOpen()) return false
    for (const placed of batch.events) if (wants(placed.event.type)) outlet.send(eventText(id, placed))
    place = batch.place
    return place !== from && placeText(place) !== placeText(from)
  }
  /** What nobody has to wait for goes out at once: a thousand are told in one turn of the loop. False: something has to be waited for. */
  const tellKnown = (): boolean => {
    while (hasBegun && place !== undefined && hasRoom(outlet)) {
      const batch = following.known(place, batchMax)
      if (!batch) return false
      if (!send(place, batch)) return true
    }
    return false
  }
  /** One at a time: who hears meanwhile that there may be more looks once again. */
  const tell = async (): Promise<void> => {
    isMore = true
    if (isTelling) return
    isTelling = true
    try {
      if (tellKnown()) return
      if (!hasBegun) place = await begin()
      while (isMore && !isClosed && place !== undefined) {
        isMore = false
        if (!(await waitForRoom(outlet))) return
        if (send(place, await following.next(place, batchMax))) isMore = true
      }
    } catch (error) {
      outlet.failed(error)
    } finally {
      isTelling = false
    }
  }
  const following = follow(() => void tell())
  void tell()
  return {
    close() {
      isClosed = true
      following.close()
      return place && placeText(place)
    },
  }
}

/** An event that a thousand are told of is written as text once. */
const texts = new WeakMap<LiveEvent, string>()
/** Those who listen from one place are mostly one program, and give their subscriptions one name: they share the bytes, too. */
const messages = new WeakMap<Placed, { readonly id: string; readonly bytes: Buffer }>()

function eventText(id: string, placed: Placed): Buffer {
  const made = messages.get(placed)
  if (made?.id === id) return made.bytes
  const { event, place } = placed
  let text = texts.get(event)
  if (text === undefined) texts.set(event, (text = JSON.stringify(event)))
  // Neither name nor place has a character that JSON would escape.
  const bytes = Buffer.from(`{"type":"event","id":"${id}","place":"${placeText(place)}","event":${text}}`)
  messages.set(placed, { id, bytes })
  return bytes
}
