/** Follows what one organisation is told from a place on, for as long as somebody asks for more. */
import { createWakeSignal } from '../../infrastructure/store/wake-signal.ts'
import type { Batch } from './next-events.ts'
import type { Following } from './open-event-feed.ts'
import { placeText, type Place } from './place.ts'

export type FollowOptions = {
  /** @param notify  called when there may be more than before */
  readonly follow: (notify: () => void) => Following
  /** Where it begins; absent: with what happens from now on. */
  readonly from: Place | undefined
  readonly wants: (type: string) => boolean
  /** Aborts where the caller may hear no more, or the process ends. */
  readonly ending: AbortSignal
  /** A batch without events is given after so long at most in which none came, and says where to go on meanwhile. */
  readonly quietMs: number
}

const batchMax = 64

/**
 * The first batch has no events and says where the others begin. Nothing is held for a slow reader: what it has not
 * asked for is read when it does.
 */
export async function* followEvents(options: FollowOptions): AsyncGenerator<Batch, void, undefined> {
  const { follow, from, wants, ending, quietMs } = options
  const wake = createWakeSignal()
  const following = follow(wake.notify)
  ending.addEventListener('abort', wake.notify, { once: true })
  try {
    let place = from ?? (await following.now())
    yield { events: [], place }
    while (!ending.aborted) {
      const batch = await following.next(place, batchMax)
      const hasMoved = placeText(batch.place) !== placeText(place)
      place = batch.place
      const events = batch.events.filter(({ event }) => wants(event.type))
      if (ending.aborted) return
      if (events.length > 0) yield { events, place }
      if (hasMoved) continue
      await wake.wait(quietMs)
      if (!ending.aborted) yield { events: [], place }
    }
  } finally {
    ending.removeEventListener('abort', wake.notify)
    following.close()
  }
}
