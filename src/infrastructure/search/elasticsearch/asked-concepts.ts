/** What a search by text asks for, piece by piece, as clauses: those that select, and those that score. */
import type { Clause } from './search-filter.ts'
import type { Concept } from './synonym-families.ts'

/** One piece: all clauses of one of the two lists mean the same documents. */
export type AskedConcept = { readonly selects: readonly Clause[]; readonly scores: readonly Clause[] }

/** Clusters refuse queries of more clauses than fit their memory, 1,024 at the least. */
const scoredMax = 500
const phrasesMax = 16

/** A concept as its words and their synonyms say it. @param concepts  how many the query has */
export function askedConcept({ phrases }: Pick<Concept, 'phrases'>, concepts: number): AskedConcept {
  const words = phrases.filter((phrase) => !phrase.includes(' '))
  const several = phrases.filter((phrase) => phrase.includes(' ')).slice(0, phrasesMax)
  const room = Math.max(Math.floor(scoredMax / concepts), 4)
  return {
    selects: [...(words.length > 0 ? [{ terms: { terms: words } }] : []), ...several.map(sideBySide)],
    scores: [
      ...words.slice(0, room).map((term): Clause => ({ term: { terms: { value: term } } })),
      ...several.slice(0, room).map((phrase): Clause => ({
        bool: { filter: [sideBySide(phrase)], must: [{ match: { terms: { query: phrase, operator: 'and' } } }] },
      })),
    ],
  }
}

const sideBySide = (phrase: string): Clause => ({ match_phrase: { texts: { query: phrase } } })

/** All words that begin so, each worth the same: their own rarities say little about the one that is meant. */
export function begunConcept(starts: readonly string[], weight: number): AskedConcept {
  const clauses = starts.map((value): Clause => ({ prefix: { terms: { value } } }))
  return {
    selects: clauses,
    scores: [{ constant_score: { filter: anyOf(clauses), boost: weight } }],
  }
}

export const either = (...concepts: readonly AskedConcept[]): AskedConcept => ({
  selects: concepts.flatMap(({ selects }) => selects),
  scores: concepts.flatMap(({ scores }) => scores),
})

/** Selects the documents of the concept. */
export const selecting = ({ selects }: AskedConcept): Clause => anyOf(selects)

/** Scores a document by the best of what may stand for the concept. */
export const scoring = ({ scores }: AskedConcept): Clause =>
  scores.length === 1 ? scores[0]! : { dis_max: { queries: [...scores] } }

const anyOf = (clauses: readonly Clause[]): Clause =>
  clauses.length === 1 ? clauses[0]! : { bool: { should: [...clauses], minimum_should_match: 1 } }
