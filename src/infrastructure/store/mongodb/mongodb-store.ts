/** The store on a MongoDB replica set: many processes may write, and none is answered before a majority has it on disk. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Mongodb } from '../../mongodb/open-mongodb.ts'
import { createTransact } from '../../mongodb/transact.ts'
import { createAppendQueue } from '../append-queue.ts'
import { logStart } from '../commit-log.ts'
import type { Collection } from '../documents.ts'
import type { Sealer } from '../seal.ts'
import type { Store } from '../store.ts'
import { isTransient } from '../../mongodb/mongodb-errors.ts'
import { createMongodbBatchWriter } from './mongodb-batch-writer.ts'
import { openCommitFeed } from './mongodb-commit-feed.ts'
import { openMongodbCommitLog, type MongodbCommitLog } from './mongodb-commit-log.ts'
import { createUnderFence, type UnderFenceNeeds } from './mongodb-fences.ts'
import { createMongodbDocumentWriter } from './mongodb-document-writer.ts'
import { openMongodbDocuments } from './mongodb-documents.ts'
import { createNearbyReads } from './nearby-reads.ts'
import { openStoreCollections } from './mongodb-schema.ts'
import { openMongodbSnapshots, type SnapshotNeeds } from './mongodb-snapshots.ts'

export type MongodbStoreOptions = {
  readonly mongodb: Mongodb
  readonly collections: readonly Collection<never>[]
  readonly sealer: Sealer
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly random: () => number
  /** Told of the stream of changes when it broke; it is opened anew. */
  readonly failed: (error: unknown) => void
  /** False leaves read models to the projector alone. */
  readonly writeDocumentsWithCommits?: boolean
}

const batch = { commits: 200, bytes: 4_194_304 }
/** Fewer that wait are let gather as long as the last batch took, and at most so long. */
const gatheredMin = 8
const gatherMaxMs = 20
/** How long closing waits for commits under way. */
const closeWithinMs = 30_000

/** Throws where the database is another release's, or was made for something else. */
export async function openMongodbStore(options: MongodbStoreOptions): Promise<Store> {
  const { mongodb, sealer, monotonicMs, random, failed } = options
  const { client, database, settings } = mongodb
  const collections = await openStoreCollections(database, settings.maxTimeMs)
  const log = openMongodbCommitLog(client, collections, settings.maxTimeMs)
  const transact = createTransact(client, settings, log.advance)
  const documentWriter = createMongodbDocumentWriter(collections, settings.maxTimeMs)
  const documents = openMongodbDocuments({
    collections,
    asOfNow: log.asOfNow,
    nearby: createNearbyReads({ asOfNow: log.asOfNow, monotonicMs }),
    declared: options.collections,
    writer: documentWriter,
    transact,
    random,
  })
  const feed = await openCommitFeed({ ...log, collections, failed })
  let isOver = false
  const ended = (): boolean => isOver
  const writer = createMongodbBatchWriter({
    collections,
    log,
    feed,
    documents: (options.writeDocumentsWithCommits ?? true) ? documentWriter : undefined,
    transact,
    sealer,
    monotonicMs,
    random,
    isOver: ended,
  })
  const listeners = new Set<() => void>()
  const tell = (): void => listeners.forEach((listener) => listener())
  feed.onArrived(tell)
  let writing: Promise<void> | undefined

  const writeAll = async (): Promise<void> => {
    // What arrives within the same turn shares the first batch; later ones share the time that it takes.
    await new Promise(setImmediate)
    try {
      while (queue.length > 0) {
        const begunMs = monotonicMs()
        await writer.write(queue.take())
        tell()
        // A transaction costs three servers more than a dozen commits in it: where some came meanwhile, more will.
        if (queue.length > 0 && queue.length < gatheredMin) await sleep(Math.min(gatherMaxMs, monotonicMs() - begunMs))
      }
    } finally {
      writing = undefined
    }
  }
  const queue = createAppendQueue(batch, () => void (writing ??= writeAll()), writer.refuse)

  return {
    soleWriter: false,
    documents,
    async append(commit, writes) {
      documents.assertDeclared(writes)
      return queue.add(commit, writes)
    },
    readStream: (stream, { after, limit }) => log.readStream(stream, after, limit),
    readCommits: ({ after, limit }) => feed.read(after, limit),
    ...askedOfTheLog(log),
    ...besideTheLog({ ...log, collections, documents, transact, sealer, maxTimeMs: settings.maxTimeMs, isOver: ended }),
    onAppended(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    admitReaders: () => () => {},
    async close() {
      queue.close()
      await Promise.race([writing, sleep(closeWithinMs, undefined, { ref: false })])
      isOver = true
      await feed.close()
    },
  }
}

/** What the log answers as it is asked. */
const askedOfTheLog = (log: MongodbCommitLog) => {
  const { findExtended, findRepeat, positionOf, scanCommits, readRepeats, findCommit, head } = log
  return { findExtended, findRepeat, positionOf, scanCommits, readRepeats, findCommit, head }
}

type BesideTheLog = Pick<Store, 'isPassing' | 'readCheckpoint' | 'writeCheckpoint' | 'underFence' | 'snapshots'>

const besideTheLog = (needs: UnderFenceNeeds & SnapshotNeeds): BesideTheLog => {
  const { checkpoints } = needs.collections
  const options = { maxTimeMS: needs.maxTimeMs }
  return {
    isPassing: isTransient,
    readCheckpoint: async (reader) => (await checkpoints.findOne({ _id: reader }, options))?.position ?? logStart,
    async writeCheckpoint(reader, position) {
      await checkpoints.updateOne({ _id: reader }, { $set: { position } }, { upsert: true, ...options })
    },
    underFence: createUnderFence(needs),
    snapshots: openMongodbSnapshots(needs),
  }
}
