/** A receiver of webhooks that a test owns: a real HTTP server on loopback, which keeps what comes and answers as it is told. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  readonly path: string
  readonly id: string
  readonly body: string
  readonly headers: Record<string, string>
  readonly atMs: number
}

/** Undefined: never. */
export type Answered =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | undefined

export type TestReceiver = {
  readonly url: string
  readonly received: Received[]
  /** How many were open at once at most. */
  readonly peak: () => number
  answer: (received: Received) => Answered | Promise<Answered>
  close(): Promise<void>
}

export async function openTestReceiver(): Promise<TestReceiver> {
  const received: Received[] = []
  let open = 0
  let peak = 0
  const server = createServer((request, response) => {
    open += 1
    peak = Math.max(peak, open)
    response.once('close', () => (open -= 1))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const headers = textsOf(request.headers)
      const one: Received = {
        path: request.url ?? '',
        id: headers['webhook-id'] ?? '',
        body: Buffer.concat(chunks).toString(),
        headers,
        atMs: performance.now(),
      }
      received.push(one)
      const answered = await receiver.answer(one)
      if (answered) response.writeHead(answered.status, answered.headers).end(answered.body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: TestReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    peak: () => peak,
    answer: () => ({ status: 204 }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

const textsOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
