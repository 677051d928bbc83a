/** The tally of one process, in a file of its own that is there once it is of use. */
import type { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../sqlite/open-database.ts'
import { forgottenBefore, type Added, type Tallied, type Tally, type TallyBounds } from './tally.ts'

const migrations = [
  `CREATE TABLE tally (
    key TEXT PRIMARY KEY, count INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;`,
]

export type SqliteTallyOptions = TallyBounds & { readonly path: string }

export function openSqliteTally({ path, keysMax, forgottenMs }: SqliteTallyOptions): Tally {
  let opened: ReturnType<typeof open> | undefined
  const file = () => (opened ??= open(path))
  return {
    async add(added) {
      if (added.length === 0) return
      const { database, ...sql } = file()
      const countKeys = (): number => Number(sql.countKeys.get()!['n'])
      const add = ({ key, otherwise, count, firstAt, lastAt }: Added): void => {
        const isKnown = sql.find.get(key) !== undefined
        sql.add.run(isKnown || countKeys() < keysMax ? key : otherwise, count, firstAt, lastAt)
      }
      database.exec('BEGIN IMMEDIATE')
      try {
        if (countKeys() >= keysMax) sql.forget.run(forgottenBefore(added, forgottenMs))
        for (const each of added) add(each)
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    all: async () => file().all.all() as unknown as readonly Tallied[],
    close: () => opened?.database.close(),
  }
}

function open(path: string) {
  // What a cut of power takes back are counts of the last seconds.
  const database: DatabaseSync = openDatabase(path, migrations, { synchronous: 'normal', cacheKib: 1_024 })
  return {
    database,
    find: database.prepare('SELECT 1 FROM tally WHERE key = ?'),
    countKeys: database.prepare('SELECT count(*) AS n FROM tally'),
    forget: database.prepare('DELETE FROM tally WHERE last_at < ?'),
    add: database.prepare(`
      INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET count = count + excluded.count,
        first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`),
    all: database.prepare('SELECT key, count, first_at AS firstAt, last_at AS lastAt FROM tally'),
  }
}
