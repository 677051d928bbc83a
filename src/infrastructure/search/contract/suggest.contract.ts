/** Autocompletion. */
import { expect, test } from 'vitest'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { sample } from './sample-documents.fixture.ts'

export function suggestContract(open: OpenSearchIndex): void {
  const documents = [
    sample('1', { name: 'Dark chocolate', suggest: ['Dark chocolate', 'Chocolate'] }),
    sample('2', { name: 'Milk chocolate', suggest: ['Milk chocolate', 'Chocolate'] }),
    sample('3', { name: 'Chocolat noir', suggest: ['Chocolat noir'] }),
    sample('4', { name: 'Crème fraîche', suggest: ['Crème fraîche'] }),
    sample('5', { name: '绿茶', suggest: ['绿茶'] }),
  ]
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['choc', ['Chocolate', 'Chocolat noir']],
    ['CHOCOLATE', ['Chocolate']],
    ['milk ch', ['Milk chocolate']],
    ['creme fr', ['Crème fraîche']],
    ['fraich', ['Crème fraîche']],
    ['绿', ['绿茶']],
    ['chocolate dark', ['Dark chocolate']],
    ['nothing', []],
    ['', []],
    ['"*', []],
  ]

  test.each(cases)('%s is completed', (prefix, expected) =>
    indexed(open, documents, async (index) => {
      const found = await index.suggest({ prefix, readableBy: ['public'], limit: 10 })
      expect(found.slice(0, expected.length)).toEqual(expected)
      if (expected.length === 0) expect(found).toEqual([])
      expect(new Set(found).size).toBe(found.length)
    }),
  )

  test('no more are given than were asked for', () =>
    indexed(open, documents, async (index) =>
      expect(await index.suggest({ prefix: 'c', readableBy: ['public'], limit: 2 })).toHaveLength(2),
    ))
}
