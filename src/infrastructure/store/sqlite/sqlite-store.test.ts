/** The embedded store keeps the store's contract; what only SQLite promises follows it. */
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { crashContract } from '../crash.contract.ts'
import { logStart } from '../commit-log.ts'
import { openSqliteStoreReader } from './sqlite-store-reader.ts'
import { openSqliteStoreAt, openSqliteStoreUnderTest } from './sqlite-store-under-test.ts'
import { commitOf, executorOn, intentOf, type OpenStore } from '../store-under-test.ts'
import { documentWrite } from '../documents.ts'
import type { StoreReader } from '../store.ts'
import { storeContract } from '../store.contract.ts'
import { notableTallies, tallies, tally } from '../tally.fixture.ts'

storeContract('SQLite', openSqliteStoreUnderTest)

// Even with another executor on the same file, which its owner had ruled out, a command only loses a round.
const openSoleWriter: OpenStore = (options) => openSqliteStoreUnderTest({ ...options, soleWriter: true })
storeContract('SQLite with one writer', openSoleWriter)

test('a sole writer looks a stream up once and then knows it', async () => {
  const { store, dispose } = await openSqliteStoreUnderTest({
    collections: [tallies, notableTallies],
    soleWriter: true,
  })
  const readStream = vi.spyOn(store, 'readStream')
  const { execute, readState } = executorOn(store)
  const add = () =>
    execute(tally, intentOf(), async (unit) => {
      await unit.decide(tally, 'a', { type: 'add', amount: 1, by: {} })
      return 'a'
    })
  for (let times = 0; times < 3; times += 1) await add()
  expect((await readState(tally, 'a')).version).toBe(3)
  expect(readStream.mock.calls).toHaveLength(1)
  await dispose()
})

crashContract('SQLite', async () => {
  const { path, dispose } = await openSqliteStoreUnderTest({ collections: [] })
  const script = join(import.meta.dirname, 'sqlite-crash-writer.fixture.ts')
  const open = async () => openSqliteStoreAt(path, { collections: [tallies, notableTallies] })
  return { script, place: path, open, dispose }
})

test('no statement scans a table', async () => {
  const { store, dispose } = await openSqliteStoreUnderTest({ collections: [tallies, notableTallies] })
  expect(store.queries.length).toBeGreaterThan(15)
  for (const query of store.queries) {
    const plan = store.database.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[]
    const scans = plan.map(({ detail }) => detail).filter((detail) => /\bSCAN\b|TEMP B-TREE/.test(detail))
    // A subquery that was narrowed already is walked through; it is no table.
    expect({ query, scans: scans.filter((detail) => !detail.includes('(subquery')) }).toEqual({ query, scans: [] })
  }
  await dispose()
})

test('a commit whose documents cannot be written fails alone; its neighbours in the batch land', async () => {
  const { store, dispose } = await openSqliteStoreUnderTest({ collections: [tallies] })
  const undeclared = documentWrite({ ...notableTallies, name: 'undeclared' }, 'x', 1, { total: 1 })
  const view = documentWrite(tallies, 'x', 1, { id: 'x', total: 1, tags: [], notes: {}, at: '' })
  const results = await Promise.allSettled([
    store.append(commitOf('cmt_1', [['tally-1', 1]]), []),
    store.append(commitOf('cmt_2', [['tally-2', 1]]), [view, undeclared]),
    store.append(commitOf('cmt_3', [['tally-3', 1]]), []),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((await store.readCommits({ after: '0'.repeat(16), limit: 10 })).map(({ id }) => id)).toEqual([
    'cmt_1',
    'cmt_3',
  ])
  expect(await store.documents.get(tallies, 'x')).toBeUndefined()
  await dispose()
})

test('expired keys leave a few at a time, so that no commit pays for a whole day', async () => {
  const { store, dispose } = await openSqliteStoreUnderTest({ collections: [] })
  const keyed = (n: number, day: string, next: string, at: string) =>
    commitOf(`cmt_${day}_${n}`, [[`tally-${day}-${n}`, 1]], {
      at,
      repeat: { keys: [`${day}:${n}`, `${next}:${n}`], outcome: { fingerprint: '', stream: '', version: 1 } },
    })
  const days = (day: string, next: string, at: string) =>
    Promise.all(Array.from({ length: 50 }, (_, n) => store.append(keyed(n, day, next, at), [])))
  const keys = () => (store.database.prepare('SELECT count(*) AS n FROM repeat_keys').get() as { n: number }).n
  await days('20260801', '20260802', '2026-08-01T00:00:00.000Z')
  expect(keys()).toBe(50)
  await days('20260901', '20260902', '2026-09-01T00:00:00.000Z')
  expect(keys()).toBe(50)
  await dispose()
})

test('another reads the file of a sole writer while readers are admitted, and commits go on', async () => {
  const { store, path, dispose } = await openSqliteStoreUnderTest({ collections: [], soleWriter: true })
  const append = (n: number) => store.append(commitOf(`cmt_${n}`, [['tally-a', n]]), [])
  const count = async (reader: StoreReader) => (await reader.scanCommits({ after: logStart, limit: 10 })).length
  await append(1)
  expect(() => openSqliteStoreReader(path, [], 0)).toThrow('locked')
  const stop = store.admitReaders()
  const reader = openSqliteStoreReader(path, [], 0)
  expect(await count(reader)).toBe(1)
  await append(2)
  expect(await count(reader)).toBe(2)
  await reader.close()
  stop()
  await append(3)
  expect(() => openSqliteStoreReader(path, [], 0)).toThrow('locked')
  await dispose()
})
