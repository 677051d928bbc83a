/** Closes and bounds a schema; apart from what compiles it, because the API's description shows the bounds too. */
import type { TSchema } from 'typebox'

type Json = Record<string, unknown>

/** Bounds that a schema gets where it states none: every text, list and number has one. */
export const defaultBounds = { textMax: 2_000, itemsMax: 1_000 } as const

/** A copy of a schema in which objects are closed and everything is bounded. */
export function boundSchema(schema: TSchema): TSchema {
  const copy: Json = {}
  for (const [key, value] of Object.entries(schema)) copy[key] = boundValue(value)
  if (copy['type'] === 'object' && copy['properties'] !== undefined) copy['additionalProperties'] ??= false
  if (copy['type'] === 'string' && copy['enum'] === undefined && copy['const'] === undefined)
    copy['maxLength'] ??= defaultBounds.textMax
  if (copy['type'] === 'array') copy['maxItems'] ??= defaultBounds.itemsMax
  if (copy['type'] === 'integer') {
    copy['maximum'] ??= Number.MAX_SAFE_INTEGER
    copy['minimum'] ??= Number.MIN_SAFE_INTEGER
  }
  return copy as TSchema
}

const boundValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(boundValue)
  return typeof value === 'object' && value !== null ? boundSchema(value as TSchema) : value
}
