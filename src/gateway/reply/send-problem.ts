/** Sends problems: for what a service refused, what the framework refused before it, and what nobody foresaw. */
import type { FastifyError } from 'fastify'
import { Rejected } from '../../kernel/rejection.ts'
import type { Log } from '../../telemetry/log.ts'
import type { KnownReply, KnownRequest } from '../request/known-request.ts'
import {
  problem,
  problemHeaders,
  problemOf,
  unexpectedProblem,
  unknownPathProblem,
  type Problem,
  type ProblemContext,
  type ProblemStatus,
} from './problem-details.ts'

/** What a problem says of the request it answers. */
export const contextOf = (request: Pick<KnownRequest, 'id' | 'originalUrl'>) => ({
  instance: request.originalUrl.split('?', 1)[0] ?? '/',
  traceId: request.id,
})

export function sendProblem(found: Problem, reply: KnownReply): KnownReply {
  ;(reply.request as KnownRequest).refused = found.code
  return reply
    .code(found.status)
    .headers(problemHeaders(found))
    .header('x-request-id', found.traceId)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(found))
}

export type FailureNeeds = {
  readonly log: Log
  /** True of what passes by itself, such as an election of the database's that took longer than a request waits. */
  readonly isPassing?: ((error: unknown) => boolean) | undefined
}

/** Sends what was thrown as its problem. */
export function sendFailure(
  error: unknown,
  request: Pick<KnownRequest, 'id' | 'originalUrl'>,
  reply: KnownReply,
  { log, isPassing }: FailureNeeds,
): KnownReply {
  const context = contextOf(request)
  // QUERY, the one method that the framework wants a body of before it looks for a route: no path here takes it.
  if ((error as FastifyError).code === 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE')
    return sendProblem(unknownPathProblem(context), reply)
  return sendProblem(problemOfFailure(error, context, { log, isPassing }), reply)
}

/** What was thrown, as its problem; what nobody foresaw is logged. */
export function problemOfFailure(error: unknown, context: ProblemContext, { log, isPassing }: FailureNeeds): Problem {
  if (error instanceof Rejected) return problemOf(error.rejection, context)
  const found = frameworkProblem(error as FastifyError, context)
  if (found) return found
  const told = { err: error, traceId: context.traceId, path: context.instance }
  if (isPassing?.(error)) {
    log.warn(told, 'the database did not answer in time')
    return problemOf(unanswered, context)
  }
  log.error(told, 'unexpected error')
  return unexpectedProblem(context)
}

/** Of what passes by itself: nothing is known, and the same request may be sent again. */
export const unanswered = {
  kind: 'unavailable',
  code: 'store/unanswered',
  detail: 'The database did not answer in time. Send the same request again, a write with the same Idempotency-Key.',
  facts: { retryAfterSeconds: 2 },
} as const

/** A body that is of none of the kinds a route takes, where that is not JSON. */
export class OtherMediaType extends Error {
  override name = 'OtherMediaType'
  readonly code = 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
  readonly taken: readonly string[]
  constructor(taken: readonly string[]) {
    super(`Taken are ${taken.join(', ')}.`)
    this.taken = taken
  }
}

/** What the framework refuses before a route is asked. */
function frameworkProblem(error: FastifyError, context: { instance: string; traceId: string }): Problem | undefined {
  const taken = error instanceof OtherMediaType ? error.taken : ['application/json']
  const known: Record<string, [ProblemStatus, `gateway/${string}`, string]> = {
    FST_ERR_CTP_INVALID_MEDIA_TYPE: [
      415,
      'gateway/unsupported-media-type',
      `Send the body as \`Content-Type: ${taken.join('` or `')}\`.`,
    ],
    FST_ERR_CTP_BODY_TOO_LARGE: [413, 'gateway/body-too-large', 'The body is larger than this route takes.'],
    FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
      400,
      'gateway/malformed-body',
      'The body is not as long as Content-Length says.',
    ],
    FST_ERR_BAD_URL: [400, 'gateway/malformed-path', 'The path is not a valid URL.'],
    FST_ERR_MAX_PARAM_LENGTH: [400, 'gateway/malformed-path', 'A part of the path is longer than any id.'],
    ECONNRESET: [400, 'gateway/malformed-body', 'The connection ended before the body did.'],
  }
  const entry = known[error.code]
  return entry && problem(entry[0], { code: entry[1], detail: entry[2] }, context)
}
