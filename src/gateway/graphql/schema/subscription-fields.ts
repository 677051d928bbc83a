/** What can be subscribed to: the events that organisations are told of, each with the record that it happened to. */
import {
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLInterfaceType,
  type GraphQLOutputType,
} from 'graphql'
import { outwardType, type AnyOutwardEvents } from '../../../kernel/outward-events.ts'
import type { AskRoutes } from '../asking/ask-routes.ts'
import type { Node } from '../operations/operations.ts'
import { linkName, titledTypeName } from '../operations/names.ts'
import { scalars } from './scalars.ts'
import { enumType, type TypeNames } from './type-names.ts'

/** An event as it is told. */
export type ToldEvent = {
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly version: number
  readonly at: string
  readonly asOf: string
  readonly place: string
}

/** Which events a field of Subscription tells, for whoever runs it. */
export type Tells = {
  readonly types: readonly string[]
  /** The argument that narrows it to one record. */
  readonly param: string | undefined
}

export type SubscriptionField = GraphQLFieldConfig<ToldEvent, AskRoutes, Readonly<Record<string, unknown>>>
type EventField = GraphQLFieldConfig<ToldEvent, AskRoutes>

export type SubscriptionNeeds = {
  readonly declared: readonly AnyOutwardEvents[]
  readonly nodes: ReadonlyMap<string, Node>
  readonly nodeInterface: GraphQLInterfaceType
  readonly nodeType: (node: Node) => GraphQLOutputType
  readonly taken: Set<string>
  readonly enums: TypeNames<GraphQLEnumType>
}

/** `orderEvents` for what happens to orders, and so on; `events` for all of it. */
export function subscriptionFields(needs: SubscriptionNeeds): Readonly<Record<string, SubscriptionField>> {
  const { declared, nodes, nodeInterface, nodeType } = needs
  const fields: Record<string, SubscriptionField> = {}
  const all: AnyOutwardEvents[] = []
  for (const outward of declared) {
    const node = nodes.values().find(({ operation, param }) => operation.route.path === outward.subject(`{${param}}`))
    const name = node && linkName(node.param)
    // Records of a service that this process does not serve are read in another.
    if (!node || name === undefined) continue
    all.push(outward)
    fields[`${name}Events`] = eventsField(
      needs,
      { name, declared: [outward], param: node.param },
      {
        [name]: {
          type: nodeType(node),
          description: 'As it is now, with this event in it; null where it is not shown to you.',
          extensions: { operation: node.operation },
          resolve: ({ subject }, _args, ask) => ask.link(node.operation, node.param, idIn(subject)),
        },
      },
    )
  }
  if (all.length === 0) return fields
  fields['events'] = eventsField(
    needs,
    { name: '', declared: all, param: undefined },
    {
      subject: { type: new GraphQLNonNull(GraphQLString), description: 'Where the record is read over REST.' },
      node: {
        type: nodeInterface,
        description: 'The record as it is now, with this event in it; null where it is not shown to you.',
        extensions: { nodes: [...nodes.values()].map(({ operation }) => operation) },
        resolve({ subject }, _args, ask) {
          const id = idIn(subject)
          const node = nodes.get(id.slice(0, 3))
          return node ? ask.link(node.operation, node.param, id) : null
        },
      },
    },
  )
  return fields
}

/** A subject is the path of one record, by its id. */
const idIn = (subject: string): string => subject.slice(subject.lastIndexOf('/') + 1)

type Kind = {
  /** Empty for all of them. */
  readonly name: string
  readonly declared: readonly AnyOutwardEvents[]
  readonly param: string | undefined
}

function eventsField(
  { taken, enums }: SubscriptionNeeds,
  { name, declared, param }: Kind,
  record: Readonly<Record<string, EventField>>,
): SubscriptionField {
  const typeName = `${titledTypeName(name)}Event`
  if (taken.has(typeName)) throw new Error(`Events are to be called "${typeName}", which another type is.`)
  taken.add(typeName)
  const types = declared.flatMap(({ events }) => Object.keys(events).map(outwardType))
  const type = enumType(enums, `${typeName}Type`, types) ?? GraphQLString
  return {
    type: new GraphQLNonNull(
      new GraphQLObjectType<ToldEvent, AskRoutes>({ name: typeName, fields: { ...fieldsOf(type), ...record } }),
    ),
    description: [
      'Tells what happens as it does, to whoever takes part in the record and may know of it:',
      ...declared.flatMap(({ events }) => Object.entries(events as Saying).map(describe)),
    ].join('\n'),
    args: {
      ...(param !== undefined && { [param]: { type: GraphQLID, description: 'Of this record alone.' } }),
      types: { type: new GraphQLList(new GraphQLNonNull(type)), description: 'These alone; all unless said.' },
      after: {
        type: GraphQLString,
        description: 'The `place` of an event: what comes behind it. From now on unless said.',
      },
    },
    extensions: { tells: { types, param } satisfies Tells },
    resolve: (event) => event,
  }
}

type Saying = Readonly<Record<string, string | { readonly description: string }>>

const describe = ([type, says]: [string, Saying[string]]): string =>
  `- \`${outwardType(type)}\`: ${typeof says === 'string' ? says : says.description}`

const fieldsOf = (type: GraphQLOutputType): Readonly<Record<string, EventField>> => ({
  id: {
    type: new GraphQLNonNull(GraphQLID),
    description: 'The same however often and wherever the event is told.',
  },
  type: { type: new GraphQLNonNull(type) },
  at: { type: new GraphQLNonNull(scalars.DateTime) },
  version: { type: new GraphQLNonNull(GraphQLInt), description: 'The version of the record that the event made.' },
  place: {
    type: new GraphQLNonNull(GraphQLString),
    description: 'Sent as `after`, goes on behind this event, through whichever process.',
  },
  asOf: {
    type: new GraphQLNonNull(GraphQLString),
    description: 'Sent as `FX-As-Of` with a request, makes sure that the event is in what is read.',
  },
})
