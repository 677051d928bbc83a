/** Searches by text in stages: every word, then words completed and corrected, then some words missing. */
import type { DatabaseSync } from 'node:sqlite'
import { isCorrectable, queryWords } from '../analyse-text.ts'
import type { QueryWord } from '../analyse-text.ts'
import { commonAbove, commonShare, relaxBelow, wordsNeeded } from '../query-plan.ts'
import { searchLimits } from '../search-index.ts'
import { correctText, createSurfaces } from './corrected-text.ts'
import { allOf, anyOf, phrase, prefix, someOf } from './match-expression.ts'
import type { Alternatives } from './match-expression.ts'
import { createSpelling } from './spelling.ts'
import { createSynonymFinder } from './synonyms.ts'
import type { Concept } from './synonyms.ts'
import { createWordIndex } from './word-index.ts'
import type { Matches, WordIndex } from './word-index.ts'

export type TextQuery = {
  readonly text: string
  /** Whether the asker may know the document. */
  readonly readable: (doc: number) => boolean
  /** Whether the document is readable and passes the filters. */
  readonly accepts: (doc: number) => boolean
  /** The stage of the page before; the first page finds out. */
  readonly stage: number | undefined
  readonly scored: boolean
  readonly documents: number
}

export type TextMatch = Matches & { readonly stage: number; readonly corrected?: string }

type Completed = { readonly concepts: readonly Alternatives[]; readonly corrections: ReadonlyMap<string, string> }

/** What every earlier stage found stands before what a later one adds: more than any sum of BM25 scores. */
const stageStep = 100_000
/** Relaxed searches are kept to about this many documents by their rarest words. */
const relaxedMax = 8_000
const correctedWordsMax = 4

export function createTextSearch(database: DatabaseSync): (query: TextQuery) => TextMatch {
  const index = createWordIndex(database)
  const conceptsOf = createSynonymFinder(database)
  const complete = createCompletion(database, index)

  const match = (query: TextQuery, expression: string, expected: number): Matches => {
    if (query.scored) return index.ranked(expression, query.accepts, expected)
    const docs = index.accepted(expression, query.accepts)
    return { docs, ranks: docs.map(() => 0) }
  }
  const expectedOf = (concepts: readonly Concept[]): number =>
    Math.min(...concepts.map(({ phrases }) => phrases.reduce((sum, terms) => sum + leastFrequent(index, terms), 0)))

  return (query) => {
    const text = query.text.slice(0, searchLimits.queryTextLength)
    const words = queryWords(text, searchLimits.queryWords)
    if (words.length === 0) return { docs: [], ranks: [], stage: 0 }
    const concepts = conceptsOf(words)
    const exact = concepts.map(({ phrases }) => phrases.map(phrase))
    const done = (found: Matches, stage: number): boolean =>
      query.stage === stage || (query.stage === undefined && found.docs.length >= relaxBelow)
    const strict = match(query, allOf(exact), expectedOf(concepts))
    if (done(strict, 0)) return { ...strict, stage: 0 }
    const { concepts: completed, corrections } = complete(text, concepts, query.readable)
    const corrected = corrections.size > 0 ? { corrected: correctText(text, corrections) } : {}
    const close = corrections.size > 0 || completed.some((alternatives, at) => alternatives.length > exact[at]!.length)
    const second = close ? ahead(match(query, allOf(completed), Infinity), strict) : strict
    if (done(second, 1) || concepts.length === 1) return { ...second, stage: 1, ...corrected }
    const relaxed = relax(index, completed, query.documents)
    if (relaxed === undefined) return { ...second, stage: 2, ...corrected }
    return { ...ahead(match(query, relaxed, 0), second), stage: 2, ...corrected }
  }
}

/** The later matches, with those that were found earlier in front. */
function ahead(later: Matches, earlier: Matches): Matches {
  const docs = new Map(later.docs.map((doc, at) => [doc, later.ranks[at]!]))
  earlier.docs.forEach((doc, at) => docs.set(doc, earlier.ranks[at]! - stageStep))
  return { docs: [...docs.keys()], ranks: [...docs.values()] }
}

/** The expression that asks for some of the words only, or undefined if there is none that asks for less. */
function relax(index: WordIndex, concepts: readonly Alternatives[], documents: number): string | undefined {
  const counted = concepts
    .map((alternatives) => ({ alternatives, count: index.count(anyOf(alternatives)) }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => left.count - right.count)
  const common = Math.max(commonAbove, documents * commonShare)
  const telling = counted.filter(({ count }) => count <= common)
  const asked = telling.length > 0 ? telling : counted.slice(0, 1)
  if (asked.length === 0) return undefined
  let room = documents <= relaxedMax ? Infinity : relaxedMax
  const kept = asked.filter(({ count }, at) => {
    room -= count
    return at === 0 || room > 0
  })
  return someOf(
    kept.map(({ alternatives }) => alternatives),
    wordsNeeded(kept.length),
  )
}

const leastFrequent = (index: WordIndex, terms: string): number =>
  Math.min(...terms.split(' ').map((term) => index.frequency(term)))

/** Finds what else a word may stand for: what it begins, as it may not be finished yet, and what it misspells. */
function createCompletion(database: DatabaseSync, index: WordIndex) {
  const spellingsOf = createSpelling(database)
  const surfaceOf = createSurfaces(database)

  const isReadable = (expression: string, readable: (doc: number) => boolean): boolean =>
    index.someAccepted(expression, readable, 1).length > 0

  /** At most three, each in a document that the asker may read, whose spelling is then shown. */
  const corrections = (word: QueryWord, readable: (doc: number) => boolean): readonly [string, string][] => {
    const found: [string, string][] = []
    for (const term of isCorrectable(word) ? spellingsOf(word) : []) {
      const docs = index.someAccepted(phrase(term), readable, 8)
      if (docs.length > 0) found.push([term, surfaceOf(term, docs)])
      if (found.length === 3) break
    }
    return found
  }

  return (text: string, concepts: readonly Concept[], readable: (doc: number) => boolean): Completed => {
    const unfinished = /[\p{L}\p{N}\p{M}]$/u.test(text)
    const found = new Map<string, string>()
    const completed = concepts.map(({ words, phrases }, at) => {
      const exact = phrases.map(phrase)
      const word = words[0]
      if (!word || words.length > 1) return exact
      const known = isReadable(anyOf(exact), readable)
      if (known && !(unfinished && at === concepts.length - 1)) return exact
      const begun = word.typed.length < 2 ? [] : [...new Set([prefix(word.typed), prefix(word.term)])]
      const longer = [...exact, ...begun]
      if (known || found.size >= correctedWordsMax || (begun.length > 0 && isReadable(anyOf(begun), readable)))
        return longer
      const better = corrections(word, readable)
      if (better.length > 0) found.set(word.typed, better[0]![1])
      return [...longer, ...better.map(([term]) => phrase(term))]
    })
    return { concepts: completed, corrections: found }
  }
}
