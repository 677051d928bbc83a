/** Server-sent events (HTML Living Standard, 9.2): one organisation's events as lines, for as long as it may hear them. */
import { followEvents, type FollowOptions } from './follow-events.ts'
import { placeText } from './place.ts'

export type EventStreamOptions = Omit<FollowOptions, 'quietMs'> & {
  /** Called when all is over, whoever ended it; perhaps twice. */
  readonly ended: () => void
  /** In [0, 1): clients that lose a process come back one by one. */
  readonly random: () => number
}

/** Proxies let go of what is silent for longer, and a client that went away is noticed by then. */
const heartbeatMs = 15_000
const retryMs = { least: 1_000, most: 10_000 } as const

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
  { ended, random, ...options }: EventStreamOptions,
  ending: AbortSignal,
): AsyncGenerator<string> {
  // Whoever waits for news is told where to go on meanwhile, past what was not wanted.
  let opening = `retry: ${Math.round(retryMs.least + random() * (retryMs.most - retryMs.least))}\n`
  try {
    for await (const { events, place } of followEvents({ ...options, ending, quietMs: heartbeatMs })) {
      if (events.length === 0) yield `${opening}id: ${placeText(place)}\n\n`
      else yield events.map((each) => `id: ${placeText(each.place)}\ndata: ${JSON.stringify(each.event)}\n\n`).join('')
      opening = ': \n'
    }
  } finally {
    ended()
  }
}
