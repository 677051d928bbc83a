/** What others are shown is read from secondaries, and is never older than what this process has heard of: whatever becomes of the nodes. */
import { MongoClient, type Document } from 'mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { untilLevel } from '../../../../test/support/replica-set-under-test.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import type { CommitNotices } from '../../../composition/commit-notices.ts'
import { hearAllCommits } from '../../../composition/hear-all-commits.ts'
import type { Position } from '../commit-log.ts'
import { collection, documentWrite } from '../documents.ts'
import type { Store } from '../store.ts'
import { commitOf, newId } from '../store-under-test.ts'
import { dropDatabase, newDatabaseUrl, openMongodbStoreAt } from './mongodb-store-under-test.ts'
import { nearbyWithinMs } from './nearby-reads.ts'

type Shown = { readonly n: number }
const shown = collection<Shown>()({ name: 'shown', reads: 'nearby', indexes: { all: () => [['all']] } })
const own = collection<Shown>()({ name: 'own', indexes: {} })
const server = serverUrl('MONGODB_URL')
/** Others work on the same machine. */
const leewayMs = 1_500

describe.skipIf(server === undefined)('nearby reads on MongoDB', () => {
  const url = newDatabaseUrl(server ?? '')
  let here: Store
  let there: Store
  let notices: CommitNotices
  let nodes: readonly MongoClient[]
  let version = 0

  // Any secondary is near, also one that answers slowly because it is in trouble.
  const open = () => openMongodbStoreAt(`${url}&localThresholdMS=5000`, { collections: [shown, own] })

  beforeAll(async () => {
    there = await open()
    const hosts = /\/\/([^/?]*)/.exec(url)![1]!.split(',')
    nodes = hosts.map((host) => new MongoClient(`mongodb://${host}/admin?directConnection=true`, { maxPoolSize: 1 }))
    await write(there)
  })
  // One that leaves no secondary alone because of the test before; nor may another one still be behind by what that did.
  beforeEach(async () => {
    await untilLevel(nodes[0]!)
    here = await open()
    notices = await hearAllCommits({ store: here, log: { warn: () => undefined }, tagsOf: () => [] })
  })
  afterEach(async () => {
    await notices.close()
    await here.close()
  })
  afterAll(async () => {
    await Promise.all([there.close(), ...nodes.map((node) => node.close())])
    await dropDatabase(url)
  })

  /** Commits through a store the next version of the one document of both collections. */
  const write = async (store: Store): Promise<Position> => {
    version += 1
    const writes = [shown, own].map((kind) => documentWrite(kind, 'a', version, { n: version }))
    const result = await store.append(commitOf(newId('cmt'), [['tally-a', version]]), writes)
    if (result.outcome !== 'appended') throw new Error(result.outcome)
    return result.position
  }
  /** Commits elsewhere, and waits until this process has heard of it and forgotten what was before. */
  const changeThere = async (): Promise<void> => {
    const position = await write(there)
    expect(await notices.hear(position, 10_000)).toBe(true)
  }
  const readShown = async (): Promise<number> => {
    const begun = performance.now()
    const found = await here.documents.nearby.find(shown, { index: 'all', equals: ['all'], limit: 1 })
    const one = await here.documents.nearby.get(shown, 'a')
    expect(found.items[0]).toEqual(one)
    expect(one?.version).toBe(version)
    return performance.now() - begun
  }
  const helloOf = (node: MongoClient): Promise<Document> => node.db().command({ hello: 1 })
  const someSecondary = async (): Promise<MongoClient> => {
    for (const node of nodes) if ((await helloOf(node))['secondary'] === true) return node
    throw new Error('There is no secondary.')
  }
  const queriesBy = async (role: 'secondary' | 'isWritablePrimary'): Promise<number> => {
    let sum = 0
    for (const node of nodes)
      if ((await helloOf(node))[role] === true)
        sum += Number((await node.db().command({ serverStatus: 1 }))['opcounters'].query)
    return sum
  }

  test('what is declared so is read from secondaries, all else from the primary', async () => {
    const count = async (work: () => Promise<unknown>): Promise<readonly [primary: number, secondaries: number]> => {
      const before = [await queriesBy('isWritablePrimary'), await queriesBy('secondary')] as const
      for (let n = 0; n < 100; n += 1) await work()
      return [(await queriesBy('isWritablePrimary')) - before[0], (await queriesBy('secondary')) - before[1]]
    }
    // On a busy machine one may take too long, and the rest then leaves secondaries alone, for a while.
    await expect
      .poll(async () => {
        const [primary, secondaries] = await count(() => here.documents.nearby.get(shown, 'a'))
        return secondaries >= 50 && primary < secondaries
      })
      .toBe(true)
    for (const read of [() => here.documents.nearby.get(own, 'a'), () => here.documents.get(shown, 'a')]) {
      const counted = await count(read)
      expect(counted[0]).toBeGreaterThanOrEqual(100)
      expect(counted[1]).toBeLessThan(50)
    }
  })

  test('what this process has heard of is in what it reads, though another process wrote it', async () => {
    for (let round = 0; round < 40; round += 1) {
      await changeThere()
      await readShown()
    }
  })

  test('a secondary that does not apply what comes costs a moment, and shows nothing old', async () => {
    const secondary = await someSecondary()
    await secondary.db().command({ fsync: 1, lock: true })
    try {
      await throughTrouble()
    } finally {
      await secondary.db().command({ fsyncUnlock: 1 })
    }
  })

  test('a secondary that has stopped costs a moment, and hangs nobody', async () => {
    const secondary = await someSecondary()
    const { pid } = (await secondary.db().command({ serverStatus: 1 })) as { pid: { toString(): string } }
    process.kill(Number(pid.toString()), 'SIGSTOP')
    try {
      await throughTrouble()
    } finally {
      process.kill(Number(pid.toString()), 'SIGCONT')
    }
  })

  const throughTrouble = async (): Promise<void> => {
    const tookMs: number[] = []
    for (let round = 0; round < 20; round += 1) {
      await changeThere()
      tookMs.push(await readShown())
    }
    expect(Math.max(...tookMs), 'the trouble was met').toBeGreaterThanOrEqual(nearbyWithinMs)
    // Afterwards secondaries are left alone.
    expect(Math.max(...tookMs)).toBeLessThan(2 * nearbyWithinMs + leewayMs)
    expect(tookMs.filter((ms) => ms >= nearbyWithinMs).length, String(tookMs)).toBeLessThanOrEqual(4)
  }

  test('while the primary steps down, reads go on and none is older than what was heard of', async () => {
    const primary = new MongoClient(url, { maxPoolSize: 1 })
    const stepDown = { replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 }
    try {
      for (let round = 0; round < 12; round += 1) {
        await changeThere()
        if (round === 3) await primary.db('admin').command(stepDown)
        await readShown()
      }
    } finally {
      await primary.close()
    }
  })
})
