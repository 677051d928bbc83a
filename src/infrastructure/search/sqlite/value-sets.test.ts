import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DocumentColumns } from './document-columns.ts'

const change = fc.record({
  doc: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 5_000 })),
  values: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
})

test('whatever is set, changed and removed, each value knows its documents and each document its values', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 600, minLength: 100 }), (changes) => {
      const columns = new DocumentColumns()
      const expected = new Map<number, readonly number[]>()
      for (const { doc, values } of changes) {
        columns.set(doc, values.length === 0 ? undefined : { created: 0, numbers: [], values })
        expected.set(doc, values)
      }
      for (const [doc, values] of expected) {
        expect([...columns.values.of(doc)]).toEqual(values)
      }
      for (let value = 1; value <= 6; value++) {
        const having = [...expected].filter(([, values]) => values.includes(value)).map(([doc]) => doc)
        const ascending = having.sort((left, right) => left - right)
        expect(columns.sets.sizeOf(value)).toBe(ascending.length)
        expect(columns.sets.listOf(value) ?? ascending).toEqual(ascending)
        const union = columns.sets.unionOf([value])
        const bits = Array.from({ length: columns.size }, (_, doc) => doc).filter(
          (doc) => union[doc >>> 5]! & (1 << (doc & 31)),
        )
        expect(bits).toEqual(ascending)
      }
    }),
    { numRuns: 50 },
  )
})
