/** What the gateway has found out about a request while it was let in. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../kernel/caller.ts'

/** Until its line is in the log. */
export type KnownResponse = ServerResponse & { request: KnownRequest; begunMs: number }

/** A request ahead of the framework. */
export type KnownMessage = IncomingMessage & {
  /** Who was found to ask when it was looked for among the kept replies: nobody has to look again. */
  caller?: Caller
}

export type KnownRequest = FastifyRequest & {
  /** Its route as the router has it; none where nobody wrote one. */
  route?: string
  caller?: Caller
  /** Where it comes from, past our own proxies. */
  address: string
  /** The code it was refused with. */
  refused?: string
}
