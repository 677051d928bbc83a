/** Takes a request to a route apart: guards, validation, cursor, idempotency key; whichever way it came, REST or GraphQL. */
import type { FastifyRequest } from 'fastify'
import { Type, type TSchema } from 'typebox'
import { actingOrganisation, type Caller } from '../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import type { Cursors } from './cursor.ts'
import { parseJson } from './parse-json.ts'
import { actorOf, repeatKeyOf, scopeOf } from './request-context.ts'
import type { Fingerprint } from './request-fingerprint.ts'
import { isGuarded, type RequestIntent, type Route, type RouteRequest } from '../route.ts'

export type TakeNeeds = {
  readonly cursors: Cursors
  /** What an idempotency key is compared by. */
  readonly fingerprint: Fingerprint
  /** UTC now, ISO 8601. */
  readonly now: () => string
}

/** A request as it comes; `url` is the route's own path with its query, `body` JSON text or an unread stream. */
export type Incoming = Pick<FastifyRequest, 'id' | 'url' | 'headers' | 'params' | 'query' | 'body'> & {
  /** Where it comes from, past our own proxies. */
  readonly address: string
}

export type Taken = {
  readonly request: RouteRequest<unknown, unknown, unknown, Caller>
  /** Seals where a page of this list begins. */
  readonly seal: (place: string) => string
}

/** Made once for each route, run for each request. At once but for the first of them; `Rejected` is thrown for what does not fit. */
export type TakeRequest = (
  incoming: Incoming,
  caller: Caller,
  landed: (position: string) => void,
) => Taken | Promise<Taken>

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

export function compileTake(route: Route, needs: TakeNeeds): TakeRequest {
  const { cursors } = needs
  let checks: Checks | undefined
  const takeBy = (by: Checks, incoming: Incoming, caller: Caller, landed: (position: string) => void): Taken => {
    const params = by.checkParams(incoming.params as Record<string, unknown>)
    const query = by.checkQuery(incoming.query as Record<string, unknown>) as Record<string, unknown>
    const text = typeof incoming.body === 'string' ? incoming.body : ''
    const given = text === '' && route.bodyIsOptional ? '{}' : text
    const body = by.checkBody ? by.checkBody(parseJson(given)) : refuseBody(route, text, incoming)
    const ifMatch = readIfMatch(route, incoming.headers['if-match'])
    const list = route.list ? listName(route, incoming, query, caller) : ''
    const cursor = query['cursor'] as string | undefined
    const request: Taken['request'] = {
      params,
      query,
      body,
      caller,
      intent: intentOf(route, incoming, caller, text, needs, landed),
      ...(ifMatch !== undefined && { ifMatch }),
      page: {
        limit: (query['limit'] as number | undefined) ?? 20,
        ...(cursor !== undefined && { after: cursors.open(list, cursor) }),
      },
      requestId: incoming.id,
      remoteAddress: incoming.address,
      headers: incoming.headers,
      // Without a body no parser was asked, which would have handed it over.
      stream: (incoming.body ?? nothing()) as AsyncIterable<Uint8Array>,
    }
    return { request, seal: (place) => cursors.seal(list, place) }
  }
  return (incoming, caller, landed) => {
    if (checks) return takeBy(checks, incoming, caller, landed)
    return compileChecks(route).then((compiled) => takeBy((checks = compiled), incoming, caller, landed))
  }
}

/** A body of no pieces. */
async function* nothing(): AsyncGenerator<Uint8Array> {}

function intentOf(
  route: Route,
  request: Incoming,
  caller: Caller,
  text: string,
  { now, fingerprint: fingerprintOf }: TakeNeeds,
  landed: (position: string) => void,
): RequestIntent {
  const writes = route.method !== 'GET'
  const intent = {
    actor: actorOf(caller),
    cause: { kind: 'request', id: request.id } as const,
    at: now(),
    timeoutMs: route.timeoutMs ?? (writes ? 5_000 : 2_000),
    landed,
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

function refuseBody({ method, streamsBody }: Route, text: string, { headers }: Incoming): undefined {
  // The framework leaves the body of a GET unread: only its headers tell of it.
  const unread = method === 'GET' && ((headers['content-length'] ?? '0') !== '0' || 'transfer-encoding' in headers)
  if (unread || (text !== '' && text !== '{}' && !streamsBody)) throw new Rejected(bodyUnexpected)
}

/** A cursor belongs to one list: this path, these filters, this organisation. */
const listName = (route: Route, request: Incoming, query: Record<string, unknown>, caller: Caller): string => {
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
