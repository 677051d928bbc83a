/** Leases on a real replica set: the contract, and what becomes of a holder that falls silent. */
import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { leasesContract } from './leases.contract.ts'
import { openMongodbLeases } from './mongodb-leases.ts'

const server = serverUrl('MONGODB_URL')
/** As processes have it: of a shorter one, a renewal that waits for a busy disk comes too late. */
const ttlMs = 6_000

const connect = (name: string) => {
  const client = new MongoClient(server!, { maxPoolSize: 4 })
  return { client, leases: openMongodbLeases({ database: client.db(name), random: Math.random, ttlMs }) }
}

describe.skipIf(server === undefined)('on MongoDB', () => {
  const name = `fx-test-${randomUUID().slice(0, 8)}`
  leasesContract('mongodb', async () => {
    const [a, b] = [connect(name), connect(name)]
    return {
      processes: [a.leases, b.leases],
      async dispose() {
        await Promise.all([a.leases.close(), b.leases.close()])
        await b.client.close()
        await a.client.close()
      },
    }
  })

  let alive: ReturnType<typeof connect>
  beforeAll(() => void (alive = connect(name)))
  afterAll(async () => {
    await alive.leases.close()
    await alive.client.db(name).dropDatabase()
    await alive.client.close()
  })

  test('a holder that fell silent hears that it lost before another has it', async () => {
    const silent = connect(name)
    const lease = await silent.leases.take('silent', 0)
    await silent.client.close(true)
    const lostAt = new Promise<number>((resolve) =>
      lease!.lost.addEventListener('abort', () => resolve(performance.now())),
    )
    const next = await alive.leases.take('silent', 10 * ttlMs)
    expect(next!.fence).toBeGreaterThan(lease!.fence)
    expect(await lostAt).toBeLessThan(performance.now())
    await next!.release()
  })

  test('one that was taken for less is had so much sooner by the next', async () => {
    const silent = connect(name)
    await silent.leases.take('shorter', 0, ttlMs / 4)
    await silent.client.close(true)
    const began = performance.now()
    const next = await alive.leases.take('shorter', ttlMs)
    expect(performance.now() - began).toBeLessThan(ttlMs)
    await next!.release()
  })

  test('one that is renewed is kept for as long as it is held', async () => {
    const lease = await alive.leases.take('kept', 0)
    const other = connect(name)
    expect(await other.leases.take('kept', 3 * ttlMs)).toBeUndefined()
    expect(lease!.lost.aborted).toBe(false)
    await lease!.release()
    await other.client.close()
  })
})
