/** A route in another version of the API: the same handler behind it, its request brought up and its reply brought down by pure functions. */
import type { TSchema } from 'typebox'
import { Rejected } from '../../kernel/rejection.ts'
import type { ListReply, Reply, Route, Serialised } from '../route.ts'
import { isObject, type Json } from './shapes/json-paths.ts'
import type { ChangeOf, RouteChange } from './second/second-version.ts'
import type { Shown } from './shapes/shape-changes.ts'

/** The path of the same thing in /v2. What has no version stays where it is. */
export const secondPath = <Path extends string>(path: Path): Path => path.replace(/^\/v1(?=\/|$)/, '/v2') as Path

/** The route as /v2 has it; undefined where nothing of it is otherwise. */
export function secondVersionOf(route: Route, changeOf: ChangeOf): Route | undefined {
  const change = changeOf(route)
  if (!change) return undefined
  const { shown, taken, query } = change
  return {
    ...route,
    path: secondPath(route.path),
    ...(route.reply && shown && { reply: shown.schema(route.reply as Json) as TSchema }),
    ...(route.body && taken && { body: taken.schema(route.body as Json) as TSchema }),
    ...(route.query && query && { query: query.schema(route.query as Json) as TSchema }),
    many: undefined,
    handle: handlerOf(route, change),
  } as Route
}

/** Every route as /v2 has it: what is not otherwise, under its path there. */
export const secondVersionRoutes = (routes: readonly Route[], changeOf: ChangeOf): readonly Route[] =>
  routes.map((route) => secondVersionOf(route, changeOf) ?? { ...route, path: secondPath(route.path) })

function handlerOf(route: Route, change: RouteChange): Route['handle'] {
  const { shown, taken, query } = change
  const handle = async (request: Asked): Promise<Reply | ListReply> => {
    const asked = {
      ...request,
      ...(taken && isObject(request.body) && { body: taken.take(request.body) }),
      ...(query && { query: query.take(request.query) }),
    }
    const answered = await refusedAs<Reply | ListReply>(change, () => route.handle(asked as never))
    if (!shown) return answered
    return route.list ? listShown(shown, answered as ListReply) : replyShown(shown, answered as Reply)
  }
  return handle as Route['handle']
}

type Asked = { readonly body: unknown; readonly query: Json }

/** What the core says of a field is said of where the client has it. */
async function refusedAs<T>(change: RouteChange, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Rejected) || !error.rejection.errors) throw error
    const errors = error.rejection.errors.map(({ pointer, detail }) => ({
      pointer: shownPointer(change, pointer),
      detail,
    }))
    throw new Rejected({ ...error.rejection, errors })
  }
}

function shownPointer({ taken, query }: RouteChange, pointer: string): string {
  if (pointer.startsWith('/query/')) return query ? `/query${query.pointer(pointer.slice('/query'.length))}` : pointer
  return taken ? taken.pointer(pointer) : pointer
}

/** A route that shows what is new beside what it replaces, and the same of one reply of its; undefined where there is nothing. */
export function withSuccessors(
  route: Route,
  changeOf: ChangeOf,
): { readonly route: Route; readonly show: (reply: Reply) => Reply } | undefined {
  const beside = changeOf(route)?.shown?.beside
  if (!beside || !route.reply) return undefined
  const show = (reply: Reply): Reply => replyShown(beside, reply)
  const { handle, many } = route
  const shown = {
    ...route,
    reply: beside.schema(route.reply as Json) as TSchema,
    async handle(request: never) {
      const answered = await handle(request)
      return route.list ? listShown(beside, answered as ListReply) : show(answered as Reply)
    },
    ...(many && {
      many: async (requests: readonly never[]) => (await many(requests)).map((reply) => reply && show(reply)),
    }),
  }
  return { route: shown as Route, show }
}

const listShown = (shown: Shown, reply: ListReply): ListReply => ({
  ...reply,
  items: reply.items.map((item) => shownItem(shown, item)),
})

function replyShown(shown: Shown, reply: Reply): Reply {
  const { body } = reply
  return body === undefined || 'raw' in body ? reply : { ...reply, body: shownItem(shown, body) }
}

const isSerialised = (item: object): item is Serialised => 'json' in item && Object.keys(item).length === 1

const shownItem = (shown: Shown, item: object): object =>
  isSerialised(item) ? shownText(shown, item) : shown.show(item as Json)

/** Bytes that many lists carry are shown once: they are kept, and nobody writes to them. */
const shownBytes = new WeakMap<Shown, WeakMap<Uint8Array, Serialised>>()

function shownText(shown: Shown, { json }: Serialised): Serialised {
  if (typeof json === 'string') return { json: JSON.stringify(shown.show(JSON.parse(json) as Json)) }
  let known = shownBytes.get(shown)
  if (!known) shownBytes.set(shown, (known = new WeakMap()))
  const before = known.get(json)
  if (before) return before
  const text = JSON.stringify(shown.show(JSON.parse(Buffer.from(json).toString()) as Json))
  const made = { json: Buffer.from(text) }
  known.set(json, made)
  return made
}
