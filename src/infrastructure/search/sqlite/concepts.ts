/** What a query asks for, piece by piece, with all that may stand for each piece. */
import type { Concept } from './synonyms.ts'
import { phrase } from './match-expression.ts'
import type { WordIndex } from './word-index.ts'

/** Terms that begin like an unfinished word, for scoring; matching takes all of them. */
const begunMax = 500

export type AskedConcept = {
  /** Alternatives for the full-text table. */
  readonly expressions: readonly string[]
  /** The numbers of the terms they consist of. */
  readonly terms: readonly number[]
  /** About how many documents have one of them. */
  readonly documents: number
}

/** A concept as its words and their synonyms say it. */
export function askedConcept({ phrases }: Pick<Concept, 'phrases'>, index: WordIndex): AskedConcept {
  const terms: number[] = []
  let documents = 0
  for (const alternative of phrases) {
    let least = Infinity
    for (const text of alternative.split(' ')) {
      const term = index.term(text)
      if (term) terms.push(term.number)
      least = Math.min(least, term?.documents ?? 0)
    }
    documents += least
  }
  return { expressions: phrases.map(phrase), terms, documents }
}

/** The concept with terms added that begin as given. */
export function withBegun(
  asked: AskedConcept,
  starts: readonly string[],
  expressions: readonly string[],
  index: WordIndex,
): AskedConcept {
  const begun = starts.flatMap((start) => index.termsFrom(start, begunMax, begunMax))
  return {
    expressions: [...asked.expressions, ...expressions],
    terms: [...new Set([...asked.terms, ...begun.map(({ number }) => number)])],
    documents: begun.reduce((sum, { documents }) => sum + documents, asked.documents),
  }
}

/** Both concepts as one. */
export const either = (one: AskedConcept, other: AskedConcept): AskedConcept => ({
  expressions: [...one.expressions, ...other.expressions],
  terms: [...one.terms, ...other.terms],
  documents: one.documents + other.documents,
})
