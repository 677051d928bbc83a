/** Stands between clients and the exchange: at one address while the exchange comes and goes at others, and able to lose replies. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type CuttingRelay = {
  readonly url: string
  /** Where the exchange is from now on; connections to where it was are ended. */
  target(url: string): void
  /** So many replies of a hundred are lost, and their connection with them: what was asked has been done all the same. */
  loseReplies(percent: number): void
  close(): Promise<void>
}

export async function openCuttingRelay(draw: () => number): Promise<CuttingRelay> {
  let to: URL | undefined
  let lost = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    if (!to) return void client.resetAndDestroy()
    const exchange = connect(Number(to.port), to.hostname)
    for (const [socket, other] of [
      [client, exchange],
      [exchange, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    client.pipe(exchange)
    exchange.on('data', (reply: Buffer) => {
      if (draw() * 100 < lost) client.resetAndDestroy()
      else client.write(reply)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endAll = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target(url) {
      to = new URL(url)
      endAll()
    },
    loseReplies(percent) {
      lost = percent
    },
    async close() {
      to = undefined
      server.close()
      endAll()
      await once(server, 'close')
    },
  }
}
