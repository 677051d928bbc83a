/**
 * Unmistakable words in every field where people write of themselves and of each other, so that wherever they come out
 * it is seen: whatever a client sends passes through here, and its free texts are replaced.
 */
import type { Described, Operation } from './described-operations.ts'

type Json = Record<string, unknown>

/** In none of our own texts. */
export const canary = 'Zeldenrust'
/** An address of somebody; those of tests all end so. */
const address = /[\w.+-]+@[\w-]+(\.[\w-]+)*\.example/gi

export type Planter = {
  /** Of a client: plants in what it sends. */
  readonly fetch: typeof globalThis.fetch
  /** The same body with canaries in it; absent texts that may be there are written, too. */
  plant(operation: Operation, body: unknown): unknown
  /** `operationId.field` of every field that has had one. */
  readonly planted: ReadonlySet<string>
  /** What stands in a text that nobody should read there: the fields it was planted in, and addresses. */
  found(text: string): readonly string[]
}

/** Fields in which persons, their companies' addresses and their words stand, by their names. */
const written = new Set(
  `name legalName tradingName lines city region postalCode carrier
  note notes internalNote reason text description purpose reference`.split(/\s+/),
)
/** A number behind it still fits into the shortest of them, a postal code. */
const leastLength = 20

export function openPlanter({ operations, resolve }: Described): Planter {
  const fields: string[] = []
  const known = new Set<string>()
  const canaryFor = (field: string): string => {
    known.add(field)
    return `${canary} ${fields.push(field) - 1}.`
  }
  const branchesOf = (schema: Json): readonly Json[] => {
    const one = resolve(schema)
    const more = ['anyOf', 'oneOf', 'allOf'].flatMap((kind) => (one[kind] as Json[] | undefined) ?? [])
    return [one, ...more.flatMap(branchesOf)]
  }
  const isFreeText = (schema: Json): boolean =>
    branchesOf(schema).some(
      ({ type, enum: values, const: value, format, pattern, maxLength = Infinity }) =>
        type === 'string' &&
        values === undefined &&
        value === undefined &&
        format === undefined &&
        Number(maxLength) >= leastLength &&
        (pattern === undefined || new RegExp(String(pattern)).test(`${canary} 99999.`)),
    )
  const plantIn = (value: unknown, schema: Json, field: string, name: string): unknown => {
    if (typeof value === 'string') return written.has(name) && isFreeText(schema) ? canaryFor(field) : value
    if (Array.isArray(value)) {
      const items = branchesOf(schema).find(({ items: each }) => each !== undefined)?.['items'] as Json | undefined
      return items ? value.map((one) => plantIn(one, items, field, name)) : value
    }
    if (typeof value !== 'object' || value === null) return value
    // Of several forms, the one that has all that is said.
    const forms = branchesOf(schema).map((one) => (one['properties'] ?? {}) as Record<string, Json>)
    const properties = forms.find((form) => Object.keys(value).every((key) => key in form)) ?? {}
    const absent = Object.entries(properties).filter(
      ([key, each]) => written.has(key) && !(key in value) && isFreeText(each),
    )
    const all = { ...Object.fromEntries(absent.map(([key]) => [key, ''])), ...value }
    return Object.fromEntries(
      Object.entries(all).map(([key, one]) => {
        const property = properties[key]
        return [key, property ? plantIn(one, property, `${field}.${key}`, key) : one]
      }),
    )
  }
  const plant: Planter['plant'] = ({ operationId, body: schema }, body) =>
    schema ? plantIn(body, schema, operationId, '') : body
  const byPath = operations
    .filter(({ body }) => body !== undefined)
    .map((operation) => ({ operation, path: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
  return {
    plant,
    planted: known,
    fetch(input, init) {
      const { pathname } = new URL(String(input))
      const found = byPath.find(({ operation, path }) => operation.method === init?.method && path.test(pathname))
      if (!found || typeof init?.body !== 'string') return fetch(input, init)
      return fetch(input, { ...init, body: JSON.stringify(plant(found.operation, JSON.parse(init.body))) })
    },
    found: (text) => [
      ...Array.from(text.matchAll(new RegExp(`${canary} (\\d+)\\.`, 'gi')), ([, n]) => fields[Number(n)]!),
      ...(new RegExp(`${canary}(?! \\d+\\.)`, 'i').test(text) ? [canary] : []),
      ...Array.from(text.matchAll(address), ([found]) => found),
    ],
  }
}
