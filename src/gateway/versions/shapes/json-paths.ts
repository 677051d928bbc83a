/** Changes what stands at a path of a JSON value, of the schema that describes it, or of a pointer into it: one path for all three. */

export type Json = Readonly<Record<string, unknown>>

/** `lines[].deliveries[]`, taken apart; `*` stands for each item of a list. Empty: the value itself. */
export type Path = readonly string[]

export const pathOf = (written: string): Path => (written === '' ? [] : written.replaceAll('[]', '.*').split('.'))

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The value with each object at the path changed; what is not there stays away. `above` are the objects it stands in,
 * the whole first.
 */
export function changeAt(
  value: unknown,
  [first, ...rest]: Path,
  change: (found: Json, above: readonly Json[]) => Json,
  above: readonly Json[] = [],
): unknown {
  if (first === undefined) return isObject(value) ? change(value, above) : value
  if (first === '*') return Array.isArray(value) ? value.map((item) => changeAt(item, rest, change, above)) : value
  if (!isObject(value) || value[first] === undefined) return value
  return { ...value, [first]: changeAt(value[first], rest, change, [...above, value]) }
}

/** The schema with what describes the path changed. Throws for a path that the schema does not know: a table that is wrong. */
export function changeSchemaAt(schema: Json, [first, ...rest]: Path, change: (found: Json) => Json): Json {
  if (first === undefined) return change(schema)
  if (first === '*') return { ...schema, items: changeSchemaAt(partOf(schema, 'items', first), rest, change) }
  const properties = partOf(schema, 'properties', first)
  return {
    ...schema,
    properties: { ...properties, [first]: changeSchemaAt(partOf(properties, first, first), rest, change) },
  }
}

function partOf(schema: Json, name: string, wanted: string): Json {
  const part = schema[name]
  if (!isObject(part)) throw new Error(`The schema describes no "${wanted}".`)
  return part
}

/** Gives the pointer's place at the path another name: `/lines/3/line` becomes `/lines/3/lineId`. */
export function renamePointer(path: Path, from: string, to: string): (pointer: string) => string {
  const begin = path.map((part) => (part === '*' ? '/\\d+' : `/${part}`)).join('')
  const pattern = new RegExp(`^(${begin})/${from}(?=/|$)`)
  return (pointer) => pointer.replace(pattern, `$1/${to}`)
}
