/** Lets a query see everything in one state: what is held in memory catches up with the file before every read. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { decodeColumns } from './column-text.ts'
import { DocumentColumns } from './document-columns.ts'
import { createDocumentIds } from './document-ids.ts'
import type { DocumentIds } from './document-ids.ts'
import { createFacetNames } from './facet-names.ts'
import type { FacetNames } from './facet-names.ts'
import { createNameOrder } from './name-order.ts'
import type { NameOrder } from './name-order.ts'
import { createSynonymFinder } from './synonyms.ts'
import type { SynonymFinder } from './synonyms.ts'
import { TermPostings } from './term-postings.ts'
import { createWordIndex } from './word-lists.ts'
import type { WordLists } from './word-lists.ts'

/** What may be taken in at a time without holding up other requests: about two milliseconds. */
const slice = 200

export type Snapshot = {
  readonly columns: DocumentColumns
  readonly ids: DocumentIds
  readonly names: FacetNames
  readonly order: NameOrder
  readonly postings: TermPostings
  readonly lists: WordLists
  readonly conceptsOf: SynonymFinder
}

export type SnapshotReader = {
  /** Runs `work` synchronously in a reading transaction; with `ordered`, the order by name is there too. */
  readonly read: <T>(work: (snapshot: Snapshot) => T, ordered: boolean) => Promise<T>
}

export function createSnapshotReader(database: DatabaseSync): SnapshotReader {
  const begin = database.prepare('BEGIN')
  const commit = database.prepare('COMMIT')
  const dataVersion = database.prepare('PRAGMA data_version')
  const state = database.prepare('SELECT epoch, changed FROM state')
  const last = database.prepare('SELECT max(doc) AS doc FROM ids')
  const documents = createFeed(database, 'documents', 'columns')
  const terms = createFeed(database, 'document_terms', 'terms')
  const ids = createDocumentIds(database)
  const order = createNameOrder(database)
  const names = createFacetNames(database)
  const words = createWordIndex(database)
  const synonyms = createSynonymFinder(database)
  let columns = new DocumentColumns()
  let postings = new TermPostings()
  let epoch = -1
  let version = -1
  let loading = true

  const restart = (now: { readonly epoch: number; readonly changed: number }): void => {
    const expected = (last.get() as { doc: number | null }).doc ?? 0
    columns = new DocumentColumns(expected)
    ids.restart(expected)
    postings = new TermPostings()
    names.forget()
    order.forget()
    documents.restart(now.changed)
    terms.restart(now.changed)
    epoch = now.epoch
    loading = true
  }

  /** Takes in one slice of changes; true when there are no more. */
  const advance = (): boolean => {
    const { data_version: current } = dataVersion.get() as { data_version: number }
    if (current === version) return true
    const now = state.get() as { epoch: number; changed: number }
    if (now.epoch !== epoch) restart(now)
    names.catchUp()
    const isCurrent =
      ids.catchUp() &&
      documents.take(now.changed, (doc, text) => {
        columns.set(doc, text === '' ? undefined : decodeColumns(text))
        order.change(doc)
      }) &&
      terms.take(now.changed, (doc, text) => postings.put(doc, text))
    if (!isCurrent) return false
    if (loading) postings.settle()
    loading = false
    for (const memory of [words, synonyms, names]) memory.outdated()
    version = current
    return true
  }

  return {
    read: async (work, ordered) => {
      for (;;) {
        begin.run()
        try {
          if (advance() && (!ordered || order.ready()))
            return work({
              columns,
              ids,
              names,
              order,
              postings,
              lists: words.lists(postings),
              conceptsOf: synonyms.conceptsOf,
            })
        } finally {
          commit.run()
        }
        if (ordered && !order.ready()) await order.build()
        else await setImmediate()
      }
    },
  }
}

type Feed = {
  /** Starts anew, for all that is there up to a number of changes; what changes meanwhile comes later. */
  readonly restart: (changed: number) => void
  /** Takes a slice of what has changed up to a number of changes; true when there is nothing left. */
  readonly take: (until: number, change: (doc: number, text: string) => void) => boolean
}

function createFeed(database: DatabaseSync, table: string, column: string): Feed {
  const select = (key: string): StatementSync =>
    database.prepare(`SELECT group_concat(doc || ' ' || key || ' ' || coalesce(${column}, ''), char(10)) AS rows
      FROM (SELECT doc, ${key} AS key, ${column} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${slice})`)
  const byChange = select('changed')
  // At first in the order in which they lie in the file, which is several times faster.
  const byDocument = select('doc')
  let loaded = false
  let seen = 0
  let next = 0

  return {
    restart: (changed) => {
      loaded = false
      seen = changed
      next = 0
    },
    take: (until, change) => {
      if (loaded && seen >= until) return true
      const { rows } = (loaded ? byChange.get(seen) : byDocument.get(next)) as { rows: string | null }
      if (rows === null) {
        if (loaded) seen = until
        loaded = true
        return seen >= until
      }
      for (const row of rows.split('\n')) {
        const [doc, key, text] = row.split(' ') as [string, string, string]
        change(Number(doc), text)
        if (loaded) seen = Number(key)
        else next = Number(key)
      }
      return false
    },
  }
}
