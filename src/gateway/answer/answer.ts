/** The way of one request through a route: taken apart (take-request.ts), answered by the service, written out (write-reply.ts). */
import type { Access, Caller } from '../../kernel/caller.ts'
import { asOfHeader } from '../request/as-of.ts'
import type { Keep, Route } from '../route.ts'
import type { KeptReplies } from '../reply/kept-replies.ts'
import type { KnownReply, KnownRequest } from '../request/known-request.ts'
import { compileTake, type Taken, type TakeNeeds } from '../request/take-request.ts'
import { toldPath } from '../request/enter-version.ts'
import { writeList, writeReply, type KeepReply } from '../reply/write-reply.ts'

export type AnswerNeeds = TakeNeeds & { readonly kept: KeptReplies }

/** Made once for each route, run for each request. */
export type Answer = (request: KnownRequest, caller: Caller, reply: KnownReply) => Promise<KnownReply | undefined>

export function compileAnswer(route: Route, needs: AnswerNeeds): Answer {
  const take = compileTake(route, needs)
  const success = route.success ?? (route.reply ? 200 : 204)
  const answerTaken = async (
    { request: taken, seal }: Taken,
    request: KnownRequest,
    caller: Caller,
    reply: KnownReply,
  ): Promise<KnownReply | undefined> => {
    const keepReply = keeperOf(needs.kept, request, caller, route.access)
    if (route.list) writeList(await route.handle(taken as never), seal, keepReply, request, reply)
    else writeReply(await route.handle(taken as never), success, keepReply, request, reply)
    // What is out already is nothing that the framework has to wait for.
    return reply.sent ? undefined : reply
  }
  return (request, caller, reply) => {
    const landed = (position: string): void => void reply.header(asOfHeader, position)
    const taken = take(request, caller, landed)
    if (!(taken instanceof Promise)) return answerTaken(taken, request, caller, reply)
    return taken.then((compiled) => answerTaken(compiled, request, caller, reply))
  }
}

/** To be made before the reply's sources are read: what changes meanwhile keeps it from being kept. */
function keeperOf(kept: KeptReplies, request: KnownRequest, caller: Caller, access: Access): KeepReply {
  const since = kept.generation()
  return (keep, bytes, reply) => {
    const {
      etag,
      'x-request-id': _id,
      ratelimit: _left,
      'ratelimit-policy': _policy,
      ...headers
    } = reply.getHeaders() as Record<string, string>
    const isKept =
      request.method === 'GET' &&
      // What a page of another origin is told is for that origin.
      request.headers.origin === undefined &&
      reply.statusCode === 200 &&
      mayBeKept(keep, access) &&
      kept.keep(
        { url: request.originalUrl, caller },
        { route: toldPath(request, request.route ?? ''), etag, headers, bytes },
        keep,
        since,
      )
    reply.header('cache-status', isKept ? 'l1; fwd=miss; stored' : 'l1; fwd=miss')
  }
}

/** A kept reply is looked up by organisation and role alone: what a route asks of its callers besides, nobody would ask. */
export const mayBeKept = ({ for: whom }: Keep, { kind }: Access): boolean =>
  kind === 'public' || (whom === 'organisation' && (kind === 'member' || kind === 'member-or-staff'))
