/** What the gateway has found out about a request while it was let in. */
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../kernel/caller.ts'

export type KnownRequest = FastifyRequest & {
  caller?: Caller
  /** Where it comes from, past our own proxies. */
  address: string
  /** The code it was refused with. */
  refused?: string
}
