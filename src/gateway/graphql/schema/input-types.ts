/** Arguments and input types from what routes take. Their bounds are not repeated: the route's own schema judges them. */
import {
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputType,
} from 'graphql'
import { isGuarded } from '../../route.ts'
import type { Operation } from '../operations/operations.ts'
import { deprecationOf, shapeOf, type JsonSchema, type ShapeField } from '../operations/json-shape.ts'
import { nestedTypeName } from '../operations/names.ts'
import { scalars } from './scalars.ts'
import { createTypeNames, enumType, type TypeNames } from './type-names.ts'

export type InputTypes = {
  /** @param given  path parameters that the place of the field gives */
  readonly argumentsOf: (operation: Operation, given?: readonly string[]) => GraphQLFieldConfigArgumentMap
}

/** Beside what the route takes. */
const pageArguments: GraphQLFieldConfigArgumentMap = {
  first: { type: GraphQLInt, description: 'How many, 1 to 100; 20 unless said otherwise.' },
  after: { type: GraphQLString, description: 'A cursor of this list: what follows it.' },
}
const ifMatch = 'The `etag` that you read: refuses to change what has changed since.'
const idempotencyKey =
  'The same key again repeats the answer, not the work. Instead of the header `Idempotency-Key`, which stands for all mutations of a request.'

export function createInputTypes(taken: Set<string>, enums: TypeNames<GraphQLEnumType>): InputTypes {
  const objects = createTypeNames<GraphQLInputObjectType>(taken)

  const typeOf = (schema: JsonSchema, wanted: string): GraphQLInputType => {
    const shape = shapeOf(schema)
    switch (shape.kind) {
      case 'scalar':
        return scalars[shape.name]
      case 'enum':
        return enumType(enums, wanted, shape.values) ?? scalars.String
      case 'list':
        return new GraphQLList(required(typeOf(shape.of, wanted), !shapeOf(shape.of).isNullable))
      case 'object':
        return objects.named(`${wanted}Input`, JSON.stringify(Object.keys(shape.fields)), (name) => {
          const description = schema['description'] as string | undefined
          return new GraphQLInputObjectType({
            name,
            ...(description !== undefined && { description }),
            fields: () =>
              Object.fromEntries(
                Object.entries(shape.fields).map(([field, value]) => [field, argument(value, wanted, field)]),
              ),
          })
        })
    }
  }

  const argument = ({ schema, isRequired }: ShapeField, parent: string, field: string) => {
    const { kind, isNullable } = shapeOf(schema)
    const description = schema['description'] as string | undefined
    const type = typeOf(schema, nestedTypeName(parent, field, kind === 'list'))
    const isNeeded = isRequired && !isNullable
    // What must be given cannot be left out: GraphQL has no such deprecation.
    const deprecationReason = isNeeded ? undefined : deprecationOf(schema)
    return {
      type: required(type, isNeeded),
      ...(description !== undefined && { description }),
      ...(deprecationReason !== undefined && { deprecationReason }),
    }
  }

  return {
    argumentsOf(operation, given = []) {
      const { route, params, query, requiredQuery } = operation
      const parent = titled(route.operationId)
      const all: GraphQLFieldConfigArgumentMap = {}
      const add = (name: string, value: ShapeField): void => {
        if (all[name]) throw new Error(`${route.operationId} has two parameters called "${name}".`)
        all[name] = argument(value, parent, name)
      }
      if (route.list) Object.assign(all, pageArguments)
      for (const [name, schema] of Object.entries(params))
        if (!given.includes(name)) add(name, { schema, isRequired: true })
      for (const [name, schema] of Object.entries(query)) add(name, { schema, isRequired: requiredQuery.has(name) })
      if (route.method === 'GET') return all
      const body = route.body as unknown as JsonSchema | undefined
      if (body) all['input'] = { type: required(typeOf(body, parent), !route.bodyIsOptional) }
      if (route.guard !== 'none')
        all['ifMatch'] = { type: required(GraphQLString, isGuarded(route)), description: ifMatch }
      all['idempotencyKey'] = { type: GraphQLString, description: idempotencyKey }
      return all
    },
  }
}

const required = (type: GraphQLInputType, isRequired: boolean): GraphQLInputType =>
  isRequired ? new GraphQLNonNull(type) : type

const titled = (operationId: string): string => operationId.charAt(0).toUpperCase() + operationId.slice(1)
