/** Makes a value that fits a schema, for people to copy and change. */

type Json = Record<string, unknown>

/** @param resolve  follows a `$ref` */
export function exampleOf(given: Json, resolve: (schema: Json) => Json, depth = 0): unknown {
  const schema = resolve(given)
  const examples = schema['examples'] as unknown[] | undefined
  if (examples && examples.length > 0) return examples[0]
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const union = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (union) return exampleOf(union[0]!, resolve, depth)
  switch (schema['type']) {
    case 'object':
      return depth > 5 ? {} : exampleObject(schema, resolve, depth)
    case 'array':
      return depth > 5 ? [] : exampleList(schema, resolve, depth)
    case 'integer':
    case 'number':
      return Math.min(Math.max(1, Number(schema['minimum'] ?? 1)), Number(schema['maximum'] ?? Infinity))
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return exampleText(schema)
  }
}

function exampleObject(schema: Json, resolve: (schema: Json) => Json, depth: number): Json {
  const required = new Set((schema['required'] ?? []) as string[])
  return Object.fromEntries(
    Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
      .filter(([name]) => required.has(name))
      .map(([name, property]) => [name, exampleOf(property, resolve, depth + 1)]),
  )
}

function exampleList(schema: Json, resolve: (schema: Json) => Json, depth: number): unknown[] {
  const item = exampleOf(schema['items'] as Json, resolve, depth + 1)
  return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 1)) }, () => item)
}

function exampleText(schema: Json): string {
  if (schema['format'] === 'date-time') return '2026-09-01T09:00:00.000Z'
  if (schema['format'] === 'date') return '2026-09-01'
  if (schema['format'] === 'email') return 'trader@example.com'
  const prefix = /^\^([a-z]{3})_/.exec(String(schema['pattern'] ?? ''))?.[1]
  return prefix ? `${prefix}_…` : '…'.repeat(Math.max(1, Number(schema['minLength'] ?? 1)))
}
