/** One address before several processes, as a reverse proxy would be: each request goes to a process that serves its path. */
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serviceOf } from '../../src/composition/service-paths.ts'

export type Behind = {
  readonly url: string
  /** Which services it serves; undefined: all of them. */
  readonly services: readonly string[] | undefined
}

export type PathFront = {
  readonly url: string
  /** Where one of them is now; undefined: nowhere, and whoever serves the same is asked instead. */
  readonly move: (n: number, url: string | undefined) => void
  readonly close: () => Promise<void>
}

/** Of several processes that serve a path, each gets its turn: whatever one of them alone remembers shows. */
export async function openPathFront(behind: readonly Behind[]): Promise<PathFront> {
  // A connection that its process closes for idleness just as a request goes out would fail a test for nothing.
  const agent = new Agent({ keepAlive: false, maxSockets: 64 })
  const urls: (string | undefined)[] = behind.map(({ url }) => url)
  let turn = 0
  const urlFor = (path: string): string => {
    const service = serviceOf(path)
    const serves = ({ services }: Behind): boolean => !service || !services || services.includes(service)
    const serving = behind.flatMap((each, n) => (serves(each) && urls[n] !== undefined ? [urls[n]] : []))
    turn += 1
    const chosen = serving[turn % serving.length]
    if (!chosen) throw new Error(`No process serves ${path}.`)
    return chosen
  }
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { url: path = '/', method, headers } = incoming
    const target = new URL(path, urlFor(path.split('?', 1)[0]!))
    const onward = request(target, { method, headers, agent, setHost: false }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.rawHeaders)
      reply.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    // It passes no WebSockets on.
    onward.on('upgrade', (_reply, socket) => {
      socket.destroy()
      outgoing.destroy()
    })
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }
  // Replies pass with the processes' own `Keep-Alive: timeout=72`: a front that hung up after Node's five seconds would
  // do so while a client that was promised more sends its next request, which that client sees as ECONNRESET.
  const server = createServer({ keepAliveTimeout: 75_000 }, pass)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    move: (n, url) => void (urls[n] = url),
    async close() {
      server.closeAllConnections()
      agent.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
