/** Stands between a client and a server and can be switched off, as when the server is away: connections end, new ones are refused. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type SwitchableProxy = {
  /** As the server's, with the proxy's own port. */
  readonly url: string
  switchOff(): void
  switchOn(): void
  close(): Promise<void>
}

export async function openSwitchableProxy(serverUrl: string): Promise<SwitchableProxy> {
  const target = new URL(serverUrl)
  const sockets = new Set<Socket>()
  let isOn = true
  const server = createServer((client) => {
    if (!isOn) return void client.resetAndDestroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endAll = (): void => sockets.forEach((socket) => socket.destroy())
  const url = new URL(serverUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    switchOff() {
      isOn = false
      endAll()
    },
    switchOn() {
      isOn = true
    },
    async close() {
      server.close()
      endAll()
      await once(server, 'close')
    },
  }
}
