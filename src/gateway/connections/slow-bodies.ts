/**
 * Ends connections whose request never gets whole. An ordinary body has so long to arrive; a file that is taken in
 * pieces has as long as it needs while enough of it arrives. The server's own limit knows no such difference.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { connectionEventOf } from './listen-tls.ts'
import { connectionRefusal } from './refuse-connection.ts'

export type BodyLimits = {
  /** For a whole request, from its headers on. */
  readonly wholeMs: number
  /** Within every such time so many bytes of a file have to come: slower than any line that is still up. */
  readonly windowMs: number
  readonly windowBytes: number
  /** How often is looked. */
  readonly everyMs: number
}

export const bodyLimits: BodyLimits = { wholeMs: 30_000, windowMs: 30_000, windowBytes: 131_072, everyMs: 5_000 }

type Receiving = {
  latest: IncomingMessage | undefined
  response: ServerResponse | undefined
  sinceMs: number
  /** Of a file: read from the socket when the window began. */
  bytes: number
}

export type SlowBodies = {
  /** What a route calls when it lets a caller send a file: from then on progress counts, not time. */
  readonly takeFile: (request: IncomingMessage) => void
  /** Whether a connection has the answer to a request that is not whole: what is wrong with the rest gets no second one. */
  readonly isAnswered: (socket: Socket) => boolean
}

export function endSlowBodies(
  app: FastifyInstance,
  limits: BodyLimits,
  requestIdFor: (request: IncomingMessage) => string,
): SlowBodies {
  const { wholeMs, windowMs, windowBytes, everyMs } = limits
  const open = new Map<Socket, Receiving>()
  const files = new WeakSet<IncomingMessage>()
  function forget(this: Socket): void {
    open.delete(this)
  }
  app.server.on(connectionEventOf(app.server), (socket: Socket) => {
    open.set(socket, { latest: undefined, response: undefined, sinceMs: 0, bytes: 0 })
    socket.on('close', forget)
  })
  // What left HTTP sends no bodies, and may stay open for days.
  app.server.on('upgrade', ({ socket }: IncomingMessage) => open.delete(socket))
  // One object for each connection: nothing is made, and no timer set, for a request.
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const receiving = open.get(request.socket)
    if (!receiving) return
    receiving.latest = request
    receiving.response = response
    receiving.sinceMs = performance.now()
  })
  const isSlow = (socket: Socket, receiving: Receiving, nowMs: number): boolean => {
    const { latest, sinceMs, bytes } = receiving
    if (!latest || latest.complete) return false
    if (!files.has(latest)) return nowMs - sinceMs > wholeMs
    if (nowMs - sinceMs <= windowMs) return false
    if (socket.bytesRead - bytes < windowBytes) return true
    receiving.sinceMs = nowMs
    receiving.bytes = socket.bytesRead
    return false
  }
  const sweep = setInterval(() => {
    const nowMs = performance.now()
    for (const [socket, receiving] of open)
      if (isSlow(socket, receiving, nowMs)) hangUp(socket, receiving, requestIdFor)
  }, everyMs)
  sweep.unref()
  app.addHook('onClose', (_app, done) => {
    clearInterval(sweep)
    done()
  })
  return {
    takeFile(request) {
      files.add(request)
      const receiving = open.get(request.socket)
      if (receiving) receiving.bytes = request.socket.bytesRead
    },
    isAnswered(socket) {
      const { latest, response } = open.get(socket) ?? {}
      return latest?.complete === false && response?.headersSent === true
    },
  }
}

function hangUp(socket: Socket, { latest, response }: Receiving, requestIdFor: (request: IncomingMessage) => string) {
  if (!latest || response?.headersSent || !socket.writable) socket.destroy()
  else socket.end(connectionRefusal('ERR_HTTP_REQUEST_TIMEOUT', requestIdFor(latest)), () => socket.destroy())
}
