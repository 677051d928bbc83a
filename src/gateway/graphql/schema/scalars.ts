/** Scalars beside GraphQL's own. What comes out was made by us; what goes in is judged by the route's own schema besides. */
import {
  GraphQLBoolean,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLScalarType,
  GraphQLString,
  Kind,
  valueFromASTUntyped,
  type ValueNode,
} from 'graphql'
import type { ScalarName } from '../operations/json-shape.ts'

const text = (name: string, description: string, specifiedByURL?: string): GraphQLScalarType =>
  new GraphQLScalarType({
    name,
    description,
    ...(specifiedByURL !== undefined && { specifiedByURL }),
    serialize: (value) => value,
    parseValue(value) {
      if (typeof value === 'string') return value
      throw new GraphQLError(`${name} is written as text.`)
    },
    parseLiteral(node) {
      if (node.kind === Kind.STRING) return node.value
      throw new GraphQLError(`${name} is written as text.`, { nodes: node })
    },
  })

const SafeInt = new GraphQLScalarType({
  name: 'SafeInt',
  description: 'A whole number up to 2^53 − 1 either way: amounts in minor units, quantities in base units.',
  serialize: (value) => value,
  parseValue: wholeNumber,
  parseLiteral: (node) => wholeNumber(node.kind === Kind.INT ? Number(node.value) : undefined),
})

function wholeNumber(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number
  throw new GraphQLError('SafeInt is a whole number of at most 2^53 − 1.')
}

const JSONScalar = new GraphQLScalarType({
  name: 'JSON',
  description:
    'Any JSON value, such as texts by language: {"en": "Gouda", "nl": "Goudse"}. The REST description has its shape.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables),
})

const rfc3339 = 'https://www.rfc-editor.org/rfc/rfc3339'

export const scalars: Readonly<Record<ScalarName, GraphQLScalarType>> = {
  ID: GraphQLID,
  String: GraphQLString,
  Int: GraphQLInt,
  Float: GraphQLFloat,
  Boolean: GraphQLBoolean,
  SafeInt,
  DateTime: text('DateTime', 'UTC, ISO 8601: `2026-08-01T09:00:00.000Z`.', rfc3339),
  Date: text('Date', 'A day: `2026-08-01`.', rfc3339),
  JSON: JSONScalar,
}
