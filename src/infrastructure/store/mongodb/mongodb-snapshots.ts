/** Snapshots on MongoDB: in a collection of their own, without a wait for a majority. */
import { MongoServerError, type Document } from 'mongodb'
import { parseStreamName } from '../commit-log.ts'
import type { Sealer } from '../seal.ts'
import { openSnapshot, sealSnapshot, slotOf, snapshotEvery, type SealedSnapshot, type Snapshots } from '../snapshots.ts'
import { versionIn, type CommitDocument } from './commit-document.ts'
import type { AsOfNow } from './mongodb-commit-log.ts'
import type { SnapshotRow, StoreCollections } from './mongodb-schema.ts'

const duplicateKey = 11_000

export type SnapshotNeeds = {
  readonly collections: Pick<StoreCollections, 'snapshots'>
  readonly sealer: Sealer
  readonly maxTimeMs: number
  readonly asOfNow: AsOfNow
  /** Nothing is kept any more. */
  readonly isOver: () => boolean
}

export function openMongodbSnapshots({ collections, sealer, maxTimeMs, asOfNow, isOver }: SnapshotNeeds): Snapshots {
  const { snapshots } = collections
  const options = { maxTimeMS: maxTimeMs }
  /** Kinds of streams that had snapshots. */
  const met = new Set<string>()
  const replace = async (row: SnapshotRow): Promise<void> => {
    const { _id, ...fields } = row
    try {
      // What a newer one has is not matched, and not there to be inserted either.
      await snapshots.updateOne(
        { _id, version: { $lte: row.version } },
        { $set: fields },
        { upsert: true, writeConcern: { w: 1 }, ...options },
      )
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === duplicateKey)) throw error
    }
  }
  return {
    async newest(stream, { version, updatedAt } = {}) {
      const found = await snapshots.findOne(
        {
          stream,
          ...(version !== undefined && Number.isFinite(version) && { version: { $lte: version } }),
          ...(updatedAt !== undefined && { updatedAt: { $lte: updatedAt } }),
        },
        // Whatever becomes of it in an election, it was made of what a majority had.
        { sort: { version: -1 }, projection: { _id: 0 }, readConcern: 'local', ...options },
      )
      return found ? openSnapshot(sealer, found) : undefined
    },
    async newestWithTail(stream) {
      const [found] = await asOfNow((options) => snapshots.aggregate<RowWithTail>(withTail(stream), options).toArray())
      if (!found) return undefined
      met.add(parseStreamName(stream).kind)
      const { tail, ...row } = found
      const versions = tail.map((document) => versionIn(document, stream))
      return { snapshot: openSnapshot(sealer, row), tail: versions.toSorted((a, b) => a.version - b.version) }
    },
    mayHave: (stream) => met.has(parseStreamName(stream).kind),
    async keep(snapshot) {
      if (isOver()) return
      met.add(parseStreamName(snapshot.stream).kind)
      const row = { _id: `${snapshot.stream}\0${slotOf(snapshot.version)}`, ...sealSnapshot(sealer, snapshot) }
      // Who lets go of the store meanwhile has it without this one.
      await replace(row).catch((error: unknown) => {
        if (!isOver()) throw error
      })
    },
    async clear() {
      await snapshots.deleteMany({}, options)
    },
  }
}

type RowWithTail = SealedSnapshot & { readonly tail: readonly Pick<CommitDocument, 'streams' | 'events' | 'at'>[] }

/** A stream's newest snapshot, and the commits whose versions come next: each is found by its name in the index of streams. */
const withTail = (stream: string): Document[] => [
  { $match: { stream } },
  { $sort: { version: -1 } },
  { $limit: 1 },
  {
    $set: {
      next: {
        $map: {
          input: { $range: [1, snapshotEvery + 1] },
          in: { $concat: [{ $literal: `${stream}@` }, tenDigits({ $add: [{ $toLong: '$version' }, '$$this'] })] },
        },
      },
    },
  },
  {
    $lookup: {
      from: 'commits',
      localField: 'next',
      foreignField: 'streams',
      pipeline: [{ $project: { _id: 0, streams: 1, events: 1, at: 1 } }],
      as: 'tail',
    },
  },
  { $project: { _id: 0, next: 0 } },
]

/** As `streamVersion` writes them: what is left of eleven. */
const tenDigits = (number: Document): Document => ({
  $substrBytes: [{ $toString: { $add: [number, { $toLong: 10_000_000_000 }] } }, 1, 10],
})
