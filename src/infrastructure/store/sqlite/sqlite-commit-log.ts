/** The commit log's statements on SQLite: how a commit is written, with and without looking first, and read back. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  logStart,
  type AppendResult,
  type Commit,
  type CommitToAppend,
  type Extension,
  type Position,
  type RepeatableOutcome,
  type RepeatKeys,
  type StreamVersion,
} from '../commit-log.ts'
import { decodeEvents, encodeEvents } from '../recorded-text.ts'
import { commitsOf, decodePosition, encodePosition, type CommitRow, type ExtensionRow } from './sqlite-commit-rows.ts'
import type { Sealer } from '../seal.ts'
import { dayLater } from '../repeat-days.ts'
import { createSecondChanceMap } from '../../../kernel/second-chance-map.ts'
import { openSqliteRepeats } from './sqlite-repeats.ts'

const logSql = {
  versionOf: 'SELECT max(version) AS version FROM extensions WHERE stream = ?',
  findById: 'SELECT position FROM commits WHERE id = ?',
  findKey: 'SELECT position FROM repeat_keys WHERE key = ?',
  outcomeAt: 'SELECT outcome FROM commits WHERE position = ?',
  // A bare `LIMIT ?` would be compiled anew at every call, because its value takes part in the plan.
  readStream:
    'SELECT version, at, events FROM extensions WHERE stream = ? AND version > ? ORDER BY version LIMIT (? + 0)',
  readCommits: `SELECT position, id, at, actor, cause, organisations, seal FROM commits WHERE position > ? ORDER BY position LIMIT (? + 0)`,
  readExtensions: `SELECT position, stream, version, events FROM extensions WHERE position > ? AND position <= ? ORDER BY position, ordinal`,
  positionOf: 'SELECT position FROM extensions WHERE stream = ? AND version = ?',
  head: 'SELECT max(position) AS position FROM commits',
  readCheckpoint: 'SELECT position FROM checkpoints WHERE reader = ?',
  writeCheckpoint: `INSERT INTO checkpoints (reader, position) VALUES (?, ?) ON CONFLICT (reader) DO UPDATE SET position = excluded.position`,
  insertCommit: `INSERT INTO commits (id, at, actor, cause, organisations, outcome, seal) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING`,
  insertExtension: `INSERT INTO extensions (position, ordinal, stream, version, at, events) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (stream, version) DO NOTHING`,
  newestKey: 'SELECT max(key) AS key FROM repeat_keys',
  insertKey: 'INSERT INTO repeat_keys (key, position) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
  purgeKeys: 'DELETE FROM repeat_keys WHERE key IN (SELECT key FROM repeat_keys WHERE key < ? LIMIT 4)',
}

/** The statements that look something up, for the test that none of their plans scans a table. */
export const commitLogQueries: readonly string[] = Object.values(logSql).filter((sql) => !sql.startsWith('INSERT'))

/** Streams whose newest version is remembered: versions only grow, so that what was once seen never becomes wrong. */
const tailsMax = 8_192

/**
 * Prepares the log of one database; what appends runs inside the caller's transaction.
 * @param soleWriter  nobody else writes: what this process knows of the newest keys is all there is to know
 */
export function openSqliteCommitLog(database: DatabaseSync, sealer: Sealer, soleWriter = false) {
  const sql = Object.fromEntries(
    Object.entries(logSql).map(([name, text]) => [name, database.prepare(text)]),
  ) as Statements
  for (const read of [sql.readCommits, sql.readExtensions]) read.setReturnArrays(true)
  const tails = createSecondChanceMap<number>(tailsMax)
  let purgedFor = ''
  /** No key is of a later day: only a clock that was set back makes keys that a later day may know. */
  let newestDay = soleWriter ? dayOf((sql.newestKey.get() as { key: string | null }).key ?? '') : '9'

  const versionOf = (stream: string): number => (sql.versionOf.get(stream) as { version: number | null }).version ?? 0
  const findLost = ({ upon = [] }: CommitToAppend): string | undefined =>
    upon.find(({ commitId }) => sql.findById.get(commitId) === undefined)?.stream
  const findConflict = (commit: CommitToAppend): string | undefined =>
    findLost(commit) ?? commit.extensions.find(({ stream, version }) => versionOf(stream) !== version - 1)?.stream
  /** Whether the version before is there; that nobody has made this one is for the index to say. */
  const follows = ({ stream, version }: Extension): boolean =>
    version === 1 || (tails.get(stream) ?? versionOf(stream)) >= version - 1
  const findRepeat = (key: string): RepeatableOutcome | undefined => {
    // Two look-ups, not one `IN (?, ?)`, for which SQLite would build a table each time.
    const found = (sql.findKey.get(key) ?? sql.findKey.get(onDay(key, -1))) as { position: number } | undefined
    const row = found && (sql.outcomeAt.get(found.position) as { outcome: string })
    return row && (JSON.parse(row.outcome) as RepeatableOutcome)
  }
  /** The day before yesterday's keys leave during the day, faster than new ones come, instead of all at once. */
  const purgeKeys = (key: string): void => {
    const yesterday = dayOf(onDay(key, -1))
    if (yesterday === purgedFor) return
    if (sql.purgeKeys.run(yesterday).changes === 0) purgedFor = yesterday
  }
  /** A key is kept for the first of its days; on the second it is found as yesterday's. False: it was used. */
  const useKey = (key: string, position: number): boolean => {
    const day = dayOf(key)
    if (sql.findKey.get(onDay(key, -1)) || (newestDay > day && sql.findKey.get(onDay(key, 1)))) return false
    if (sql.insertKey.run(key, position).changes === 0) return false
    if (newestDay < day) newestDay = day
    purgeKeys(key)
    return true
  }

  /** Writes and leaves it to the indexes to object: undefined when one did, and then what is written has to go. */
  const write = (commit: CommitToAppend): Appended | undefined => {
    const { id, at, actor, cause, organisations, extensions, repeat } = commit
    if (findLost(commit) !== undefined) return undefined
    const outcome = repeat ? JSON.stringify(repeat.outcome) : null
    const seal = sealer.seal(commit)
    const who = JSON.stringify(actor)
    const inserted = sql.insertCommit.run(id, at, who, JSON.stringify(cause), organisations.join(','), outcome, seal)
    if (inserted.changes === 0) return undefined
    const position = Number(inserted.lastInsertRowid)
    const key = repeat?.keys[0]
    if (key !== undefined && !useKey(key, position)) return undefined
    for (const [ordinal, extension] of extensions.entries()) {
      const { stream, version, events } = extension
      if (!follows(extension)) return undefined
      const { changes } = sql.insertExtension.run(position, ordinal, stream, version, at, encodeEvents(events))
      if (changes === 0) return undefined
      tails.set(stream, version)
    }
    return { position: encodePosition(position), seal }
  }

  const headPosition = (): number => (sql.head.get() as { position: number | null }).position ?? 0
  const readRepeats = openSqliteRepeats(database, headPosition)

  return {
    write,
    /** A key is kept for the first of its days. */
    readRepeats: (positions: readonly Position[]): Map<Position, RepeatKeys> =>
      new Map(
        [...readRepeats(positions.map(decodePosition))].map(([position, { key, outcome }]) => [
          encodePosition(position),
          { keys: [key, onDay(key, 1)], outcome: JSON.parse(outcome) as RepeatableOutcome },
        ]),
      ),
    /** Why a commit cannot be written, if it cannot. */
    findObstacle(commit: CommitToAppend): AppendResult | undefined {
      const already = sql.findById.get(commit.id) as { position: number } | undefined
      if (already) return { outcome: 'appended', position: encodePosition(already.position) }
      const original = commit.repeat?.keys.map(findRepeat).find((found) => found !== undefined)
      if (original) return { outcome: 'repeated', original }
      const stream = findConflict(commit)
      return stream === undefined ? undefined : { outcome: 'conflict', stream }
    },
    /** What was written since the transaction began is undone. */
    forget(): void {
      tails.clear()
      purgedFor = ''
    },
    findRepeat,
    findExtended: (known: ReadonlyMap<string, number>): ReadonlySet<string> =>
      new Set([...known].filter(([stream, version]) => versionOf(stream) > version).map(([stream]) => stream)),
    readStream: (stream: string, after: number, limit: number): StreamVersion[] =>
      (sql.readStream.all(stream, after, limit) as { version: number; at: string; events: string }[]).map((row) => ({
        version: row.version,
        at: row.at,
        events: decodeEvents(row.events),
      })),
    readCommits: (after: Position, limit: number): Commit[] => readCommits(sql, decodePosition(after), limit),
    /** Positions are counted: the commit at one is the first after the one before. */
    findCommit: (position: Position): Commit | undefined =>
      readCommits(sql, decodePosition(position) - 1, 1).find((found) => found.position === position),
    positionOf(stream: string, version: number): Position | undefined {
      const found = sql.positionOf.get(stream, version) as { position: number } | undefined
      return found && encodePosition(found.position)
    },
    head: (): Position => encodePosition(headPosition()),
    readCheckpoint: (reader: string): Position =>
      (sql.readCheckpoint.get(reader) as { position: Position } | undefined)?.position ?? logStart,
    writeCheckpoint: (reader: string, position: Position): void => void sql.writeCheckpoint.run(reader, position),
  }
}

/** Where a commit stands, and what it is sealed with. */
export type Appended = Pick<Commit, 'position' | 'seal'>

/** Keys are `YYYYMMDD:digest`. */
const dayOf = (key: string): string => key.slice(0, 8)
/** The same key on another day, so many days later. */
const onDay = (key: string, days: number): string => `${dayAfter(dayOf(key), days)}${key.slice(8)}`
let known = { day: '', before: '', after: '' }
const dayAfter = (day: string, days: number): string => {
  if (known.day !== day) known = { day, before: dayLater(day, -1), after: dayLater(day, 1) }
  return days < 0 ? known.before : known.after
}

type Statements = Record<keyof typeof logSql, StatementSync>

function readCommits(sql: Statements, after: number, limit: number): Commit[] {
  const rows = sql.readCommits.all(after, limit) as unknown as CommitRow[]
  const last = rows.at(-1)
  return last ? commitsOf(rows, sql.readExtensions.all(after, last[0]) as unknown as ExtensionRow[]) : []
}
