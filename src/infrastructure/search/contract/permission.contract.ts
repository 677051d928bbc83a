/** What one may not read leaves no trace: not in hits, totals, counts, suggestions or corrections. */
import { expect, test } from 'vitest'
import type { SearchDocument } from '../search-index.ts'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const secret = (id: string, name: string, readableBy: readonly string[] = ['org_owner']): SearchDocument =>
  sample(id, { name, readableBy, facets: { brand: ['Hush'] }, numbers: { price: 1 }, suggest: [name] })

const open3 = ['Plain flour', 'Rye flour', 'Corn flour'].map((name) =>
  sample(name, { name, facets: { brand: ['Open'] } }),
)

export function permissionContract(open: OpenSearchIndex): void {
  test('a document is there for those it names and nobody else, with text and without', () =>
    indexed(open, [...open3, secret('s', 'Zanzibar flour')], async (index) => {
      for (const text of [{}, { text: 'flour' }, { text: 'zanzibar' }, { text: 'Zanzibar flour' }]) {
        const owner = await index.query(ask({ ...text, readableBy: ['public', 'org_owner'], facets: ['brand'] }))
        expect(owner.hits.map((hit) => hit.id)).toContain('s')
        for (const readableBy of [['public'], ['public', 'org_other']]) {
          const result = await index.query(ask({ ...text, readableBy, facets: ['brand'] }))
          expect(result.hits.map((hit) => hit.id)).not.toContain('s')
          expect(result.total).toBe(result.hits.length)
          expect(JSON.stringify(result)).not.toContain('Hush')
        }
      }
      expect((await index.query(ask({ readableBy: [] }))).total).toBe(0)
    }))

  test('corrections and completions come from readable documents only', () =>
    indexed(open, [...open3, secret('s', 'Zanzibarian cloves')], async (index) => {
      for (const text of ['zanzibaran', 'zanzi', 'zanzibarian', 'clovas']) {
        const result = await index.query(ask({ text }))
        expect(result).toEqual({ hits: [], total: 0, facets: {} })
      }
      const owner = await index.query(ask({ text: 'zanzibaran', readableBy: ['org_owner'] }))
      expect(owner.corrected).toBe('zanzibarian')
    }))

  test('a misspelling that a hidden document happens to contain is corrected as if it were not there', () =>
    indexed(open, [...open3, sample('c', { name: 'Dark chocolate' })], async (index) => {
      const before = await index.query(ask({ text: 'choclate' }))
      await index.apply(Array.from({ length: 5 }, (_, at) => ({ put: secret(`s${at}`, 'choclate') })))
      const after = await index.query(ask({ text: 'choclate' }))
      expect(after.hits.map((hit) => hit.id)).toEqual(before.hits.map((hit) => hit.id))
      expect(after.corrected).toBe('chocolate')
    }))

  test('hidden documents do not keep readable ones from being found by fewer words', () =>
    indexed(
      open,
      [...open3, ...Array.from({ length: 6 }, (_, at) => secret(`s${at}`, 'Plain saffron'))],
      async (index) =>
        expect((await index.query(ask({ text: 'plain saffron' }))).hits.map((hit) => hit.id)).toEqual(['Plain flour']),
    ))

  test('suggestions come from readable documents only, and one readable document is enough', () =>
    indexed(open, [...open3, secret('s', 'Plum secret'), secret('t', 'Plain flour')], async (index) => {
      const suggest = (prefix: string, ...readableBy: string[]) => index.suggest({ prefix, readableBy, limit: 10 })
      expect(await suggest('pl', 'public')).toEqual(['Plain flour'])
      expect(await suggest('secr', 'public')).toEqual([])
      expect((await suggest('pl', 'org_owner')).toSorted()).toEqual(['Plain flour', 'Plum secret'])
    }))

  test('what becomes private is gone with that change', () =>
    indexed(open, open3, async (index) => {
      await index.query(ask({ filters: { brand: ['Open'] } }))
      await index.apply([{ put: { ...secret('Rye flour', 'Rye flour'), version: 2 } }])
      expect((await index.query(ask({ filters: { brand: ['Open'] } }))).total).toBe(2)
      expect((await index.query(ask({ text: 'rye' }))).total).toBe(0)
      expect(await index.suggest({ prefix: 'rye', readableBy: ['public'], limit: 5 })).toEqual([])
    }))
}
