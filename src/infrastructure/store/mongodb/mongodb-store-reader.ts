/** Reads a store on MongoDB from a thread that has a connection of its own. */
import { isTransient } from '../../mongodb/mongodb-errors.ts'
import type { Mongodb } from '../../mongodb/open-mongodb.ts'
import { createTransact } from '../../mongodb/transact.ts'
import type { Collection } from '../documents.ts'
import type { StoreReader } from '../store.ts'
import { openMongodbCommitLog, type AsOfNow } from './mongodb-commit-log.ts'
import { createMongodbDocumentWriter } from './mongodb-document-writer.ts'
import { openMongodbDocuments } from './mongodb-documents.ts'
import { openStoreCollections } from './mongodb-schema.ts'

/** Closes the connection with the reader. */
export async function openMongodbStoreReader(
  mongodb: Mongodb,
  declared: readonly Collection<never>[],
): Promise<StoreReader> {
  const { client, database, settings } = mongodb
  const collections = await openStoreCollections(database, settings.maxTimeMs)
  const log = openMongodbCommitLog(client, collections, settings.maxTimeMs)
  // Whatever is read after a document is at least as new: a new primary's majority may be older for a moment.
  const asOfNow: AsOfNow = (read) =>
    log.asOfNow(async (options) => {
      const found = await read(options)
      if (options.session.operationTime) log.advance(options.session.operationTime)
      return found
    })
  const documents = openMongodbDocuments({
    collections,
    asOfNow,
    nearby: asOfNow,
    declared,
    writer: createMongodbDocumentWriter(collections, settings.maxTimeMs),
    transact: createTransact(client, settings),
    random: Math.random,
  })
  return { scanCommits: log.scanCommits, documents, isPassing: isTransient, close: mongodb.close }
}
