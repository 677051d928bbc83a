/** The operations of /openapi.json as tests walk them: with samples of their bodies that pass the schema. */
import fc from 'fast-check'
import type { Access } from '../../src/kernel/caller.ts'

type Json = Record<string, unknown>
export type Operation = {
  readonly operationId: string
  readonly method: string
  /** `/v1/orders/{orderId}` */
  readonly path: string
  readonly pathParameters: readonly string[]
  readonly queryParameters: readonly { readonly name: string; readonly required: boolean; readonly schema: Json }[]
  readonly isPublic: boolean
  /** Whom the gateway lets in. */
  readonly access: Access
  /** Of the JSON body; undefined where it takes none, or a file. */
  readonly body: Json | undefined
  readonly takesFile: boolean
  readonly needsIfMatch: boolean
  readonly takesIfMatch: boolean
}

export type Described = {
  readonly operations: readonly Operation[]
  /** A value that fits a schema. @param ids  by prefix: `ord` → the id to use; others are made up */
  sample(schema: Json, ids?: Readonly<Record<string, string>>): unknown
  /** What a `$ref` names; what is none, as it is. */
  resolve(schema: Json): Json
}

type Parameter = { name: string; in: string; required: boolean; schema: Json }
type RawOperation = {
  operationId: string
  security?: unknown[]
  'x-access': Access
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Json }> }
}
type OpenApi = { paths: Record<string, Record<string, RawOperation>>; components: { schemas: Record<string, Json> } }

/** Asks a running exchange. */
export async function describedOperations(baseUrl: string): Promise<Described> {
  const response = await fetch(`${baseUrl}/openapi.json`)
  const api = (await response.json()) as OpenApi
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(path, method.toUpperCase(), described)),
  )
  const resolve = (schema: Json): Json => {
    const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema['$ref'] ?? ''))?.[1]
    return name === undefined ? schema : resolve(api.components.schemas[name]!)
  }
  return { operations, resolve, sample: (schema, ids = {}) => sampleOf(schema, { resolve, ids }) }
}

function operationOf(path: string, method: string, described: RawOperation): Operation {
  const { operationId, security, parameters = [], requestBody } = described
  const body = requestBody?.content['application/json']?.schema
  return {
    operationId,
    method,
    path,
    pathParameters: parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
    queryParameters: parameters.filter((parameter) => parameter.in === 'query'),
    isPublic: security?.length === 0,
    access: described['x-access'],
    body,
    takesFile: requestBody !== undefined && body === undefined,
    takesIfMatch: parameters.some(({ name }) => name === 'If-Match'),
    needsIfMatch: parameters.some(({ name, required }) => name === 'If-Match' && required),
  }
}

type Sampling = { readonly resolve: (schema: Json) => Json; readonly ids: Readonly<Record<string, string>> }

function sampleOf(given: Json, sampling: Sampling): unknown {
  const schema = sampling.resolve(given)
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const union = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (union) return sampleOf(union[0]!, sampling)
  switch (schema['type']) {
    case 'object':
      return sampleObject(schema, sampling)
    case 'array':
      return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 0)) }, () =>
        sampleOf(schema['items'] as Json, sampling),
      )
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema['minimum'] ?? 1))
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return sampleText(schema, sampling.ids)
  }
}

function sampleObject(schema: Json, sampling: Sampling): Json {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
  const required = new Set((schema['required'] ?? []) as string[])
  const wanted = properties.filter(([name]) => required.has(name))
  const least = Number(schema['minProperties'] ?? 0)
  const chosen = wanted.length >= least ? wanted : properties.slice(0, least)
  const value = Object.fromEntries(chosen.map(([name, property]) => [name, sampleOf(property, sampling)]))
  const byPattern = Object.entries((schema['patternProperties'] ?? {}) as Record<string, Json>)[0]
  if (chosen.length > 0 || !byPattern) return value
  return { [matching(byPattern[0])]: sampleOf(byPattern[1], sampling) }
}

function sampleText(schema: Json, ids: Readonly<Record<string, string>>): string {
  if (schema['format'] === 'date-time') return '2030-09-01T09:00:00.000Z'
  if (schema['format'] === 'date') return '2030-09-01'
  const pattern = schema['pattern'] as string | undefined
  const prefix = /^\^([a-z]{3})_/.exec(pattern ?? '')?.[1]
  if (prefix !== undefined) return ids[prefix] ?? unknownId(prefix)
  if (pattern === '^[A-Z]{3}$') return 'EUR'
  if (pattern === '^[A-Z]{2}$') return 'NL'
  if (pattern?.startsWith('^\\d{4}-')) return '2030-09-01'
  if (pattern === '^[^\\s@]{1,64}@[^\\s@.]{1,63}(\\.[^\\s@.]{1,63}){1,8}$') return 'somebody@nowhere.example'
  return pattern === undefined ? 'x'.repeat(Math.max(1, Number(schema['minLength'] ?? 1))) : matching(pattern)
}

/** What looks ahead in a pattern cannot be generated: it is left out, and decides among what was generated without it. */
function matching(pattern: string): string {
  const plain = new RegExp(pattern.replaceAll(/\(\?[=!][^()]*\)/g, ''))
  const wanted = new RegExp(pattern)
  const [text] = fc.sample(
    fc.stringMatching(plain).filter((each) => wanted.test(each)),
    { numRuns: 1, seed: 7 },
  )
  return text!
}

/** Well-formed, and nobody's. */
export const unknownId = (prefix: string): string => `${prefix}_${'0'.repeat(32)}`
