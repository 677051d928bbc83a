/** How many commits a second the embedded store makes durable: 64 at once, three streams and their read models each. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStoreAt } from '../src/infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { executorOn, intentOf } from '../src/infrastructure/store/store-under-test.ts'
import { notableTallies, tallies, tally } from '../src/infrastructure/store/tally.fixture.ts'

const writers = 64
const seconds = 5
const rounds = 5

const folder = mkdtempSync(join(tmpdir(), 'fx-bench-'))
const store = openSqliteStoreAt(join(folder, 'store.db'), { collections: [tallies, notableTallies] })
const { execute } = executorOn(store)
let next = 0
const repeatable = (n: number) => ({ key: `bench-key-${n}`.padEnd(43, 'x'), fingerprint: 'f'.repeat(43) })

/** One stream of its own that grows, one that eight writers share, one new. */
const commit = async (writer: number): Promise<number> => {
  const n = (next += 1)
  const began = performance.now()
  await execute(tally, intentOf({ at: new Date().toISOString(), repeat: repeatable(n) }), async (unit) => {
    for (const id of [`own-${writer}`, `shared-${writer % 8}`, `new-${n}`])
      await unit.decide(tally, id, { type: 'add', amount: 1, by: { name: 'x'.repeat(200) } })
    return `new-${n}`
  })
  return performance.now() - began
}

const round = async (): Promise<{ perSecond: number; p99Ms: number; cpuMicros: number }> => {
  const waits: number[] = []
  const cpu = process.cpuUsage()
  const began = performance.now()
  const write = async (writer: number): Promise<void> => {
    while (performance.now() - began < seconds * 1_000) waits.push(await commit(writer))
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  const { user, system } = process.cpuUsage(cpu)
  waits.sort((a, b) => a - b)
  return {
    perSecond: waits.length / ((performance.now() - began) / 1_000),
    p99Ms: waits[Math.floor(waits.length * 0.99)]!,
    cpuMicros: (user + system) / waits.length,
  }
}

await commit(0)
const results = []
for (let n = 0; n < rounds; n += 1) results.push(await round())
results.sort((a, b) => a.perSecond - b.perSecond)
const { perSecond, p99Ms, cpuMicros } = results[Math.floor(rounds / 2)]!
await store.close()
rmSync(folder, { recursive: true, force: true })
const figures = {
  commitsPerSecond: Math.round(perSecond),
  p99Ms: Math.round(p99Ms),
  cpuMicrosPerCommit: Math.round(cpuMicros),
  writers,
  streamsPerCommit: 3,
}
console.log(JSON.stringify({ bench: 'store-commits', composition: 'embedded', figures, rounds }))
