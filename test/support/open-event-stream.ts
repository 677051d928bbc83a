/** A client of server-sent events that keeps what it was told, in a connection of its own. */
import { request, type IncomingMessage } from 'node:http'

export type ToldEvent = {
  readonly id: string
  readonly type: string
  readonly organisationId: string
  readonly subject: string
  readonly version: number
  readonly at: string
  readonly asOf: string
}

export type TestStream = {
  /** With the place behind each. */
  readonly events: { readonly place: string; readonly event: ToldEvent }[]
  /** As a browser would send it. */
  lastEventId(): string
  isOpen(): boolean
  close(): void
}

export type StreamAsked = { readonly token: string; readonly lastEventId?: string; readonly query?: string }

/** Resolves with the first place, from which on nothing is missed. Rejects where it is refused. */
export function openEventStream(baseUrl: string, { token, lastEventId, query = '' }: StreamAsked): Promise<TestStream> {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'text/event-stream',
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  }
  return new Promise((resolve, reject) => {
    const asking = request(`${baseUrl}/v1/events${query}`, { headers, agent: false }, (response) => {
      if (response.statusCode === 200) follow(response, resolve)
      else {
        response.resume()
        reject(new Error(`The stream was refused with ${response.statusCode}.`))
      }
    })
    asking.on('error', reject)
    asking.end()
  })
}

function follow(response: IncomingMessage, opened: (stream: TestStream) => void): void {
  const events: TestStream['events'] = []
  let place = ''
  let isOpen = true
  let text = ''
  const stream = {
    events,
    lastEventId: () => place,
    isOpen: () => isOpen,
    close() {
      isOpen = false
      response.destroy()
    },
  }
  const take = (block: string): void => {
    const fields = new Map(
      block
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
    )
    place = fields.get('id') ?? place
    const data = fields.get('data')
    if (data !== undefined) events.push({ place, event: JSON.parse(data) as ToldEvent })
    else if (place !== '') opened(stream)
  }
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    if (!isOpen) return
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) take(block)
  })
  response.on('error', () => (isOpen = false))
  response.on('close', () => (isOpen = false))
}
