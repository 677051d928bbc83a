/** Searches by text in stages: every word, then words completed and corrected, then some words missing. */
import type { DatabaseSync } from 'node:sqlite'
import { queryWords } from '../analyse-text.ts'
import { relaxBelow } from '../query-plan.ts'
import { searchLimits } from '../search-index.ts'
import { createCompletion } from './complete-concepts.ts'
import { askedConcept } from './concepts.ts'
import type { AskedConcept } from './concepts.ts'
import type { DocumentColumns } from './document-columns.ts'
import { allOf } from './match-expression.ts'
import { matchSome } from './match-some.ts'
import { scoringConcept } from './score-concept.ts'
import { createSynonymFinder } from './synonyms.ts'
import type { Matches, TextQuery } from './text-query.ts'
import { createWordIndex } from './word-index.ts'

export type TextMatch = Matches & { readonly stage: number; readonly corrected?: string }

/** What an earlier stage found stands before what a later one adds: more than any sum of scores. */
const stageStep = 10_000

export type TextSearch = (query: TextQuery, columns: DocumentColumns) => TextMatch

export function createTextSearch(database: DatabaseSync): TextSearch {
  const index = createWordIndex(database)
  const conceptsOf = createSynonymFinder(database)
  const complete = createCompletion(database, index)

  const matchAll = (
    asked: readonly AskedConcept[],
    { accepts, scored }: TextQuery,
    columns: DocumentColumns,
  ): Matches => {
    const docs = index.matching(allOf(asked.map(({ expressions }) => expressions))).filter(accepts)
    return { docs, scores: scored ? scoresOf(docs, asked, columns) : new Float64Array(docs.length) }
  }

  return (query, columns) => {
    const text = query.text.slice(0, searchLimits.queryTextLength)
    const words = queryWords(text, searchLimits.queryWords)
    if (words.length === 0) return { docs: [], scores: [], stage: 0 }
    const concepts = conceptsOf(words)
    const exact = concepts.map((concept) => askedConcept(concept, index))
    const done = (found: Matches, stage: number): boolean =>
      query.stage === stage || (query.stage === undefined && found.docs.length >= relaxBelow)
    const strict = matchAll(exact, query, columns)
    if (done(strict, 0)) return { ...strict, stage: 0 }
    const { asked, more, corrected } = complete(text, concepts, exact, query.readable)
    const said = corrected === undefined ? {} : { corrected }
    const close = more ? ahead(matchAll(asked, query, columns), strict) : strict
    if (done(close, 1) || concepts.length === 1) return { ...close, stage: 1, ...said }
    return { ...ahead(matchSome(asked, query, columns, index), close), stage: 2, ...said }
  }
}

function scoresOf(docs: readonly number[], asked: readonly AskedConcept[], columns: DocumentColumns): Float64Array {
  const scores = new Float64Array(docs.length)
  for (const { terms, documents } of asked)
    scoringConcept(columns, { terms, documents, known: true }, (score) => {
      for (let at = 0; at < docs.length; at++) scores[at]! += score(docs[at]!)
    })
  return scores
}

/** The later matches, with those that were found earlier in front. */
function ahead(later: Matches, earlier: Matches): Matches {
  if (earlier.docs.length === 0) return later
  const scores = new Map(later.docs.map((doc, at) => [doc, later.scores[at]!]))
  earlier.docs.forEach((doc, at) => scores.set(doc, earlier.scores[at]! + stageStep))
  return { docs: [...scores.keys()], scores: [...scores.values()] }
}
