import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { changeSchemaAt, pathOf, type Json } from './json-paths.ts'
import { priced, renamed, shownInTurn, statedPrice, takenInTurn } from './shape-changes.ts'

const Line = Type.Object({
  line: Type.String(),
  unitPrice: Type.Optional(Type.String()),
  currency: Type.Optional(Type.String()),
  pricedPer: Type.Optional(Type.String()),
})
const Quote = Type.Object({ currency: Type.String(), lines: Type.Array(Line) }) as unknown as Json

const lineSchemaOf = (schema: Json): Json => {
  let found: Json = {}
  changeSchemaAt(schema, pathOf('lines[]'), (line) => (found = line))
  return found
}

test('a field under another name: in the schema with its place and its need, in values both ways, in pointers', () => {
  const change = renamed('lines[]', 'line', 'lineId')
  const line = lineSchemaOf(change.schema(Quote))
  expect(Object.keys(line['properties'] as Json)).toEqual(['lineId', 'unitPrice', 'currency', 'pricedPer'])
  expect(line['required']).toEqual(['lineId'])
  expect(change.show({ lines: [{ line: '1', note: 'n' }, { note: 'none' }] })).toEqual({
    lines: [{ lineId: '1', note: 'n' }, { note: 'none' }],
  })
  expect(change.take({ lines: [{ lineId: '1' }] })).toEqual({ lines: [{ line: '1' }] })
  expect(change.pointer('/lines/12/line')).toBe('/lines/12/lineId')
  for (const other of ['/lines/12/lineage', '/line', '/lines', '/lines/x/line', '/note'])
    expect(change.pointer(other)).toBe(other)
})

test('a price is shown with what it is in and for; where there is none, none is made up', () => {
  const change = priced('lines[]', (line, [quote]) => ({ currency: quote?.['currency'], per: line['pricedPer'] }), {
    absorbed: ['pricedPer'],
  })
  const shown = change.show({
    currency: 'EUR',
    lines: [{ line: '1', unitPrice: '0.627', pricedPer: 'kilogram' }, { line: '2', unitPrice: '4' }, { line: '3' }],
  })
  expect(shown).toEqual({
    currency: 'EUR',
    lines: [
      { line: '1', unitPrice: { value: '0.627', currency: 'EUR', per: 'kilogram' } },
      { line: '2', unitPrice: { value: '4', currency: 'EUR' } },
      { line: '3' },
    ],
  })
  const properties = lineSchemaOf(change.schema(Quote))['properties'] as Record<string, Json>
  expect(properties['unitPrice']).toMatchObject({ title: 'UnitPrice', required: ['value', 'currency', 'per'] })
  expect(properties['pricedPer']).toBeUndefined()
})

test('a price that is sent goes on as text, with what it was said to be beside it; refusals come back to where it was', () => {
  const change = takenInTurn(renamed('lines[]', 'line', 'lineId'), statedPrice('lines[]'))
  expect(
    change.take({
      lines: [{ lineId: '1', unitPrice: { value: '4', currency: 'EUR', per: 'piece' } }, { lineId: '2' }],
    }),
  ).toEqual({ lines: [{ line: '1', unitPrice: '4', currency: 'EUR', pricedPer: 'piece' }, { line: '2' }] })
  expect(change.pointer('/lines/0/unitPrice')).toBe('/lines/0/unitPrice/value')
  expect(change.pointer('/lines/0/currency')).toBe('/lines/0/unitPrice/currency')
  expect(change.pointer('/lines/0/pricedPer')).toBe('/lines/0/unitPrice/per')
  expect(change.pointer('/lines/0/line')).toBe('/lines/0/lineId')
  expect(Object.keys(lineSchemaOf(change.schema(Quote))['properties'] as Json)).toEqual(['lineId', 'unitPrice'])
})

test('what is changed is a copy: a reply that is kept is never written to', () => {
  const given = Object.freeze({ currency: 'EUR', lines: Object.freeze([Object.freeze({ line: '1', unitPrice: '4' })]) })
  const change = shownInTurn(
    renamed('lines[]', 'line', 'lineId'),
    priced('lines[]', (_line, [quote]) => ({ currency: quote?.['currency'] }), { isPlain: true }),
  )
  expect(change.show(given)).toEqual({
    currency: 'EUR',
    lines: [{ lineId: '1', unitPrice: { value: '4', currency: 'EUR' } }],
  })
  expect(given.lines[0]).toEqual({ line: '1', unitPrice: '4' })
})

test('a table that names what no schema describes does not start', () => {
  expect(() => renamed('lines[]', 'lines', 'x').schema(Quote)).toThrow('describes no "lines"')
  expect(() => priced('positions[]', () => ({ currency: 'EUR' })).schema(Quote)).toThrow('describes no "positions"')
})
