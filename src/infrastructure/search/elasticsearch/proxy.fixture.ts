/** Stands before a real server and gets in its way: asks for credentials, puts a document off, is not there yet. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Passing = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
export type Reply = { readonly status: number; readonly body: string }

/** What the proxy does with a request: answers itself, or has it passed on, changed or not, and may change the reply. */
export type Interfere = (request: Passing, passOn: (body?: string) => Promise<Reply>) => Promise<Reply>

export type Proxy = AsyncDisposable & { readonly url: string; readonly port: number }

/** On a port of its own, or on the one that was given. */
export async function startProxy(target: string, interfere: Interfere, port = 0): Promise<Proxy> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { method = 'GET', url: path = '/', headers } = request
      interfere({ method, path, headers, body }, (changed = body) => pass(target, method, path, headers, changed))
        .catch((error: unknown): Reply => ({ status: 502, body: JSON.stringify({ error: String(error) }) }))
        .then(({ status, body: told }) => {
          const named = { 'x-elastic-product': 'Elasticsearch', 'content-type': headers.accept ?? 'application/json' }
          return response.writeHead(status, named).end(method === 'HEAD' ? '' : told)
        }, console.error)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const taken = (server.address() as AddressInfo).port
  return { url: `http://127.0.0.1:${taken}`, port: taken, [Symbol.asyncDispose]: () => stop(server) }
}

async function pass(
  target: string,
  method: string,
  path: string,
  { 'content-type': type, accept }: IncomingHttpHeaders,
  body: string,
): Promise<Reply> {
  const headers = { ...(type !== undefined && { 'content-type': type }), ...(accept !== undefined && { accept }) }
  const reply = await fetch(`${target}${path}`, { method, headers, ...(body !== '' && { body }) })
  return { status: reply.status, body: await reply.text() }
}

async function stop(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await ended
}
