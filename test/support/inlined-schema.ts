/** A schema of a description with what it refers to in its place, for validators that are given one schema. */

type Json = Readonly<Record<string, unknown>>

/** No schema of the API contains itself. */
export function inlined(value: unknown, schemas: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => inlined(item, schemas))
  if (typeof value !== 'object' || value === null) return value
  const { $ref: reference } = value as { $ref?: unknown }
  if (typeof reference === 'string') return inlined(schemas[reference.split('/').at(-1)!], schemas)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inlined(item, schemas)]))
}
