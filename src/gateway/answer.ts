/** The way of one request through a route: guards, validation, the service's answer. How that is written out: write-reply.ts. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type, type TSchema } from 'typebox'
import type { Access, Caller } from '../kernel/caller.ts'
import { actingOrganisation } from '../kernel/caller.ts'
import { Rejected, type Rejection } from '../kernel/rejection.ts'
import { asOfHeader } from './as-of.ts'
import type { Cursors } from './cursor.ts'
import { parseJson } from './parse-json.ts'
import { actorOf, repeatKeyOf, scopeOf } from './request-context.ts'
import type { Fingerprint } from './request-fingerprint.ts'
import { isGuarded, type Keep, type RequestIntent, type Route, type RouteRequest } from './route.ts'
import type { KeptReplies } from './kept-replies.ts'
import type { KnownRequest } from './known-request.ts'
import { writeList, writeReply, type KeepReply } from './write-reply.ts'

export type AnswerNeeds = {
  readonly kept: KeptReplies
  readonly cursors: Cursors
  /** What an idempotency key is compared by. */
  readonly fingerprint: Fingerprint
  /** UTC now, ISO 8601. */
  readonly now: () => string
}

/** Made once for each route, run for each request. */
export type Answer = (request: FastifyRequest, caller: Caller, reply: FastifyReply) => Promise<FastifyReply>

const pageQuery = {
  cursor: Type.Optional(
    Type.String({ maxLength: 1_000, description: 'Where to go on: `page.next` of the page before.' }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'How many items; 20 unless said otherwise.' }),
  ),
}

/** A list's query with what every list has. */
export const queryOf = (route: Route): TSchema => {
  const own = (route.query as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {}
  return Type.Object(route.list ? { ...own, ...pageQuery } : own)
}

type Check<Value> = (value: Value) => unknown
type Checks = {
  readonly checkQuery: Check<Record<string, unknown>>
  readonly checkParams: Check<Record<string, unknown>>
  readonly checkBody: Check<unknown> | undefined
}

/** At a route's first request: what is seldom asked costs a start nothing, the compiler's own hundreds of files included. */
async function compileChecks(route: Route): Promise<Checks> {
  const { bodyValidator, parameterValidator } = await import('./validate.ts')
  return {
    checkQuery: parameterValidator(queryOf(route), 'query'),
    checkParams: parameterValidator(route.params ?? Type.Object({}), 'path'),
    checkBody: route.body ? bodyValidator(route.body) : undefined,
  }
}

export function compileAnswer(route: Route, needs: AnswerNeeds): Answer {
  const { cursors, kept } = needs
  let checks: Checks | undefined
  const success = route.success ?? (route.reply ? 200 : 204)

  return async (request, caller, reply) => {
    const { checkParams, checkQuery, checkBody } = (checks ??= await compileChecks(route))
    const params = checkParams(request.params as Record<string, unknown>)
    const query = checkQuery(request.query as Record<string, unknown>) as Record<string, unknown>
    const text = typeof request.body === 'string' ? request.body : ''
    const body = checkBody ? checkBody(parseJson(text)) : refuseBody(route, text, request)
    const ifMatch = readIfMatch(route, request.headers['if-match'])
    const list = route.list ? listName(route, request, query, caller) : ''
    const cursor = query['cursor'] as string | undefined
    const landed = (position: string): void => void reply.header(asOfHeader, position)
    const passed: RouteRequest<unknown, unknown, unknown, Caller> = {
      params,
      query,
      body,
      caller,
      intent: { ...intentOf(route, request, caller, text, needs), landed },
      ...(ifMatch !== undefined && { ifMatch }),
      page: {
        limit: (query['limit'] as number | undefined) ?? 20,
        ...(cursor !== undefined && { after: cursors.open(list, cursor) }),
      },
      requestId: request.id,
      remoteAddress: (request as KnownRequest).address,
      headers: request.headers,
      stream: request.body as AsyncIterable<Uint8Array>,
    }
    const keepReply = keeperOf(kept, request, caller, route.access)
    if (!route.list) return writeReply(await route.handle(passed as never), success, keepReply, request, reply)
    const seal = (place: string): string => cursors.seal(list, place)
    return writeList(await route.handle(passed as never), seal, keepReply, request, reply)
  }
}

/** To be made before the reply's sources are read: what changes meanwhile keeps it from being kept. */
function keeperOf(kept: KeptReplies, request: FastifyRequest, caller: Caller, access: Access): KeepReply {
  const since = kept.generation()
  return (keep, bytes, reply) => {
    const {
      etag,
      'x-request-id': _id,
      ratelimit: _left,
      'ratelimit-policy': _policy,
      ...headers
    } = reply.getHeaders() as Record<string, string>
    const route = request.routeOptions.url ?? ''
    const isKept =
      request.method === 'GET' &&
      // What a page of another origin is told is for that origin.
      request.headers.origin === undefined &&
      reply.statusCode === 200 &&
      mayBeKept(keep, access) &&
      kept.keep({ url: request.url, caller }, { route, etag, headers, bytes }, keep, since)
    reply.header('cache-status', isKept ? 'l1; fwd=miss; stored' : 'l1; fwd=miss')
  }
}

/** A kept reply is looked up by organisation and role alone: what a route asks of its callers besides, nobody would ask. */
const mayBeKept = ({ for: whom }: Keep, { kind }: Access): boolean =>
  kind === 'public' || (whom === 'organisation' && (kind === 'member' || kind === 'member-or-staff'))

function intentOf(
  route: Route,
  request: FastifyRequest,
  caller: Caller,
  text: string,
  { now, fingerprint: fingerprintOf }: AnswerNeeds,
): RequestIntent {
  const writes = route.method !== 'GET'
  const intent = {
    actor: actorOf(caller),
    cause: { kind: 'request', id: request.id } as const,
    at: now(),
    timeoutMs: route.timeoutMs ?? (writes ? 5_000 : 2_000),
  }
  const key = writes ? readKey(route, request.headers['idempotency-key']) : undefined
  if (key === undefined) return intent
  const guard = String(request.headers['if-match'] ?? '')
  const fingerprint = fingerprintOf(request.url, guard, text)
  return { ...intent, repeat: { key: repeatKeyOf(scopeOf(caller, route.operationId, fingerprint), key), fingerprint } }
}

function readKey(route: Route, header: string | string[] | undefined): string | undefined {
  if (header === undefined) {
    if (route.idempotency === 'optional' || route.streamsBody) return undefined
    throw new Rejected(keyMissing)
  }
  if (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)) return header
  throw new Rejected(keyMalformed)
}

/** `"v12"` is version 12; `*` is whatever there is. */
function readIfMatch(route: Route, header: string | undefined): number | undefined {
  if (header === undefined) {
    if (isGuarded(route)) throw new Rejected(ifMatchMissing)
    return undefined
  }
  if (header.trim() === '*') return undefined
  const version = /^"v(\d{1,10})"$/.exec(header.trim())?.[1]
  if (version === undefined) throw new Rejected(ifMatchMalformed)
  if (route.guard === 'none') throw new Rejected(ifMatchFutile)
  return Number(version)
}

function refuseBody({ method, streamsBody }: Route, text: string, { headers }: FastifyRequest): undefined {
  // The framework leaves the body of a GET unread: only its headers tell of it.
  const unread = method === 'GET' && ((headers['content-length'] ?? '0') !== '0' || 'transfer-encoding' in headers)
  if (unread || (text !== '' && text !== '{}' && !streamsBody)) throw new Rejected(bodyUnexpected)
}

/** A cursor belongs to one list: this path, these filters, this organisation. */
const listName = (route: Route, request: FastifyRequest, query: Record<string, unknown>, caller: Caller): string => {
  const filters = Object.entries(query)
    .filter(([name]) => name !== 'cursor' && name !== 'limit')
    .sort()
  return JSON.stringify([route.operationId, request.params, filters, actingOrganisation(caller) ?? caller.kind])
}

const keyMissing: Rejection = {
  kind: 'malformed',
  code: 'idempotency/key-missing',
  detail: 'Send an `Idempotency-Key` header, such as a UUID, so that this request can be repeated safely.',
}
const keyMalformed: Rejection = {
  kind: 'malformed',
  code: 'idempotency/key-malformed',
  detail: 'An `Idempotency-Key` has 1 to 255 visible ASCII characters.',
}
const ifMatchMissing: Rejection = {
  kind: 'unguarded',
  code: 'gateway/if-match-missing',
  detail: 'Send `If-Match` with the ETag you read, so that nobody else’s change is overwritten.',
}
const ifMatchMalformed: Rejection = {
  kind: 'malformed',
  code: 'gateway/if-match-malformed',
  detail: '`If-Match` takes one strong ETag as this API gives it, such as "v3".',
}
const ifMatchFutile: Rejection = {
  kind: 'stale',
  code: 'gateway/if-match-futile',
  detail: 'This resource has no ETag, so that none can match. Send the request without `If-Match`.',
}
const bodyUnexpected: Rejection = {
  kind: 'malformed',
  code: 'gateway/body-unexpected',
  detail: 'This request takes no body.',
}
