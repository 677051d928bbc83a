/** Read models: documents that are pure functions of one stream, found through declared indexes only. */

import { Rejected } from '../../kernel/rejection.ts'

/** One index entry's parts, compared in order; integers compare as numbers. */
export type IndexKey = readonly (string | number)[]

/** A kind of document and the only ways to find one. */
export type Collection<Document, Index extends string = string> = {
  readonly name: string
  /** Raised when something changes that the functions call: a change of their own text is seen without it. */
  readonly revision?: number
  /** What others are shown of it may come from the nearest node; absent: all of it comes from where it is written. */
  readonly reads?: 'nearby'
  /** Each index gives a document's entries: none, one, or (as for participants) several. */
  readonly indexes: Readonly<Record<Index, (document: Document) => readonly IndexKey[]>>
}

/** Declares a collection; the types of its documents and index names are kept. */
export const collection =
  <Document>() =>
  <const Index extends string>(declared: Collection<Document, Index>): Collection<Document, Index> =>
    declared

/** A document to write: it replaces what is older than `version`, never what is newer. `body` null removes it. */
export type DocumentWrite = {
  readonly collection: string
  readonly id: string
  readonly version: number
  readonly body: string | null
  /** Encoded entries by index name. */
  readonly entries: Readonly<Record<string, readonly string[]>>
}

/** A document as kept: `body` is its JSON text, to be served as it is. */
export type StoredDocument = { readonly id: string; readonly version: number; readonly body: string }

export type Find<Index extends string> = {
  readonly index: Index
  /** The entry's leading parts, all equal. */
  readonly equals: IndexKey
  /** Bounds on the part that follows `equals`: at least, and less than. */
  readonly from?: string | number
  readonly until?: string | number
  readonly order?: 'ascending' | 'descending'
  /** 1 to 1,000. */
  readonly limit: number
  /** `next` of the page before; anything else is `Rejected` with `store/unknown-cursor`. */
  readonly after?: string
}

export type Found = { readonly items: readonly StoredDocument[]; readonly next?: string }

/** The ways to find documents. */
export interface DocumentReader {
  get(collection: Collection<never>, id: string): Promise<StoredDocument | undefined>
  /** In the order asked for; what does not exist is left out. At most 1,000. */
  getMany(collection: Collection<never>, ids: readonly string[]): Promise<readonly StoredDocument[]>
  find<Index extends string>(collection: Collection<never, Index>, find: Find<Index>): Promise<Found>
  /** How many entries match, counted up to `atMost`. */
  count<Index extends string>(
    collection: Collection<never, Index>,
    find: Pick<Find<Index>, 'index' | 'equals' | 'from' | 'until'> & { atMost: number },
  ): Promise<number>
}

export interface Documents extends DocumentReader {
  /**
   * For what others are shown, never for what is decided upon or for its owner: collections declared `reads: 'nearby'`
   * as the nearest node has them, with every commit that this process has heard of. What was committed since may be
   * missing. All other collections as ever.
   */
  readonly nearby: DocumentReader
  /** Applies writes in one transaction; the older never replaces the newer. */
  write(writes: readonly DocumentWrite[]): Promise<void>
}

/** Parts end with a character that sorts below all others, so that a prefix of parts is a prefix of text. */
const SEPARATOR = '\u0001'
const AFTER_SEPARATOR = '\u0002'
/** Sorts above every encoded key. */
export const keyCeiling = '\u{10FFFF}'
// What would be taken for a separator or the ceiling is written as a pair that sorts in the same place.
const RESERVED = /[\u0000-\u0002\u{10FFFE}\u{10FFFF}]/gu
/** The same, to ask first: hardly any text has one. */
const SOME_RESERVED = new RegExp(RESERVED, 'u')
const pairs: Readonly<Record<string, string>> = {
  '\u0000': '\u0002\u0002',
  '\u0001': '\u0002\u0003',
  '\u0002': '\u0002\u0004',
  '\u{10FFFE}': '\u{10FFFE}\u{10FFFE}',
  '\u{10FFFF}': '\u{10FFFE}\u{10FFFF}',
}
/** Texts compare by code point; a lone surrogate counts as U+FFFD, because no store could keep it. */
const encodePart = (part: string | number): string => {
  if (typeof part === 'string') {
    const text = part.toWellFormed()
    return SOME_RESERVED.test(text) ? text.replace(RESERVED, (reserved) => pairs[reserved]!) : text
  }
  if (!Number.isSafeInteger(part) || part < 0) throw new RangeError(`${part} cannot be part of an index key.`)
  return part.toString().padStart(16, '0')
}

/** Encodes an index key so that text order is key order. */
export const encodeKey = (key: IndexKey): string => {
  let encoded = ''
  for (const part of key) encoded += encodePart(part) + SEPARATOR
  return encoded
}

/** The half-open range of encoded keys that a search covers. */
export const encodeRange = (find: Pick<Find<string>, 'equals' | 'from' | 'until'>): { from: string; until: string } => {
  const prefix = encodeKey(find.equals)
  return {
    from: find.from === undefined ? prefix : prefix + encodePart(find.from),
    until: find.until === undefined ? endOf(prefix) : prefix + encodePart(find.until),
  }
}

/** The least text above all that begin with an encoded prefix. */
const endOf = (prefix: string): string => (prefix === '' ? keyCeiling : prefix.slice(0, -1) + AFTER_SEPARATOR)

/** Where a page ends: an entry and the id behind it. */
export type Cursor = readonly [entry: string, id: string]
export const encodeCursor = (cursor: Cursor): string => JSON.stringify(cursor)
/** Where a list goes on behind the entry of a key and the id of its document. */
export const cursorAt = (key: IndexKey, id: string): string => encodeCursor([encodeKey(key), id])
/** Throws `Rejected` with `store/unknown-cursor` on what `encodeCursor` did not make. */
export const decodeCursor = (text: string): Cursor => {
  try {
    const cursor: unknown = JSON.parse(text)
    if (Array.isArray(cursor) && cursor.length === 2 && cursor.every((part) => typeof part === 'string'))
      return cursor as unknown as Cursor
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new Rejected({
    kind: 'malformed',
    code: 'store/unknown-cursor',
    detail: 'This cursor did not come from a list of the exchange. Start again without a cursor.',
  })
}

/** Makes the write of a document, its index entries computed from it. */
export const documentWrite = <Document>(
  into: Collection<Document>,
  id: string,
  version: number,
  document: Document | null,
): DocumentWrite => {
  if (document === null) return { collection: into.name, id, version, body: null, entries: {} }
  const entries: Record<string, string[]> = {}
  for (const [index, keysOf] of Object.entries(into.indexes)) {
    const keys = (keysOf as (document: Document) => readonly IndexKey[])(document)
    if (keys.length > 0) entries[index] = [...new Set(keys.map(encodeKey))]
  }
  return { collection: into.name, id, version, body: JSON.stringify(document), entries }
}
