/** How long a million events take to replay: into the state of every stream, and into every read model. */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProjector } from '../src/infrastructure/store/projection/projector.ts'
import { emptySnapshot, evolveSnapshot, streamOf, type Snapshot } from '../src/infrastructure/store/aggregate.ts'
import { logStart, type CommitToAppend } from '../src/infrastructure/store/commit-log.ts'
import { openSqliteRebuildLedger } from '../src/infrastructure/store/sqlite/sqlite-rebuild-ledger.ts'
import { openSqliteStoreAt } from '../src/infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { commitOf } from '../src/infrastructure/store/store-under-test.ts'
import { notableTallies, tallies, tally, type TallyState } from '../src/infrastructure/store/tally.fixture.ts'

const streams = 20_000
/** Of these at a time, as of orders under way: a stream’s next version stands 2,000 streams later. */
const streamsUnderWay = 2_000
const versions = 10
const eventsPerVersion = 5
const streamsPerCommit = 5
const events = streams * versions * eventsPerVersion
const askedSeconds = 60

const folder = mkdtempSync(join(tmpdir(), 'fx-bench-'))
const store = openSqliteStoreAt(join(folder, 'store.db'), { collections: [tallies, notableTallies], soleWriter: true })

const recorded = Array.from({ length: eventsPerVersion }, (_, n) => ({
  type: 'tally/added',
  schemaVersion: 1,
  body: JSON.stringify({ amount: 1, by: { [`n${n}`]: 'x'.repeat(150) }, type: 'tally/added' }),
}))
const commit = (id: number, first: number, version: number): CommitToAppend =>
  commitOf(`cmt_${id}`, [], {
    extensions: Array.from({ length: streamsPerCommit }, (_, n) => ({
      stream: streamOf(tally, `s${first + n}`),
      version,
      events: recorded,
    })),
  })

let commits = 0
for (let day = 0; day < streams; day += streamsUnderWay)
  for (let version = 1; version <= versions; version += 1) {
    const batch: CommitToAppend[] = []
    for (let first = day; first < day + streamsUnderWay; first += streamsPerCommit)
      batch.push(commit((commits += 1), first, version))
    await Promise.all(batch.map((each) => store.append(each, [])))
  }

const rounded = (value: number): number => Number(value.toFixed(1))
/** On a busy machine the second is what can be compared. */
type Took = { readonly seconds: number; readonly cpuSeconds: number }
function stopwatch(): () => Took {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return { seconds: rounded((performance.now() - began) / 1_000), cpuSeconds: rounded((user + system) / 1_000_000) }
  }
}

async function fold(): Promise<Took> {
  const took = stopwatch()
  const states = new Map<string, Snapshot<TallyState>>()
  for (let after = logStart; ;) {
    const page = await store.readCommits({ after, limit: 256 })
    const last = page.at(-1)
    if (!last) break
    for (const { at, extensions } of page)
      for (const { stream, version, events: of } of extensions) {
        const from = states.get(stream) ?? emptySnapshot(tally, stream.slice('tally-'.length))
        states.set(stream, evolveSnapshot(tally, from, [{ version, at, events: of }]))
      }
    after = last.position
  }
  let total = 0
  for (const { state } of states.values()) total += state.total
  if (total !== events) throw new Error(`${total} of ${events} events were replayed.`)
  return took()
}

async function rebuild(): Promise<Took> {
  const failed = (error: unknown): never => {
    throw error
  }
  const unprojectable = (_stream: string, error: unknown): never => failed(error)
  const projector = createProjector({
    store,
    aggregates: [tally],
    now: Date.now,
    unprojectable,
    failed,
    openLedger: openSqliteRebuildLedger(''),
  })
  const stop = stopwatch()
  await projector.rebuild()
  const took = stop()
  const count = await store.documents.count(tallies, { index: 'byTotal', equals: [], atMost: streams + 1 })
  if (count !== streams) throw new Error(`${count} of ${streams} documents were made.`)
  return took
}

const folded = await fold()
const rebuilt = await rebuild()
await store.close()
rmSync(folder, { recursive: true, force: true })
const figures = {
  events,
  commits,
  streams,
  folded,
  rebuilt,
  askedSeconds,
  loadAverage: Number(loadavg()[0]!.toFixed(2)),
}
console.log(JSON.stringify({ bench: 'replay', composition: 'embedded', figures, rounds: 1 }))
process.exitCode = rebuilt.seconds <= askedSeconds ? 0 : 1
