/** What may be otherwise in another version of the API, as pure functions: of a schema, of the values that it describes, of pointers into them. */
import { Type } from 'typebox'
import { changeAt, changeSchemaAt, isObject, pathOf, renamePointer, type Json } from './json-paths.ts'

/** A schema, and the values that fit it, made into others. */
export type Shown = {
  readonly schema: (core: Json) => Json
  readonly show: (core: Json) => Json
}

/** What the core answers, shown otherwise. */
export type ShownChange = Shown & {
  /** For who has no versions: what is new beside what it replaces, which is marked as deprecated. */
  readonly beside: Shown
}

/** What a client sends, brought to what the core takes. */
export type TakenChange = {
  readonly schema: (core: Json) => Json
  /** Throws `Rejected` for what fits the schema and means nothing, with pointers of this version. */
  readonly take: (sent: Json) => Json
  /** Where a field that the core refused stands in what was sent. */
  readonly pointer: (core: string) => string
}

/** A field under another name. */
export function renamed(path: string, core: string, shown: string): ShownChange & TakenChange {
  const at = pathOf(path)
  return {
    schema: (schema) => changeSchemaAt(schema, at, (object) => renameProperty(object, core, shown)),
    show: (value) => changeAt(value, at, (object) => renameMember(object, core, shown)) as Json,
    take: (value) => changeAt(value, at, (object) => renameMember(object, shown, core)) as Json,
    pointer: renamePointer(at, core, shown),
    beside: {
      schema: (schema) =>
        changeSchemaAt(schema, at, (object) => besideProperty(object, core, shown, propertyOf(object, core))),
      show: (value) =>
        changeAt(value, at, (object) => (core in object ? { ...object, [shown]: object[core] } : object)) as Json,
    },
  }
}

/** One after the other. */
export const shownInTurn = (...changes: readonly ShownChange[]): ShownChange => ({
  ...inTurn(changes),
  beside: inTurn(changes.map(({ beside }) => beside)),
})

const inTurn = (changes: readonly Shown[]): Shown => ({
  schema: (core) => changes.reduce((schema, change) => change.schema(schema), core),
  show: (core) => changes.reduce((value, change) => change.show(value), core),
})

export const takenInTurn = (...changes: readonly TakenChange[]): TakenChange => ({
  schema: (core) => changes.reduce((schema, change) => change.schema(schema), core),
  take: (sent) => changes.reduceRight((value, change) => change.take(value), sent),
  pointer: (core) => changes.reduce((pointer, change) => change.pointer(pointer), core),
})

const CurrencyText = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' })
const measures = ['piece', 'kilogram', 'litre'] as const
const about = { title: 'UnitPrice', description: 'A price that says what it is in, and what it buys one of.' }
const value = Type.String({ description: 'Major units, exact: "12.3456".' })

const UnitPriceSchema = Type.Object({ value, currency: CurrencyText, per: Type.Enum([...measures]) }, about)
const PlainPriceSchema = Type.Object(
  { value, currency: CurrencyText },
  { title: 'PlainPrice', description: 'A unit price in a record that does not say what it buys one of.' },
)

const UnitPriceInput = Type.Object(
  {
    value: Type.String({
      pattern: '^[0-9]{1,18}(\\.[0-9]{1,6})?$',
      description: 'Major units, exact, at most six decimals: "12.3456".',
    }),
    currency: CurrencyText,
    per: Type.Optional(
      Type.Enum([...measures], { description: 'Refused unless the goods are sold by it; not looked at where absent.' }),
    ),
  },
  about,
)

/** A schema is JSON, whatever its type says of it besides. */
const asJson = (schema: object): Json => schema as Json

/** What a price is in and for. */
export type PriceTerms = { readonly currency: unknown; readonly per?: unknown }

export type PricedOptions = {
  /** Members beside it that say the same, and are not shown twice. */
  readonly absorbed?: readonly string[]
  /** The record does not say what the price is for. */
  readonly isPlain?: true
}

/** `unitPrice` as a text, shown with its currency and measure. */
export function priced(
  path: string,
  termsOf: (found: Json, above: readonly Json[]) => PriceTerms,
  { absorbed = [], isPlain }: PricedOptions = {},
): ShownChange {
  const at = pathOf(path)
  const shownSchema = asJson(isPlain ? PlainPriceSchema : UnitPriceSchema)
  const showAs =
    (name: string, left: readonly string[]): Shown['show'] =>
    (whole) =>
      changeAt(whole, at, (object, above) => {
        const { unitPrice: value } = object
        if (typeof value !== 'string') return object
        const { currency, per } = termsOf(object, above)
        return { ...omit(object, left), [name]: { value, currency, ...(per !== undefined && { per }) } }
      }) as Json
  return {
    schema: (schema) =>
      changeSchemaAt(schema, at, (object) => replaceProperty(without(object, absorbed), 'unitPrice', shownSchema)),
    show: showAs('unitPrice', absorbed),
    beside: {
      schema: (schema) =>
        changeSchemaAt(schema, at, (object) => besideProperty(object, 'unitPrice', 'pricePerUnit', shownSchema)),
      show: showAs('pricePerUnit', []),
    },
  }
}

/** A price as it is sent: its currency and measure go to the core beside it, which holds them against the record. */
export function statedPrice(path: string): TakenChange {
  const at = pathOf(path)
  const pointers = [
    renamePointer(at, 'unitPrice', 'unitPrice/value'),
    renamePointer(at, 'currency', 'unitPrice/currency'),
    renamePointer(at, 'pricedPer', 'unitPrice/per'),
  ]
  return {
    schema: (schema) =>
      changeSchemaAt(schema, at, (object) =>
        replaceProperty(without(object, ['currency', 'pricedPer']), 'unitPrice', asJson(UnitPriceInput)),
      ),
    take: (value) =>
      changeAt(value, at, (object) => {
        const { unitPrice } = object
        if (!isObject(unitPrice)) return object
        const { value: text, currency, per } = unitPrice
        return { ...object, unitPrice: text, currency, ...(per !== undefined && { pricedPer: per }) }
      }) as Json,
    pointer(core) {
      // One of them at most: each begins from what the core calls it.
      const found = pointers.find((rename) => rename(core) !== core)
      return found ? found(core) : core
    },
  }
}

const renameMember = (object: Json, from: string, to: string): Json =>
  from in object
    ? Object.fromEntries(Object.entries(object).map(([name, value]) => [name === from ? to : name, value]))
    : object

export const omit = (object: Json, names: readonly string[]): Json =>
  names.length === 0 ? object : Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

function renameProperty(schema: Json, from: string, to: string): Json {
  const properties = schema['properties'] as Json
  if (!(from in properties)) throw new Error(`The schema describes no "${from}".`)
  const required = ((schema['required'] ?? []) as string[]).map((name) => (name === from ? to : name))
  return { ...schema, properties: renameMember(properties, from, to), required }
}

function propertyOf(schema: Json, name: string): Json {
  const property = (schema['properties'] as Record<string, Json>)[name]
  if (!property) throw new Error(`The schema describes no "${name}".`)
  return property
}

/** What is new is there wherever what it replaces is. */
function besideProperty(schema: Json, replaced: string, name: string, property: Json): Json {
  const old = { ...propertyOf(schema, replaced), deprecated: true, description: `Use \`${name}\`.` }
  const required = (schema['required'] ?? []) as readonly string[]
  return {
    ...schema,
    properties: { ...(schema['properties'] as Json), [replaced]: old, [name]: property },
    required: required.includes(replaced) ? [...required, name] : required,
  }
}

function replaceProperty(schema: Json, name: string, by: Json): Json {
  const properties = schema['properties'] as Json
  if (!(name in properties)) throw new Error(`The schema describes no "${name}".`)
  return { ...schema, properties: { ...properties, [name]: by } }
}

/** Without some of its properties. */
export function without(schema: Json, names: readonly string[]): Json {
  if (names.length === 0) return schema
  const required = ((schema['required'] ?? []) as string[]).filter((name) => !names.includes(name))
  return { ...schema, properties: omit(schema['properties'] as Json, names), required }
}
