/** Server-sent events (HTML Living Standard, 9.2): one organisation's events as lines, for as long as it may hear them. */
import { createWakeSignal } from '../../infrastructure/store/wake-signal.ts'
import type { Following } from './open-event-feed.ts'
import { placeText, type Place } from './place.ts'

export type EventStreamOptions = {
  /** @param notify  called when there may be more than before */
  readonly follow: (notify: () => void) => Following
  /** Where it begins; absent: with what happens from now on. */
  readonly from: Place | undefined
  readonly wants: (type: string) => boolean
  /** Aborts where the caller may hear no more, or the process ends. */
  readonly ending: AbortSignal
  /** Called when all is over, whoever ended it; perhaps twice. */
  readonly ended: () => void
  /** In [0, 1): clients that lose a process come back one by one. */
  readonly random: () => number
}

/** Proxies let go of what is silent for longer, and a client that went away is noticed by then. */
const heartbeatMs = 15_000
const retryMs = { least: 1_000, most: 10_000 } as const
const batchMax = 64

/** Nothing is held for a slow reader: what it has not taken is read again when it comes to it. */
export function serveEventStream(options: EventStreamOptions): AsyncIterable<string> {
  const gone = new AbortController()
  const lines = linesOf(options, AbortSignal.any([options.ending, gone.signal]))
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => lines.next(),
      // A client that went away is not waited for until the next heartbeat.
      async return() {
        gone.abort()
        // Whose first line was never asked for has nothing else to end.
        options.ended()
        return lines.return(undefined)
      },
    }),
  }
}

async function* linesOf(
  { follow, from, wants, ended, random }: EventStreamOptions,
  ending: AbortSignal,
): AsyncGenerator<string> {
  const wake = createWakeSignal()
  const following = follow(wake.notify)
  ending.addEventListener('abort', wake.notify, { once: true })
  try {
    let place = from ?? (await following.now())
    yield `retry: ${Math.round(retryMs.least + random() * (retryMs.most - retryMs.least))}\nid: ${placeText(place)}\n\n`
    while (!ending.aborted) {
      const batch = await following.next(place, batchMax)
      const hasMoved = placeText(batch.place) !== placeText(place)
      place = batch.place
      let lines = ''
      for (const { event, place: behind } of batch.events)
        if (wants(event.type)) lines += `id: ${placeText(behind)}\ndata: ${JSON.stringify(event)}\n\n`
      if (ending.aborted) return
      if (lines !== '') yield lines
      if (hasMoved) continue
      await wake.wait(heartbeatMs)
      // Also tells where to go on, past what was not wanted.
      if (!ending.aborted) yield `: \nid: ${placeText(place)}\n\n`
    }
  } finally {
    following.close()
    ended()
  }
}
