/** How soon an aggregate of 10,000 versions is loaded by a process that has never seen it; its state holds 20 KB. */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../src/infrastructure/store/store.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreUnderTest,
} from '../src/infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { openSqliteStoreAt } from '../src/infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { executorOn, intentOf } from '../src/infrastructure/store/store-under-test.ts'
import { notableTallies, tallies, tally } from '../src/infrastructure/store/tally.fixture.ts'

/** Halfway between two snapshots: as much is read beside one as on average. */
const versions = 10_050
const notes = 100
const loads = 60
const askedMs = 5
const id = 'long'

const collections = [tallies, notableTallies]
const server = process.env['MONGODB_URL'] ?? ''

async function openStore(): Promise<{ readonly store: Store; readonly remove: () => Promise<void> }> {
  if (server !== '') {
    const databases = { take: () => newDatabaseUrl(server), giveBack: dropDatabase }
    const { store, dispose } = await openMongodbStoreUnderTest(databases)({ collections })
    return { store, remove: dispose }
  }
  const folder = mkdtempSync(join(tmpdir(), 'fx-bench-'))
  const store = openSqliteStoreAt(join(folder, 'store.db'), { collections })
  return {
    store,
    async remove() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const { store, remove } = await openStore()
const { execute } = executorOn(store)
const add = (n: number) =>
  execute(tally, intentOf({ timeoutMs: 60_000 }), async (unit) => {
    await unit.decide(tally, id, { type: 'add', amount: 1, by: { [`note ${n % notes}`]: 'x'.repeat(200) } })
    return id
  })
for (let n = 0; n < versions; n += 50) await Promise.all(Array.from({ length: 50 }, (_, more) => add(n + more)))

const load = async (): Promise<number> => {
  const { readState } = executorOn(store)
  const began = performance.now()
  const snapshot = await readState(tally, id)
  const ms = performance.now() - began
  if (snapshot.version !== versions) throw new Error(`Loaded version ${snapshot.version} of ${versions}.`)
  return ms
}
const measured = async (): Promise<{ medianMs: number; p99Ms: number }> => {
  const took: number[] = []
  for (let n = 0; n < loads; n += 1) took.push(await load())
  took.sort((a, b) => a - b)
  return { medianMs: took[loads >> 1]!, p99Ms: took[Math.floor(loads * 0.99)]! }
}

const withSnapshots = await measured()
await store.snapshots.clear()
// The first load without one makes it anew.
const withoutMs = await load()
await remove()
const figures = {
  versions,
  medianMs: Number(withSnapshots.medianMs.toFixed(2)),
  p99Ms: Number(withSnapshots.p99Ms.toFixed(2)),
  withoutSnapshotsMs: Number(withoutMs.toFixed(1)),
  askedMs,
  loadAverage: Number(loadavg()[0]!.toFixed(2)),
}
console.log(
  JSON.stringify({
    bench: 'aggregate',
    composition: server === '' ? 'embedded' : 'production',
    figures,
    rounds: loads,
  }),
)
process.exitCode = figures.medianMs <= askedMs ? 0 : 1
