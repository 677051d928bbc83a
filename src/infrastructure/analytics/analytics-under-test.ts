/** A small schema of readings and what a test needs to speak of them, for the suites that every adapter runs. */
import type { Rejected } from '../../kernel/rejection.ts'
import type { Analytics, Migration, Row } from './analytics.ts'

const readings: Migration = {
  name: 'readings',
  statements: [
    `CREATE TABLE IF NOT EXISTS readings
      (sensor String, version UInt64, amount Int64, at DateTime64(3, 'UTC'), day Nullable(Date))
      ENGINE = ReplacingMergeTree(version) ORDER BY sensor
      SETTINGS non_replicated_deduplication_window = 1000`,
    // Breaks the view while its sum is above 0.
    `CREATE TABLE IF NOT EXISTS view_breaker (broken Int8) ENGINE = MergeTree ORDER BY tuple()`,
    `CREATE TABLE IF NOT EXISTS reading_log (sensor String, amount Int64)
      ENGINE = MergeTree ORDER BY sensor SETTINGS non_replicated_deduplication_window = 1000`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS reading_log_view TO reading_log AS
      SELECT sensor, amount FROM readings
      WHERE throwIf((SELECT sum(broken) FROM view_breaker) > 0, 'the view is broken') = 0`,
  ],
}

const units: Migration = {
  name: 'units',
  statements: [`ALTER TABLE readings ADD COLUMN IF NOT EXISTS unit LowCardinality(String) DEFAULT 'g'`],
}

/** By release. */
export const firstSchema: readonly Migration[] = [readings]
export const secondSchema: readonly Migration[] = [readings, units]

export const reading = (sensor: string, version: number, amount: number, day: string | null = null): Row => ({
  sensor,
  version,
  amount,
  at: '2026-08-01T09:00:00.123Z',
  day,
})

export const countOf = async (analytics: Analytics, table: string): Promise<number> =>
  Number((await analytics.query({ sql: `SELECT count() AS n FROM ${table}` }))[0]?.['n'])

/** What a call refused with; throws where it did not. */
export async function refusalOf(work: Promise<unknown>): Promise<Rejected['rejection']> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Error && 'rejection' in outcome) return (outcome as Rejected).rejection
  throw outcome ?? new Error('It was not refused.')
}

/** A log that only remembers. */
export function listeningLog() {
  const lines: string[] = []
  const add = (_facts: unknown, line?: string): void => void lines.push(String(line))
  return { lines, log: { warn: add, info: add } as never }
}
