/** Events over one stream of server-sent events (HTML Living Standard, 9.2), for as long as it lasts. */
import type { Ending, EventsAsked, LiveEvent, Told } from './event-types.ts'
import { openRequest, renewing, type ClientOptions } from './request.ts'

/** A connection that is silent for so long is dead: a heartbeat comes each 15 s. */
const silenceMs = 45_000
/** A stream is for as long as its reader likes. */
const streamMs = 2_147_483_647

/** Reads no faster than it is asked to. Throws `ProblemError` where the exchange refuses. */
export async function* byStream(
  options: ClientOptions,
  { types, organisation, signal }: EventsAsked,
  after: string | undefined,
): AsyncGenerator<Told, Ending> {
  const silent = new AbortController()
  const request = {
    method: 'GET',
    path: '/v1/events',
    accept: 'text/event-stream',
    query: { types, after },
    timeoutMs: streamMs,
    signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
    ...(organisation !== undefined && { organisation }),
  }
  const response = await renewing(options, () => openRequest(options, request))
  if (!response.body) return 'cut'
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let timer = setTimeout(() => silent.abort(), silenceMs)
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return 'cut'
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), silenceMs)
      const blocks = (text + value).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const told = readBlock(block)
        if (told) yield told
      }
    }
  } finally {
    clearTimeout(timer)
    silent.abort()
  }
}

function readBlock(block: string): Told | undefined {
  let place: string | undefined
  let data: string | undefined
  for (const line of block.split('\n')) {
    if (line.startsWith('id: ')) place = line.slice(4)
    if (line.startsWith('data: ')) data = line.slice(6)
  }
  if (place === undefined) return undefined
  return { place, ...(data !== undefined && { event: JSON.parse(data) as LiveEvent }) }
}
