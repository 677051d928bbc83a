/** What is asked of a search by text, and what it finds. */

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

/** Documents and their scores, in the same order. */
export type Matches = { readonly docs: readonly number[]; readonly scores: ArrayLike<number> }
