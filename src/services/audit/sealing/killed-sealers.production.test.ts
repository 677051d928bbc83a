/** Two processes commit and seal over one replica set, and are killed at any moment: the trails have everything, once and in order. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { createFolderCheckpoints } from '../../../infrastructure/checkpoints/folder-checkpoints.ts'
import { openMongodb } from '../../../infrastructure/mongodb/open-mongodb.ts'
import { openMongodbStoreReader } from '../../../infrastructure/store/mongodb/mongodb-store-reader.ts'
import type { Commit } from '../../../infrastructure/store/commit-log.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
} from '../../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import type { Store } from '../../../infrastructure/store/store.ts'
import { readLog } from '../../../infrastructure/store/store-under-test.ts'
import { auditCollections, readHead } from '../trail/audit-view.ts'
import { readTrailEntries } from '../contract.ts'
import { trailsOf } from '../trail/trails-of.ts'
import { verifyOver } from '../trail/trails-under-test.ts'

const server = serverUrl('MONGODB_URL')
const kills = 5
const trails = ['org_1', 'org_2', 'exchange']
const chainedWithinMs = 5_000

/** Once it says that it serves. */
async function startProcess(url: string, folder: string, run: string, writers: number, acknowledged: Set<string>) {
  const script = join(import.meta.dirname, 'write-and-seal.fixture.ts')
  const child = spawn(process.execPath, [script, url, folder, run, `${writers}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const started = Promise.withResolvers<void>()
  const heard = (async () => {
    for await (const line of createInterface({ input: child.stdout }))
      if (line === 'started') started.resolve()
      else acknowledged.add(line)
  })()
  await Promise.race([started.promise, ended.then(() => expect.unreachable('It ended before it served.'))])
  return async (): Promise<void> => {
    child.kill('SIGKILL')
    await Promise.all([ended, heard])
  }
}

/** In the order in which they were chained. */
async function chainedIn(store: Store, organisationId: string, log: readonly Commit[]): Promise<readonly Commit[]> {
  const byPosition = new Map(log.map((commit) => [commit.position, commit]))
  const chained: Commit[] = []
  for (;;) {
    const page = await readTrailEntries(store.documents, organisationId, { after: chained.length, limit: 256 })
    if (page.length === 0) return chained
    expect(page.map(({ sequence }) => sequence)).toEqual(page.map((_, n) => chained.length + n + 1))
    chained.push(...page.map(({ position }) => byPosition.get(position)!))
  }
}

describe.skipIf(server === undefined)('on MongoDB', () => {
  test(`after ${kills} kills every commit is chained once, in order, within ${chainedWithinMs} ms of the last start`, async () => {
    const url = newDatabaseUrl(server!)
    const folder = mkdtempSync(join(tmpdir(), 'fx-audit-'))
    const acknowledged = new Set<string>()
    const start = (run: string, writers = 4) => startProcess(url, folder, run, writers, acknowledged)
    const running = [await start('a'), await start('b')]
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(200 + Math.random() * 800)
      await running.shift()!()
      running.push(await start(`k${kill}`))
    }
    await Promise.all(running.map((end) => end()))
    const endLast = await start('last', 0)
    const began = performance.now()

    const store = await openMongodbStoreAt(url, { collections: auditCollections })
    const log = await readLog(store, 1_000)
    const expected = new Map(
      trails.map((trail) => [trail, log.filter((commit) => trailsOf(commit.organisations).has(trail))]),
    )
    const isChained = async (): Promise<boolean> => {
      const heads = await Promise.all(trails.map((trail) => readHead(store.documents, trail)))
      return heads.every((head, n) => (head?.size ?? 0) >= expected.get(trails[n]!)!.length)
    }
    while (!(await isChained()) && performance.now() - began < 10 * chainedWithinMs) await sleep(50)
    expect(performance.now() - began).toBeLessThan(chainedWithinMs)

    const checkpoints = createFolderCheckpoints(folder)
    const reader = await openMongodbStoreReader(await openMongodb(url), auditCollections)
    expect(acknowledged.size).toBeGreaterThan(100)
    expect([...acknowledged].filter((id) => !log.some((commit) => commit.id === id))).toEqual([])
    for (const trail of trails) {
      const found = await chainedIn(store, trail, log)
      expect(found.map(({ id }) => id).toSorted()).toEqual(
        expected
          .get(trail)!
          .map(({ id }) => id)
          .toSorted(),
      )
      const versions = new Map<string, number>()
      for (const { stream, version } of found.flatMap(({ extensions }) => extensions)) {
        expect(version).toBeGreaterThan(versions.get(stream) ?? 0)
        versions.set(stream, version)
      }
      const { flaw, pending, size } = await verifyOver({ store, reader, checkpoints }, trail)
      expect({ flaw, pending, size }).toEqual({ flaw: null, pending: 0, size: found.length })
    }
    await reader.close()
    await store.close()
    await endLast()
    await dropDatabase(url)
    rmSync(folder, { recursive: true })
  }, 120_000)
})
