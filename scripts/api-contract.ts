/** What of a description of the API clients rest on: its contract, without words. */
import type { OpenApi } from '../src/gateway/docs/openapi.ts'

type Json = Readonly<Record<string, unknown>>

export const versions = ['v1', 'v2'] as const
export type Version = (typeof versions)[number]

/** A description as far as clients rest on it. */
export type Contract = {
  /** Of the description: `1.1.0`. */
  readonly version: string
  readonly paths: Json
  readonly components: { readonly schemas: Json }
}

/** Words for people are no promise, and refusals are alike for all operations. */
export function contractOf({ info, paths, components }: OpenApi): Contract {
  const operations = Object.entries(paths).map(([path, item]) => [
    path,
    Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, operationOf(operation as Json)])),
  ])
  return {
    version: String(info['version']),
    paths: Object.fromEntries(operations) as Json,
    components: { schemas: withoutWords(components['schemas'], true) as Json },
  }
}

function operationOf({ operationId, deprecated, security, parameters, requestBody, responses }: Json): Json {
  const successes = Object.entries(responses as Json).filter(([status]) => status < '400')
  const kept = { requestBody, responses: Object.fromEntries(successes), parameters }
  return {
    operationId,
    ...(deprecated === true && { deprecated }),
    ...(security !== undefined && { security }),
    ...(withoutWords(kept) as Json),
  }
}

const words = new Set(['description', 'summary', 'title', 'examples', 'style', 'explode'])

/** @param areNames  true where the members are names that somebody gave, of which none is a keyword */
function withoutWords(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutWords(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => areNames || !words.has(name))
      .map(([name, item]) => [name, withoutWords(item, !areNames && (name === 'properties' || name === 'headers'))]),
  )
}
