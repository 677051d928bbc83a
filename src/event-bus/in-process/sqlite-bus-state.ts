/** What the embedded bus must remember across restarts: how far each group is, what is parked, what was given up. */
import type { StatementSync } from 'node:sqlite'
import { logStart, type Position } from '../../infrastructure/store/commit-log.ts'
import { openDatabase } from '../../infrastructure/sqlite/open-database.ts'
import type { MessageRef } from '../bus-message.ts'
import type { DeadLetter } from '../event-bus.ts'
import { letterId, parseLetterId, type GivenUp, type GroupState, type ParkedMessage } from '../group-state.ts'

export type BusState = ReturnType<typeof openSqliteBusState>

// The log is the truth and repeats what this file has forgotten, so it need not wait for the disk.
const synchronous = 'normal'
const migrations = [
  `
  CREATE TABLE groups (name TEXT PRIMARY KEY, position TEXT NOT NULL, in_flight TEXT NOT NULL) STRICT;
  CREATE TABLE parked (
    grp TEXT NOT NULL, position TEXT NOT NULL, ordinal INTEGER NOT NULL, stream TEXT NOT NULL,
    attempts INTEGER NOT NULL, crashes INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (grp, position, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX parked_by_stream ON parked (grp, stream, position, ordinal);
  CREATE TABLE dead_letters (
    grp TEXT NOT NULL, position TEXT NOT NULL, ordinal INTEGER NOT NULL, stream TEXT NOT NULL, letter TEXT NOT NULL,
    PRIMARY KEY (grp, position, ordinal)
  ) STRICT;
  `,
]

const busSql = {
  group: 'SELECT position, in_flight FROM groups WHERE name = ?',
  save: `INSERT INTO groups (name, position, in_flight) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET position = excluded.position, in_flight = excluded.in_flight`,
  park: 'INSERT OR IGNORE INTO parked (grp, position, ordinal, stream, attempts, crashes, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  tried: 'UPDATE parked SET attempts = ?, crashes = 0 WHERE grp = ? AND position = ? AND ordinal = ?',
  crashed: 'UPDATE parked SET crashes = crashes + 1 WHERE grp = ? AND position = ? AND ordinal = ?',
  unpark: 'DELETE FROM parked WHERE grp = ? AND position = ? AND ordinal = ?',
  nextParked: 'SELECT * FROM parked WHERE grp = ? AND stream = ? ORDER BY position, ordinal LIMIT 1',
  suspects: 'SELECT * FROM parked WHERE grp = ? AND crashes > 0 ORDER BY position, ordinal',
  parkedStreams: 'SELECT DISTINCT stream FROM parked WHERE grp = ?',
  oldestParked: 'SELECT * FROM parked WHERE grp = ? ORDER BY position, ordinal LIMIT 1',
  countParked: 'SELECT count(*) AS n FROM parked WHERE grp = ?',
  countLetters: 'SELECT count(*) AS n FROM dead_letters WHERE grp = ?',
  bury: `INSERT OR REPLACE INTO dead_letters (grp, position, ordinal, stream, letter) VALUES (?, ?, ?, ?, ?)`,
  letter: 'SELECT * FROM dead_letters WHERE grp = ? AND position = ? AND ordinal = ?',
  letters: `SELECT * FROM dead_letters WHERE (grp, position, ordinal) > (?, ?, ?) AND grp <= ?
    ORDER BY grp, position, ordinal LIMIT ?`,
  exhume: 'DELETE FROM dead_letters WHERE grp = ? AND position = ? AND ordinal = ?',
  forget: 'DELETE FROM groups WHERE name = ?',
  forgetParked: 'DELETE FROM parked WHERE grp = ?',
  forgetLetters: 'DELETE FROM dead_letters WHERE grp = ?',
} as const
type LetterRow = Omit<MessageRef, 'at'> & { grp: string; letter: string }

/** Opens the file of one bus; every method that changes more than one row does so in one transaction. */
export function openSqliteBusState(path: string) {
  const database = openDatabase(path, migrations, { synchronous, cacheKib: 2_048 })
  const sql = Object.fromEntries(
    Object.entries(busSql).map(([name, text]) => [name, database.prepare(text)]),
  ) as Record<keyof typeof busSql, StatementSync>
  const together = <Result>(work: () => Result): Result => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
  const insertParked = (group: string, one: ParkedMessage): void =>
    void sql.park.run(group, one.position, one.ordinal, one.stream, one.attempts, one.crashes, one.at)
  const count = (statement: StatementSync, group: string): number => (statement.get(group) as { n: number }).n

  return {
    openGroup(group: string, begin: Position): Position {
      return together(() => {
        const row = sql.group.get(group) as { position: Position; in_flight: string } | undefined
        const position = row?.position ?? begin
        for (const ref of row ? (JSON.parse(row.in_flight) as MessageRef[]) : []) {
          insertParked(group, { ...ref, attempts: 0, crashes: 0 })
          sql.crashed.run(group, ref.position, ref.ordinal)
        }
        sql.save.run(group, position, '[]')
        return position
      })
    },
    /** As if the group had never been here. */
    forget: (group: string): void =>
      together(() => {
        for (const statement of [sql.forget, sql.forgetParked, sql.forgetLetters]) statement.run(group)
      }),
    save: (group: string, position: Position, inFlight: readonly MessageRef[]): void =>
      void sql.save.run(group, position, JSON.stringify(inFlight)),
    park: (group: string, messages: readonly ParkedMessage[]): void =>
      together(() => {
        for (const one of messages) insertParked(group, one)
      }),
    tried: (group: string, { position, ordinal }: MessageRef, attempts: number): void =>
      void sql.tried.run(attempts, group, position, ordinal),
    unpark: (group: string, { position, ordinal }: MessageRef): void => void sql.unpark.run(group, position, ordinal),
    nextParked: (group: string, stream: string) => sql.nextParked.get(group, stream) as ParkedMessage | undefined,
    suspects: (group: string) => sql.suspects.all(group) as ParkedMessage[],
    parkedStreams: (group: string) =>
      (sql.parkedStreams.all(group) as { stream: string }[]).map(({ stream }) => stream),
    oldestParked: (group: string) => sql.oldestParked.get(group) as ParkedMessage | undefined,
    countParked: (group: string) => count(sql.countParked, group),
    countLetters: (group: string) => count(sql.countLetters, group),
    giveUp: (group: string, { position, ordinal, stream, ...letter }: GivenUp): void =>
      together(() => {
        sql.unpark.run(group, position, ordinal)
        sql.bury.run(group, position, ordinal, stream, JSON.stringify(letter))
      }),
    isGivenUp: (group: string, { position, ordinal }: MessageRef): boolean =>
      sql.letter.get(group, position, ordinal) !== undefined,
    letters(group: string | undefined, after: string | undefined, limit: number): DeadLetter[] {
      const from = after === undefined ? { group: group ?? '', position: logStart, ordinal: -1 } : parseLetterId(after)
      const rows = sql.letters.all(from.group, from.position, from.ordinal, group ?? '\u{10FFFF}', limit) as LetterRow[]
      return rows.map((row) => ({
        id: letterId(row.grp, row),
        group: row.grp,
        stream: row.stream,
        ...(JSON.parse(row.letter) as Omit<DeadLetter, 'id' | 'group' | 'stream'>),
      }))
    },
    /** Parks a dead letter afresh and names its stream; undefined when there is none. */
    exhume(id: string): string | undefined {
      const { group, position, ordinal } = parseLetterId(id)
      return together(() => {
        const row = sql.letter.get(group, position, ordinal) as LetterRow | undefined
        if (!row) return undefined
        const { at } = JSON.parse(row.letter) as DeadLetter
        sql.exhume.run(group, position, ordinal)
        insertParked(group, { position, ordinal, stream: row.stream, attempts: 0, crashes: 0, at })
        return row.stream
      })
    },
    close: () => database.close(),
    queries: Object.values(busSql).filter((text) => !text.startsWith('INSERT')),
    database,
  } satisfies GroupState & Record<string, unknown>
}
