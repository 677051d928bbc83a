/** Searches by text in stages: every word, then words completed and corrected, then some words missing. */
import type { Client } from '@elastic/elasticsearch'
import { queryWords } from '../analyse-text.ts'
import { commonAbove, commonShare, relaxBelow, wordsNeeded } from '../query-plan.ts'
import { decodeCursor } from '../search-cursor.ts'
import { searchLimits } from '../search-index.ts'
import type { SearchQuery, SearchResult } from '../search-index.ts'
import { askedConcept, scoring, selecting, type AskedConcept } from './asked-concepts.ts'
import { createCompleteWords } from './complete-words.ts'
import { countDocuments } from './count-documents.ts'
import { createReadPage } from './read-page.ts'
import { filterClauses, readableClause, type Clause } from './search-filter.ts'
import type { SynonymFamilies } from './synonym-families.ts'

/** What an earlier stage found stands before what a later one adds: more than any sum of scores of 64 words. */
const stageStep = 2_048

/** How many occurrences of words are looked through, the rarest words first. */
const occurrencesMax = 50_000

export type TextSearch = (query: SearchQuery) => Promise<SearchResult>

export function createTextSearch(client: Client, index: string, synonyms: SynonymFamilies): TextSearch {
  const readPage = createReadPage(client, index)
  const complete = createCompleteWords(client, index)

  return async (query) => {
    const cursor = query.after === undefined ? undefined : decodeCursor(query, query.after)
    const filter = filterClauses(query)
    const read = (clause: Clause, stage: number) => readPage({ clause, stage }, query, cursor)
    if (query.text === undefined || query.text.trim() === '') return read(allOf(filter), 0)
    const text = query.text.slice(0, searchLimits.queryTextLength)
    const words = queryWords(text, searchLimits.queryWords)
    if (words.length === 0) return nothing(query)
    const concepts = await synonyms.conceptsOf(words)
    const exact = concepts.map((concept) => askedConcept(concept, concepts.length))
    const isDone = (found: number, stage: number): boolean =>
      cursor?.stage === stage || (cursor === undefined && found >= relaxBelow)

    // A later page knows where the first one ended; only the first has to find out.
    const strict = cursor === undefined || cursor.stage === 0 ? await read(matchAll(filter, exact), 0) : undefined
    if (strict !== undefined && isDone(strict.total, 0)) return strict
    const { asked, more, corrected } = await complete(text, concepts, exact, readableClause(query.readableBy))
    const said = corrected === undefined ? {} : { corrected }
    const isLast = concepts.length === 1
    const close = more ? matchAll(filter, asked, [exact]) : matchAll(filter, exact)
    const ahead = more ? [exact, asked] : [exact]
    if (isLast || cursor?.stage === 1) return { ...(await read(close, 1)), ...said }
    if (cursor === undefined) {
      const second = more ? await read(close, 1) : strict!
      if (isDone(second.total, 1)) return { ...second, ...said }
    }
    const telling = await tellingOf(client, index, asked)
    if (telling.length === 0) return { ...(await read(close, 2)), ...said }
    return { ...(await read(matchSome(filter, asked, telling, ahead), 2)), ...said }
  }
}

const nothing = ({ facets = [] }: SearchQuery): SearchResult => ({
  hits: [],
  total: 0,
  facets: Object.fromEntries(facets.map((name) => [name, []])),
})

const allOf = (filter: readonly Clause[]): Clause => ({ bool: { filter: [...filter] } })

/** Documents with all that is asked for; those with all of an earlier stage in front. */
const matchAll = (
  filter: readonly Clause[],
  asked: readonly AskedConcept[],
  earlier: readonly (readonly AskedConcept[])[] = [],
): Clause => ({
  bool: {
    filter: [...filter, ...asked.map(selecting)],
    should: [...asked.map(scoring), ...earlier.map(inFront)],
  },
})

/** Documents with so many of the telling pieces as query-plan.ts asks for; the others only order them. */
const matchSome = (
  filter: readonly Clause[],
  asked: readonly AskedConcept[],
  telling: readonly AskedConcept[],
  earlier: readonly (readonly AskedConcept[])[],
): Clause => ({
  bool: {
    filter: [
      ...filter,
      { bool: { should: telling.map(selecting), minimum_should_match: wordsNeeded(telling.length) } },
    ],
    should: [...asked.map(scoring), ...earlier.map(inFront)],
  },
})

const inFront = (asked: readonly AskedConcept[]): Clause => ({
  constant_score: { filter: allOf(asked.map(selecting)), boost: stageStep },
})

/** Words that make a document relevant; others are so common that they only order what these found. */
async function tellingOf(
  client: Client,
  index: string,
  asked: readonly AskedConcept[],
): Promise<readonly AskedConcept[]> {
  const { counts, documents } = await countDocuments(client, index, { match_all: {} }, asked.map(selecting))
  const limit = Math.max(commonAbove, documents * commonShare)
  const known = asked
    .map((concept, at) => ({ concept, count: counts[at]! }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => left.count - right.count)
  const rare = known.filter(({ count }) => count <= limit)
  let room = occurrencesMax
  return (rare.length > 0 ? rare : known.slice(0, 1))
    .filter(({ count }, at) => {
      room -= count
      return at === 0 || room > 0
    })
    .map(({ concept }) => concept)
}
