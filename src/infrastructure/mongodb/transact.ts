/** One transaction, tried once: whoever asks decides what a failure means, which the driver's own retrying would hide. */
import { MongoError, type ClientSession, type MongoClient, type Timestamp } from 'mongodb'
import { OutcomeUnknown } from './mongodb-errors.ts'
import type { MongodbSettings } from './open-mongodb.ts'

/**
 * Rejects with whatever stopped the work, of which nothing was left then; or with `OutcomeUnknown` where the servers
 * did not say how the transaction ended.
 */
export type Transact = <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>

/** @param landed  told of the servers' time as of each transaction that did */
export function createTransact(
  client: MongoClient,
  settings: MongodbSettings,
  landed: (at: Timestamp) => void = () => {},
): Transact {
  return async (work) => {
    // A session without it is never told the servers' time.
    const session = client.startSession({ causalConsistency: true })
    try {
      session.startTransaction({
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true, wtimeoutMS: settings.wtimeoutMs },
        readPreference: 'primary',
        maxCommitTimeMS: settings.maxTimeMs,
      })
      const made = await work(session)
      await commit(session)
      if (session.operationTime) landed(session.operationTime)
      return made
    } finally {
      // Ends what is still open: a transaction left behind would hold its keys against everybody for a minute.
      await session.endSession()
    }
  }
}

async function commit(session: ClientSession): Promise<void> {
  try {
    await session.commitTransaction()
  } catch (error) {
    const isKnown =
      error instanceof MongoError &&
      error.hasErrorLabel('TransientTransactionError') &&
      !error.hasErrorLabel('UnknownTransactionCommitResult')
    if (isKnown) throw error
    throw new OutcomeUnknown('MongoDB did not say how a transaction ended.', { cause: error })
  }
}
