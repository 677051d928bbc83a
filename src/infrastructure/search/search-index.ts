/** The search port: what the exchange asks of a full-text index, whichever engine answers. */

/**
 * The weighted text fields, best evidence first. A field holds one text per language, or several texts.
 * `codes` are SKUs, GTINs and other exact codes: leading zeros and punctuation do not matter in them.
 */
export type SearchField = 'codes' | 'name' | 'brand' | 'category' | 'description' | 'ingredients'

/** BM25 weights of the fields; every adapter uses these. */
export const searchFieldWeights = {
  codes: 10,
  name: 8,
  brand: 4,
  category: 3,
  description: 1.5,
  ingredients: 1,
} as const satisfies Record<SearchField, number>

export const searchFields = Object.keys(searchFieldWeights) as readonly SearchField[]

export type SearchDocument = {
  /** The record's own id, such as `prd_…`; at most 128 characters. */
  readonly id: string
  /** The record's version. A document never replaces one of the same or a newer version. */
  readonly version: number
  readonly fields: Readonly<Partial<Record<SearchField, readonly string[]>>>
  /** What can be filtered by and counted; category ancestors, for one, are all listed here. */
  readonly facets: Readonly<Record<string, readonly string[]>>
  /** What can be filtered by range. Finite numbers. */
  readonly numbers: Readonly<Record<string, number>>
  /** Who may know that the document exists: `public`, or ids of organisations. Nobody, when empty. */
  readonly readableBy: readonly string[]
  readonly sort: {
    readonly name: string
    /** ISO 8601 instant. */
    readonly createdAt: string
  }
  /** Texts that autocompletion may offer to those who may read the document. */
  readonly suggest: readonly string[]
}

/** `remove` is remembered: a `put` of the same or an older version that arrives later changes nothing. */
export type SearchChange =
  | { readonly put: SearchDocument }
  | { readonly remove: { readonly id: string; readonly version: number } }

export type SearchSort = 'relevance' | 'name' | 'newest'

export type SearchQuery = {
  /**
   * What a person typed: any text, never syntax. All of its words are asked for, each as itself, a synonym or
   * another form of the word; where fewer than `relaxBelow` documents have them all, words that no readable document
   * has are completed or corrected, and then some words may be missing (see query-plan.ts).
   */
  readonly text?: string
  /** OR within a facet, AND between facets. A facet with no values matches nothing. */
  readonly filters?: Readonly<Record<string, readonly string[]>>
  /** Inclusive bounds; a document without that number does not match. */
  readonly ranges?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>
  /** On whose behalf: documents readable by none of these do not exist. */
  readonly readableBy: readonly string[]
  /** `relevance` without text means `newest`. Names are compared without case and diacritics, by code point. */
  readonly sort: SearchSort
  /** 1 to 100. */
  readonly limit: number
  /** `next` of the page before, with the same query; anything else is refused. */
  readonly after?: string
  /** Which facets to count, over all documents that match, filters included. */
  readonly facets?: readonly string[]
  /** How many values of each facet to give, most frequent first: 1 to 1,000, 50 unless told. */
  readonly facetLimit?: number
}

export type SearchHit = {
  readonly id: string
  /** Higher is better; comparable within one result only. 0 where nothing was scored. */
  readonly score: number
}

export type FacetCount = { readonly value: string; readonly count: number }

export type SearchResult = {
  readonly hits: readonly SearchHit[]
  /** Exact. */
  readonly total: number
  readonly next?: string
  /** Exact counts, in descending order, ties by value. */
  readonly facets: Readonly<Record<string, readonly FacetCount[]>>
  /** The text as it was understood, where a word had to be corrected. */
  readonly corrected?: string
}

export type SuggestQuery = { readonly prefix: string; readonly readableBy: readonly string[]; readonly limit: number }

export const searchLimits = {
  changesPerApply: 2_000,
  idLength: 128,
  /** Longer texts are cut before they are analysed. */
  queryTextLength: 2_000,
  queryWords: 64,
  fieldTextLength: 50_000,
  limit: 100,
  facetLimit: 1_000,
} as const

/**
 * Gives all documents as they are when it is called or later, in batches of up to some thousand. Called only after
 * changes are written to the new index too: what it does not see yet comes that way, and of two versions the newer wins.
 * What was removed comes as a removal, for as long as an older change of it may still arrive: the new index knows of no
 * removal but these, and would take the older change in.
 */
export type RebuildSource = () => AsyncIterable<readonly SearchChange[]>

/**
 * A full-text index over documents that are each a pure function of a record, so that it can be rebuilt at any time.
 * Reads see everything that an awaited `apply` has written.
 */
export type SearchIndex = {
  /**
   * Applies changes in any order and any number of times with the same outcome: the highest version of each id wins.
   * Resolves when all of them are in; where it throws, some may be (no search server knows transactions), and the same
   * changes are to be applied again. `checkpoint` says up to where the log has been fed; it is never stored before the
   * changes are.
   * Throws a RangeError over more than `searchLimits.changesPerApply` changes.
   */
  readonly apply: (changes: readonly SearchChange[], checkpoint?: string) => Promise<void>
  /** Throws `Rejected` (`search/bad-cursor`, malformed) over a cursor that is not of this query. */
  readonly query: (query: SearchQuery) => Promise<SearchResult>
  /** Whole texts that begin with the prefix, most frequent first, then texts that have all its words. */
  readonly suggest: (query: SuggestQuery) => Promise<readonly string[]>
  /** Replaces all groups. The words and phrases of one group, in any language, find each other. */
  readonly setSynonyms: (groups: readonly (readonly string[])[]) => Promise<void>
  /** The checkpoint of the last apply that had one, or undefined before. */
  readonly checkpoint: () => Promise<string | undefined>
  /** Forgets documents, removals and the checkpoint; keeps the synonyms. */
  readonly clear: () => Promise<void>
  /**
   * Fills a new index from the source while the old one serves and changes are written to both, then puts it in its
   * place, checkpoint included. One at a time. Gives how many changes the source had.
   */
  readonly rebuild: (source: RebuildSource, signal: AbortSignal) => Promise<number>
  /** Whether the index that serves was made by a release with another definition, and a rebuild is due. */
  readonly isOutdated?: () => Promise<boolean>
  /** Waits for what is under way. Nothing may be asked afterwards. */
  readonly close: () => Promise<void>
}
