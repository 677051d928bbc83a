/**
 * One keep-alive connection that sends a request and reads its reply. Own code, because the generator must cost less
 * than what it measures, check every reply, and let one answer decide the next request, which wrk cannot.
 */
import { connect, type Socket } from 'node:net'

export type BenchRequest = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
export type BenchReply = { readonly status: number; readonly head: string; readonly body: Buffer }

export type HttpConnection = { request(request: BenchRequest): Promise<BenchReply>; close(): void }

const replyTimeoutMs = 20_000

export async function openConnection(host: string, port: number): Promise<HttpConnection> {
  const socket = connect({ host, port, noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let waiting: { resolve: (reply: BenchReply) => void; reject: (error: Error) => void } | undefined
  let received: Buffer = Buffer.alloc(0)

  const fail = (error: Error): void => waiting?.reject(error)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed the connection.')))
  socket.setTimeout(replyTimeoutMs, () => socket.destroy(new Error(`No reply within ${replyTimeoutMs} ms.`)))
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const reply = takeReply(received)
    if (!reply) return
    received = received.subarray(reply.length)
    const { resolve } = waiting!
    waiting = undefined
    resolve(reply.reply)
  })
  return {
    request: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        write(socket, request)
      }),
    close: () => socket.destroy(),
  }
}

function write(socket: Socket, { method, path, headers = {}, body }: BenchRequest): void {
  let head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n`
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`
  if (body === undefined) socket.write(`${head}\r\n`, 'latin1')
  else
    socket.write(`${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

/** A whole reply at the front of the bytes; undefined while it is not all there. */
function takeReply(bytes: Buffer): { reply: BenchReply; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const start = end + 4
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const until = start + Number(length)
    return bytes.length >= until
      ? { reply: { status, head, body: bytes.subarray(start, until) }, length: until }
      : undefined
  }
  if (status === 204 || status === 304) return { reply: { status, head, body: Buffer.alloc(0) }, length: start }
  throw new Error(`A reply without Content-Length: ${head}`)
}
