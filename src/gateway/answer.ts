/** The way of one request through a route: taken apart (take-request.ts), answered by the service, written out (write-reply.ts). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Caller } from '../kernel/caller.ts'
import { asOfHeader } from './as-of.ts'
import type { Keep, Route } from './route.ts'
import type { KeptReplies } from './kept-replies.ts'
import { compileTake, type TakeNeeds } from './take-request.ts'
import { writeList, writeReply, type KeepReply } from './write-reply.ts'

export type AnswerNeeds = TakeNeeds & { readonly kept: KeptReplies }

/** Made once for each route, run for each request. */
export type Answer = (request: FastifyRequest, caller: Caller, reply: FastifyReply) => Promise<FastifyReply>

export function compileAnswer(route: Route, needs: AnswerNeeds): Answer {
  const take = compileTake(route, needs)
  const success = route.success ?? (route.reply ? 200 : 204)

  return async (request, caller, reply) => {
    const landed = (position: string): void => void reply.header(asOfHeader, position)
    const { request: taken, seal } = await take(request, caller, landed)
    const keepReply = keeperOf(needs.kept, request, caller, route.access)
    if (!route.list) return writeReply(await route.handle(taken as never), success, keepReply, request, reply)
    return writeList(await route.handle(taken as never), seal, keepReply, request, reply)
  }
}

/** To be made before the reply's sources are read: what changes meanwhile keeps it from being kept. */
function keeperOf(kept: KeptReplies, request: FastifyRequest, caller: Caller, access: Access): KeepReply {
  const since = kept.generation()
  return (keep, bytes, reply) => {
    const { etag, ['x-request-id']: _own, ...headers } = reply.getHeaders() as Record<string, string>
    const route = request.routeOptions.url ?? ''
    const isKept =
      request.method === 'GET' &&
      reply.statusCode === 200 &&
      mayBeKept(keep, access) &&
      kept.keep({ url: request.url, caller }, { route, etag, headers, bytes }, keep, since)
    reply.header('cache-status', isKept ? 'l1; fwd=miss; stored' : 'l1; fwd=miss')
  }
}

/** A kept reply is looked up by organisation and role alone: what a route asks of its callers besides, nobody would ask. */
export const mayBeKept = ({ for: whom }: Keep, { kind }: Access): boolean =>
  kind === 'public' || (whom === 'organisation' && (kind === 'member' || kind === 'member-or-staff'))
