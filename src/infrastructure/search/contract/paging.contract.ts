/** Orders, and cursors that neither skip nor repeat. */
import { expect, test } from 'vitest'
import { Rejected } from '../../../kernel/rejection.ts'
import type { SearchIndex, SearchQuery } from '../search-index.ts'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const pages = async (index: SearchIndex, query: SearchQuery): Promise<readonly (readonly string[])[]> => {
  const found: (readonly string[])[] = []
  for (let after: string | undefined; found.length < 200;) {
    const { hits, next } = await index.query({ ...query, ...(after !== undefined && { after }) })
    found.push(hits.map((hit) => hit.id))
    if (next === undefined) break
    after = next
  }
  return found
}

const day = (at: number): string => new Date(Date.UTC(2026, 0, 1 + at)).toISOString()

export function pagingContract(open: OpenSearchIndex): void {
  const tied = Array.from({ length: 50 }, (_, at) =>
    sample(`d${String(at).padStart(2, '0')}`, {
      name: `Same name ${at % 3}`,
      createdAt: day(at % 4),
      facets: { all: ['x'] },
    }),
  )

  test.each([
    ['relevance', 'same'],
    ['relevance', 'same wrong'],
    ['relevance', undefined],
    ['name', undefined],
    ['name', 'same'],
    ['newest', undefined],
    ['newest', 'name'],
  ] as const)('pages by %s of %s hold every document once, ties included, and the same ones again', (sort, text) =>
    indexed(open, tied, async (index) => {
      const query = ask({ sort, limit: 7, ...(text !== undefined && { text }) })
      const once = await pages(index, query)
      expect(once.flat().toSorted()).toEqual(tied.map(({ id }) => id))
      expect(once.slice(0, -1).every((page) => page.length === 7)).toBe(true)
      expect(await pages(index, query)).toEqual(once)
      expect((await pages(index, { ...query, limit: 50 })).flat()).toEqual(once.flat())
    }),
  )

  test('names come without regard to case and accents, newest first by date', () =>
    indexed(
      open,
      ['Éclair', 'apple', 'Zebra', 'banana', 'Ångström'].map((name, at) => sample(name, { name, createdAt: day(at) })),
      async (index) => {
        const by = async (sort: 'name' | 'newest') => (await pages(index, ask({ sort, limit: 2 }))).flat()
        expect(await by('name')).toEqual(['Ångström', 'apple', 'banana', 'Éclair', 'Zebra'])
        expect(await by('newest')).toEqual(['Ångström', 'banana', 'Zebra', 'apple', 'Éclair'])
      },
    ))

  test('documents that are added, renamed or removed while someone pages by name do not move the others', () =>
    indexed(
      open,
      Array.from({ length: 40 }, (_, at) => sample(`d${at}`, { name: `name ${String(at).padStart(3, '0')}` })),
      async (index) => {
        const first = await index.query(ask({ sort: 'name', limit: 10 }))
        const names = Array.from({ length: 60 }, (_, at) => `name 005 ${String(at).padStart(2, '0')}`)
        for (const name of names) await index.apply([{ put: sample(name, { name }) }])
        await index.apply([{ put: sample('d9', { version: 2, name: 'zzz' }) }, { remove: { id: 'd20', version: 2 } }])
        const second = await index.query(ask({ sort: 'name', limit: 20, after: first.next ?? '' }))
        const expected = Array.from({ length: 21 }, (_, at) => `d${at + 10}`).filter((id) => id !== 'd20')
        expect(second.hits.map((hit) => hit.id)).toEqual(expected)
        const all = (await pages(index, ask({ sort: 'name', limit: 30 }))).flat()
        expect(all.slice(6, 66)).toEqual(names)
        expect(all.at(-1)).toBe('d9')
      },
    ))

  test('a cursor of another search, or none of ours, is refused as malformed', () =>
    indexed(open, tied, async (index) => {
      const { next = '' } = await index.query(ask({ text: 'same', limit: 7 }))
      const others = [
        ask({ text: 'name' }),
        ask({ text: 'same', sort: 'name' }),
        ask({ text: 'same', readableBy: ['x'] }),
      ]
      for (const query of others) await expect(index.query({ ...query, after: next })).rejects.toThrow(Rejected)
      for (const after of ['', 'x', 'null', `${next}x`, next.slice(2), '\u0000', 'W10', 'a'.repeat(10_000)])
        await expect(index.query(ask({ text: 'same', limit: 7, after }))).rejects.toMatchObject({
          rejection: { kind: 'malformed', code: 'search/bad-cursor' },
        })
    }))
}
