/** Compiles a route's schemas once: nothing is coerced in a body, nothing unknown passes, every refusal names its field. */
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Rejected, type FieldError } from '../../kernel/rejection.ts'
import { boundSchema } from './bound-schema.ts'
import { escapePointer } from './parse-json.ts'

type Json = Record<string, unknown>
type Errors = readonly { keyword: string; instancePath: string; params: Json; message: string }[]

/** Compiled by the first request that needs it: compiling every route's three schemas was a quarter of the start. */
function compiledOnce(schema: () => TSchema): () => ReturnType<typeof Compile> {
  let compiled: ReturnType<typeof Compile> | undefined
  return () => (compiled ??= Compile(schema()))
}

/** Checks a body; throws `Rejected` (invalid) with a JSON pointer for each field at fault. */
export function bodyValidator(schema: TSchema): (value: unknown) => unknown {
  const checker = compiledOnce(() => boundSchema(schema))
  return (value) => {
    const compiled = checker()
    if (compiled.Check(value)) return value
    throw invalid('gateway/invalid-body', 'The body does not fit.', compiled.Errors(value) as Errors, '')
  }
}

/** Checks path or query parameters: texts are read as the schema's numbers and booleans, unknown names are refused. */
export function parameterValidator(schema: TSchema, part: 'path' | 'query'): (value: Json) => unknown {
  const bounded = boundSchema(schema) as TSchema & { properties?: Record<string, Json> }
  const checker = compiledOnce(() => bounded)
  const properties = Object.entries(bounded.properties ?? {})
  return (given) => {
    if (properties.length === 0 && isEmpty(given)) return none
    const value: Json = { ...given }
    for (const [name, property] of properties) if (name in value) value[name] = readParameter(value[name], property)
    const compiled = checker()
    if (compiled.Check(value)) return value
    const detail = part === 'path' ? 'The path does not fit.' : 'A query parameter does not fit.'
    const code = part === 'path' ? 'gateway/invalid-path' : 'gateway/invalid-query'
    throw invalid(code, detail, compiled.Errors(value) as Errors, `/${part}`)
  }
}

/** Most routes take no parameters, and are given none. */
const none: Readonly<Json> = Object.freeze({})

function isEmpty(given: Json): boolean {
  for (const _name in given) return false
  return true
}

function readParameter(given: unknown, property: Json): unknown {
  switch (property['type']) {
    case 'integer':
    case 'number':
      return typeof given === 'string' && /^-?\d{1,16}(\.\d{1,12})?$/.test(given) ? Number(given) : given
    case 'boolean':
      return given === 'true' ? true : given === 'false' ? false : given
    case 'array': {
      const parts = Array.isArray(given) ? given : String(given).split(',')
      return parts.map((part: unknown) => readParameter(part, property['items'] as Json))
    }
    default:
      return given
  }
}

function invalid(code: `gateway/${string}`, detail: string, found: Errors, prefix: string): Rejected {
  const errors = new Map<string, FieldError>()
  for (const error of found)
    for (const { pointer, detail: says } of describe(error)) {
      const at = prefix + pointer
      // A union reports each of its branches; the last word is the union's own.
      errors.set(at, { pointer: at, detail: says })
    }
  const named = [...errors.values()].slice(0, 20)
  const first = named[0]
  const text = first ? `${detail} ${first.pointer || '/'}: ${first.detail}.` : detail
  return new Rejected({ kind: prefix === '' ? 'invalid' : 'malformed', code, detail: text, errors: named })
}

function describe({ keyword, instancePath, params, message }: Errors[number]): FieldError[] {
  const inside = (names: unknown, detail: string): FieldError[] =>
    (names as string[]).map((name) => ({ pointer: `${instancePath}/${escapePointer(name)}`, detail }))
  switch (keyword) {
    case 'required':
      return inside(params['requiredProperties'], 'is missing')
    case 'additionalProperties':
      return inside(params['additionalProperties'], 'is not a known field')
    case 'boolean':
      return []
    case 'enum':
      return [{ pointer: instancePath, detail: `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}` }]
    case 'const':
      return [{ pointer: instancePath, detail: `must be ${JSON.stringify(params['allowedValue'])}` }]
    default:
      return [{ pointer: instancePath, detail: message }]
  }
}
