/** The embedded search index: kept in SQLite, answered from typed arrays, written by a thread of its own. */
import type { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../sqlite/open-database.ts'
import { searchLimits } from './search-index.ts'
import type { SearchIndex } from './search-index.ts'
import { createSearchQuery } from './sqlite/run-query.ts'
import { migrations, readersFacet } from './sqlite/schema.ts'
import { createSnapshotReader } from './sqlite/snapshot-reader.ts'
import { createSuggestTexts } from './sqlite/suggest-texts.ts'
import { createWriterThread } from './sqlite/writer-thread.ts'

export type SqliteSearchIndexOptions = {
  /** A file that only this index uses; it is made when absent. */
  readonly path: string
  /** How long the writing thread, some 25 MB, outlives the last write. */
  readonly writerIdleMs?: number
  readonly cacheKib?: number
}

/** Opens the index. What answers is loaded by the first query, in slices, some 0.7 s of CPU for 100,000 documents. */
export function openSqliteSearchIndex(options: SqliteSearchIndexOptions): SearchIndex {
  const { path, writerIdleMs = 10_000, cacheKib = 8_192 } = options
  const database = openDatabase(path, migrations, { synchronous: 'normal', cacheKib })
  database.exec('PRAGMA query_only = 1')
  const writer = createWriterThread(path, writerIdleMs)
  const reader = createSnapshotReader(database)
  const runQuery = createSearchQuery(database)
  const suggestTexts = createSuggestTexts(database)

  return {
    apply: async (changes, checkpoint) => {
      if (changes.length > searchLimits.changesPerApply)
        throw new RangeError(`${changes.length} changes in one apply; at most ${searchLimits.changesPerApply}.`)
      await writer.perform({ type: 'apply', changes, checkpoint })
    },
    query: (query) => reader.read((snapshot) => runQuery(query, snapshot), query.sort === 'name'),
    suggest: ({ prefix, readableBy, limit }) =>
      reader.read((snapshot) => {
        const { columns, names } = snapshot
        const readers = readableBy
          .map((id) => names.valueNumber(readersFacet, id))
          .filter((value) => value !== undefined)
        return suggestTexts(prefix, bounded(limit), (doc) => columns.has(doc, [readers]), snapshot)
      }, false),
    setSynonyms: (groups) => writer.perform({ type: 'synonyms', groups }),
    checkpoint: async () => checkpointOf(database),
    clear: () => writer.perform({ type: 'clear' }),
    close: async () => {
      await writer.close()
      database.close()
    },
  }
}

const bounded = (limit: number): number => Math.min(Math.max(limit, 1), searchLimits.limit)

const checkpointOf = (database: DatabaseSync): string | undefined =>
  (database.prepare('SELECT checkpoint FROM state').get() as { checkpoint: string | null }).checkpoint ?? undefined
