/** What a JSON Schema comes to in GraphQL, for what goes in and what comes out alike. Pure, and knows no library. */

export type JsonSchema = Readonly<Record<string, unknown>>

export type ScalarName = 'ID' | 'String' | 'Int' | 'SafeInt' | 'Float' | 'Boolean' | 'DateTime' | 'Date' | 'JSON'

export type ShapeField = { readonly schema: JsonSchema; readonly isRequired: boolean }

export type Shape = { readonly isNullable: boolean } & (
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: JsonSchema }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, ShapeField>> }
)

const scalar = (name: ScalarName, isNullable = false): Shape => ({ kind: 'scalar', name, isNullable })
/** GraphQL's own Int has 32 bits. */
const intMax = 2_147_483_647
const validName = /^[A-Za-z][A-Za-z0-9_]*$/

/**
 * What GraphQL has no type for (maps, numbers or objects, tuples) is the scalar JSON. Alternatives of objects are one
 * object that has the fields of all: which of them go together is for the route's own schema to judge.
 */
export function shapeOf(schema: JsonSchema): Shape {
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined
  if (alternatives) return shapeOfAlternatives(alternatives)
  const parts = schema['allOf'] as readonly JsonSchema[] | undefined
  if (parts) return merged(parts.map(shapeOf), 'all') ?? scalar('JSON')
  const values = schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']])
  if (Array.isArray(values)) return shapeOfValues(values)
  switch (schema['type']) {
    case 'string':
      return scalar(textScalar(schema))
    case 'integer':
      return scalar(fitsInt(schema) ? 'Int' : 'SafeInt')
    case 'number':
      return scalar('Float')
    case 'boolean':
      return scalar('Boolean')
    case 'null':
      return scalar('JSON', true)
    case 'array':
      return isSchema(schema['items']) ? { kind: 'list', of: schema['items'], isNullable: false } : scalar('JSON')
    case 'object':
      return shapeOfObject(schema)
    default:
      return scalar('JSON')
  }
}

/** `ord` of the pattern `^ord_[0-9a-f]{32}$`: of which kind of record a text is the id. */
export const idPrefixOf = (schema: JsonSchema): string | undefined => {
  const { pattern } = schema
  return typeof pattern === 'string' ? /^\^([a-z]{3})_/.exec(pattern)?.[1] : undefined
}

/** Why what a schema describes is not to be used any more; undefined where it is. */
export const deprecationOf = (schema: JsonSchema): string | undefined =>
  schema['deprecated'] === true
    ? ((schema['description'] as string | undefined) ?? 'See the changelog of the API.')
    : undefined

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function textScalar(schema: JsonSchema): ScalarName {
  if (idPrefixOf(schema) !== undefined) return 'ID'
  if (schema['format'] === 'date-time') return 'DateTime'
  return schema['format'] === 'date' ? 'Date' : 'String'
}

const fitsInt = ({ minimum = -Infinity, maximum = Infinity }: { minimum?: unknown; maximum?: unknown }): boolean =>
  Number(minimum) >= -intMax && Number(maximum) <= intMax

function shapeOfValues(values: readonly unknown[]): Shape {
  const isNullable = values.includes(null)
  const rest = values.filter((value) => value !== null)
  if (rest.every((value) => typeof value === 'string')) return { kind: 'enum', values: rest, isNullable }
  if (rest.every((value) => typeof value === 'boolean')) return scalar('Boolean', isNullable)
  return scalar(rest.every(Number.isInteger) ? 'Int' : 'JSON', isNullable)
}

function shapeOfObject(schema: JsonSchema): Shape {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const isOpen = schema['patternProperties'] !== undefined || isSchema(schema['additionalProperties'])
  if (isOpen || properties.length === 0 || properties.some(([name]) => !validName.test(name))) return scalar('JSON')
  const required = new Set((schema['required'] ?? []) as readonly string[])
  const fields = properties.map(([name, property]) => [name, { schema: property, isRequired: required.has(name) }])
  return { kind: 'object', fields: Object.fromEntries(fields) as Record<string, ShapeField>, isNullable: false }
}

function shapeOfAlternatives(alternatives: readonly JsonSchema[]): Shape {
  const some = alternatives.filter(({ type }) => type !== 'null')
  const shapes = some.map(shapeOf)
  const isNullable = some.length < alternatives.length || shapes.some((shape) => shape.isNullable)
  const [first] = shapes
  if (!first) return scalar('JSON', true)
  if (shapes.length === 1) return { ...first, isNullable }
  return { ...(sameScalar(shapes) ?? joinedEnum(shapes) ?? merged(shapes, 'some') ?? scalar('JSON')), isNullable }
}

function sameScalar(shapes: readonly Shape[]): Shape | undefined {
  const names = new Set(shapes.map((shape) => (shape.kind === 'scalar' ? shape.name : shape.kind)))
  return names.size === 1 && shapes[0]!.kind === 'scalar' ? shapes[0] : undefined
}

function joinedEnum(shapes: readonly Shape[]): Shape | undefined {
  const values = shapes.map((shape) => (shape.kind === 'enum' ? shape.values : undefined))
  if (values.includes(undefined)) return undefined
  return { kind: 'enum', values: [...new Set(values.flatMap((each) => each!))], isNullable: false }
}

/** One object of several: what all of them must have is required where they are alternatives, what any must where not. */
function merged(shapes: readonly Shape[], isRequiredBy: 'some' | 'all'): Shape | undefined {
  const objects = shapes.flatMap((shape) => (shape.kind === 'object' ? [shape.fields] : []))
  if (objects.length < shapes.length) return undefined
  const names = [...new Set(objects.flatMap((fields) => Object.keys(fields)))]
  const fields = names.map((name) => {
    const found = objects.flatMap((each) => (each[name] ? [each[name]] : []))
    const isRequired =
      isRequiredBy === 'all'
        ? found.some((field) => field.isRequired)
        : found.length === objects.length && found.every((field) => field.isRequired)
    const texts = new Set(found.map(({ schema }) => JSON.stringify(schema)))
    const schema = texts.size === 1 ? found[0]!.schema : { anyOf: found.map((field) => field.schema) }
    return [name, { schema, isRequired }] as const
  })
  return { kind: 'object', fields: Object.fromEntries(fields), isNullable: false }
}
