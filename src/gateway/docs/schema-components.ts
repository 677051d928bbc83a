/** Schemas with a title become components of the description; the rest stays where it is used. */

type Json = Record<string, unknown>

export type SchemaComponents = {
  readonly schemas: Record<string, Json>
  /** A reply's schema, its titled parts replaced by references. */
  reply(schema: unknown): unknown
  /** A request's: where it is bounded more tightly than the reply of the same title, it is called `…Input`. */
  request(schema: unknown): unknown
}

/** Replies are to be referred to before requests, so that they keep their names. */
export function createSchemaComponents(): SchemaComponents {
  const schemas: Record<string, Json> = {}
  const refer = (schema: unknown, whenTaken: string): unknown => {
    if (Array.isArray(schema)) return schema.map((part) => refer(part, whenTaken))
    if (typeof schema !== 'object' || schema === null) return schema
    const copy = Object.fromEntries(
      Object.entries(schema).map(([key, value]) => [key, refer(value, whenTaken)]),
    ) as Json
    const title = copy['title']
    if (typeof title !== 'string') return copy
    const text = JSON.stringify(copy)
    const wanted = title.replaceAll(/[^A-Za-z0-9]/g, '')
    const name = [wanted, `${wanted}${whenTaken}`].find(
      (free) => !schemas[free] || JSON.stringify(schemas[free]) === text,
    )
    if (name === undefined)
      throw new Error(`Two different schemas are titled "${title}"; give one of them another title.`)
    schemas[name] = copy
    return { $ref: `#/components/schemas/${name}` }
  }
  return { schemas, reply: (schema) => refer(schema, ''), request: (schema) => refer(schema, 'Input') }
}
