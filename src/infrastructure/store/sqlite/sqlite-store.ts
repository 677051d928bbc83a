/** The embedded store: one SQLite file, one writer, commits that arrive together share one wait for the disk. */
import type { DatabaseSync } from 'node:sqlite'
import { admitOthers, openDatabase } from '../../sqlite/open-database.ts'
import { createAppendQueue } from '../append-queue.ts'
import type { Collection } from '../documents.ts'
import { FencedOff, type Fence } from '../fence.ts'
import type { Sealer } from '../seal.ts'
import { createRecentCommits } from '../recent-commits.ts'
import { createBatchWriter } from './sqlite-batch-writer.ts'
import { commitLogQueries, openSqliteCommitLog } from './sqlite-commit-log.ts'
import { openSqliteDocuments } from './sqlite-documents.ts'
import { storeMigrations } from './sqlite-schema.ts'
import { openSqliteSnapshots, snapshotQueries } from './sqlite-snapshots.ts'
import { logScanQueries, openSqliteLogScan } from './sqlite-log-scan.ts'
import type { Store } from '../store.ts'

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

const batch = { commits: 256, bytes: 4_194_304 }

/** Of a catalogue that is larger than this, what is traded now. */
const cacheKib = 32_768
/** 16 MiB: small enough to be copied within a request's patience. */
const checkpointPages = 4_000

export type SqliteStore = Store & { readonly database: DatabaseSync; readonly queries: readonly string[] }

export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { soleWriter = false } = options
  const database = openDatabase(options.path, storeMigrations, {
    synchronous: 'full',
    exclusive: soleWriter,
    cacheKib,
    checkpointPages,
  })
  const documents = openSqliteDocuments(database, options.collections, soleWriter)
  const log = openSqliteCommitLog(database, options.sealer, soleWriter)
  const scan = openSqliteLogScan(database)
  const withDocuments = options.writeDocumentsWithCommits ?? true
  const recent = createRecentCommits()
  const writer = createBatchWriter({ database, log, documents: withDocuments ? documents : undefined, recent })
  // Leases of one process are counted from one again at its next start: they are remembered for as long.
  const fences = new Map<string, number>()
  const assertHolds = (fence: Fence): void => {
    if ((fences.get(fence.lease) ?? 0) > fence.number) throw new FencedOff(fence)
  }
  const listeners = new Set<() => void>()
  let scheduled = false

  const flush = (): void => {
    scheduled = false
    const taken = queue.take()
    if (taken.length === 0) return
    if (queue.length > 0) schedule()
    const settle = writer.write(taken)
    for (const done of settle) done()
    for (const listener of listeners) listener()
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }
  const queue = createAppendQueue(batch, schedule)

  return {
    database,
    documents,
    soleWriter,
    snapshots: openSqliteSnapshots(database, options.sealer),
    queries: [...documents.queries, ...commitLogQueries, ...logScanQueries, ...snapshotQueries],
    append: queue.add,
    readStream: async (stream, range) => log.readStream(stream, range.after, range.limit),
    findExtended: async (known) => log.findExtended(known),
    findRepeat: async (key) => log.findRepeat(key),
    positionOf: async (stream, version) => log.positionOf(stream, version),
    // Who follows the log mostly asks for what has just been written; only a sole writer knows that it wrote it all.
    readCommits: async ({ after, limit }) =>
      (soleWriter ? recent.after(after, limit) : undefined) ?? log.readCommits(after, limit),
    scanCommits: async (range) => scan(range),
    readRepeats: async (positions) => log.readRepeats(positions),
    findCommit: async (position) => log.findCommit(position),
    head: async () => log.head(),
    readCheckpoint: async (reader) => log.readCheckpoint(reader),
    writeCheckpoint: async (reader, position) => log.writeCheckpoint(reader, position),
    async underFence(fence) {
      assertHolds(fence)
      fences.set(fence.lease, fence.number)
      return {
        async write(writes) {
          assertHolds(fence)
          await documents.write(writes)
        },
        async rewrite(writes) {
          assertHolds(fence)
          await documents.rewrite(writes)
        },
        async drop(dropped) {
          assertHolds(fence)
          await documents.drop(dropped)
        },
        async dropStrayEntries(collection, after) {
          assertHolds(fence)
          return documents.dropStrayEntries(collection, after)
        },
        async writeCheckpoint(reader, position) {
          assertHolds(fence)
          log.writeCheckpoint(reader, position)
        },
      }
    },
    onAppended(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    admitReaders: soleWriter ? admission(database) : () => () => {},
    async close() {
      queue.close()
      while (queue.length > 0) flush()
      database.close()
    },
  }
}

/** Readers come and go independently of each other: the file is held alone again when the last of them has left. */
function admission(database: DatabaseSync): Store['admitReaders'] {
  let readers = 0
  let holdAlone = (): void => {}
  return () => {
    if ((readers += 1) === 1) holdAlone = admitOthers(database)
    let isIn = true
    return () => {
      if (isIn && (readers -= 1) === 0) holdAlone()
      isIn = false
    }
  }
}
