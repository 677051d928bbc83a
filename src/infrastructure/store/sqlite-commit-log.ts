/** The commit log's statements on SQLite: what is checked before a commit is written, and how it is read back. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  logStart,
  type AppendResult,
  type Commit,
  type CommitToAppend,
  type Position,
  type RepeatableOutcome,
  type StreamVersion,
} from './commit-log.ts'
import type { Sealer } from './seal.ts'

const logSql = {
  versionOf: 'SELECT max(version) AS version FROM extensions WHERE stream = ?',
  findById: 'SELECT position FROM commits WHERE id = ?',
  findRepeat: 'SELECT c.outcome FROM repeat_keys k JOIN commits c ON c.position = k.position WHERE k.key = ?',
  readStream: 'SELECT version, at, events FROM extensions WHERE stream = ? AND version > ? ORDER BY version LIMIT ?',
  readCommits: `SELECT position, id, at, actor, cause, organisations, seal FROM commits WHERE position > ? ORDER BY position LIMIT ?`,
  readExtensions: `SELECT position, stream, version, events FROM extensions WHERE position > ? AND position <= ? ORDER BY position, ordinal`,
  head: 'SELECT max(position) AS position FROM commits',
  readCheckpoint: 'SELECT position FROM checkpoints WHERE reader = ?',
  writeCheckpoint: `INSERT INTO checkpoints (reader, position) VALUES (?, ?) ON CONFLICT (reader) DO UPDATE SET position = excluded.position`,
  insertCommit: `INSERT INTO commits (id, at, actor, cause, organisations, outcome, seal) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  insertExtension: `INSERT INTO extensions (position, ordinal, stream, version, at, events) VALUES (?, ?, ?, ?, ?, ?)`,
  insertKey: 'INSERT INTO repeat_keys (key, position) VALUES (?, ?)',
  purgeKeys: 'DELETE FROM repeat_keys WHERE key IN (SELECT key FROM repeat_keys WHERE key < ? LIMIT 4)',
}

const encodePosition = (position: number): Position => position.toString(16).padStart(16, '0')
const decodePosition = (position: Position): number => Number.parseInt(position, 16)

/** The statements that look something up, for the test that none of their plans scans a table. */
export const commitLogQueries: readonly string[] = Object.values(logSql).filter((sql) => !sql.startsWith('INSERT'))

/** Prepares the log of one database; `append` runs inside the caller's transaction. */
export function openSqliteCommitLog(database: DatabaseSync, sealer: Sealer) {
  const sql = Object.fromEntries(
    Object.entries(logSql).map(([name, text]) => [name, database.prepare(text)]),
  ) as Statements

  const findConflict = (commit: CommitToAppend): string | undefined =>
    commit.extensions.find(
      ({ stream, version }) =>
        (sql.versionOf.get(stream) as { version: number | null }).version !== (version === 1 ? null : version - 1),
    )?.stream
  const findRepeat = (key: string): RepeatableOutcome | undefined => {
    const row = sql.findRepeat.get(key) as { outcome: string } | undefined
    return row && (JSON.parse(row.outcome) as RepeatableOutcome)
  }
  const insertKeys = (keys: readonly string[], position: number, today: string): void => {
    for (const key of keys) sql.insertKey.run(key, position)
    // Two more than come in: yesterday's keys leave during the day instead of all at once at midnight.
    sql.purgeKeys.run(today)
  }

  return {
    append(commit: CommitToAppend): AppendResult {
      const already = sql.findById.get(commit.id) as { position: number } | undefined
      if (already) return { outcome: 'appended', position: encodePosition(already.position) }
      const original = commit.repeat?.keys.map(findRepeat).find((found) => found !== undefined)
      if (original) return { outcome: 'repeated', original }
      const stream = findConflict(commit)
      if (stream !== undefined) return { outcome: 'conflict', stream }
      const { id, at, actor, cause, organisations, repeat } = commit
      const outcome = repeat ? JSON.stringify(repeat.outcome) : null
      const inserted = sql.insertCommit.run(
        id,
        at,
        JSON.stringify(actor),
        JSON.stringify(cause),
        organisations.join(','),
        outcome,
        sealer.seal(commit),
      )
      const position = Number(inserted.lastInsertRowid)
      for (const [ordinal, { stream: name, version, events }] of commit.extensions.entries())
        sql.insertExtension.run(position, ordinal, name, version, at, JSON.stringify(events))
      if (repeat) insertKeys(repeat.keys, position, at.slice(0, 10).replaceAll('-', ''))
      return { outcome: 'appended', position: encodePosition(position) }
    },
    findRepeat,
    readStream: (stream: string, after: number, limit: number): StreamVersion[] =>
      (sql.readStream.all(stream, after, limit) as { version: number; at: string; events: string }[]).map((row) => ({
        version: row.version,
        at: row.at,
        events: JSON.parse(row.events) as StreamVersion['events'],
      })),
    readCommits: (after: Position, limit: number): Commit[] => readCommits(sql, decodePosition(after), limit),
    head: (): Position => encodePosition((sql.head.get() as { position: number | null }).position ?? 0),
    readCheckpoint: (reader: string): Position =>
      (sql.readCheckpoint.get(reader) as { position: Position } | undefined)?.position ?? logStart,
    writeCheckpoint: (reader: string, position: Position): void => void sql.writeCheckpoint.run(reader, position),
  }
}

type Statements = Record<keyof typeof logSql, StatementSync>
type CommitRow = {
  position: number
  id: string
  at: string
  actor: string
  cause: string
  organisations: string
  seal: string
}
type ExtensionRow = { position: number; stream: string; version: number; events: string }

function readCommits(sql: Statements, after: number, limit: number): Commit[] {
  const rows = sql.readCommits.all(after, limit) as CommitRow[]
  const last = rows.at(-1)
  if (!last) return []
  const extensions = Map.groupBy(sql.readExtensions.all(after, last.position) as ExtensionRow[], (row) => row.position)
  return rows.map((row) => ({
    position: encodePosition(row.position),
    id: row.id,
    at: row.at,
    actor: JSON.parse(row.actor) as Commit['actor'],
    cause: JSON.parse(row.cause) as Commit['cause'],
    organisations: row.organisations === '' ? [] : row.organisations.split(','),
    seal: row.seal,
    extensions: (extensions.get(row.position) ?? []).map(({ stream, version, events }) => ({
      stream,
      version,
      events: JSON.parse(events) as Commit['extensions'][number]['events'],
    })),
  }))
}
