/**
 * The fields of GraphQL that lead from one record to another, as the schema has them: a link to what an id names, and
 * what hangs below a record. One document asks for all of them that a root field leads to.
 */
import {
  getNamedType,
  isObjectType,
  isListType,
  getNullableType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { fieldOf } from './graphql-fields.ts'
import type { Operation } from './described-operations.ts'

type Field = GraphQLField<unknown, unknown>
type Kind = 'link' | 'below' | 'part'

/** A value that such a field gave, or a refusal, and what REST answers of the same. */
export type Led = {
  /** `Order.supplier`. */
  readonly field: string
  readonly kind: 'link' | 'below'
  readonly isPage: boolean
  /** Where REST shows it. */
  readonly path: string
  /** The ids of a page that it shows, or of one record; `shown` for what has none. Undefined where it shows nothing. */
  readonly shown: readonly string[] | undefined
  /** Of the refusal. */
  readonly code: string | undefined
}

type Refusal = {
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly problem?: { readonly code: string } }
}
export type NestedAnswer = { readonly data?: unknown; readonly errors?: readonly Refusal[] }

const isNode = (type: GraphQLObjectType): boolean => type.getInterfaces().some(({ name }) => name === 'Node')
const isConnection = (type: GraphQLObjectType): boolean => type.name.endsWith('Connection')
const objectIn = ({ type }: Field): GraphQLObjectType | undefined => {
  const named = getNamedType(type)
  return isObjectType(named) ? named : undefined
}
/** Of what hangs below a record, and of what a root lists: more would be refused as too much at once. */
const pageMax = 5
const page = `(first: ${pageMax})`
const restPage = `?limit=${pageMax}`
/** Levels that a document may have: what is deeper would be refused. */
const depthMax = 5

export type NestedFields = ReturnType<typeof nestedFields>

export function nestedFields(schema: GraphQLSchema, operations: readonly Operation[]) {
  const reads = operations.filter(({ method }) => method === 'GET')
  /** Where a record of a type is read by its id alone. */
  const pathOf = new Map<string, string>()
  for (const operation of reads) {
    const type = fieldOf(schema, operation)?.type
    const [param, ...others] = operation.pathParameters
    if (type && param !== undefined && others.length === 0 && operation.path.endsWith(`/{${param}}`))
      pathOf.set(getNamedType(type).name, operation.path)
  }
  const kindOf = (owner: GraphQLObjectType, field: Field): Kind | undefined => {
    const type = objectIn(field)
    if (!type || isRequired(field)) return undefined
    if (isNode(owner) && pathBelow(owner, field) !== undefined) return 'below'
    const id = idOf(owner, field)
    return isNode(type) && id !== undefined ? 'link' : 'part'
  }
  /** What a record has itself under the same name is of another type. */
  const pathBelow = (owner: GraphQLObjectType, { name, type }: Field): string | undefined => {
    const path = `${pathOf.get(owner.name)}/${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    const operation = reads.find((each) => each.path === path)
    const root = operation && fieldOf(schema, operation)
    return root && getNamedType(root.type) === getNamedType(type) ? path : undefined
  }

  /** What leads to other records of an object, with the parts of it that have such fields; undefined where nothing does. */
  const selection = (type: GraphQLObjectType, depth = 1): string | undefined => {
    if (isConnection(type)) {
      const inside = selection(objectIn(type.getFields()['nodes']!)!, depth)
      return inside && `{ nodes ${inside} }`
    }
    const fields = Object.values(type.getFields())
    const asked = fields.flatMap((field): readonly string[] => {
      const kind = kindOf(type, field)
      const inner = objectIn(field)
      if (kind === 'link') return [idOf(type, field)!, `${field.name} { id }`]
      if (kind === 'below') return [`${field.name}${isConnection(inner!) ? page : ''} ${idsOf(inner!)}`]
      if (kind !== 'part' || depth === depthMax) return []
      const inside = selection(inner!, depth + 1)
      return inside === undefined ? [] : [`${field.name} ${inside}`]
    })
    if (asked.length === 0) return undefined
    return `{ ${[...new Set([...(type.getFields()['id'] ? ['id'] : []), ...asked])].join(' ')} }`
  }
  /** `Order.supplier`, of all types that roots lead to. */
  const all = (): ReadonlySet<string> => {
    const found = new Set<string>()
    const met = new Set<GraphQLObjectType>()
    const walk = (type: GraphQLObjectType): void => {
      if (met.has(type)) return
      met.add(type)
      for (const field of Object.values(type.getFields())) {
        const kind = isConnection(type) ? undefined : kindOf(type, field)
        if (kind === 'link' || kind === 'below') found.add(`${type.name}.${field.name}`)
        const inner = objectIn(field)
        if (inner) walk(inner)
      }
    }
    for (const field of Object.values(schema.getQueryType()!.getFields())) {
      const type = objectIn(field)
      if (type) walk(type)
    }
    return found
  }

  /** Everything that led on in an answer. */
  const ledIn = (root: Field, { data, errors = [] }: NestedAnswer): readonly Led[] => {
    const led: Led[] = []
    const codeAt = (path: readonly (string | number)[]): string | undefined =>
      errors.find((error) => error.path?.join('/') === path.join('/'))?.extensions?.problem?.code
    const look = (type: GraphQLObjectType, value: unknown, path: readonly (string | number)[]): void => {
      if (Array.isArray(value)) return value.forEach((each, index) => look(type, each, [...path, index]))
      if (typeof value !== 'object' || value === null) return
      const record = value as Readonly<Record<string, unknown>>
      for (const field of Object.values(type.getFields())) {
        const [inner, given] = [objectIn(field), record[field.name]]
        if (!inner || !(field.name in record)) continue
        const kind = isConnection(type) ? 'part' : kindOf(type, field)
        const here = [...path, field.name]
        const name = `${type.name}.${field.name}`
        if (kind === 'part') look(inner, given, here)
        if (kind === 'below')
          led.push({
            field: name,
            kind,
            isPage: isConnection(inner),
            path:
              pathBelow(type, field)!.replace(/\{\w+\}/, String(record['id'])) + (isConnection(inner) ? restPage : ''),
            shown: shownIn(given),
            code: codeAt(here),
          })
        if (kind !== 'link') continue
        const named = record[idOf(type, field)!]
        const ids = isListType(getNullableType(field.type)) ? ((named ?? []) as readonly string[]) : [named]
        for (const [index, id] of ids.entries()) {
          if (typeof id !== 'string') continue
          const one = Array.isArray(given) ? (given as unknown[])[index] : given
          const at = Array.isArray(named) ? [...here, index] : here
          const path = pathOf.get(inner.name)!.replace(/\{\w+\}/, id)
          led.push({ field: name, kind, isPage: false, path, shown: shownIn(one), code: codeAt(at) ?? codeAt(here) })
        }
      }
    }
    look(objectIn(root)!, (data as Readonly<Record<string, unknown>> | null)?.[root.name], [root.name])
    return led
  }
  /** The document of a root field, with all that leads on from what it shows; undefined where nothing does. */
  const documentOf = (root: Field, query: string): string | undefined => {
    const type = objectIn(root)
    const selected = type && selection(type)
    if (selected === undefined) return undefined
    const paged = isConnection(type!) ? withPage(root.name, query) : query
    return paged.replace('{ __typename }', selected)
  }
  return { documentOf, ledIn, all }
}

const withPage = (name: string, query: string): string =>
  query.includes(`{ ${name}(`)
    ? query.replace(`{ ${name}(`, `{ ${name}(first: ${pageMax}, `)
    : query.replace(`{ ${name}`, `{ ${name}${page}`)

const isRequired = (field: Field): boolean => field.args.some(isRequiredArgument)

/** The member whose id a link follows: `supplierId` of `supplier`, or the record's own of what shows all of it. */
function idOf(owner: GraphQLObjectType, { name, type }: Field): string | undefined {
  const fields = owner.getFields()
  if (isListType(getNullableType(type))) return fields[`${name.replace(/s$/, '')}Ids`] && `${name.replace(/s$/, '')}Ids`
  if (fields[`${name}Id`]) return `${name}Id`
  return fields['id'] && !isNode(owner) ? 'id' : undefined
}

const idsOf = (type: GraphQLObjectType): string => {
  if (isConnection(type)) return `{ nodes ${idsOf(objectIn(type.getFields()['nodes']!)!)} }`
  return type.getFields()['id'] ? '{ id }' : '{ __typename }'
}

function shownIn(value: unknown): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined
  const { nodes = [value] } = value as { readonly nodes?: readonly unknown[] }
  return nodes.map((each) => (each as { readonly id?: string }).id ?? 'shown')
}
