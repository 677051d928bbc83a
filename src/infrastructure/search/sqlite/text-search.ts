/** Searches by text in stages: every word, then words completed and corrected, then some words missing. */
import type { DatabaseSync } from 'node:sqlite'
import { queryWords } from '../analyse-text.ts'
import { relaxBelow } from '../query-plan.ts'
import { searchLimits } from '../search-index.ts'
import { createCompletion } from './complete-concepts.ts'
import { askedConcept } from './concepts.ts'
import { matchAll } from './match-all.ts'
import { matchSome } from './match-some.ts'
import type { Matches, TextQuery, TextSource } from './text-query.ts'

export type TextMatch = Matches & { readonly stage: number; readonly corrected?: string }

/** What an earlier stage found stands before what a later one adds: more than any sum of scores. */
const stageStep = 10_000

export type TextSearch = (query: TextQuery, source: TextSource) => TextMatch

export function createTextSearch(database: DatabaseSync): TextSearch {
  const complete = createCompletion(database)

  return (query, source) => {
    const text = query.text.slice(0, searchLimits.queryTextLength)
    const words = queryWords(text, searchLimits.queryWords)
    if (words.length === 0) return { docs: new Uint32Array(0), scores: new Float64Array(0), stage: 0 }
    const concepts = source.conceptsOf(words)
    const exact = concepts.map((concept) => askedConcept(concept, source.lists))
    const done = (found: Matches, stage: number): boolean =>
      query.stage === stage || (query.stage === undefined && found.docs.length >= relaxBelow)
    const strict = matchAll(exact, query, source)
    if (done(strict, 0)) return { ...strict, stage: 0 }
    const { asked, more, corrected } = complete(text, concepts, exact, source.lists, query.readable)
    const said = corrected === undefined ? {} : { corrected }
    const close = more ? ahead(matchAll(asked, query, source), strict) : strict
    if (done(close, 1) || concepts.length === 1) return { ...close, stage: 1, ...said }
    return { ...ahead(matchSome(asked, query, source), close), stage: 2, ...said }
  }
}

/** The later matches, with those that were found earlier in front. */
function ahead(later: Matches, earlier: Matches): Matches {
  if (earlier.docs.length === 0) return later
  const before = new Set(earlier.docs)
  const others = later.docs.filter((doc) => !before.has(doc))
  const docs = new Uint32Array(earlier.docs.length + others.length)
  docs.set(earlier.docs)
  docs.set(others, earlier.docs.length)
  const scores = new Float64Array(docs.length)
  scores.set(earlier.scores.map((score) => score + stageStep))
  scores.set(
    later.scores.filter((_, at) => !before.has(later.docs[at]!)),
    earlier.docs.length,
  )
  return { docs, scores }
}
