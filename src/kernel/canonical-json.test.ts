/** A seal is only as good as the text it was made of: one value, one text. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

const wellFormed = fc.string({ unit: 'binary' })
const json = fc.jsonValue({ depthSize: 'medium', stringUnit: 'binary' })

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  )
}

test('the text reads back as the value', () => {
  fc.assert(
    fc.property(json, (value) => {
      // -0 is written 0, as RFC 8785 has it.
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('the order of keys leaves no trace', () => {
  fc.assert(fc.property(json, (value) => canonicalJson(shuffled(value)) === canonicalJson(value)))
})

test('writing what was read gives the same text', () => {
  fc.assert(fc.property(json, (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value)))
})

test('texts are escaped as JSON.stringify escapes them', () => {
  fc.assert(fc.property(wellFormed, (text) => canonicalJson(text) === JSON.stringify(text)))
})

test('keys are sorted by UTF-16 code unit, also those that look like numbers', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7, '10': 8, '9': 9 }
  expect(canonicalJson(value)).toBe(
    '{"\\r":2,"1":4,"10":8,"9":9,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
  )
})

test('many keys are sorted as few are', () => {
  const dictionaries = fc.dictionary(fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(), {
    minKeys: 20,
    maxKeys: 40,
  })
  fc.assert(
    fc.property(dictionaries, (value) => {
      const keys = Object.keys(value).toSorted()
      expect(canonicalJson(value)).toBe(`{${keys.map((key) => `${JSON.stringify(key)}:${value[key]}`).join(',')}}`)
    }),
  )
})

test('numbers are written as ECMAScript writes them', () => {
  expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0, 1e21, 2 ** 53])).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,9007199254740992]',
  )
})

test('a key called __proto__ is a key', () => {
  const text = '{"__proto__":{"a":1},"b":2}'
  expect(canonicalJson(JSON.parse(text))).toBe(text)
  expect(canonicalJson(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}')
})

const circle: unknown[] = []
circle.push(circle)

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['undefined in an object', { a: undefined }],
  ['a hole', Array(1)],
  ['NaN', Number.NaN],
  ['infinity', [-Infinity]],
  ['a bigint', 1n],
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
  ['a lone surrogate', '\ud800'],
  ['a lone surrogate in a key', { '\udc00': 1 }],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['a class instance', new (class Order {})()],
  ['bytes', new Uint8Array(1)],
  ['a circle', circle],
])('%s has no JSON form', (_, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError)
})
