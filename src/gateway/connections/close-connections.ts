/**
 * When the server closes, whoever is being answered is answered, and every other connection ends at once. The server's
 * own way waits for connections that never sent a whole request, and for clients that keep theirs open after an answer.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { connectionEventOf } from './listen-tls.ts'

/** @param whenItBegins  told before any connection ends */
export function closeConnectionsInOrder(app: FastifyInstance, whenItBegins: () => void): void {
  /** Open connections, each with the last answer begun on it: answers go out in order, so once it is out all are. */
  const open = new Map<Socket, ServerResponse | undefined>()
  let closing = false
  /** One for all of them: thousands stay open. */
  function forget(this: Socket): void {
    open.delete(this)
  }
  const endWhenAnswered = (socket: Socket): void => {
    const answer = open.get(socket)
    if (!answer || answer.closed) return socket.destroySoon()
    answer.once('close', () => {
      if (open.get(socket) === answer) socket.destroySoon()
    })
  }
  app.server.on(connectionEventOf(app.server), (socket: Socket) => {
    open.set(socket, undefined)
    socket.on('close', forget)
    if (closing) endWhenAnswered(socket)
  })
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    open.set(socket, response)
    if (closing) endWhenAnswered(socket)
  })
  app.addHook('preClose', (done) => {
    closing = true
    whenItBegins()
    for (const socket of open.keys()) endWhenAnswered(socket)
    done()
  })
}
