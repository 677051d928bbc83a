/** Lists as Relay connections: https://relay.dev/graphql/connections.htm, forwards only. */
import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLOutputType,
} from 'graphql'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Item, Page } from '../asking/reply-values.ts'
import { scalars } from './scalars.ts'

const PageInfo = new GraphQLObjectType({
  name: 'PageInfo',
  fields: {
    hasNextPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    hasPreviousPage: { type: new GraphQLNonNull(GraphQLBoolean) },
    startCursor: { type: GraphQLString },
    endCursor: { type: GraphQLString },
  },
})

export type Edge = { readonly cursor: string; readonly node: Item }
export type Connection = {
  readonly edges: readonly Edge[]
  readonly nodes: readonly Item[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  readonly totalCount: number | null
  readonly extra: Readonly<Record<string, unknown>>
}

export type ConnectionTypes = (node: GraphQLOutputType) => GraphQLObjectType

/** One connection a type of item. */
export function createConnectionTypes(taken: Set<string>): ConnectionTypes {
  taken.add(PageInfo.name)
  const made = new Map<string, GraphQLObjectType>()
  return (node) => {
    const name = String(node)
    const known = made.get(name)
    if (known) return known
    const item = new GraphQLNonNull(node)
    const edge = new GraphQLObjectType<Edge>({
      name: `${name}Edge`,
      fields: { node: { type: item }, cursor: { type: new GraphQLNonNull(GraphQLString) } },
    })
    const many = (type: GraphQLOutputType) => new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)))
    const connection = new GraphQLObjectType<Connection>({
      name: `${name}Connection`,
      fields: {
        edges: { type: many(edge) },
        nodes: { type: many(item.ofType), description: 'The nodes of the edges, for those who need no cursors.' },
        pageInfo: { type: new GraphQLNonNull(PageInfo) },
        totalCount: { type: GraphQLInt, description: 'How many there are, where that is known.' },
        extra: { type: scalars.JSON, description: 'What else the list says, such as `facets`.' },
      },
    })
    made.set(name, connection)
    return connection
  }
}

/** A route seals where pages begin; an edge inside a page is that, and how many of it to leave out. */
export type Place = { readonly cursor: string; readonly skip: number }

/** `first` of REST and GraphQL alike. */
const firstMax = 100

/** Throws `Rejected` for what is no cursor at all; whether the sealed part is one, the route will say. */
export function placeOf(after: string | null | undefined): Place {
  if (after === null || after === undefined) return { cursor: '', skip: 0 }
  const [, cursor, skip] = /^([\w-]*)(?:\.([1-9]\d?|100))?$/.exec(after) ?? []
  if (cursor === undefined || (cursor === '' && skip === undefined))
    throw new Rejected({
      kind: 'malformed',
      code: 'gateway/invalid-cursor',
      detail: 'This cursor does not belong to this list. Take one of its edges’ or `endCursor`, with the same filters.',
    })
  return { cursor, skip: Number(skip ?? 0) }
}

/** What to ask the route for. A page of 100 that begins inside of another is shorter than asked, and goes on behind it. */
export const pageQueryOf = (
  { cursor, skip }: Place,
  first: number | null | undefined,
): Readonly<Record<string, unknown>> => ({
  ...(cursor !== '' && { cursor }),
  ...((first !== null && first !== undefined) || skip > 0
    ? { limit: typeof first === 'number' && first > firstMax ? first : Math.min(firstMax, (first ?? 20) + skip) }
    : {}),
})

export function connectionOf({ items, next, previous, total, extra }: Page, { cursor, skip }: Place): Connection {
  const edges = items.slice(skip).map((node, index): Edge => {
    const at = skip + index + 1
    return { node, cursor: at === items.length && next !== undefined ? next : `${cursor}.${at}` }
  })
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: next !== undefined,
      hasPreviousPage: skip > 0 || previous !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: total ?? null,
    extra,
  }
}
