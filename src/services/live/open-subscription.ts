/** One subscription of a live connection: tells events as they come, and no faster than they are taken. */
import { waitForRoom, type Taker } from './wait-for-room.ts'
import type { LiveEvent } from './next-events.ts'
import type { Following } from './open-event-feed.ts'
import { placeText, type Place } from './place.ts'

/** The connection, as far as its subscriptions see it. */
export type Outlet = Taker & {
  send(text: string): void
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
  /** Gives the place behind what there was. */
  const tellBatch = async (behind: Place): Promise<Place> => {
    if (!(await waitForRoom(outlet))) return behind
    const batch = await following.next(behind, batchMax)
    if (isClosed || !outlet.isOpen()) return behind
    for (const placed of batch.events)
      if (wants(placed.event.type)) outlet.send(eventText(id, placeText(placed.place), placed.event))
    return batch.place
  }
  /** One at a time: who hears meanwhile that there may be more looks once again. */
  const tell = async (): Promise<void> => {
    isMore = true
    if (isTelling) return
    isTelling = true
    try {
      if (!hasBegun) place = await begin()
      while (isMore && !isClosed && place !== undefined) {
        isMore = false
        const behind: Place = await tellBatch(place)
        if (placeText(behind) !== placeText(place)) isMore = true
        place = behind
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

function eventText(id: string, place: string, event: LiveEvent): string {
  let text = texts.get(event)
  if (text === undefined) texts.set(event, (text = JSON.stringify(event)))
  // Neither name nor place has a character that JSON would escape.
  return `{"type":"event","id":"${id}","place":"${place}","event":${text}}`
}
