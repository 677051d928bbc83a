/** Many WebSockets from one process, each with a subscription to everything its organisation is told. */
import { WebSocket } from 'ws'

export type Listeners = {
  readonly count: number
  /** Messages of events that came, with when. */
  readonly told: { readonly at: number; readonly subject: string }[]
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
      sockets.push(socket)
      socket.once('error', reject)
      socket.once('open', () => socket.send('{"type":"subscribe","id":"all"}'))
      socket.on('message', (data: Buffer) => {
        const at = performance.now()
        const message = JSON.parse(data.toString()) as { type: string; event?: { subject: string } }
        if (message.type === 'subscribed') resolve()
        else if (message.event) told.push({ at, subject: message.event.subject })
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
