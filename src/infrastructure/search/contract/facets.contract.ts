/** Filters, ranges and counts, against a count by hand. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FacetCount, SearchDocument, SearchQuery } from '../search-index.ts'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const word = fc.constantFrom('apple', 'banana', 'cherry', 'date')
const values = (...from: string[]) => fc.uniqueArray(fc.constantFrom(...from), { maxLength: 3 })
const facets = fc.record({ category: values('fruit', 'dried', 'fresh'), country: values('FR', 'IT', '__proto__') })

const document = fc
  .record({
    words: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
    facets,
    price: fc.option(fc.integer({ min: 0, max: 9 })),
    readableBy: values('public', 'org_a', 'org_b'),
  })
  .map(
    ({ words, price, ...rest }) =>
      (id: string): SearchDocument =>
        sample(id, { name: words.join(' '), numbers: price === null ? {} : { price }, ...rest }),
  )

const query = fc.record({
  text: fc.option(word, { nil: undefined }),
  category: fc.option(values('fruit', 'dried', 'fresh'), { nil: undefined }),
  country: fc.option(values('FR', 'IT', '__proto__', 'XX'), { nil: undefined }),
  min: fc.integer({ min: 0, max: 9 }),
  ranged: fc.boolean(),
  readableBy: fc.constantFrom(['public'], ['public', 'org_a'], ['org_b'], ['org_c'], []),
})

/** Readers of one world cannot read another: what was indexed for it does not exist for them, and need not be cleared. */
const readIn = <Read extends { readonly readableBy: readonly string[] }>(world: string, read: Read): Read => ({
  ...read,
  readableBy: read.readableBy.map((reader) => world + reader),
})

type Drawn = Parameters<Parameters<typeof query.map>[0]>[0]

const asked = ({ text, category, country, min, ranged, readableBy }: Drawn): SearchQuery =>
  ask({
    ...(text !== undefined && { text }),
    filters: { ...(category && { category }), ...(country && { country }) },
    ...(ranged && { ranges: { price: { min, max: min + 3 } } }),
    readableBy,
    facets: ['category', 'country'],
    limit: 100,
  })

function matching(documents: readonly SearchDocument[], { text, filters, ranges, readableBy }: SearchQuery) {
  const shares = (left: readonly string[] = [], right: readonly string[] = []): boolean =>
    left.some((value) => right.includes(value))
  return documents.filter((candidate) => {
    if (!shares(candidate.readableBy, readableBy)) return false
    if (text !== undefined && !candidate.sort.name.split(' ').includes(text)) return false
    const { min = -Infinity, max = Infinity } = ranges?.['price'] ?? {}
    const price = candidate.numbers['price'] ?? Number.NaN
    if (ranges && !(price >= min && price <= max)) return false
    return Object.entries(filters ?? {}).every(([facet, wanted]) => shares(candidate.facets[facet], wanted))
  })
}

function counted(documents: readonly SearchDocument[], facet: string): FacetCount[] {
  const all = documents.flatMap((candidate) => candidate.facets[facet] ?? [])
  return [...new Set(all)]
    .map((value) => ({ value, count: all.filter((other) => other === value).length }))
    .sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
}

export function facetsContract(open: OpenSearchIndex): void {
  test('hits, totals and counts equal those found by looking at every document', () =>
    indexed(open, [], async (index) => {
      let worlds = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(document, { minLength: 4, maxLength: 40 }),
          fc.array(query, { minLength: 12, maxLength: 12 }),
          async (made, drawn) => {
            const world = `world-${++worlds}-`
            const documents = made.map((make, at) => readIn(world, make(`${world}d${String(at).padStart(2, '0')}`)))
            await index.apply(documents.map((put) => ({ put })))
            for (const each of drawn.map((one) => readIn(world, asked(one)))) {
              const expected = matching(documents, each)
              const result = await index.query(each)
              expect(result.hits.map((hit) => hit.id).toSorted()).toEqual(expected.map(({ id }) => id))
              expect(result.total).toBe(expected.length)
              expect(result.facets['category']).toEqual(counted(expected, 'category'))
              expect(result.facets['country']).toEqual(counted(expected, 'country'))
            }
          },
        ),
        { numRuns: 12 },
      )
    }))

  test('of many values the most frequent are given, ties by value; a facet that nobody has is empty', () =>
    indexed(
      open,
      Array.from({ length: 60 }, (_, at) =>
        sample(`d${at}`, { facets: { brand: [`b${at % 7}`, 'all'], 'odd name': ['ü'] } }),
      ),
      async (index) => {
        const { facets: found } = await index.query(
          ask({ facets: ['brand', 'odd name', 'none'], facetLimit: 3, limit: 1 }),
        )
        expect(found['brand']).toEqual([
          { value: 'all', count: 60 },
          { value: 'b0', count: 9 },
          { value: 'b1', count: 9 },
        ])
        expect(found['odd name']).toEqual([{ value: 'ü', count: 60 }])
        expect(found['none']).toEqual([])
      },
    ))

  test('totals and counts stay exact where a word is in thousands of documents', () =>
    indexed(
      open,
      Array.from({ length: 5_000 }, (_, at) =>
        sample(`d${at}`, { name: `sugar ${at}`, facets: { side: [at % 2 ? 'odd' : 'even'] } }),
      ),
      async (index) => {
        const result = await index.query(ask({ text: 'sugar', facets: ['side'] }))
        expect(result.total).toBe(5_000)
        expect(result.facets['side']).toEqual([
          { value: 'even', count: 2_500 },
          { value: 'odd', count: 2_500 },
        ])
        expect((await index.query(ask({ text: 'sugar', filters: { side: ['odd'] } }))).total).toBe(2_500)
      },
    ))
}
