/** Opens the MongoDB store for a contract: a database of its own on the replica set that the environment names. */
import { randomUUID } from 'node:crypto'
import { eventually } from '../../../../test/support/eventually.ts'
import { openMongodb, type Mongodb } from '../../mongodb/open-mongodb.ts'
import { createSealer } from '../seal.ts'
import type { Store } from '../store.ts'
import { sealingKey, type OpenedStore, type OpenOptions } from '../store-under-test.ts'
import { openMongodbStore } from './mongodb-store.ts'

/** The same servers, another database. */
export const newDatabaseUrl = (server: string): string =>
  server.replace(/^(\w+:\/\/[^/?]*)\/?[^?]*/, `$1/fx-test-${randomUUID().slice(0, 8)}`)

export const openMongodbStoreAt = async (url: string, options: OpenOptions): Promise<Store> =>
  openMongodbStoreOn(await openMongodb(url), options)

/** Closes the connection with the store. */
export async function openMongodbStoreOn(mongodb: Mongodb, options: OpenOptions): Promise<Store> {
  const store = await openMongodbStore({
    mongodb,
    collections: options.collections,
    sealer: createSealer(sealingKey),
    monotonicMs: () => performance.now(),
    random: Math.random,
    failed: (error) => process.stderr.write(`The stream of changes broke: ${String(error)}\n`),
    ...(options.writeDocumentsWithCommits !== undefined && {
      writeDocumentsWithCommits: options.writeDocumentsWithCommits,
    }),
  })
  return Object.assign(Object.create(store) as Store, {
    async close() {
      await store.close()
      await mongodb.close()
    },
  })
}

/** From nodes that a test has disturbed, too: an election that goes on interrupts it. */
export async function dropDatabase(url: string): Promise<void> {
  const mongodb = await openMongodb(url)
  await eventually(() => mongodb.database.dropDatabase())
  await mongodb.close()
}

/** Databases of which one is had at a time; see mongodb-databases-under-test.ts. */
export type DatabasesUnderTest = {
  /** The address of an empty one; it may have a store's collections already. */
  readonly take: () => string
  /** For the next: whoever took it has closed all that they opened. */
  readonly giveBack: (url: string) => Promise<void>
}

export const openMongodbStoreUnderTest =
  ({ take, giveBack }: DatabasesUnderTest) =>
  async (options: OpenOptions): Promise<OpenedStore> => {
    const url = take()
    const store = await openMongodbStoreAt(url, options)
    let newest = store
    return {
      store,
      async reopen() {
        await newest.close()
        newest = await openMongodbStoreAt(url, options)
        return newest
      },
      async alterSnapshots() {
        const mongodb = await openMongodb(url)
        const body = { $replaceAll: { input: '$body', find: '7', replacement: '8' } }
        await mongodb.database.collection('snapshots').updateMany({}, [{ $set: { body } }])
        await mongodb.close()
      },
      async dispose() {
        await newest.close()
        await giveBack(url)
      },
    }
  }
