/** Asks routes on behalf of one GraphQL request: the same access, validation, idempotency and handlers as over REST. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../../../kernel/caller.ts'
import { assertAccess, refusalOf } from '../../request/request-context.ts'
import type { ListReply, Reply } from '../../route.ts'
import type { Incoming } from '../../request/take-request.ts'
import type { CountRoute } from './count-routes.ts'
import type { KeptAnswersFor } from './kept-answers.ts'
import { createLinkLoader } from './link-loader.ts'
import type { Operation } from '../operations/operations.ts'
import { etagOf, itemOf, type Item, type Page } from './reply-values.ts'

type Values = Readonly<Record<string, unknown>>

/** Of one request; whatever it has read is not read again for it, but behind its next command. */
export type AskRoutes = {
  readonly caller: Caller
  /** One resource; at once where memory has it. */
  readonly item: (operation: Operation, params: Values, query?: Values) => Promise<Item> | Item
  readonly list: (operation: Operation, params: Values, query: Values) => Promise<Page>
  /** A resource that another names; null where it is not shown. Those named at the same time are read together. */
  readonly link: (operation: Operation, param: string, id: string) => Promise<Item | null> | Item
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
  readonly count: CountRoute
  /** The key that the whole request has, for the mutation that the reply calls so. */
  readonly keyOf: (alias: string) => string | undefined
  /** Told where each commit stands that this request made. */
  readonly landed: (position: string) => void
}

/** What one request has read. */
type Memory = {
  readonly byUrl: Map<string, unknown>
  /** What lists had in hand, made only where it is linked to. */
  readonly wholes: Map<string, () => Promise<Reply | undefined>>
  readonly link: ReturnType<typeof createLinkLoader>
}

export function createAskRoutes(keptFor: KeptAnswersFor, asking: Asking): AskRoutes {
  const { caller, landed } = asking
  let headers: IncomingHttpHeaders | undefined
  const addressOf = ({ pathOf }: Operation, params: Values, query: Values): string => urlOf(pathOf(params), query)
  const incoming = (url: string, params: Values, query: Values) => ({
    id: asking.requestId,
    address: asking.remoteAddress,
    url,
    headers: (headers ??= withoutRequestsOwn(asking.headers)),
    params,
    query,
    body: undefined,
  })
  const take = (operation: Operation, request: Incoming) => operation.take(request, caller, landed)
  const keeper = keptFor(caller)
  const once = <T>({ byUrl }: Memory, url: string, ask: () => Promise<T>): Promise<T> => {
    const known = byUrl.get(url) as Promise<T> | undefined
    if (known) return known
    const asked = ask()
    byUrl.set(url, asked)
    return asked
  }

  /** What memory holds is looked for before anything is made for asking; it stays what it was for this request. */
  const keptItem = ({ byUrl }: Memory, url: string): Item | undefined => {
    const known = byUrl.get(url)
    if (known !== undefined) return known instanceof Promise ? undefined : (known as Item)
    const kept = keeper.item(url)
    if (kept) byUrl.set(url, kept)
    return kept
  }
  const item = (operation: Operation, params: Values, query: Values = {}): Promise<Item> | Item => {
    assertAccess(operation.route.access, caller)
    const url = addressOf(operation, params, query)
    return (
      keptItem(memory, url) ??
      once(memory, url, async () => {
        const counting = asking.count(operation.route)
        if (counting) await counting
        const keep = keeper.keepItem(operation.route, url)
        const { request: taken } = await take(operation, incoming(url, params, query))
        return keep((await operation.route.handle(taken as never)) as Reply)
      })
    )
  }
  const list = (operation: Operation, params: Values, query: Values): Promise<Page> => {
    assertAccess(operation.route.access, caller)
    const url = addressOf(operation, params, query)
    const { wholes } = memory
    return once(memory, url, async () => {
      const known = keeper.page(url)
      if (known) return known
      const counting = asking.count(operation.route)
      if (counting) await counting
      const keep = keeper.keepPage(operation.route, url)
      const { request: taken, seal } = await take(operation, incoming(url, params, query))
      const reply = (await operation.route.handle(taken as never)) as ListReply
      for (const [path, whole] of reply.wholes?.() ?? []) wholes.set(path, whole)
      return keep(reply, seal)
    })
  }
  const many = async (operation: Operation, param: string, ids: readonly string[]) => {
    assertAccess(operation.route.access, caller)
    const { wholes } = memory
    const found = new Map<string, Item>()
    const asked: { id: string; url: string; request: Incoming }[] = []
    const inHand: { id: string; whole: Promise<Reply | undefined> }[] = []
    for (const id of ids) {
      const url = addressOf(operation, { [param]: id }, {})
      const known = keeper.item(url)
      const whole = known ? undefined : wholes.get(url)?.()
      if (known) found.set(id, known)
      else if (whole) inHand.push({ id, whole })
      else asked.push({ id, url, request: incoming(url, { [param]: id }, {}) })
    }
    const replied = await Promise.all(inHand.map(({ whole }) => whole))
    for (const [index, reply] of replied.entries())
      if (reply) found.set(inHand[index]!.id, itemOf(operation.show(reply), etagOf(reply)))
    if (asked.length === 0) return found
    const keeps = asked.map(({ url }) => keeper.keepItem(operation.route, url))
    const taken = await Promise.all(asked.map(({ request }) => take(operation, request)))
    const replies = await operation.route.many!(taken.map(({ request }) => request) as never)
    for (const [index, reply] of replies.entries()) if (reply) found.set(asked[index]!.id, keeps[index]!(reply))
    return found
  }
  const forgotten = (): Memory => ({ byUrl: new Map(), wholes: new Map(), link: createLinkLoader({ item, many }) })
  let memory = forgotten()

  return {
    caller,
    item,
    list,
    link(operation, param, id) {
      const isLetIn = refusalOf(operation.route.access, caller) === undefined
      const kept = isLetIn && keptItem(memory, addressOf(operation, { [param]: id }, {}))
      return kept || memory.link(operation, param, id)
    },
    async command(operation, { params, query, body, ifMatch, ...named }) {
      const idempotencyKey = named.idempotencyKey ?? asking.keyOf(named.alias)
      const { route } = operation
      await asking.count(route)
      assertAccess(route.access, caller)
      const asked = incoming(addressOf(operation, params, query), params, query)
      const request = {
        ...asked,
        headers: {
          ...asked.headers,
          ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        body: body === undefined ? '' : JSON.stringify(body),
      }
      const { request: taken } = await take(operation, request)
      try {
        const reply = (await route.handle(taken as never)) as Reply
        return reply.body === undefined ? true : itemOf(reply, etagOf(reply))
      } finally {
        // What an earlier mutation of the request has read, this one may have changed.
        memory = forgotten()
      }
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
function urlOf(path: string, query: Values): string {
  const entries = Object.entries(query)
  if (entries.length === 0) return path
  const all = entries.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)]),
  )
  return all.length === 0 ? path : `${path}?${new URLSearchParams(all).toString()}`
}
