/** The greatest fence that was shown of each lease, in a row that every write under it touches in its own transaction. */
import { MongoServerError, type ClientSession } from 'mongodb'
import type { Transact } from '../../mongodb/transact.ts'
import { FencedOff, type Fence } from '../fence.ts'
import type { Store } from '../store.ts'
import type { MongodbDocuments } from './mongodb-documents.ts'
import type { StoreCollections } from './mongodb-schema.ts'

export type UnderFenceNeeds = {
  readonly collections: Pick<StoreCollections, 'checkpoints'>
  readonly documents: Pick<MongodbDocuments, 'guardedBy'>
  readonly transact: Transact
  readonly maxTimeMs: number
}

const duplicateKey = 11_000
/** Of two who raise it for the first time at once, one inserts and the other looks again. */
const triesMax = 3

const rowOf = ({ lease }: Fence): string => `fence/${lease}`
const textOf = ({ number }: Fence): string => number.toString(16).padStart(16, '0')

export function createUnderFence(needs: UnderFenceNeeds): Store['underFence'] {
  const { documents, transact } = needs
  const { checkpoints } = needs.collections
  return async (fence) => {
    await raise(needs, fence)
    /** One who begins meanwhile meets this transaction at the row: one of the two waits or begins anew. */
    const guard = async (session: ClientSession): Promise<void> => {
      const own = { _id: rowOf(fence), position: textOf(fence) }
      const { matchedCount } = await checkpoints.updateOne(own, { $inc: { writes: 1 } }, { session })
      if (matchedCount === 0) throw new FencedOff(fence)
    }
    return {
      ...documents.guardedBy(guard),
      writeCheckpoint: (reader, position) =>
        transact(async (session) => {
          await guard(session)
          await checkpoints.updateOne({ _id: reader }, { $set: { position } }, { upsert: true, session })
        }),
    }
  }
}

async function raise({ collections: { checkpoints }, maxTimeMs }: UnderFenceNeeds, fence: Fence): Promise<void> {
  const position = textOf(fence)
  for (let tries = 1; ; tries += 1)
    try {
      // The row of a later one does not match, and cannot be inserted either.
      const older = { _id: rowOf(fence), position: { $lte: position } }
      await checkpoints.updateOne(older, { $set: { position } }, { upsert: true, maxTimeMS: maxTimeMs })
      return
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === duplicateKey)) throw error
      if (tries === triesMax) throw new FencedOff(fence)
    }
}
