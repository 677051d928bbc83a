/**
 * Analytics keeps facts in tables of columns for questions over many of them at once. It is written behind the trade
 * and may be away: nothing that trades waits for it.
 */
import type { Rejection } from '../../kernel/rejection.ts'

/** Instants are ISO 8601 in UTC, days are YYYY-MM-DD. What is written as a number is a safe integer, or a measured value. */
export type Cell = string | number | boolean | null
export type Row = Readonly<Record<string, Cell>>

export type Parameter = string | number | null | readonly string[]

/**
 * A question in ClickHouse's SQL. Values never stand in the text: `{name:Type}` takes them from `parameters`.
 * A parameter that the text does not name is left out.
 */
export type AnalyticsQuery = {
  readonly sql: string
  readonly parameters?: Readonly<Record<string, Parameter>>
  /** More rows than this are refused, not cut off. Default 1,000. */
  readonly rowsMax?: number
  /** Default 5,000. */
  readonly timeoutMs?: number
}

/**
 * One step of a schema; its version is its place in the list, from 1. A released step is never changed. Each statement
 * says IF NOT EXISTS or the like: a step that was cut short is done again.
 */
export type Migration = { readonly name: string; readonly statements: readonly string[] }

/**
 * Does not wait for its server when it is opened: the first call connects and brings the schema up to date. Every call
 * ends in time. All refuse with `analytics/unavailable` while the server is away, `analytics/not-installed` where there
 * is no engine, `analytics/newer-schema` where a later release has been at work.
 */
export interface Analytics {
  /** False where there is no engine at all: every call is refused, and nobody need tell it anything. */
  readonly isPresent: boolean
  /**
   * Adds rows to a table, at most `rowsPerInsert`; all of them have the same columns. The same rows in the same order
   * again change nothing, as long as there were fewer than 1,000 other inserts into the table in between.
   */
  insert(table: string, rows: readonly Row[]): Promise<void>
  /**
   * Answers with rows whose integers of 64 bits and more are texts, so that they stay exact. Refuses with
   * `analytics/too-much` what took too long, too much memory or had too many rows.
   */
  query(query: AnalyticsQuery): Promise<readonly Row[]>
  /** Empties every table but those to keep, so that all can be told again. */
  clear(keep?: readonly string[]): Promise<void>
  /** Waits for the calls under way, which are bounded. */
  close(): Promise<void>
}

export const rowsPerInsert = 10_000

export const analyticsUnavailable: Rejection = {
  kind: 'unavailable',
  code: 'analytics/unavailable',
  detail: 'Analytics is not available at the moment; all else works. Nothing is lost: it catches up when it is back.',
  facts: { retryAfterSeconds: 30 },
}

export const analyticsNotInstalled: Rejection = {
  kind: 'unavailable',
  code: 'analytics/not-installed',
  detail:
    'The engine of analytics is not installed; all else works. The operator installs it with `npm run fx -- analytics install` and starts the exchange again.',
  facts: { retryAfterSeconds: 300, command: 'npm run fx -- analytics install' },
}

export const newerSchema: Rejection = {
  kind: 'unavailable',
  code: 'analytics/newer-schema',
  detail: 'The tables of analytics were made by a later release than this one, which leaves them alone.',
  facts: { retryAfterSeconds: 300 },
}

export const tooMuch: Rejection = {
  kind: 'invalid',
  code: 'analytics/too-much',
  detail: 'The answer would take too long or be too large. Ask for fewer days, or for less detail.',
}
