/** One file of the embedded index, with what reads it and the thread that writes it. */
import type { SearchQuery, SearchResult, SuggestQuery } from '../search-index.ts'
import { searchLimits } from '../search-index.ts'
import { openDatabase } from '../../sqlite/open-database.ts'
import { createSearchQuery } from './run-query.ts'
import { migrations, readersFacet } from './schema.ts'
import { createSnapshotReader } from './snapshot-reader.ts'
import { createSuggestTexts } from './suggest-texts.ts'
import { createWriterThread, type WriterThread } from './writer-thread.ts'

export type IndexGeneration = {
  readonly path: string
  readonly perform: WriterThread['perform']
  readonly query: (query: SearchQuery) => Promise<SearchResult>
  readonly suggest: (query: SuggestQuery) => Promise<readonly string[]>
  readonly checkpoint: () => string | undefined
  /** Loads what answers, as the first query would. */
  readonly load: () => Promise<void>
  /** Waits for what is under way. */
  readonly close: () => Promise<void>
}

export type GenerationOptions = { readonly path: string; readonly writerIdleMs: number; readonly cacheKib: number }

export function openGeneration({ path, writerIdleMs, cacheKib }: GenerationOptions): IndexGeneration {
  const database = openDatabase(path, migrations, { synchronous: 'normal', cacheKib })
  database.exec('PRAGMA query_only = 1')
  const writer = createWriterThread(path, writerIdleMs)
  const reader = createSnapshotReader(database)
  const runQuery = createSearchQuery(database)
  const suggestTexts = createSuggestTexts(database)
  const checkpoint = database.prepare('SELECT checkpoint FROM state')
  const reading = new Set<Promise<unknown>>()
  const tracked = async <Value>(read: Promise<Value>): Promise<Value> => {
    reading.add(read)
    try {
      return await read
    } finally {
      reading.delete(read)
    }
  }
  return {
    path,
    perform: writer.perform,
    query: (query) => tracked(reader.read((snapshot) => runQuery(query, snapshot), query.sort === 'name')),
    suggest: ({ prefix, readableBy, limit }) =>
      tracked(
        reader.read((snapshot) => {
          const { columns, names } = snapshot
          const readers = readableBy
            .map((id) => names.valueNumber(readersFacet, id))
            .filter((value) => value !== undefined)
          return suggestTexts(prefix, bounded(limit), (doc) => columns.has(doc, [readers]), snapshot)
        }, false),
      ),
    checkpoint: () => (checkpoint.get() as { checkpoint: string | null }).checkpoint ?? undefined,
    load: () => tracked(reader.read(() => undefined, true)),
    close: async () => {
      await writer.close()
      await Promise.allSettled(reading)
      database.close()
    },
  }
}

const bounded = (limit: number): number => Math.min(Math.max(limit, 1), searchLimits.limit)
