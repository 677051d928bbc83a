/** Events as they happen, as an async iterator that goes on where it was cut off. */
import type { PlacedEvent } from './generated.ts'
import { pause } from './pause.ts'
import { ProblemError } from './problem.ts'
import { openRequest, type ClientOptions } from './request.ts'

/** That something happened, and where to read it. */
export type LiveEvent = Omit<PlacedEvent, 'place'>

export type EventsAsked = {
  /** These types alone; all unless said. */
  readonly types?: readonly string[]
  /** The place behind the last event that was dealt with, `0` for the first there is; from now on unless said. */
  readonly after?: string
  readonly organisation?: string
  /** Ends the iteration. */
  readonly signal?: AbortSignal
}

/** An event, and where to go on behind it. */
export type ToldEvent = { readonly event: LiveEvent; readonly place: string }

/** A connection that is silent for so long is dead: a heartbeat comes each 15 s. */
const silenceMs = 45_000
const retryMs = { least: 500, most: 30_000 } as const
/** A stream is for as long as its reader likes. */
const streamMs = 2_147_483_647

/**
 * Gives events in order, each once, over as many connections as it takes. Throws `ProblemError` where the exchange
 * refuses for good, as with a token that `authorization` cannot renew.
 */
export async function* followEvents(options: ClientOptions, asked: EventsAsked = {}): AsyncGenerator<ToldEvent> {
  let place = asked.after
  let failures = 0
  while (!asked.signal?.aborted) {
    try {
      for await (const told of oneConnection(options, asked, place)) {
        failures = 0
        place = told.place
        if (told.event) yield { event: told.event, place }
      }
    } catch (error) {
      if (asked.signal?.aborted) return
      if (error instanceof ProblemError && error.status < 500 && error.status !== 429) throw error
    }
    failures += 1
    // Full jitter: listeners that lost a process do not come back all at once.
    await pause(Math.random() * Math.min(retryMs.most, retryMs.least * 2 ** failures), asked.signal)
  }
}

type Line = { readonly place: string; readonly event?: LiveEvent }

/** Ends where the connection does; a place without an event came with a heartbeat. */
async function* oneConnection(
  options: ClientOptions,
  { types, organisation, signal }: EventsAsked,
  place: string | undefined,
): AsyncGenerator<Line> {
  const silent = new AbortController()
  const response = await openRequest(options, {
    method: 'GET',
    path: '/v1/events',
    accept: 'text/event-stream',
    query: { types, after: place },
    timeoutMs: streamMs,
    signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
    ...(organisation !== undefined && { organisation }),
  })
  if (!response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let timer = setTimeout(() => silent.abort(), silenceMs)
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), silenceMs)
      const blocks = (text + value).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const line = readBlock(block)
        if (line) yield line
      }
    }
  } finally {
    clearTimeout(timer)
    silent.abort()
  }
}

function readBlock(block: string): Line | undefined {
  let place: string | undefined
  let data: string | undefined
  for (const line of block.split('\n')) {
    if (line.startsWith('id: ')) place = line.slice(4)
    if (line.startsWith('data: ')) data = line.slice(6)
  }
  if (place === undefined) return undefined
  return { place, ...(data !== undefined && { event: JSON.parse(data) as LiveEvent }) }
}
