import { Type, type TSchema } from 'typebox'
import { expect, test } from 'vitest'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { boundSchema, defaultBounds } from './bound-schema.ts'
import { bodyValidator, parameterValidator } from './validate.ts'

const refusalOf = (attempt: () => unknown): Rejection | undefined => {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (error instanceof Rejected) return error.rejection
    throw error
  }
}
const pointers = (refusal: Rejection | undefined): string[] | undefined =>
  refusal?.errors?.map(({ pointer }) => pointer).toSorted()

const body = (schema: TSchema, value: unknown) => refusalOf(() => bodyValidator(schema)(value))
const query = (schema: TSchema, value: Record<string, unknown>) => parameterValidator(schema, 'query')(value)

test('every text, list and whole number gets a bound where the schema states none, at any depth', () => {
  const bounded = boundSchema(
    Type.Object({
      name: Type.String(),
      short: Type.String({ maxLength: 5 }),
      kind: Type.Literal('a'),
      lines: Type.Array(Type.Object({ count: Type.Integer({ minimum: 0 }) })),
      either: Type.Union([Type.String(), Type.Null()]),
    }),
  )
  expect(bounded).toMatchObject({
    additionalProperties: false,
    properties: {
      name: { maxLength: defaultBounds.textMax },
      short: { maxLength: 5 },
      kind: { const: 'a' },
      lines: {
        maxItems: defaultBounds.itemsMax,
        items: { additionalProperties: false, properties: { count: { minimum: 0, maximum: Number.MAX_SAFE_INTEGER } } },
      },
      either: { anyOf: [{ maxLength: defaultBounds.textMax }, { type: 'null' }] },
    },
  })
  expect(bounded).not.toHaveProperty('properties.kind.maxLength')
})

test('bounding copies: the schema that was given is as it was, and fields called like keywords are fields', () => {
  const given = Type.Object({ type: Type.String(), properties: Type.Object({ enum: Type.String() }) })
  const before = JSON.stringify(given)
  const bounded = boundSchema(given)
  expect(JSON.stringify(given)).toBe(before)
  expect(Object.keys((bounded as { properties?: object }).properties ?? {})).toEqual(['type', 'properties'])
  expect(body(given, { type: 'string', properties: { enum: 'x' } })).toBeUndefined()
})

test('a body that fits comes back itself', () => {
  const value = { name: 'A' }
  expect(bodyValidator(Type.Object({ name: Type.String() }))(value)).toBe(value)
})

test('each field at fault is named by its pointer, with what it must be', () => {
  const Line = Type.Object({ quantity: Type.Integer({ minimum: 1 }), unit: Type.Enum(['piece', 'gram']) })
  const schema = Type.Object({ name: Type.String(), kind: Type.Literal('order'), lines: Type.Array(Line) })
  const refusal = body(schema, { kind: 'rfq', lines: [{ quantity: 0, unit: 'stone', 'a/b': 1 }] })
  expect(refusal).toMatchObject({ kind: 'invalid', code: 'gateway/invalid-body' })
  expect(Object.fromEntries((refusal?.errors ?? []).map(({ pointer, detail }) => [pointer, detail]))).toMatchObject({
    '/name': 'is missing',
    '/kind': 'must be "order"',
    '/lines/0/quantity': expect.stringContaining('1'),
    '/lines/0/unit': 'must be one of piece, gram',
    '/lines/0/a~1b': 'is not a known field',
  })
})

test('nothing is coerced in a body', () => {
  const schema = Type.Object({ n: Type.Integer(), t: Type.String(), b: Type.Boolean() })
  expect(pointers(body(schema, { n: '1', t: 2, b: 'true' }))).toEqual(['/b', '/n', '/t'])
  expect(pointers(body(schema, { n: 1.5, t: null, b: 0 }))).toEqual(['/b', '/n', '/t'])
  expect(pointers(body(schema, []))).toEqual([''])
  expect(pointers(body(schema, null))).toEqual([''])
})

test('a body full of faults is answered with at most twenty of them', () => {
  const refusal = body(Type.Object({ a: Type.Array(Type.Integer()) }), { a: Array.from({ length: 900 }, () => 'x') })
  expect(refusal?.errors?.length).toBeGreaterThan(0)
  expect(refusal?.errors?.length).toBeLessThanOrEqual(20)
})

test('a list, a text and a number beyond their bounds are refused', () => {
  const schema = Type.Object({ a: Type.Array(Type.Integer()), t: Type.String(), n: Type.Integer() })
  const whole = { a: [1], t: 'x', n: 1 }
  expect(body(schema, { ...whole, a: Array.from({ length: 1_001 }, () => 1) })?.errors?.[0]?.pointer).toBe('/a')
  expect(body(schema, { ...whole, t: 'x'.repeat(2_001) })?.errors?.[0]?.pointer).toBe('/t')
  expect(body(schema, { ...whole, n: 2 ** 53 })?.errors?.[0]?.pointer).toBe('/n')
})

const Filters = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  price: Type.Optional(Type.Number()),
  open: Type.Optional(Type.Boolean()),
  ids: Type.Optional(Type.Array(Type.Integer(), { maxItems: 3 })),
  q: Type.Optional(Type.String()),
})

test('parameters are read as the numbers, booleans and lists of their schema', () => {
  expect(query(Filters, { limit: '7', price: '-1.25', open: 'true', ids: '1,2', q: '7' })).toEqual({
    limit: 7,
    price: -1.25,
    open: true,
    ids: [1, 2],
    q: '7',
  })
  expect(query(Filters, { open: 'false', ids: ['1', '2'] })).toEqual({ open: false, ids: [1, 2] })
  expect(query(Filters, {})).toEqual({})
})

test('what only looks like a number or a boolean is refused, and named', () => {
  const bad: [string, unknown][] = [
    ...['', ' 1', '1e3', '0x10', '+1', '1.5', '0', 'NaN', '9'.repeat(16), '9'.repeat(17)].map(
      (limit): [string, unknown] => ['limit', limit],
    ),
    ['limit', ['1', '2']],
    ...['TRUE', '1', '', 'yes'].map((open): [string, unknown] => ['open', open]),
    ['price', '1,5'],
    ['q', ['a', 'b']],
  ]
  for (const [name, value] of bad) {
    const refusal = refusalOf(() => query(Filters, { [name]: value }))
    expect(refusal, `${name}=${String(value)}`).toMatchObject({ kind: 'malformed', code: 'gateway/invalid-query' })
    expect(pointers(refusal)).toEqual([`/query/${name}`])
  }
  expect(pointers(refusalOf(() => query(Filters, { ids: '1,x' })))).toEqual(['/query/ids/1'])
  expect(pointers(refusalOf(() => query(Filters, { ids: '1,2,3,4' })))).toEqual(['/query/ids'])
})

test('an unknown parameter is refused, whatever it is called', () => {
  for (const name of ['page', 'constructor', '__proto__', 'toString', 'Limit'])
    expect(pointers(refusalOf(() => query(Filters, { [name]: '1' })))).toEqual([`/query/${name}`])
})

test('a path that does not fit is malformed, and names its part', () => {
  const params = Type.Object({ orderId: Type.String({ pattern: '^ord_[0-9a-f]{4}$' }) })
  const check = parameterValidator(params, 'path')
  expect(check({ orderId: 'ord_00ff' })).toEqual({ orderId: 'ord_00ff' })
  const refusal = refusalOf(() => check({ orderId: 'ord_00FF' }))
  expect(refusal).toMatchObject({ kind: 'malformed', code: 'gateway/invalid-path' })
  expect(pointers(refusal)).toEqual(['/path/orderId'])
})
