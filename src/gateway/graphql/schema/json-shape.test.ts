import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { shapeOf, type JsonSchema, type Shape } from '../operations/json-shape.ts'
import { enumNames, linkName, queryName, singular, subResourceName } from '../operations/names.ts'

const shape = (schema: unknown): Shape => shapeOf(schema as JsonSchema)

test('texts, numbers and their bounds find their scalar', () => {
  const scalars: readonly (readonly [unknown, string])[] = [
    [Type.String(), 'String'],
    [Type.String({ pattern: '^ord_[0-9a-f]{32}$' }), 'ID'],
    [Type.String({ format: 'date-time' }), 'DateTime'],
    [Type.String({ format: 'date' }), 'Date'],
    [Type.Integer({ minimum: 0, maximum: 100 }), 'Int'],
    [Type.Integer({ minimum: 0 }), 'SafeInt'],
    [Type.Number(), 'Float'],
    [Type.Boolean(), 'Boolean'],
    [Type.Record(Type.String(), Type.String()), 'JSON'],
    [Type.Union([Type.Integer(), Type.Object({ level: Type.String() })]), 'JSON'],
    [Type.Object({ 'may-contain': Type.String() }), 'JSON'],
    [Type.Unknown(), 'JSON'],
  ]
  for (const [schema, name] of scalars) expect(shape(schema)).toMatchObject({ kind: 'scalar', name })
})

test('null beside something is that something, nullable', () => {
  expect(shape(Type.Union([Type.String(), Type.Null()]))).toEqual({ kind: 'scalar', name: 'String', isNullable: true })
  expect(shape(Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Null()]))).toEqual({
    kind: 'enum',
    values: ['a', 'b'],
    isNullable: true,
  })
})

test('alternatives of objects are one object: what all need is required, the rest is not', () => {
  const visibility = Type.Union([
    Type.Object({ kind: Type.Literal('public') }),
    Type.Object({ kind: Type.Literal('invited'), supplierIds: Type.Array(Type.String()) }),
  ])
  const merged = shape(visibility)
  if (merged.kind !== 'object') throw new Error(merged.kind)
  expect(Object.entries(merged.fields).map(([name, { isRequired }]) => [name, isRequired])).toEqual([
    ['kind', true],
    ['supplierIds', false],
  ])
  expect(shape(merged.fields['kind']!.schema)).toMatchObject({ kind: 'enum', values: ['public', 'invited'] })
})

test('names are made from those of REST', () => {
  expect(['getOrder', 'listOrders', 'compareQuotes', 'getMe'].map(queryName)).toEqual([
    'order',
    'orders',
    'compareQuotes',
    'me',
  ])
  expect(['supplierId', 'supplierIds', 'id', 'grid'].map(linkName)).toEqual([
    'supplier',
    'suppliers',
    undefined,
    undefined,
  ])
  expect(['lines', 'deliveries', 'addresses', 'boxes', 'process'].map(singular)).toEqual([
    'line',
    'delivery',
    'address',
    'box',
    'process',
  ])
  expect(subResourceName('/v1/rfqs/{rfqId}/item-codes', '/v1/rfqs/{rfqId}')).toBe('itemCodes')
  expect(subResourceName('/v1/rfqs/{rfqId}/a/b', '/v1/rfqs/{rfqId}')).toBeUndefined()
})

test('values have names that GraphQL takes, or are no enum', () => {
  expect([...enumNames(['in-transit', 'may contain', 'pendingApproval', '30-days'])!.keys()]).toEqual([
    'IN_TRANSIT',
    'MAY_CONTAIN',
    'PENDING_APPROVAL',
    '_30_DAYS',
  ])
  expect(enumNames(['a-b', 'a_b'])).toBeUndefined()
  expect(enumNames(['true', 'false'])).toBeUndefined()
})
