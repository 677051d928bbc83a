/** Snapshots on MongoDB: in a collection of their own, without a wait for a majority. */
import { MongoServerError } from 'mongodb'
import type { Sealer } from '../seal.ts'
import { openSnapshot, sealSnapshot, slotOf, type Snapshots } from '../snapshots.ts'
import type { SnapshotRow, StoreCollections } from './mongodb-schema.ts'

const duplicateKey = 11_000

export type SnapshotNeeds = {
  readonly collections: Pick<StoreCollections, 'snapshots'>
  readonly sealer: Sealer
  readonly maxTimeMs: number
  /** Nothing is kept any more. */
  readonly isOver: () => boolean
}

export function openMongodbSnapshots({ collections, sealer, maxTimeMs, isOver }: SnapshotNeeds): Snapshots {
  const { snapshots } = collections
  const options = { maxTimeMS: maxTimeMs }
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
    async keep(snapshot) {
      if (isOver()) return
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
