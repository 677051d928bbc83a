/** What a query asks for, piece by piece, with all that may stand for each piece. */
import type { Concept } from './synonyms.ts'
import type { WordLists } from './word-lists.ts'

/** The documents of everything that may stand for it. */
export type AskedConcept = { readonly postings: Uint32Array }

/** A concept as its words and their synonyms say it. */
export const askedConcept = ({ phrases }: Pick<Concept, 'phrases'>, lists: WordLists): AskedConcept => ({
  postings: lists.anyOf(phrases.map(lists.phrase)),
})

/** Concepts as one. */
export const either = (concepts: readonly AskedConcept[], lists: WordLists): AskedConcept => ({
  postings: lists.anyOf(concepts.map(({ postings }) => postings)),
})
