/** The table of /v2 against both published contracts: whatever /v1 may answer is shown as /v2 describes it, and what fits /v2 is taken as /v1 takes it. */
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import type { Contract } from '../../../../scripts/api-contract.ts'
import { readContract } from '../../../../scripts/published-api.ts'
import { inlined } from '../../../../test/support/inlined-schema.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { isObject, type Json } from '../shapes/json-paths.ts'
import { quoteTaken } from './sourcing-changes.ts'
import { orderShown } from './order-changes.ts'
import { secondVersionChange } from './second-version.ts'

const contracts = { v1: readContract('v1'), v2: readContract('v2') }
const runs = { numRuns: 20 }

/** Anything that fits a schema, optional members there or not. */
function arbitraryOf(schema: Json): fc.Arbitrary<unknown> {
  if (schema['const'] !== undefined) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  const union = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined
  if (union) return fc.oneof(...union.map(arbitraryOf))
  switch (schema['type']) {
    case 'object':
      return arbitraryObject(schema)
    case 'array':
      return fc.array(arbitraryOf(schema['items'] as Json), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: Math.max(2, Number(schema['minItems'] ?? 0)),
      })
    case 'integer':
    case 'number':
      return fc.integer({
        min: Number(schema['minimum'] ?? 0),
        max: Math.min(Number(schema['maximum'] ?? 1_000), 2 ** 31),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return arbitraryText(schema)
  }
}

function arbitraryObject(schema: Json): fc.Arbitrary<object> {
  const { properties = {}, required = [], patternProperties, minProperties = 0 } = schema
  const [byPattern] = Object.entries((patternProperties ?? {}) as Record<string, Json>)
  if (byPattern)
    return fc.dictionary(matching(byPattern[0]), arbitraryOf(byPattern[1]), {
      minKeys: Number(minProperties),
      maxKeys: 3,
    })
  const members = Object.entries(properties as Record<string, Json>).map(([name, property]) => [
    name,
    arbitraryOf(property),
  ])
  return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: required as string[],
  })
}

function arbitraryText({
  format,
  pattern,
  minLength = 0,
}: {
  format?: unknown
  pattern?: unknown
  minLength?: unknown
}) {
  if (format === 'date-time') return fc.constant('2030-09-01T09:00:00.000Z')
  if (format === 'date') return fc.constant('2030-09-01')
  if (typeof pattern === 'string') return matching(pattern)
  return fc.string({ minLength: Math.max(1, Number(minLength)), maxLength: Math.max(5, Number(minLength)) })
}

/** Of each pattern two texts, made once: to make them anew takes longer than all else. */
const texts = new Map<string, fc.Arbitrary<string>>()
function matching(pattern: string): fc.Arbitrary<string> {
  const known = texts.get(pattern)
  if (known) return known
  const made = fc.constantFrom(...fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 2, seed: 7 }))
  texts.set(pattern, made)
  return made
}

/** An order's changes are of its own lines. */
function coherent(value: Json): Json {
  const { lines, change: _change, deviation: _deviation, ...rest } = value
  if (!Array.isArray(lines) || !('id' in (lines[0] ?? { id: 1 }))) return value
  if (lines.length === 0) return { ...rest, lines }
  const numbered = lines.map((line: Json, at) => ({ ...line, id: String(at + 1) }))
  const names: Json = { lineId: '1', deliveryId: '1.1' }
  const text = JSON.stringify({ ...value, lines: numbered }, (name, member: unknown) => names[name] ?? member)
  return JSON.parse(text) as Json
}

type Operation = { readonly operationId: string; readonly requestBody?: Json; readonly responses: Record<string, Json> }

const operationsOf = ({ paths }: Contract): readonly Operation[] =>
  Object.values(paths).flatMap((item) => Object.values(item as Json) as Operation[])
const ofSecond = new Map(operationsOf(contracts.v2).map((operation) => [operation.operationId, operation]))

const schemaIn = (part: Json | undefined): Json | undefined =>
  (part?.['content'] as Record<string, { schema: Json }> | undefined)?.['application/json']?.schema
const replyOf = ({ responses }: Operation): Json | undefined => schemaIn(Object.values(responses)[0])
/** Of a list, what its items are. */
const itemOf = (reply: Json | undefined): Json | undefined => {
  const items = isObject(reply?.['properties']) ? reply['properties']['items'] : undefined
  return isObject(reply) && isObject(items) && isObject(reply['properties']) && 'page' in reply['properties']
    ? (items['items'] as Json)
    : reply
}
const nameOf = (schema: Json | undefined): string | undefined =>
  typeof schema?.['$ref'] === 'string' ? schema['$ref'].split('/').at(-1) : undefined

const changed = operationsOf(contracts.v1).flatMap((operation) => {
  const reply = itemOf(replyOf(operation))
  const title = nameOf(reply)
  const change = secondVersionChange({
    operationId: operation.operationId,
    ...(title !== undefined && { reply: { title } as never }),
  })
  return change ? [{ operation, reply, change }] : []
})

const compile = (schema: Json, schemas: Json) => Compile(inlined(schema, schemas) as never)

/** What a schema forbids of its parts together is left out of what was made from them. */
const fitting = (schema: Json, schemas: Json): fc.Arbitrary<Json> => {
  const compiled = compile(schema, schemas)
  return arbitraryOf(inlined(schema, schemas) as Json).filter((value) => compiled.Check(value)) as fc.Arbitrary<Json>
}

const fits = (schema: Json, schemas: Json) => {
  const compiled = compile(schema, schemas)
  return (value: unknown): void => {
    if (!compiled.Check(value))
      expect([...compiled.Errors(value)].map(({ instancePath, message }) => `${instancePath} ${message}`)).toEqual([])
  }
}

test('every kind of record that the table names is answered by some route', () => {
  expect(changed.length).toBeGreaterThan(40)
  const bodies = changed.flatMap(({ operation, change }) => (change.taken ? [operation.operationId] : []))
  expect(bodies.toSorted()).toEqual([
    'confirmOrder',
    'proposeAward',
    'proposeChange',
    'reviseQuote',
    'submitClaim',
    'submitQuote',
  ])
})

test('whatever /v1 answers is shown as /v2 describes it', () => {
  const seen = new Set<string>()
  for (const { operation, reply, change } of changed) {
    const name = nameOf(reply) ?? operation.operationId
    if (!change.shown || !reply || seen.has(name)) continue
    seen.add(name)
    const check = fits(itemOf(replyOf(ofSecond.get(operation.operationId)!))!, contracts.v2.components.schemas)
    const { show } = change.shown
    const given = fitting(reply, contracts.v1.components.schemas)
    fc.assert(
      fc.property(given, (value) => check(show(coherent(value)))),
      runs,
    )
  }
  expect(seen.size).toBeGreaterThan(10)
})

test('whatever fits /v2 is taken as /v1 takes it', () => {
  for (const { operation, change } of changed) {
    if (!change.taken) continue
    const check = fits(schemaIn(operation.requestBody)!, contracts.v1.components.schemas)
    const { take } = change.taken
    const sent = schemaIn(ofSecond.get(operation.operationId)!.requestBody)!
    const given = fitting(sent, contracts.v2.components.schemas)
    fc.assert(
      fc.property(given, (value) => {
        try {
          check(take(value))
        } catch (error) {
          // What no schema can say: that prices are in one currency.
          if (!(error instanceof Rejected)) throw error
        }
      }),
      runs,
    )
  }
})

test('a change of an order is priced as its line is, whichever way it names it', () => {
  const shown = orderShown.show({
    currency: 'EUR',
    lines: [
      { id: '1', pricedPer: 'kilogram', unitPrice: '9.1', priceSource: { kind: 'quote', line: '7' }, deliveries: [] },
      { id: '12', pricedPer: 'piece', unitPrice: '2', priceSource: {}, deliveries: [{ id: '12.1', unitPrice: '2' }] },
    ],
    change: {
      deliveries: [{ deliveryId: '12.1', unitPrice: '3' }, { deliveryId: '1.1' }],
      added: [{ lineId: '1', unitPrice: '8' }],
    },
  })
  expect(shown).toMatchObject({
    lines: [
      { unitPrice: { value: '9.1', currency: 'EUR', per: 'kilogram' }, priceSource: { lineId: '7' } },
      { deliveries: [{ unitPrice: { value: '2', currency: 'EUR', per: 'piece' } }] },
    ],
    change: {
      deliveries: [{ unitPrice: { value: '3', currency: 'EUR', per: 'piece' } }, { deliveryId: '1.1' }],
      added: [{ unitPrice: { value: '8', currency: 'EUR', per: 'kilogram' } }],
    },
  })
})

test('a quote’s prices say one currency, which is the quote’s; two are refused where the second stands', () => {
  const price = (value: string, currency: string) => ({ value, currency, per: 'piece' })
  const lines = [
    { lineId: '1', unitPrice: price('4', 'EUR') },
    { lineId: '2', breaks: [{ from: 1, unitPrice: price('5', 'EUR') }] },
  ]
  expect(quoteTaken.take({ place: 'Rotterdam', lines })).toEqual({
    place: 'Rotterdam',
    currency: 'EUR',
    lines: [
      { line: '1', unitPrice: '4', pricedPer: 'piece' },
      { line: '2', breaks: [{ from: 1, unitPrice: '5' }], pricedPer: 'piece' },
    ],
  })
  expect(quoteTaken.pointer('/currency')).toBe('/lines/0/unitPrice/currency')
  expect(quoteTaken.pointer('/lines/1/breaks/0/unitPrice')).toBe('/lines/1/breaks/0/unitPrice/value')
  expect(quoteTaken.pointer('/lines/1/line')).toBe('/lines/1/lineId')
  const two = [...lines, { lineId: '3', breaks: [{ from: 1, unitPrice: price('5', 'USD') }] }]
  expect(() => quoteTaken.take({ lines: two })).toThrow(
    expect.objectContaining({
      rejection: expect.objectContaining({
        errors: [{ pointer: '/lines/2/breaks/0/unitPrice/currency', detail: expect.anything() }],
      }),
    }),
  )
})
