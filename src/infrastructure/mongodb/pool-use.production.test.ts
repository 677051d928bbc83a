/** What operators are told of the connections to MongoDB is what a real pool does: busy, queued for, given up on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { openMongodb, type Mongodb } from './open-mongodb.ts'
import type { MongodbPoolUse } from './pool-use.ts'

const server = serverUrl('MONGODB_URL')
const sizeMax = 2
const busyMs = 400

describe.skipIf(server === undefined)('the pool of connections to MongoDB', () => {
  let mongodb: Mongodb
  const open = async (waitQueueTimeoutMs: number): Promise<void> => {
    mongodb = await openMongodb(server!, { maxPoolSize: sizeMax, minPoolSize: 0, waitQueueTimeoutMs })
  }
  /** Keeps a connection to the primary for so long. */
  const occupy = () =>
    mongodb.client.db('admin').command({ sleep: 1, millis: busyMs, lock: 'none' }, { readPreference: 'primary' })
  const waitsIn = ({ waits }: MongodbPoolUse): number => waits.reduce((sum, { count }) => sum + count, 0)
  const longWaitsIn = ({ waits }: MongodbPoolUse): number =>
    waits.reduce((sum, { upToMs, count }) => sum + ((upToMs ?? Infinity) > 100 ? count : 0), 0)

  beforeEach(() => open(10_000))
  afterEach(() => mongodb.close())

  test('an idle one has nothing in use and nobody waiting, and told every wait so far', () => {
    const use = mongodb.poolUse()
    expect(use).toMatchObject({ sizeMax, inUse: 0, waiting: 0, timedOut: 0, failed: 0 })
    expect(use.checkedOut).toBeGreaterThan(0)
    expect(use.open).toBeGreaterThan(0)
    expect(waitsIn(use)).toBe(use.checkedOut)
    expect(use.waits.map(({ upToMs }) => upToMs)).toEqual([1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, undefined])
  })

  test('an exhausted one tells who waits, and then how long they did', async () => {
    const before = mongodb.poolUse()
    const all = Promise.all(Array.from({ length: 3 * sizeMax }, occupy))
    await expect.poll(() => mongodb.poolUse()).toMatchObject({ inUse: sizeMax, waiting: 2 * sizeMax })
    await all
    const after = mongodb.poolUse()
    expect(after).toMatchObject({ inUse: 0, waiting: 0, timedOut: 0 })
    expect(after.checkedOut - before.checkedOut).toBe(3 * sizeMax)
    expect(longWaitsIn(after) - longWaitsIn(before)).toBeGreaterThanOrEqual(2 * sizeMax)
    expect(after.longestWaitMs).toBeGreaterThanOrEqual(busyMs)
  })

  test('who gave up waiting is counted, as a wait that timed out and as nothing else', async () => {
    await mongodb.close()
    await open(300)
    const settled = await Promise.allSettled(Array.from({ length: sizeMax + 3 }, occupy))
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(3)
    const use = mongodb.poolUse()
    expect(use).toMatchObject({ inUse: 0, waiting: 0, timedOut: 3, failed: 0 })
    expect(waitsIn(use)).toBe(use.checkedOut + 3)
  })
})
