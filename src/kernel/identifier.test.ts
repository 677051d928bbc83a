/** Ids must sort by their time and say their kind. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifier, isIdentifier } from './identifier.ts'

const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 })

test('an id is a prefix and a UUID of version 7', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 47 - 1 }), tenBytes, (unixMs, random) => {
      const id = identifier('ord', unixMs, random)
      expect(id).toMatch(/^ord_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
      expect(isIdentifier('ord', id)).toBe(true)
      expect(parseInt(id.slice(4, 16), 16)).toBe(unixMs)
    }),
  )
})

test('ids sort by the millisecond they were made in', () => {
  const zeros = new Uint8Array(10)
  const ones = new Uint8Array(10).fill(255)
  expect(identifier('ord', 1_785_574_800_000, ones) < identifier('ord', 1_785_574_800_001, zeros)).toBe(true)
})

test('an id of another kind, in capitals, cut or prolonged is none', () => {
  const id = identifier('ord', 1_785_574_800_000, new Uint8Array(10).fill(171))
  const others = [
    id.replace('ord', 'rfq'),
    id.toUpperCase(),
    id.slice(0, -1),
    `${id}0`,
    '',
    'ord_',
    `${id.slice(0, -1)}g`,
  ]
  expect(others.filter((text) => isIdentifier('ord', text))).toEqual([])
})
