/** Both adapters, the same documents, the same questions: whoever changes compositions finds the same products. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { countedFacets, countries, drawCatalogue, misspelt } from '../catalogue-documents.fixture.ts'
import { searchLimits } from '../search-index.ts'
import type { SearchIndex, SearchQuery, SearchResult } from '../search-index.ts'
import { openSqliteSearchIndex } from '../sqlite-search-index.ts'
import { openElasticsearchIndex } from './open-elasticsearch-index.ts'
import { patience, removeIndices, troubleLog, uniqueName } from './under-test.fixture.ts'

const url = serverUrl('ELASTICSEARCH_URL')

const documentCount = 10_000
const queryCount = 200
const overlapAsked = 0.7
const atOnce = 8
const oneIndexMs = 240_000

/** The texts of all products of one family find each other. */
const synonyms = [
  ['chocolate', 'chocolat', 'schokolade'],
  ['organic', 'bio'],
  ['ice cream', 'glace'],
]

const { documents, wordsOfAName, random } = drawCatalogue(documentCount)

/** As people ask: most by two or three words, some by one, some with a slip, a third of them with filters. */
const queries = Array.from({ length: queryCount }, (_, at): SearchQuery => {
  const typed = wordsOfAName(at % 5 === 0 ? 1 : 2 + (at % 2))
  const country = countries[Math.floor(random() * countries.length)]!
  return {
    text: at % 7 === 3 ? misspelt(typed) : typed,
    readableBy: ['public', 'org_17'],
    sort: 'relevance',
    limit: 10,
    facets: countedFacets,
    facetLimit: searchLimits.facetLimit,
    ...(at % 3 === 0 && { filters: { country: [country] } }),
    ...(at % 6 === 0 && { ranges: { minShelfLifeDays: { min: 30 } } }),
  }
})

type Answered = { readonly query: SearchQuery; readonly embedded: SearchResult; readonly server: SearchResult }

/** The part of the embedded index's best ten that the server has among its own; of none, all. */
const overlap = ({ embedded, server }: Answered): number => {
  const ids = new Set(server.hits.map(({ id }) => id))
  return embedded.hits.length === 0 ? Number(ids.size === 0) : shareOf(embedded.hits.map(({ id }) => ids.has(id)))
}

const shareOf = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length
const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length

describe.skipIf(url === undefined)('the embedded index and Elasticsearch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'same-answers-'))
  const name = uniqueName('same')
  const embedded = openSqliteSearchIndex({ path: join(folder, 'index.db') })
  const server = openElasticsearchIndex({ url: url!, name, replicas: 0, log: troubleLog, ...patience })
  let answered: readonly Answered[] = []

  beforeAll(async () => {
    await Promise.all([fill(embedded), fill(server)])
    const asked = async (query: SearchQuery): Promise<Answered> => {
      const [one, other] = await Promise.all([embedded.query(query), server.query(query)])
      return { query, embedded: one, server: other }
    }
    const found: Answered[] = []
    for (let at = 0; at < queries.length; at += atOnce)
      found.push(...(await Promise.all(queries.slice(at, at + atOnce).map(asked))))
    answered = found
  }, oneIndexMs)

  afterAll(async () => {
    await Promise.all([embedded.close(), server.close()])
    await removeIndices(url!, name)
    rmSync(folder, { recursive: true })
  })

  test(`answer ${queryCount} queries with the same products among the first ten, ${overlapAsked * 100} % on average`, () => {
    expect(answered).toHaveLength(queryCount)
    expect(shareOf(answered.map(({ embedded: { total } }) => total > 0))).toBeGreaterThan(0.75)
    expect(mean(answered.map(overlap))).toBeGreaterThanOrEqual(overlapAsked)
  })

  test('find exactly as many products for each, and count every facet the same', () => {
    for (const { query, embedded: one, server: other } of answered) {
      const asked = JSON.stringify(query)
      expect(other.total, asked).toBe(one.total)
      expect(other.facets, asked).toEqual(one.facets)
    }
  })

  test('see a slip in the same queries', () => {
    const seen = answered.filter(({ embedded: one }) => one.corrected !== undefined)
    expect(seen.length).toBeGreaterThan(0)
    expect(answered.filter(({ server: other }) => other.corrected !== undefined)).toEqual(seen)
  })
})

async function fill(index: SearchIndex): Promise<void> {
  await index.setSynonyms(synonyms)
  for (let at = 0; at < documents.length; at += searchLimits.changesPerApply)
    await index.apply(documents.slice(at, at + searchLimits.changesPerApply).map((put) => ({ put })))
}
