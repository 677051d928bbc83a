/** What is asked of a search by text, and what it finds. */
import type { SynonymFinder } from './synonyms.ts'
import type { TermPostings } from './term-postings.ts'
import type { WordLists } from './word-lists.ts'

export type TextQuery = {
  readonly text: string
  /** Whether the asker may know the document. */
  readonly readable: (doc: number) => boolean
  /** Whether the document is readable and passes the filters. */
  readonly accepts: (doc: number) => boolean
  /** The stage of the page before; the first page finds out. */
  readonly stage: number | undefined
  readonly scored: boolean
}

/** What there is to search in. */
export type TextSource = {
  readonly postings: TermPostings
  readonly lists: WordLists
  readonly conceptsOf: SynonymFinder
}

/** Documents, ascending but for what an earlier stage found, and their scores in the same order. */
export type Matches = { readonly docs: Uint32Array; readonly scores: Float64Array }
