/** A stream of changes that breaks goes on: where it broke, or, where the servers have forgotten that, with what the collection has. */
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openMongodb, type Mongodb } from '../../mongodb/open-mongodb.ts'
import { logStart, type Commit } from '../commit-log.ts'
import { tailLog } from '../log-tail.ts'
import { commitOf, newId, sealingKey } from '../store-under-test.ts'
import { createSealer } from '../seal.ts'
import type { Store } from '../store.ts'
import { tallies } from '../tally.fixture.ts'
import { openMongodbStore } from './mongodb-store.ts'
import { dropDatabase, newDatabaseUrl } from './mongodb-store-under-test.ts'

const server = serverUrl('MONGODB_URL')
const each = 20

describe.skipIf(server === undefined)('the stream of changes', () => {
  const admin = new MongoClient(server ?? 'mongodb://127.0.0.1', { maxPoolSize: 1 })
  const opened: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close()
  })
  afterAll(() => admin.close())

  const open = async (failed: (error: unknown) => void): Promise<Store> => {
    const url = newDatabaseUrl(server!)
    const mongodb: Mongodb = await openMongodb(url)
    const store = await openMongodbStore({
      mongodb,
      collections: [tallies],
      sealer: createSealer(sealingKey),
      monotonicMs: () => performance.now(),
      random: Math.random,
      failed,
    })
    opened.push(() => dropDatabase(url), mongodb.close, store.close)
    return store
  }
  /** The next answer to a stream is this error, which the driver does not repeat by itself. */
  const failOnce = (errorCode: number) =>
    admin.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['getMore'], errorCode, errorLabels: ['NonResumableChangeStreamError'] },
    })

  test.each([
    { why: 'that the network broke', errorCode: 6, mayRepeat: false },
    { why: 'that its history is lost', errorCode: 286, mayRepeat: true },
  ])('told $why, it misses nothing that was written meanwhile', async ({ errorCode, mayRepeat }) => {
    const broke: unknown[] = []
    const store = await open((error) => void broke.push(error))
    const read: string[] = []
    const handle = async (commits: readonly Commit[]): Promise<void> => void read.push(...commits.map(({ id }) => id))
    const tail = tailLog({ log: store, after: logStart, pageMax: 7, handle, failed: () => undefined })
    const written: string[] = []
    const writeSome = async (): Promise<void> => {
      for (let n = 0; n < each; n += 1) {
        const id = newId('cmt')
        await store.append(commitOf(id, [[`tally-${id}`, 1]]), [])
        written.push(id)
      }
    }
    await writeSome()
    await expect.poll(() => read.length).toBe(each)
    await failOnce(errorCode)
    await writeSome()
    await expect.poll(() => broke.length).toBe(1)
    await writeSome()
    await expect.poll(() => new Set(read)).toEqual(new Set(written))
    if (!mayRepeat) expect(read).toEqual(written)
    await tail.stop()
  })
})
