/** Events as they happen, as an async iterator that goes on where it was cut off. */
import { bySocket, hasSocket } from './events-by-socket.ts'
import { byStream } from './events-by-stream.ts'
import type { Ending, EventsAsked, Told, ToldEvent } from './event-types.ts'
import { pause } from './pause.ts'
import { ProblemError } from './problem.ts'
import { remember, type ClientOptions } from './request.ts'

/** So many connections in a row told nothing. */
export class EventsLost extends Error {
  override name = 'EventsLost'
  /** Go on behind it, once the exchange answers. */
  readonly place: string | undefined
  constructor(attempts: number, place: string | undefined, cause: unknown) {
    super(`Of ${attempts} connections in a row, none told anything. Look whether the exchange can be reached.`, {
      cause,
    })
    this.place = place
  }
}

type Progress = { place: string | undefined; failures: number }

const backoffMs = { least: 500, most: 30_000 } as const

/**
 * Gives events in order, each once, over as many connections as it takes. Throws `ProblemError` where the exchange
 * refuses for good, as with a token that nothing renews, and `EventsLost` where it gives up.
 */
export async function* followEvents(options: ClientOptions, asked: EventsAsked = {}): AsyncGenerator<ToldEvent> {
  const { random = Math.random, wait = pause } = options.retries || {}
  const { signal, over, attempts = 20 } = asked
  const progress: Progress = { place: asked.after, failures: 0 }
  let ending: Ending | undefined
  while (!signal?.aborted) {
    let cause: unknown
    const isStream = over ? over === 'server-sent-events' : ending === 'not opened' || !hasSocket(options)
    const connection = (isStream ? byStream : bySocket)(options, asked, progress.place)
    try {
      ending = yield* takeAll(connection, progress, options)
    } catch (error) {
      if (signal?.aborted) return
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429) throw error
      ending = 'cut'
      cause = error
    }
    if (signal?.aborted) return
    // Where no WebSocket opens, a stream may; and if that does not either, it says why.
    if (ending === 'renewal' || (ending === 'not opened' && !over)) continue
    progress.failures += 1
    if (progress.failures >= attempts) throw new EventsLost(attempts, progress.place, cause)
    // Full jitter: listeners that lost a process do not come back all at once.
    const backoff = random() * Math.min(backoffMs.most, backoffMs.least * 2 ** progress.failures)
    const asksMs = cause instanceof ProblemError ? (cause.retryAfterMs ?? 0) : 0
    await wait(Math.max(backoff, asksMs), signal)
  }
}

/** All of one connection. */
async function* takeAll(
  connection: AsyncGenerator<Told, Ending>,
  progress: Progress,
  { asOf }: ClientOptions,
): AsyncGenerator<ToldEvent, Ending> {
  try {
    for (;;) {
      const { done, value } = await connection.next()
      if (done) return value
      const { place, event } = value
      progress.place = place
      progress.failures = 0
      if (!event) continue
      // Who is told of something reads it with that in it.
      remember(asOf, event.asOf)
      yield { event, place }
    }
  } finally {
    await connection.return('cut')
  }
}
