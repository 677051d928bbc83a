/**
 * Whether one JSON Schema takes all that another does, and where not: the one question behind what breaks a client. Of
 * what cannot be judged, such as another pattern, the answer is no.
 */
import { isObject, type Json } from '../shapes/json-paths.ts'

/** `missing`: must be there. `unknown`: may not be there. `value`: may not be this. */
export type GapKind = 'missing' | 'unknown' | 'value'

/** A place at which something passes the one schema and not the other. */
export type Gap = {
  /** `/lines[]/unitPrice`; empty for the whole. */
  readonly at: string
  readonly kind: GapKind
  /** For people; of `value` alone. */
  readonly says: string
}

/** A schema, and the document that its references lead into. */
export type Described = { readonly schema: unknown; readonly schemas: Json }

/** Every gap through which something that `from` takes is not taken by `to`. References in a circle are followed once. */
export const gapsBetween = (from: Described, to: Described): readonly Gap[] =>
  gapsAt(resolve(from, ''), resolve(to, ''), '')

type Seen = Described & { readonly schema: Json; readonly names: string }

function resolve({ schema, schemas }: Described, names: string): Seen {
  const found = isObject(schema) ? schema : {}
  const name = typeof found['$ref'] === 'string' ? found['$ref'].split('/').at(-1)! : undefined
  if (name === undefined) return { schema: found, schemas, names }
  // Come to a second time inside itself, it says nothing new.
  if (names.includes(`<${name}>`)) return { schema: {}, schemas, names }
  return resolve({ schema: schemas[name], schemas }, `${names}<${name}>`)
}

const inside = (of: Seen, schema: unknown): Seen => resolve({ schema, schemas: of.schemas }, of.names)

function gapsAt(from: Seen, to: Seen, at: string): readonly Gap[] {
  const alternatives = alternativesOf(from)
  const taken = alternativesOf(to)
  if (alternatives.length > 1 || taken.length > 1)
    return alternatives.flatMap((one) => fewest(taken.map((other) => gapsAt(one, other, at))))
  const [one, other] = [alternatives[0]!, taken[0]!]
  const gaps = [...typeGaps(one, other, at)]
  // What is of another type altogether has no members to compare.
  if (gaps.length > 0) return gaps
  return [...valueGaps(one, other, at), ...memberGaps(one, other, at), ...itemGaps(one, other, at)]
}

const fewest = (each: readonly (readonly Gap[])[]): readonly Gap[] =>
  each.reduce((best, gaps) => (gaps.length < best.length ? gaps : best))

/** Of a union, and of a schema that names several types, each alone. */
function alternativesOf(of: Seen): readonly Seen[] {
  const union = (of.schema['anyOf'] ?? of.schema['oneOf']) as readonly unknown[] | undefined
  if (union) return union.flatMap((schema) => alternativesOf(inside(of, schema)))
  const { type } = of.schema
  return Array.isArray(type) ? type.map((each) => ({ ...of, schema: { ...of.schema, type: each as string } })) : [of]
}

function typeGaps({ schema: from }: Seen, { schema: to }: Seen, at: string): readonly Gap[] {
  const [given, wanted] = [typeOf(from), typeOf(to)]
  if (wanted === undefined || given === wanted || (given === 'integer' && wanted === 'number')) return []
  return [{ at, kind: 'value', says: `${given ?? 'anything'} instead of ${wanted}` }]
}

function typeOf({ type, enum: values, const: value }: Json): string | undefined {
  if (typeof type === 'string') return type
  const first = value ?? (Array.isArray(values) ? (values[0] as unknown) : undefined)
  return first === undefined ? undefined : typeof first
}

const leasts = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const
const mosts = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const
/** Of these nobody can say whether one takes what another does: they are the same, or not. */
const unjudged = [
  'pattern',
  'format',
  'multipleOf',
  'uniqueItems',
  'not',
  'allOf',
  'prefixItems',
  'propertyNames',
] as const

function valueGaps({ schema: from }: Seen, { schema: to }: Seen, at: string): readonly Gap[] {
  const gaps: Gap[] = []
  const gap = (says: string): void => void gaps.push({ at, kind: 'value', says })
  const [given, wanted] = [valuesOf(from), valuesOf(to)]
  if (wanted && !given) gap(`anything instead of ${listed(wanted)}`)
  const others = wanted && given?.filter((value) => !wanted.includes(value))
  if (others && others.length > 0) gap(listed(others))
  for (const name of leasts)
    if (numberOf(from[name], -Infinity) < numberOf(to[name], -Infinity)) gap(bound(name, from, to))
  for (const name of mosts)
    if (numberOf(from[name], Infinity) > numberOf(to[name], Infinity)) gap(bound(name, from, to))
  // Listed values are known one by one.
  if (!given)
    for (const name of unjudged) {
      const rule = JSON.stringify(to[name])
      if (rule !== undefined && rule !== JSON.stringify(from[name])) gap(bound(name, from, to))
    }
  return gaps
}

const valuesOf = ({ enum: values, const: value }: Json): readonly unknown[] | undefined =>
  value === undefined ? (values as readonly unknown[] | undefined) : [value]
const listed = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ')
const numberOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)
const bound = (name: string, from: Json, to: Json): string =>
  `${name} ${shown(from[name])} instead of ${shown(to[name])}`
const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))

function memberGaps(from: Seen, to: Seen, at: string): readonly Gap[] {
  const [given, wanted] = [membersOf(from.schema), membersOf(to.schema)]
  if (!given || !wanted) return []
  const gaps: Gap[] = []
  for (const [name, schema] of Object.entries(given.properties)) {
    const place = `${at}/${name}`
    const other = wanted.properties[name]
    if (other !== undefined) gaps.push(...gapsAt(inside(from, schema), inside(to, other), place))
    else if (!wanted.isOpen) gaps.push({ at: place, kind: 'unknown', says: '' })
  }
  for (const name of wanted.required)
    if (!given.required.has(name)) gaps.push({ at: `${at}/${name}`, kind: 'missing', says: '' })
  return [...gaps, ...restGaps(from, to, at)]
}

function membersOf({ type, properties, required, additionalProperties }: Json) {
  if (type !== 'object' && properties === undefined) return undefined
  return {
    properties: (properties ?? {}) as Json,
    required: new Set((required ?? []) as readonly string[]),
    // Any member of any kind is meant where nothing is described at all.
    isOpen: additionalProperties === true || properties === undefined,
  }
}

/** Maps: members without names. */
function restGaps(from: Seen, to: Seen, at: string): readonly Gap[] {
  const [given, wanted] = [restOf(from.schema), restOf(to.schema)]
  if (given === undefined || wanted === undefined) return []
  return gapsAt(inside(from, given), inside(to, wanted), `${at}/*`)
}

const restOf = ({ patternProperties, additionalProperties }: Json): unknown =>
  isObject(patternProperties)
    ? Object.values(patternProperties)[0]
    : isObject(additionalProperties)
      ? additionalProperties
      : undefined

const itemGaps = (from: Seen, to: Seen, at: string): readonly Gap[] =>
  to.schema['items'] === undefined
    ? []
    : gapsAt(inside(from, from.schema['items']), inside(to, to.schema['items']), `${at}[]`)
