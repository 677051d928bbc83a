/** Asks routes on behalf of one GraphQL request: the same access, validation, idempotency and handlers as over REST. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../../kernel/caller.ts'
import type { KeptReplies } from '../kept-replies.ts'
import { assertAccess } from '../request-context.ts'
import type { ListReply, Reply, Route } from '../route.ts'
import type { Incoming } from '../take-request.ts'
import { keptAnswers } from './kept-answers.ts'
import { createLinkLoader } from './link-loader.ts'
import type { Operation } from './operations.ts'
import { etagOf, itemOf, type Item, type Page } from './reply-values.ts'

type Values = Readonly<Record<string, unknown>>

/** Of one request; whatever it has read is not read again for it. */
export type AskRoutes = {
  readonly caller: Caller
  /** One resource. */
  readonly item: (operation: Operation, params: Values, query?: Values) => Promise<Item>
  readonly list: (operation: Operation, params: Values, query: Values) => Promise<Page>
  /** A resource that another names; null where it is not shown. Those named at the same time are read together. */
  readonly link: (operation: Operation, param: string, id: string) => Promise<Item | null>
  /** True where the route answers nothing. */
  readonly command: (operation: Operation, command: Command) => Promise<Item | true>
}

export type Command = {
  readonly params: Values
  readonly query: Values
  readonly body: unknown
  readonly ifMatch: string | undefined
  readonly idempotencyKey: string | undefined
  /** What the reply calls it: tells mutations of one request apart. */
  readonly alias: string
}

/** Who asks, and what the transport knows of it. */
export type Asking = {
  readonly caller: Caller
  readonly requestId: string
  readonly remoteAddress: string
  readonly headers: IncomingHttpHeaders
  /** Counts what costs more than the request itself; rejects where its quota is used up. */
  readonly count: (route: Route) => Promise<void> | undefined
  /** The key that the whole request has, for the mutation that the reply calls so. */
  readonly keyOf: (alias: string) => string | undefined
  /** Told where each commit stands that this request made. */
  readonly landed: (position: string) => void
}

export function createAskRoutes(kept: KeptReplies, asking: Asking): AskRoutes {
  const { caller, landed } = asking
  const headers = withoutRequestsOwn(asking.headers)
  const read = new Map<string, Promise<unknown>>()
  const once = <T>(url: string, ask: () => Promise<T>): Promise<T> => {
    const known = read.get(url) as Promise<T> | undefined
    if (known) return known
    const asked = ask()
    read.set(url, asked)
    return asked
  }
  const incoming = ({ route }: Operation, params: Values, query: Values): Incoming => ({
    id: asking.requestId,
    address: asking.remoteAddress,
    url: urlOf(route.path, params, query),
    headers,
    params,
    query,
    body: undefined,
  })
  const take = (operation: Operation, request: Incoming) => operation.take(request, caller, landed)
  const keeper = keptAnswers(kept, caller)

  const item = (operation: Operation, params: Values, query: Values = {}): Promise<Item> => {
    assertAccess(operation.route.access, caller)
    const request = incoming(operation, params, query)
    return once(request.url, async () => {
      const known = keeper.item(request.url)
      if (known) return known
      const counting = asking.count(operation.route)
      if (counting) await counting
      const keep = keeper.keepItem(operation.route, request.url)
      const { request: taken } = await take(operation, request)
      return keep((await operation.route.handle(taken as never)) as Reply)
    })
  }

  return {
    caller,
    item,
    list(operation, params, query) {
      assertAccess(operation.route.access, caller)
      const request = incoming(operation, params, query)
      return once(request.url, async () => {
        const known = keeper.page(request.url)
        if (known) return known
        const counting = asking.count(operation.route)
        if (counting) await counting
        const keep = keeper.keepPage(operation.route, request.url)
        const { request: taken, seal } = await take(operation, request)
        return keep((await operation.route.handle(taken as never)) as ListReply, seal)
      })
    },
    link: createLinkLoader({
      item,
      async many(operation, param, ids) {
        assertAccess(operation.route.access, caller)
        const found = new Map<string, Item>()
        const asked: { id: string; url: string; request: Incoming }[] = []
        for (const id of ids) {
          const request = incoming(operation, { [param]: id }, {})
          const known = keeper.item(request.url)
          if (known) found.set(id, known)
          else asked.push({ id, url: request.url, request })
        }
        if (asked.length === 0) return found
        const keeps = asked.map(({ url }) => keeper.keepItem(operation.route, url))
        const taken = await Promise.all(asked.map(({ request }) => take(operation, request)))
        const replies = await operation.route.many!(taken.map(({ request }) => request) as never)
        for (const [index, reply] of replies.entries()) if (reply) found.set(asked[index]!.id, keeps[index]!(reply))
        return found
      },
    }),
    async command(operation, { params, query, body, ifMatch, ...named }) {
      const idempotencyKey = named.idempotencyKey ?? asking.keyOf(named.alias)
      const { route } = operation
      await asking.count(route)
      assertAccess(route.access, caller)
      const request = {
        ...incoming(operation, params, query),
        headers: {
          ...headers,
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        body: body === undefined ? '' : JSON.stringify(body),
      }
      const { request: taken } = await take(operation, request)
      const reply = (await route.handle(taken as never)) as Reply
      return reply.body === undefined ? true : itemOf(reply, etagOf(reply))
    },
  }
}

/** What belongs to this one HTTP request and not to the routes that it asks. */
function withoutRequestsOwn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const {
    'content-length': _length,
    'transfer-encoding': _encoding,
    'if-match': _match,
    'if-none-match': _noneMatch,
    'idempotency-key': _key,
    // A route may answer a stream to who would have one.
    accept: _accept,
    'last-event-id': _lastEvent,
    ...rest
  } = headers
  return rest
}

/** The address that the same request has over REST, so that its idempotency key means the same there. */
function urlOf(path: string, params: Values, query: Values): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const entries = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)]),
  )
  return entries.length === 0 ? filled : `${filled}?${new URLSearchParams(entries).toString()}`
}
