/** Object types from what routes answer, with a link wherever a record names another. */
import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLInterfaceType,
  type GraphQLOutputType,
} from 'graphql'
import type { AskRoutes } from '../asking/ask-routes.ts'
import type { Node } from '../operations/operations.ts'
import { etagKey, type Item } from '../asking/reply-values.ts'
import { deprecationOf, idPrefixOf, shapeOf, type JsonSchema, type ShapeField } from '../operations/json-shape.ts'
import { linkName, nestedTypeName, singular, titledTypeName } from '../operations/names.ts'
import { scalars } from './scalars.ts'
import { createTypeNames, enumType, type TypeNames } from './type-names.ts'

export type Fields = GraphQLFieldConfigMap<Item, AskRoutes>
type Field = GraphQLFieldConfig<Item, AskRoutes>

export type OutputTypeNeeds = {
  readonly nodes: ReadonlyMap<string, Node>
  readonly nodeInterface: GraphQLInterfaceType
  /** Names that are taken, shared with the types of inputs. */
  readonly taken: Set<string>
  readonly enums: TypeNames<GraphQLEnumType>
  /** What hangs below a node, such as the shipments of an order. */
  readonly below: (node: Node) => Fields
}

export type OutputTypes = {
  /** Nullable. */
  readonly typeOf: (schema: JsonSchema, wantedName: string) => GraphQLOutputType
  /** Of what a route answers: carries its ETag. */
  readonly resourceType: (schema: JsonSchema, wantedName: string) => GraphQLOutputType
  readonly nodeType: (node: Node) => GraphQLOutputType
}

/** An amount of money has no title in REST, where it stands in nearly every record. */
const isMoney = (fields: Readonly<Record<string, ShapeField>>): boolean =>
  Object.keys(fields).toSorted().join() === 'amount,currency'

export function createOutputTypes(needs: OutputTypeNeeds): OutputTypes {
  const { nodes, nodeInterface, taken, enums, below } = needs
  const objects = createTypeNames<GraphQLObjectType>(taken)
  /** By the titled schema's text: which node a type is of. */
  const nodeByTitle = new Map<unknown, Node>()
  for (const node of nodes.values()) nodeByTitle.set(titleOf(node.operation.route.reply), node)
  const resources = new Set<string>()

  const typeOf = (schema: JsonSchema, wanted: string): GraphQLOutputType => {
    const shape = shapeOf(schema)
    switch (shape.kind) {
      case 'scalar':
        return scalars[shape.name]
      case 'enum':
        return enumType(enums, wanted, shape.values) ?? scalars.String
      case 'list':
        return new GraphQLList(required(typeOf(shape.of, wanted), !shapeOf(shape.of).isNullable))
      case 'object': {
        const title = titleOf(schema)
        const name = title ?? (isMoney(shape.fields) ? 'Money' : wanted)
        const known = JSON.stringify(Object.keys(shape.fields))
        return objects.named(name, known, (free) => objectOf(free, schema, shape.fields, title))
      }
    }
  }

  const objectOf = (
    name: string,
    schema: JsonSchema,
    fields: Readonly<Record<string, ShapeField>>,
    title: string | undefined,
  ): GraphQLObjectType => {
    const node = title === undefined ? undefined : nodeByTitle.get(title)
    const description = schema['description'] as string | undefined
    return new GraphQLObjectType<Item, AskRoutes>({
      name,
      ...(description !== undefined && { description }),
      ...(node && { interfaces: [nodeInterface] }),
      fields: () => ({
        ...(node && below(node)),
        ...linksOf(fields, nodes, nodeType, node !== undefined),
        ...Object.fromEntries(
          Object.entries(fields).map(([field, value]) => [
            field,
            field === 'id' ? idField(value) : fieldOf(value, nestedNameOf(name, field, value), typeOf),
          ]),
        ),
        ...(title !== undefined && resources.has(title) && !fields['etag'] && { etag: etagField }),
      }),
    })
  }

  const resourceType = (schema: JsonSchema, wanted: string): GraphQLOutputType => {
    const title = titleOf(schema)
    if (title !== undefined) resources.add(title)
    return typeOf(schema, wanted)
  }
  const nodeType = ({ operation }: Node): GraphQLOutputType =>
    resourceType(operation.route.reply as unknown as JsonSchema, operation.name)

  return { typeOf, resourceType, nodeType }
}

const titleOf = (schema: unknown): string | undefined => {
  const { title } = schema as { title?: string }
  return title === undefined ? undefined : titledTypeName(title)
}

const required = (type: GraphQLOutputType, isRequired: boolean): GraphQLOutputType =>
  isRequired ? new GraphQLNonNull(type) : type

const nestedNameOf = (parent: string, field: string, { schema }: ShapeField): string =>
  nestedTypeName(parent, field, shapeOf(schema).kind === 'list')

function fieldOf({ schema, isRequired }: ShapeField, wanted: string, typeOf: OutputTypes['typeOf']): Field {
  const description = schema['description'] as string | undefined
  const deprecationReason = deprecationOf(schema)
  return {
    type: required(typeOf(schema, wanted), isRequired && !shapeOf(schema).isNullable),
    ...(description !== undefined && { description }),
    ...(deprecationReason !== undefined && { deprecationReason }),
  }
}

/** Some records say of their id no more than that it is a text. */
const idField = ({ schema, isRequired }: ShapeField): Field => ({
  type: required(shapeOf(schema).kind === 'scalar' ? scalars.ID : scalars.JSON, isRequired),
})

const etagField: Field = {
  type: GraphQLString,
  description: 'To send as `ifMatch`. Null where it was not read by itself, but in a list.',
  resolve: (item) => item[etagKey] ?? null,
}

/** A summary's own `id` leads to the whole, such as `order`; `supplierId` leads to the supplier, where organisations can be read by their id alone and there is no such field. */
function linksOf(
  fields: Readonly<Record<string, ShapeField>>,
  nodes: ReadonlyMap<string, Node>,
  nodeType: (node: Node) => GraphQLOutputType,
  isWhole: boolean,
): Fields {
  const links: Fields = {}
  for (const [field, { schema }] of Object.entries(fields)) {
    const shape = shapeOf(schema)
    const prefix = idPrefixOf(shape.kind === 'list' ? shape.of : idSchemaOf(schema))
    const node = prefix === undefined ? undefined : nodes.get(prefix)
    const name = field === 'id' && node && !isWhole ? linkName(node.param) : linkName(field)
    if (!node || name === undefined || fields[name]) continue
    links[name] =
      shape.kind === 'list' ? linksField(field, node, nodeType(node)) : linkField(field, node, nodeType(node))
  }
  return links
}

/** Past `null`, which an id may be instead. */
const idSchemaOf = (schema: JsonSchema): JsonSchema =>
  ((schema['anyOf'] as readonly JsonSchema[] | undefined) ?? [schema]).find(({ type }) => type !== 'null') ?? schema

const linkField = (field: string, { operation, param }: Node, type: GraphQLOutputType): Field => ({
  type,
  description: `What \`${field}\` names; null where it is not shown to you.`,
  extensions: { operation },
  resolve: (source, _args, ask) => {
    const id = source[field]
    return typeof id === 'string' ? ask.link(operation, param, id) : null
  },
})

const linksField = (field: string, { operation, param }: Node, type: GraphQLOutputType): Field => ({
  type: new GraphQLList(type),
  description: `What \`${singular(field)}\` names, in that order; null where one is not shown to you.`,
  extensions: { operation },
  resolve: (source, _args, ask) => {
    const ids = source[field]
    return Array.isArray(ids) ? ids.map((id: string) => ask.link(operation, param, id)) : null
  },
})
