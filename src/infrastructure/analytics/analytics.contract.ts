/** What analytics must do, whichever way it reaches its engine: each adapter's test calls this once. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rowsPerInsert, type Analytics, type Migration } from './analytics.ts'
import { countOf, firstSchema, listeningLog, reading, refusalOf, secondSchema } from './analytics-under-test.ts'

/** Opens analytics of a schema; of the same `place`, over the same tables. */
export type OpenAnalytics = (place: string, schema: readonly Migration[], log?: never) => Promise<Analytics>

/** @param sharesPlaces  whether two may be open at one place at once, as two processes with one server */
export function analyticsContract(
  name: string,
  open: OpenAnalytics,
  { sharesPlaces }: { sharesPlaces: boolean },
): void {
  describe(`${name} keeps the analytics contract`, () => {
    describe('rows', () => {
      rowsContract(open)
    })
    describe('limits', () => {
      limitsContract(open)
    })
    describe('schema', () => {
      schemaContract(open, sharesPlaces)
    })
  })
}

function useOpened(open: OpenAnalytics, place: string): () => Analytics {
  let analytics: Analytics
  beforeAll(async () => {
    analytics = await open(place, firstSchema)
  })
  beforeEach(() => analytics.clear())
  afterAll(() => analytics.close())
  return () => analytics
}

const hostile = [
  "it's",
  '"quoted"',
  'back\\slash',
  'new\nline\ttab',
  '{x:String}',
  "'); DROP TABLE readings; --",
  'é🥚',
  '',
]

function rowsContract(open: OpenAnalytics): void {
  const opened = useOpened(open, 'rows')

  test('rows come back as they were written: texts, instants, days, nothing, integers beyond 2^53 as texts', async () => {
    await opened().insert('readings', [reading('a', 1, Number.MAX_SAFE_INTEGER, '2026-08-02'), reading('b', 2, -5)])
    expect(await opened().query({ sql: 'SELECT sensor, amount, at, day FROM readings ORDER BY sensor' })).toEqual([
      { sensor: 'a', amount: String(Number.MAX_SAFE_INTEGER), at: '2026-08-01T09:00:00.123Z', day: '2026-08-02' },
      { sensor: 'b', amount: '-5', at: '2026-08-01T09:00:00.123Z', day: null },
    ])
  })

  test('the same rows again change nothing, nor in what views made of them', async () => {
    const rows = [reading('a', 1, 10), reading('b', 1, 20)]
    for (let time = 0; time < 3; time++) await opened().insert('readings', rows)
    expect([await countOf(opened(), 'readings'), await countOf(opened(), 'reading_log')]).toEqual([2, 2])
  })

  test('equal rows of another insert are other rows', async () => {
    await opened().insert('readings', [reading('a', 1, 10)])
    await opened().insert('readings', [reading('a', 1, 10), reading('b', 1, 10)])
    expect(await countOf(opened(), 'reading_log')).toBe(3)
    expect(await countOf(opened(), 'readings FINAL')).toBe(2)
  })

  test('whatever the order, and however often, the highest version holds', async () => {
    const versions = fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(versions, fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }), async (order, again) => {
        await opened().clear()
        for (const version of [...order, ...again])
          await opened().insert('readings', [reading('a', version, version * 10)])
        expect(await opened().query({ sql: 'SELECT amount FROM readings FINAL' })).toEqual([{ amount: '50' }])
      }),
      { numRuns: 8 },
    )
  })

  test('a batch that failed between a table and its view is whole once it came again', async () => {
    const rows = [reading('a', 1, 10), reading('b', 1, 20)]
    await opened().insert('view_breaker', [{ broken: 1 }])
    await expect(opened().insert('readings', rows)).rejects.toThrow(/the view is broken/)
    await opened().insert('view_breaker', [{ broken: -1 }])
    for (let time = 0; time < 2; time++) await opened().insert('readings', rows)
    expect([await countOf(opened(), 'readings'), await countOf(opened(), 'reading_log')]).toEqual([2, 2])
  })

  test('what was emptied takes the same rows again', async () => {
    await opened().insert('readings', [reading('a', 1, 10)])
    await opened().clear()
    expect(await countOf(opened(), 'readings')).toBe(0)
    await opened().insert('readings', [reading('a', 1, 10)])
    expect([await countOf(opened(), 'readings'), await countOf(opened(), 'reading_log')]).toEqual([1, 1])
    await opened().clear(['reading_log'])
    expect([await countOf(opened(), 'readings'), await countOf(opened(), 'reading_log')]).toEqual([0, 1])
  })

  test.each(hostile)('%j is a value, never SQL', async (text) => {
    await opened().insert('readings', [reading(text, 1, 1)])
    const sql = 'SELECT sensor, {list:Array(String)} AS list FROM readings WHERE sensor = {sensor:String}'
    const found = await opened().query({ sql, parameters: { sensor: text, list: [text, 'b'], unused: 1 } })
    expect(found).toEqual([{ sensor: text, list: [text, 'b'] }])
  })

  test('a parameter may be nothing, or a number', async () => {
    const sql = 'SELECT {day:Nullable(Date)} AS day, {count:UInt32} AS count'
    expect(await opened().query({ sql, parameters: { day: null, count: 7 } })).toEqual([{ day: null, count: 7 }])
  })

  test('a row with a column that the table has not is refused, and no row of it stays', async () => {
    const odd = { ...reading('a', 1, 1), colour: 'red' }
    await expect(opened().insert('readings', [odd])).rejects.toThrow(/colour/)
    expect(await countOf(opened(), 'readings')).toBe(0)
  })
}

function limitsContract(open: OpenAnalytics): void {
  const opened = useOpened(open, 'limits')

  test('more rows than may be inserted at once are refused; none are nothing', async () => {
    const rows = Array.from({ length: rowsPerInsert + 1 }, (_, n) => reading(`s${n}`, 1, n))
    await expect(opened().insert('readings', rows)).rejects.toThrow(RangeError)
    await opened().insert('readings', rows.slice(1))
    await opened().insert('readings', [])
    expect(await countOf(opened(), 'readings')).toBe(rowsPerInsert)
  })

  test('more rows than were asked for are refused, not cut off', async () => {
    const query = { sql: 'SELECT number FROM numbers(11)', rowsMax: 10 }
    expect((await refusalOf(opened().query(query))).code).toBe('analytics/too-much')
    expect(await opened().query({ ...query, rowsMax: 11 })).toHaveLength(11)
  })

  test('what takes too long is ended', async () => {
    const begun = performance.now()
    const slow = opened().query({
      sql: 'SELECT sum(cityHash64(number)) AS s FROM numbers(1000000000000)',
      timeoutMs: 500,
    })
    expect((await refusalOf(slow)).code).toBe('analytics/too-much')
    expect(performance.now() - begun).toBeLessThan(2_500)
  })

  test('nothing of a query that failed half-way comes with the next answer', async () => {
    for (let time = 0; time < 3; time++) {
      const failing = opened().query({
        sql: 'SELECT throwIf(number = 50000) AS mine FROM numbers(60000)',
        rowsMax: 100_000,
      })
      await expect(failing).rejects.toThrow(/throwIf/)
      expect(await opened().query({ sql: "SELECT 'other' AS theirs" })).toEqual([{ theirs: 'other' }])
    }
  })

  test('many at once each get their own answer', async () => {
    const asked = Array.from({ length: 30 }, (_, n) =>
      opened().query({ sql: 'SELECT {n:UInt8} AS n', parameters: { n } }),
    )
    expect((await Promise.all(asked)).map(([row]) => row?.['n'])).toEqual(asked.map((_, n) => n))
  })

  test('beyond what may be under way at once, one is refused at once and told when to come back', async () => {
    const sql = 'SELECT sleepEachRow(0.02) AS slept FROM numbers(2)'
    const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => opened().query({ sql })))
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]).toMatchObject({
      reason: { rejection: { code: 'analytics/unavailable', facts: { retryAfterSeconds: 30 } } },
    })
    expect(await opened().query({ sql: 'SELECT 1 AS one' })).toEqual([{ one: 1 }])
  })
}

function schemaContract(open: OpenAnalytics, sharesPlaces: boolean): void {
  const versions = 'SELECT version, name FROM schema_versions ORDER BY version'
  const both = [
    { version: 1, name: 'readings' },
    { version: 2, name: 'units' },
  ]

  test('older tables are brought up to date, and keep their rows', async () => {
    const older = await open('older', firstSchema)
    await older.insert('readings', [reading('a', 1, 10)])
    await older.close()
    const newer = await open('older', secondSchema)
    expect(await newer.query({ sql: 'SELECT sensor, unit FROM readings' })).toEqual([{ sensor: 'a', unit: 'g' }])
    expect(await newer.query({ sql: versions })).toEqual(both)
    await newer.close()
  })

  test('tables of a later release are left alone, and the operator is told what to do', async () => {
    const newer = await open('newer', secondSchema)
    await newer.insert('readings', [{ ...reading('a', 1, 10), unit: 'kg' }])
    await newer.close()
    const { log, lines } = listeningLog()
    const older = await open('newer', firstSchema, log)
    expect((await refusalOf(older.insert('readings', [reading('b', 1, 1)]))).code).toBe('analytics/newer-schema')
    expect((await refusalOf(older.query({ sql: 'SELECT 1' }))).code).toBe('analytics/newer-schema')
    expect(lines).toEqual([expect.stringContaining('schema 2, this release knows 1')])
    await older.close()
  })

  test.runIf(sharesPlaces)('of several that begin at once, one migrates', async () => {
    const several = await Promise.all([1, 2, 3, 4].map(() => open('several', secondSchema)))
    await Promise.all(several.map((one, n) => one.insert('readings', [{ ...reading(`s${n}`, 1, n), unit: 'g' }])))
    expect(await several[0]!.query({ sql: versions })).toEqual(both)
    expect(await countOf(several[1]!, 'readings')).toBe(4)
    await Promise.all(several.map((one) => one.close()))
  })
}
