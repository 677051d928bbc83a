/** The embedded store: one SQLite file, one writer, commits that arrive together share one wait for the disk. */
import type { DatabaseSync } from 'node:sqlite'
import { Rejected } from '../../kernel/rejection.ts'
import { openDatabase } from '../sqlite/open-database.ts'
import { assertAppendable, type AppendResult, type CommitToAppend } from './commit-log.ts'
import type { Collection, DocumentWrite } from './documents.ts'
import type { Sealer } from './seal.ts'
import { commitLogQueries, openSqliteCommitLog } from './sqlite-commit-log.ts'
import { openSqliteDocuments } from './sqlite-documents.ts'
import { storeMigrations } from './sqlite-schema.ts'
import { appendQueueBytesMax, appendQueueMax, type Store } from './store.ts'

export type SqliteStoreOptions = {
  /** The file's path. */
  readonly path: string
  readonly collections: readonly Collection<never>[]
  readonly sealer: Sealer
  /** False leaves read models to the projector alone, as a store without shared transactions would. */
  readonly writeDocumentsWithCommits?: boolean
  /** Whoever opens the file says that no other process has it open; without that, every state is looked up again. */
  readonly soleWriter?: boolean
}

type Waiting = {
  commit: CommitToAppend
  bytes: number
  documents: readonly DocumentWrite[]
  resolve: (result: AppendResult) => void
  reject: (error: unknown) => void
}

/** At most this many commits and bytes share one transaction, so that none waits long for its neighbours. */
const batchMax = 256
const batchBytesMax = 4_194_304

export type SqliteStore = Store & { readonly database: DatabaseSync; readonly queries: readonly string[] }

export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const database = openDatabase(options.path, storeMigrations, { synchronous: 'full' })
  const documents = openSqliteDocuments(database, options.collections)
  const log = openSqliteCommitLog(database, options.sealer)
  const transaction = prepareTransaction(database)
  const listeners = new Set<() => void>()
  const waiting: Waiting[] = []
  const withDocuments = options.writeDocumentsWithCommits ?? true
  let waitingBytes = 0
  let scheduled = false
  let closed = false

  const takeBatch = (): Waiting[] => {
    let [count, bytes] = [0, 0]
    for (const next of waiting) {
      if (count === batchMax || (count > 0 && bytes + next.bytes > batchBytesMax)) break
      count += 1
      bytes += next.bytes
    }
    waitingBytes -= bytes
    return waiting.splice(0, count)
  }
  const flush = (): void => {
    scheduled = false
    const batch = takeBatch()
    if (batch.length === 0) return
    if (waiting.length > 0) schedule()
    const settle = writeBatch(transaction, batch, (entry) => {
      const result = log.append(entry.commit)
      if (result.outcome === 'appended' && withDocuments) documents.writeWithin(entry.documents)
      return result
    })
    for (const done of settle) done()
    for (const listener of listeners) listener()
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  return {
    database,
    documents,
    soleWriter: options.soleWriter ?? false,
    queries: [...documents.queries, ...commitLogQueries],
    async append(commit, writes) {
      if (closed) throw new Rejected(storeClosing)
      const bytes = assertAppendable(commit)
      if (waiting.length >= appendQueueMax || waitingBytes + bytes > appendQueueBytesMax)
        throw new Rejected(storeOverloaded)
      return new Promise((resolve, reject) => {
        waiting.push({ commit, bytes, documents: writes, resolve, reject })
        waitingBytes += bytes
        schedule()
      })
    },
    readStream: async (stream, range) => log.readStream(stream, range.after, range.limit),
    findRepeat: async (key) => log.findRepeat(key),
    readCommits: async (range) => log.readCommits(range.after, range.limit),
    head: async () => log.head(),
    readCheckpoint: async (reader) => log.readCheckpoint(reader),
    writeCheckpoint: async (reader, position) => log.writeCheckpoint(reader, position),
    onAppended(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      while (waiting.length > 0) flush()
      database.close()
    },
  }
}

const storeClosing = {
  kind: 'unavailable',
  code: 'store/closing',
  detail: 'The exchange is shutting down. Try again in a moment.',
} as const
const storeOverloaded = {
  kind: 'unavailable',
  code: 'store/overloaded',
  detail: 'More commits are waiting than the store takes. Try again in a moment.',
} as const

/** Prepared once: they run for every commit of every batch. */
const prepareTransaction = (database: DatabaseSync) => ({
  begin: database.prepare('BEGIN IMMEDIATE'),
  savepoint: database.prepare('SAVEPOINT commit_of_batch'),
  undo: database.prepare('ROLLBACK TO commit_of_batch'),
  release: database.prepare('RELEASE commit_of_batch'),
  commit: database.prepare('COMMIT'),
  rollback: () => {
    if (database.isTransaction) database.exec('ROLLBACK')
  },
})

/** One transaction for the batch, a savepoint for each commit; answers are given after the disk has it all. */
function writeBatch(
  transaction: ReturnType<typeof prepareTransaction>,
  batch: readonly Waiting[],
  write: (entry: Waiting) => AppendResult,
): (() => void)[] {
  const settle: (() => void)[] = []
  try {
    transaction.begin.run()
    for (const entry of batch) {
      transaction.savepoint.run()
      try {
        const result = write(entry)
        settle.push(() => entry.resolve(result))
      } catch (error) {
        transaction.undo.run()
        settle.push(() => entry.reject(error))
      }
      transaction.release.run()
    }
    transaction.commit.run()
    return settle
  } catch (error) {
    transaction.rollback()
    return batch.map((entry) => () => entry.reject(error))
  }
}
