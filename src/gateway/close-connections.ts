/**
 * When the server closes, whoever is being answered is answered, and every other connection ends at once. The server's
 * own way waits for connections that never sent a whole request, and for clients that keep theirs open after an answer.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

export function closeConnectionsInOrder(app: FastifyInstance): void {
  /** Open connections, and how many requests are under way on each. */
  const open = new Map<Socket, number>()
  let closing = false
  const endIfUnused = (socket: Socket): void => {
    if (closing && open.get(socket) === 0) socket.destroySoon()
  }
  app.server.on('connection', (socket: Socket) => {
    open.set(socket, 0)
    socket.once('close', () => open.delete(socket))
    endIfUnused(socket)
  })
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    open.set(socket, (open.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const underWay = open.get(socket)
      if (underWay === undefined) return
      open.set(socket, underWay - 1)
      endIfUnused(socket)
    })
  })
  app.addHook('preClose', (done) => {
    closing = true
    for (const socket of open.keys()) endIfUnused(socket)
    done()
  })
}
