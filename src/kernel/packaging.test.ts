/** Pieces, cases and pallets must be the same goods. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakDown, convertLevel, packaging, packagingLevels, toBaseUnits } from './packaging.ts'
import type { Packaging, PackagingStep } from './packaging.ts'

const steps: readonly PackagingStep[] = [
  { level: 'case', contains: 12, of: 'base' },
  { level: 'layer', contains: 8, of: 'case' },
  { level: 'pallet', contains: 5, of: 'layer' },
  { level: 'container-20', contains: 10, of: 'pallet' },
  { level: 'container-40', contains: 21, of: 'pallet' },
]

const packed = (of: readonly PackagingStep[] = steps): Packaging => {
  const result = packaging(of)
  if (!result.ok) throw new Error(result.rejection.detail)
  return result.value
}

test('each level holds what its steps multiply to, in whatever order they stand', () => {
  const expected = [
    ['base', 1],
    ['case', 12],
    ['layer', 96],
    ['pallet', 480],
    ['container-20', 4800],
    ['container-40', 10080],
  ]
  expect([...packed()]).toEqual(expected)
  expect([...packed(steps.toReversed())]).toEqual(expected)
})

test('counts convert exactly between levels', () => {
  expect(toBaseUnits(3, 'case', packed())).toEqual({ ok: true, value: 36 })
  expect(convertLevel(2, 'pallet', 'case', packed())).toEqual({ ok: true, value: 80 })
  expect(convertLevel(480, 'base', 'pallet', packed())).toEqual({ ok: true, value: 1 })
})

test('what does not divide is refused with the nearest counts below and above', () => {
  expect(convertLevel(40, 'base', 'case', packed())).toMatchObject({
    ok: false,
    rejection: { code: 'packaging/not-whole', facts: { below: 3, above: 4, belowInBase: 36, aboveInBase: 48 } },
  })
})

test('a count survives the way to the base and back', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1_000_000 }), fc.constantFrom(...packagingLevels), (count, level) => {
      const base = toBaseUnits(count, level, packed())
      expect(base.ok && convertLevel(base.value, 'base', level, packed())).toEqual({ ok: true, value: count })
    }),
  )
})

test('a breakdown into whole levels holds every base unit, each level less than one of the next', () => {
  expect(breakDown(500, packed())).toEqual([
    { level: 'pallet', count: 1 },
    { level: 'case', count: 1 },
    { level: 'base', count: 8 },
  ])
  expect(breakDown(0, packed())).toEqual([])
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...packagingLevels), (base, through) => {
      const parts = breakDown(base, packed(), through)
      expect(parts.reduce((sum, part) => sum + part.count * packed().get(part.level)!, 0)).toBe(base)
    }),
  )
})

test.each<[string, readonly PackagingStep[]]>([
  ['packaging/duplicate-level', [steps[0]!, steps[0]!]],
  ['packaging/bad-count', [{ level: 'case', contains: 0, of: 'base' }]],
  ['packaging/bad-count', [{ level: 'case', contains: 1.5, of: 'base' }]],
  ['packaging/unknown-level', [{ level: 'pallet', contains: 40, of: 'case' }]],
  ['packaging/unknown-level', [{ level: 'case', contains: 2, of: 'case' }]],
  ['packaging/unknown-level', [{ level: 'case', contains: 2, of: 'pallet' }, steps[2]!]],
  [
    'packaging/too-large',
    [
      { level: 'case', contains: 2 ** 52, of: 'base' },
      { level: 'pallet', contains: 2, of: 'case' },
    ],
  ],
])('%s: impossible packaging is refused', (code, of) => {
  expect(packaging(of)).toMatchObject({ ok: false, rejection: { code } })
})

test('a level that the product does not have, a broken count and a count too large are refused', () => {
  const casesOnly = packed(steps.slice(0, 1))
  expect(toBaseUnits(1, 'pallet', casesOnly)).toMatchObject({ rejection: { code: 'packaging/unknown-level' } })
  expect(convertLevel(1, 'base', 'pallet', casesOnly)).toMatchObject({ rejection: { code: 'packaging/unknown-level' } })
  expect(toBaseUnits(0.5, 'case', casesOnly)).toMatchObject({ rejection: { code: 'packaging/bad-count' } })
  expect(toBaseUnits(2 ** 52, 'case', casesOnly)).toMatchObject({ rejection: { code: 'packaging/too-large' } })
})
