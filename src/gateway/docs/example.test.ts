import { Type, type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { exampleOf } from './example.ts'

const example = (schema: TSchema): unknown => exampleOf(schema as never, (given) => given)

test('what an example shows is one that would be taken: required fields, within their bounds', () => {
  const schema = Type.Object({
    name: Type.String({ minLength: 1 }),
    note: Type.Optional(Type.String()),
    kind: Type.Literal('order'),
    unit: Type.Enum(['piece', 'gram']),
    quantity: Type.Integer({ minimum: 10 }),
    share: Type.Number({ minimum: 0, maximum: 0.5 }),
    below: Type.Integer({ maximum: -5 }),
    open: Type.Boolean(),
    nothing: Type.Null(),
    days: Type.Array(Type.String({ format: 'date' }), { minItems: 2 }),
    at: Type.String({ format: 'date-time' }),
    to: Type.Union([Type.Object({ siteId: Type.String() }), Type.Null()]),
    code: Type.String({ minLength: 5, maxLength: 6 }),
  })
  const made = example(schema)
  expect(made).not.toHaveProperty('note')
  expect(Check(schema, made), JSON.stringify(made)).toBe(true)
})

test('an example that the schema gives is shown; ids are shown by their beginning', () => {
  expect(example(Type.String({ examples: ['Gouda', 'Edam'] }))).toBe('Gouda')
  expect(example(Type.String({ pattern: '^ord_[0-9a-f]{32}$' }))).toBe('ord_…')
  expect(example(Type.String({ format: 'email' }))).toBe('trader@example.com')
})

test('a schema that refers to itself ends', () => {
  const tree = { type: 'object', required: ['inner'], properties: { inner: { $ref: '#/tree' } } }
  const list = { type: 'array', items: { $ref: '#/list' } }
  const resolve = (schema: Record<string, unknown>) =>
    schema['$ref'] === '#/tree' ? tree : schema['$ref'] === '#/list' ? list : schema
  expect(JSON.stringify(exampleOf(tree, resolve)).length).toBeLessThan(200)
  expect(JSON.stringify(exampleOf(list, resolve)).length).toBeLessThan(200)
})
