/**
 * What a service tells the gateway about one of its routes: one schema for types, validation and documentation, who
 * may call it, and the function that answers. This file is all of the gateway that a service may import.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Type, type Static, type TSchema } from 'typebox'
import type {
  Access,
  Caller,
  Credentials,
  MemberCaller,
  OperatorCaller,
  PersonCaller,
  StaffCaller,
  UserCaller,
} from '../kernel/caller.ts'
import type { Intent } from '../infrastructure/store/commands/intent.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a change is run with: passed on to the store's executor as it is. */
export type RequestIntent = Intent

/** Where a page of a list begins; the gateway has checked the cursor's seal. */
export type PageRequest = { readonly limit: number; readonly after?: string }

/** Each access lets in only these callers, so that a handler need not ask again. */
export type CallerFor<A extends Access> = A extends { kind: 'member' }
  ? MemberCaller
  : A extends { kind: 'member-or-staff' }
    ? MemberCaller | StaffCaller
    : A extends { kind: 'account' }
      ? UserCaller
      : A extends { kind: 'person' }
        ? PersonCaller
        : A extends { kind: 'staff' }
          ? StaffCaller
          : A extends { kind: 'operator' }
            ? OperatorCaller
            : Caller

export type RouteRequest<Params, Query, Body, Who> = {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly caller: Who
  readonly intent: RequestIntent
  /** The version that `If-Match` names. */
  readonly ifMatch?: number
  readonly page: PageRequest
  readonly requestId: string
  /** Where the connection comes from: an IPv4 or IPv6 address. */
  readonly remoteAddress: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The unread body of a route with `streamsBody`. */
  readonly stream: AsyncIterable<Uint8Array>
}

/** JSON that is already text or bytes goes out as it is. */
export type Serialised = { readonly json: string | Uint8Array }
/** Anything that is not JSON. */
export type Raw = { readonly raw: string | Uint8Array | AsyncIterable<string | Uint8Array>; readonly type: string }

/** A reply that may be given again, word for word, until one of its tags is invalidated. */
export type Keep = {
  /** To whom: everybody, or whoever acts for the same organisation in the same role. */
  readonly for: 'everybody' | 'organisation'
  readonly tags: readonly string[]
  readonly ttlMs: number
  /**
   * Whose record it is. Where other processes write too, a change is heard of a moment later than it was answered: its
   * owner, who may have made it, is answered from the record and not from memory.
   */
  readonly owner?: string
  /** For what is mostly asked once, such as a search: kept from the second time within a short while. */
  readonly onceAskedAgain?: true
}

export type Reply = {
  /** The route's `success` unless said otherwise. */
  readonly status?: number
  readonly body?: object | Serialised | Raw
  /** Becomes the strong ETag. */
  readonly version?: number
  readonly location?: string
  /** Without `cache-control` the reply is its caller's own: no shared cache keeps it. */
  readonly headers?: Readonly<Record<string, string>>
  /** True when an earlier request with the same key had done the work. */
  readonly replayed?: boolean
  /** Only what was read, and depends on nothing that no tag stands for. */
  readonly keep?: Keep
}

/** A page of a list; the gateway seals the cursors and writes `Link`. */
export type ListReply = {
  readonly items: readonly (object | Serialised)[]
  readonly next?: string
  readonly previous?: string
  readonly total?: number
  /** Members beside `items` and `page`, such as `facets`. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly keep?: Keep
  /**
   * By path, the resources that its items are summaries of, where the list has read them anyway: whoever goes on to
   * them in the same request is given these, or nothing where they are not shown. Under the access of their own route.
   */
  readonly wholes?: () => ReadonlyMap<string, () => Promise<Reply | undefined>>
}

/** Whether a route refuses to go on without `If-Match`. */
export const isGuarded = ({ method, guard }: Pick<Route, 'method' | 'guard'>): boolean =>
  guard === undefined ? method === 'PUT' || method === 'PATCH' || method === 'DELETE' : guard === 'required'

/** Which of two replies a client would rather have does not matter: only browsers' event sources and our own name this one. */
export const wantsEventStream = (accept: string | readonly string[] | undefined): boolean =>
  typeof accept === 'string' && /\btext\/event-stream\b/i.test(accept)

type StaticOf<S> = S extends TSchema ? Static<S> : undefined
type StaticOrEmpty<S> = S extends TSchema ? Static<S> : Readonly<Record<string, never>>

export type RouteOptions<P, Q, B, A extends Access> = {
  readonly method: Method
  /** `/v1/orders/{orderId}`, as OpenAPI writes it. */
  readonly path: `/${string}`
  /** A verb and a noun in camelCase, unique: the SDK's function name. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly access: A
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** A request without a body is one with `{}`. */
  readonly bodyIsOptional?: true
  /** What a success answers; the item's schema for a list. Absent: 204. */
  readonly reply?: TSchema
  /** A success that is no JSON: the media types it comes in, as its handler names them. */
  readonly rawReply?: readonly string[]
  readonly success?: 200 | 201 | 202 | 204
  /** For a public route: credentials that are sent and not good are refused, not taken for none. */
  readonly refusesBadCredentials?: true
  /** Writes need an Idempotency-Key unless `optional` (sign-in, whose clients send none) . */
  readonly idempotency?: 'required' | 'optional'
  /**
   * PUT, PATCH and DELETE need If-Match unless `optional`; a POST needs it where what it agrees to may be swapped.
   * `none`: what it changes has no ETag, so that an If-Match which names one is refused.
   */
  readonly guard?: 'required' | 'optional' | 'none'
  /** The handler reads the body itself, in pieces: these media types, at most so many bytes. */
  readonly streamsBody?: { readonly mediaTypes: readonly string[]; readonly maxBytes: number }
  /** What a request costs where its method does not tell: `heavy` is what reads much, and may be asked for seldom. */
  readonly limit?: 'search' | 'heavy' | 'write'
  /** Its reply is a stream of events where one is asked for, and then counts as a connection. */
  readonly streamsEvents?: true
  /** How long the handler may try. Default 2,000; 5,000 for writes. */
  readonly timeoutMs?: number
  /** Rejection codes worth naming in the documentation. */
  readonly refusals?: readonly string[]
  /** What to use instead, from now on. */
  readonly deprecation?: string
}

export type Route = RouteOptions<TSchema | undefined, TSchema | undefined, TSchema | undefined, Access> &
  (
    | {
        readonly list: false
        readonly handle: (request: RouteRequest<never, never, never, never>) => Promise<Reply>
        readonly many?: (
          requests: readonly RouteRequest<never, never, never, never>[],
        ) => Promise<readonly (Reply | undefined)[]>
      }
    | {
        readonly list: true
        readonly many?: undefined
        readonly handle: (request: RouteRequest<never, never, never, never>) => Promise<ListReply>
      }
  )

type Handler<P, Q, B, A extends Access, R> = (
  request: RouteRequest<StaticOrEmpty<P>, StaticOrEmpty<Q>, StaticOf<B>, CallerFor<A>>,
) => Promise<R>

type ManyHandler<P, Q, B, A extends Access> = (
  requests: readonly RouteRequest<StaticOrEmpty<P>, StaticOrEmpty<Q>, StaticOf<B>, CallerFor<A>>[],
) => Promise<readonly (Reply | undefined)[]>

/**
 * Declares a route that answers one resource. `many` answers several requests of one caller as `handle` would, in their
 * order and with one question to the store; undefined for what `handle` would refuse as not found.
 */
export const route = <
  const A extends Access,
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
  B extends TSchema | undefined = undefined,
>(
  options: RouteOptions<P, Q, B, A> & {
    readonly handle: Handler<P, Q, B, A, Reply>
    readonly many?: ManyHandler<P, Q, B, A>
  },
): Route => ({ ...options, list: false }) as unknown as Route

/** Declares a route that answers a page of a list; `cursor` and `limit` are added to its query. */
export const listRoute = <
  const A extends Access,
  P extends TSchema | undefined = undefined,
  Q extends TSchema | undefined = undefined,
>(
  options: Omit<RouteOptions<P, Q, undefined, A>, 'method'> & {
    readonly handle: Handler<P, Q, undefined, A, ListReply>
  },
): Route => ({ ...options, method: 'GET', list: true }) as unknown as Route

/** What a route that reads one record takes beside its id: `showAsOf` answers it. */
export const asOfQuery = Type.Object({
  asOf: Type.Optional(
    Type.String({
      maxLength: 30,
      description:
        'UTC, ISO 8601, not to come, or a version as its ETag has it: the record as it stood then, as far as you could see it then.',
      examples: ['2026-08-01T09:00:00.000Z', 'v3'],
    }),
  ),
})
export const asOfRefusals = ['as-of/malformed', 'as-of/to-come', 'as-of/not-yet'] as const

/** A connection that asked to leave HTTP, whose caller was let in. */
export type UpgradeRequest = {
  readonly request: IncomingMessage
  readonly socket: Duplex
  /** What came behind the request. */
  readonly head: Buffer
  readonly caller: Caller
  /** What it was let in by, to be looked at again while it stays open. */
  readonly credentials: Credentials
  /** Counts for its caller what is asked over it. Throws `Rejected` where that is too much. */
  readonly count: (as: 'read' | 'search') => Promise<void>
}

/** A path on which connections become WebSockets. */
export type Upgrade = {
  readonly path: `/${string}`
  readonly access: Access
  /** True where browsers, which cannot send headers, name token and organisation among the subprotocols. */
  readonly bearerSubprotocols: boolean
  readonly open: (request: UpgradeRequest) => void
}
