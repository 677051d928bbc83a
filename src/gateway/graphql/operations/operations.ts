/** The routes that GraphQL serves, and what of each the schema needs to know. */
import { compileTake, queryOf, type TakeNeeds, type TakeRequest } from '../../request/take-request.ts'
import type { Reply, Route } from '../../route.ts'
import type { ChangeOf } from '../../versions/second/second-version.ts'
import { withSuccessors } from '../../versions/versioned-route.ts'
import { idPrefixOf, type JsonSchema } from './json-shape.ts'
import { queryName } from './names.ts'

export type Operation = {
  readonly route: Route
  /** What a reply that was made without the route is shown as by it. */
  readonly show: (reply: Reply) => Reply
  readonly take: TakeRequest
  /** Its path with these in their places. */
  readonly pathOf: (params: Readonly<Record<string, unknown>>) => string
  /** Its field on Query or Mutation. */
  readonly name: string
  readonly params: Readonly<Record<string, JsonSchema>>
  /** Without a list's cursor and limit. */
  readonly query: Readonly<Record<string, JsonSchema>>
  readonly requiredQuery: ReadonlySet<string>
}

/** What one of a kind is read by: its one parameter is an id, whose prefix tells the kind. */
export type Node = { readonly operation: Operation; readonly param: string; readonly prefix: string }

/** Not files, which have bodies and replies of their own, nor what only the operator's command line does. */
export const isServed = ({ method, access, streamsBody, reply }: Route): boolean =>
  access.kind !== 'operator' && !streamsBody && (method !== 'GET' || reply !== undefined)

/** There are no versions here: what is new in one stands beside what it replaces. */
export type OperationNeeds = TakeNeeds & { readonly changeOf: ChangeOf }

export function operationsOf(routes: readonly Route[], needs: OperationNeeds): readonly Operation[] {
  const served = routes.filter(isServed)
  const nouns = Map.groupBy(served, ({ operationId }) => queryName(operationId))
  return served.map((route) => {
    const noun = queryName(route.operationId)
    // `listPrices` is `prices`, and `getPrices` beside it keeps its verb.
    const isFirst = (nouns.get(noun)!.find(({ list }) => list) ?? nouns.get(noun)![0]) === route
    return operationOf(route, route.method === 'GET' && isFirst ? noun : route.operationId, needs)
  })
}

function operationOf(given: Route, name: string, needs: OperationNeeds): Operation {
  const { route, show } = withSuccessors(given, needs.changeOf) ?? { route: given, show: (reply: Reply) => reply }
  const { properties, required } = propertiesOf(queryOf(route))
  const { cursor: _cursor, limit: _limit, ...filters } = properties
  return {
    route,
    show,
    take: compileTake(route, needs),
    pathOf: compilePath(route.path),
    name,
    params: propertiesOf(route.params).properties,
    query: route.list ? filters : properties,
    requiredQuery: new Set(required),
  }
}

/** Taken apart once: a page of a list asks for a hundred. */
function compilePath(path: string): Operation['pathOf'] {
  const [begin = '', ...rest] = path.split('{')
  const parts = rest.map((text) => text.split('}') as [name: string, then: string])
  return (params) => {
    let filled = begin
    for (const [name, then] of parts) filled += encodeURIComponent(String(params[name])) + then
    return filled
  }
}

const propertiesOf = (schema: unknown) => {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Readonly<Record<string, JsonSchema>>
    required?: readonly string[]
  }
  return { properties, required }
}

/** By prefix. A resource that is read at its own path by its own id alone, and says that id. */
export function nodesOf(operations: readonly Operation[]): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>()
  for (const operation of operations) {
    const { route, params, requiredQuery } = operation
    const [param, ...others] = Object.keys(params)
    if (route.method !== 'GET' || route.list || param === undefined || others.length > 0 || requiredQuery.size > 0)
      continue
    const prefix = idPrefixOf(params[param]!)
    const reply = propertiesOf(route.reply).properties
    if (prefix === undefined || !route.path.endsWith(`/{${param}}`) || reply['id'] === undefined) continue
    if (!nodes.has(prefix)) nodes.set(prefix, { operation, param, prefix })
  }
  return nodes
}
