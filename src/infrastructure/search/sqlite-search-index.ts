/** The embedded search index: kept in SQLite, answered from typed arrays, written by a thread of its own. */
import { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../sqlite/open-database.ts'
import { searchLimits } from './search-index.ts'
import type { RebuildSource, SearchIndex } from './search-index.ts'
import { declareWhole, findGeneration, generationAfter, removeGeneration } from './sqlite/generation-files.ts'
import { openGeneration, type IndexGeneration } from './sqlite/index-generation.ts'
import { migrations } from './sqlite/schema.ts'
import type { WriterTask } from './sqlite/writer-thread-entry.ts'

export type SqliteSearchIndexOptions = {
  /** A file that only this index uses, ending in `.db`; it is made when absent. Later generations stand beside it. */
  readonly path: string
  /** How long the writing thread, some 25 MB, outlives the last write. */
  readonly writerIdleMs?: number
  readonly cacheKib?: number
}

/** A generation that is being filled; what could not be written to it too ends that. */
type Filling = { readonly generation: IndexGeneration; failure?: unknown }

/** Opens the index. What answers is loaded by the first query, in slices, some 0.7 s of CPU for 100,000 documents. */
export function openSqliteSearchIndex(options: SqliteSearchIndexOptions): SearchIndex {
  const { path: base, writerIdleMs = 10_000, cacheKib = 8_192 } = options
  const open = (path: string): IndexGeneration => openGeneration({ path, writerIdleMs, cacheKib })
  const found = findGeneration(base)
  let { number } = found
  let serving = open(found.path)
  let filling: Filling | undefined
  let closed = false

  /** What fails beside fails the rebuild, and nobody else. */
  const perform = async (task: WriterTask): Promise<void> => {
    const beside = filling
    const both = [serving.perform(task)]
    if (beside) both.push(beside.generation.perform(task).catch((error: unknown) => void (beside.failure ??= error)))
    await Promise.all(both)
  }
  const rebuild = async (source: RebuildSource, signal: AbortSignal): Promise<number> => {
    if (closed) throw new Error('The search index is closed.')
    if (filling) throw new Error('The search index is being rebuilt already.')
    const next = generationAfter(base, number)
    removeGeneration(next.path)
    copySynonyms(serving.path, next.path)
    const own: Filling = { generation: open(next.path) }
    filling = own
    try {
      const count = await fill(own, source, signal)
      const checkpoint = serving.checkpoint()
      if (checkpoint !== undefined && own.generation.checkpoint() === undefined)
        await own.generation.perform({ type: 'apply', changes: [], checkpoint })
      await own.generation.load()
      signal.throwIfAborted()
      if (own.failure !== undefined) throw own.failure
      declareWhole(next.path)
      const before = serving
      serving = own.generation
      number = next.number
      filling = undefined
      await before.close()
      removeGeneration(before.path)
      return count
    } catch (error) {
      if (serving !== own.generation) {
        filling = undefined
        await own.generation.close()
        removeGeneration(next.path)
      }
      throw error
    }
  }

  return {
    apply: async (changes, checkpoint) => {
      if (changes.length > searchLimits.changesPerApply)
        throw new RangeError(`${changes.length} changes in one apply; at most ${searchLimits.changesPerApply}.`)
      await perform({ type: 'apply', changes, checkpoint })
    },
    query: (query) => serving.query(query),
    suggest: (query) => serving.suggest(query),
    setSynonyms: (groups) => perform({ type: 'synonyms', groups }),
    checkpoint: async () => serving.checkpoint(),
    clear: () => perform({ type: 'clear' }),
    rebuild,
    close: async () => {
      closed = true
      if (filling) filling.failure ??= new Error('The search index is closed.')
      await serving.close()
    },
  }
}

async function fill(own: Filling, source: RebuildSource, signal: AbortSignal): Promise<number> {
  let count = 0
  for await (const changes of source()) {
    signal.throwIfAborted()
    if (own.failure !== undefined) throw own.failure
    count += changes.length
    await own.generation.perform({ type: 'apply', changes, checkpoint: undefined })
  }
  return count
}

/** They come from no document, and are kept as they were analysed. */
function copySynonyms(from: string, to: string): void {
  openDatabase(to, migrations, { synchronous: 'normal' }).close()
  const database = new DatabaseSync(to, { timeout: 5_000 })
  try {
    database.prepare('ATTACH ? AS old').run(from)
    database.exec('INSERT INTO main.synonyms SELECT * FROM old.synonyms; DETACH old')
  } finally {
    database.close()
  }
}
