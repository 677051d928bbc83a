/**
 * Answers from kept replies, ahead of the framework: no routing, validation, handler or JSON. Whatever is not whole,
 * known and kept goes on to the framework, which alone refuses.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CacheEntry } from '../../infrastructure/cache/cache.ts'
import { actingOrganisation, type Authenticate } from '../../kernel/caller.ts'
import type { Log } from '../../telemetry/log.ts'
import type { AsOf } from '../request/as-of.ts'
import type { Front } from '../front/front.ts'
import type { KeptReplies } from '../reply/kept-replies.ts'
import type { KnownMessage } from '../request/known-request.ts'
import type { LimitHeaders } from '../front/limits.ts'
import { knownCaller } from '../request/request-context.ts'
import { isKnownEtag } from '../reply/write-reply.ts'
import { whoAsked } from '../log/who-asked.ts'
import type { Deprecations } from '../versions/deprecation.ts'

export type AnswerKeptNeeds = {
  readonly kept: KeptReplies
  readonly asOf: AsOf
  readonly authenticate: Authenticate
  readonly front: Pick<Front, 'limits' | 'addressOf'>
  readonly log: Log
  readonly deprecations: Pick<Deprecations, 'countKept'>
  readonly requestIdFor: (request: IncomingMessage) => string
}

/** Answers whether it has answered. */
export type AnswerKept = (request: IncomingMessage, response: ServerResponse) => boolean

export const createAnswerKept = ({
  kept,
  asOf,
  authenticate,
  front,
  log,
  deprecations,
  requestIdFor,
}: AnswerKeptNeeds): AnswerKept => {
  return (request, response) => {
    const { url, method, headers } = request
    if (method !== 'GET' || url === undefined || hasBody(request) || wantsFresh(headers['cache-control'])) return false
    // Whether a condition is well formed is for the one place that refuses.
    if (headers['if-match'] !== undefined) return false
    // A page of another origin is told more than others.
    if (headers.origin !== undefined) return false
    // What was kept before a write that the client has seen is not for it.
    if (!asOf.isReached(headers['fx-as-of'])) return false
    const open = kept.forEverybody(url)
    const { authorization, 'fx-organisation': organisation } = headers
    const caller = knownCaller(authenticate, { authorization, organisation: organisation as string | undefined })
    if (caller === undefined) return false
    ;(request as KnownMessage).caller = caller
    const entry = open ?? kept.forCaller(url, caller)
    if (entry?.sent === undefined) return false
    if (entry.sent.owner !== undefined && entry.sent.owner === actingOrganisation(caller)) return false
    const begun = performance.now()
    const quota = front.limits.admitReading(caller, front.addressOf(request))
    if (quota === undefined) return false
    const requestId = requestIdFor(request)
    const status = send(entry, entry.sent.headers, requestId, quota, headers['if-none-match'], response)
    deprecations.countKept(entry.sent.route, caller, headers)
    log.access({
      method,
      route: entry.sent.route,
      status,
      ms: performance.now() - begun,
      requestId,
      ...whoAsked(caller),
    })
    return true
  }
}

function send(
  { bytes, etag }: CacheEntry,
  headers: readonly string[],
  requestId: string,
  quota: LimitHeaders,
  ifNoneMatch: string | undefined,
  response: ServerResponse,
): number {
  const told = [
    ...headers,
    'x-request-id',
    requestId,
    'cache-status',
    'l1; hit',
    'ratelimit',
    quota.ratelimit,
    'ratelimit-policy',
    quota['ratelimit-policy'],
  ]
  if (etag !== undefined) told.push('etag', etag)
  if (etag !== undefined && isKnownEtag(ifNoneMatch, etag)) {
    response.writeHead(304, withoutContent(told))
    response.end()
    return 304
  }
  told.push('content-length', String(bytes.length))
  response.writeHead(200, told)
  response.end(bytes)
  return 200
}

const withoutContent = (headers: readonly string[]): string[] =>
  headers.filter((_, at) => headers[at - (at % 2)] !== 'content-type')

const hasBody = ({ headers }: IncomingMessage): boolean =>
  'transfer-encoding' in headers || (headers['content-length'] ?? '0') !== '0'

/** RFC 9111 §5.2.1: such a request is not to be answered from what is kept. */
const wantsFresh = (cacheControl: string | undefined): boolean =>
  cacheControl !== undefined && /\bno-(cache|store)\b/i.test(cacheControl)
