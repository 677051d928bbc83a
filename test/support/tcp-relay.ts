/** Stands before a server at an address of its own, and can be away: what a server that is down looks like, without ending one that others use. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export type TcpRelay = {
  readonly port: number
  /** Listens from now on. */
  readonly begin: () => Promise<void>
  /** Refuses connections and cuts those there are. */
  readonly end: () => Promise<void>
  /** Cuts those there are, and takes others. */
  readonly cut: () => void
}

type Place = { readonly host: string; readonly port: number }

/** Away until `begin`. Before several servers, each takes its turn. */
export async function openTcpRelay(...behind: readonly Place[]): Promise<TcpRelay> {
  const sockets = new Set<Socket>()
  let turn = 0
  const relay = (incoming: Socket): void => {
    const onward = connect(behind[(turn += 1) % behind.length]!)
    for (const [one, other] of [
      [incoming, onward],
      [onward, incoming],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }
  const listen = async (port: number): Promise<Server> => {
    const server = createServer(relay).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  const close = async (server: Server): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  let server: Server | undefined = await listen(0)
  const { port } = server.address() as AddressInfo
  await close(server)
  server = undefined
  return {
    port,
    cut,
    async begin() {
      server ??= await listen(port)
    },
    async end() {
      if (server) await close(server)
      server = undefined
    },
  }
}
