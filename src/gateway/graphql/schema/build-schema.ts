/** The whole schema from the routes: what is read is a query, what is commanded a mutation, what names something leads to it. */
import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInterfaceType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  type GraphQLFieldConfig,
  type GraphQLObjectType as ObjectType,
  type GraphQLOutputType,
  type GraphQLEnumType,
} from 'graphql'
import type { AnyOutwardEvents } from '../../../kernel/outward-events.ts'
import type { AskRoutes } from '../asking/ask-routes.ts'
import { nodesOf, type Node, type Operation } from '../operations/operations.ts'
import type { Item } from '../asking/reply-values.ts'
import { connectionOf, createConnectionTypes, pageQueryOf, placeOf, type ConnectionTypes } from './connections.ts'
import { createInputTypes, type InputTypes } from './input-types.ts'
import type { JsonSchema } from '../operations/json-shape.ts'
import { singular, subResourceName, titledTypeName } from '../operations/names.ts'
import { createOutputTypes, type Fields, type OutputTypes } from './output-types.ts'
import { scalars } from './scalars.ts'
import { subscriptionFields, type Tells } from './subscription-fields.ts'
import { createTypeNames } from './type-names.ts'

type Args = Readonly<Record<string, unknown>>
type RootField = GraphQLFieldConfig<unknown, AskRoutes, Args>

/** What fields say of themselves to those who walk the schema. */
export type FieldExtensions = { readonly operation?: Operation; readonly tells?: Tells }

type Parts = {
  readonly outputs: OutputTypes
  readonly inputs: InputTypes
  readonly connections: ConnectionTypes
}

/** @param declared  what organisations are told of as it happens; none where nobody listens */
export function buildSchema(
  operations: readonly Operation[],
  declared: readonly AnyOutwardEvents[] = [],
): GraphQLSchema {
  const taken = new Set(['Query', 'Mutation', 'Subscription', 'Node', ...Object.keys(scalars)])
  const enums = createTypeNames<GraphQLEnumType>(taken)
  const nodes = nodesOf(operations)
  const nodeInterface = new GraphQLInterfaceType({
    name: 'Node',
    description: 'What has an id, which is unique in the whole exchange.',
    fields: { id: { type: new GraphQLNonNull(GraphQLID) } },
    resolveType: ({ id }: { id: string }) => String(outputs.nodeType(nodes.get(id.slice(0, 3))!)),
  })
  const below = (node: Node): Fields => fieldsBelow(node, operations, parts)
  const outputs = createOutputTypes({ nodes, nodeInterface, taken, enums, below })
  const parts: Parts = { outputs, inputs: createInputTypes(taken, enums), connections: createConnectionTypes(taken) }
  // Resources before what only lists show, so that the fuller type has the name.
  for (const { route, name } of operations)
    if (route.reply && !route.list) outputs.resourceType(route.reply as unknown as JsonSchema, titledTypeName(name))
  const queries = operations.filter(({ route }) => route.method === 'GET')
  const mutations = operations.filter(({ route }) => route.method !== 'GET')
  const { nodeType } = outputs
  const told = subscriptionFields({ declared, nodes, nodeInterface, nodeType, taken, enums })
  return new GraphQLSchema({
    ...(Object.keys(told).length > 0 && {
      subscription: new GraphQLObjectType({ name: 'Subscription', fields: told }),
    }),
    query: rootOf('Query', {
      node: nodeField(nodes, nodeInterface),
      ...Object.fromEntries(queries.map((operation) => [operation.name, queryField(operation, parts)])),
    }),
    mutation: rootOf(
      'Mutation',
      Object.fromEntries(mutations.map((operation) => [operation.name, mutationField(operation, parts)])),
    ),
    types: Array.from(nodes.values(), (node) => outputs.nodeType(node) as ObjectType),
  })
}

const rootOf = (name: string, fields: Record<string, RootField>): GraphQLObjectType<unknown, AskRoutes> =>
  new GraphQLObjectType({ name, fields })

const describe = ({ route: { summary, description, refusals, deprecation } }: Operation) => ({
  description: [summary + '.', description, refusals && `Refuses with ${refusals.join(', ')}.`]
    .filter(Boolean)
    .join('\n\n'),
  ...(deprecation !== undefined && { deprecationReason: deprecation }),
})

function nodeField(nodes: ReadonlyMap<string, Node>, type: GraphQLOutputType): RootField {
  return {
    type,
    description: 'Anything that has an id, by its id; null where it is nothing, or not shown to you.',
    args: { id: { type: new GraphQLNonNull(GraphQLID) } },
    extensions: { nodes: [...nodes.values()].map(({ operation }) => operation) },
    resolve(_source, { id }, ask) {
      const text = String(id)
      const node = nodes.get(text.slice(0, 3))
      return node ? ask.link(node.operation, node.param, text) : null
    },
  }
}

const pick = (args: Args, names: Readonly<Record<string, unknown>>): Args => {
  const picked: Record<string, unknown> = {}
  for (const name in names) if (args[name] !== undefined && args[name] !== null) picked[name] = args[name]
  return picked
}

const replyOf = ({ route }: Operation): JsonSchema => route.reply as unknown as JsonSchema

/** @param given  path parameters that are known where the field stands */
function queryField<Source>(
  operation: Operation,
  { outputs, inputs, connections }: Parts,
  given: { readonly names: readonly string[]; readonly of: (source: Source) => Args } = { names: [], of: () => ({}) },
): GraphQLFieldConfig<Source, AskRoutes, Args> {
  const { route, params, query } = operation
  const shared = { args: inputs.argumentsOf(operation, given.names), extensions: { operation }, ...describe(operation) }
  const paramsOf = (source: Source, args: Args): Args => ({ ...pick(args, params), ...given.of(source) })
  if (!route.list)
    return {
      ...shared,
      type: outputs.resourceType(replyOf(operation), titledTypeName(operation.name)),
      resolve: (source, args, ask) => ask.item(operation, paramsOf(source, args), pick(args, query)),
    }
  return {
    ...shared,
    type: connections(outputs.typeOf(replyOf(operation), titledTypeName(singular(operation.name)))),
    async resolve(source, args, ask) {
      const place = placeOf(args['after'] as string | null | undefined)
      const asked = { ...pick(args, query), ...pageQueryOf(place, args['first'] as number | null | undefined) }
      return connectionOf(await ask.list(operation, paramsOf(source, args), asked), place)
    },
  }
}

function mutationField(operation: Operation, { outputs, inputs }: Parts): RootField {
  const { route, params, query } = operation
  return {
    type: route.reply
      ? outputs.resourceType(replyOf(operation), `${titledTypeName(operation.name)}Result`)
      : GraphQLBoolean,
    args: inputs.argumentsOf(operation),
    extensions: { operation },
    ...describe(operation),
    resolve: (_source, args, ask, { path }) =>
      ask.command(operation, {
        params: pick(args, params),
        query: pick(args, query),
        body: args['input'] ?? undefined,
        ifMatch: (args['ifMatch'] as string | null | undefined) ?? undefined,
        idempotencyKey: (args['idempotencyKey'] as string | null | undefined) ?? undefined,
        alias: String(path.key),
      }),
  }
}

/** `Order.shipments` for GET /v1/orders/{orderId}/shipments: whatever hangs directly below a node. */
function fieldsBelow({ operation, param }: Node, operations: readonly Operation[], parts: Parts): Fields {
  const fields: Fields = {}
  for (const each of operations) {
    const { route, params, requiredQuery } = each
    if (route.method !== 'GET' || requiredQuery.size > 0 || Object.keys(params).join() !== param) continue
    const name = subResourceName(route.path, operation.route.path)
    const given = { names: [param], of: ({ id }: Item): Args => ({ [param]: id }) }
    if (name !== undefined) fields[name] = queryField<Item>(each, parts, given) as Fields[string]
  }
  return fields
}
