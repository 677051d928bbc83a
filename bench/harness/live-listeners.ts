/** Many WebSockets from one process, each with a subscription to everything its organisation is told. */
import { WebSocket } from 'ws'

export type Listeners = {
  readonly count: number
  /** Messages of events that came, with when. They are read afterwards: the cores are the exchange's. */
  readonly told: { readonly at: number; readonly data: Buffer }[]
  close(): Promise<void>
}

/** Connections that are opened at once. */
const atOnce = 64

export async function openListeners(url: string, token: string, count: number): Promise<Listeners> {
  const sockets: WebSocket[] = []
  const told: Listeners['told'] = []
  const open = (n: number): Promise<void> =>
    new Promise((resolve, reject) => {
      // A source address holds some 28,000 connections; loopback has many.
      const localAddress = `127.0.0.${1 + (n % 4)}`
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, {
        headers: { authorization: `Bearer ${token}` },
        perMessageDeflate: false,
        localAddress,
      })
      let isSubscribed = false
      sockets.push(socket)
      socket.once('error', reject)
      socket.once('open', () => socket.send('{"type":"subscribe","id":"all"}'))
      socket.on('message', (data: Buffer) => {
        const at = performance.now()
        if (isSubscribed) told.push({ at, data })
        else if (typeOf(data) === 'subscribed') {
          isSubscribed = true
          resolve()
        }
      })
    })
  for (let n = 0; n < count; n += atOnce)
    await Promise.all(Array.from({ length: Math.min(atOnce, count - n) }, (_, k) => open(n + k)))
  return {
    count,
    told,
    async close() {
      for (const socket of sockets) socket.terminate()
    },
  }
}

const typeOf = (data: Buffer): string => (JSON.parse(data.toString()) as { type: string }).type

/** Of a message of an event; undefined for any other. */
export const subjectOf = (data: Buffer): string | undefined =>
  (JSON.parse(data.toString()) as { event?: { subject: string } }).event?.subject
