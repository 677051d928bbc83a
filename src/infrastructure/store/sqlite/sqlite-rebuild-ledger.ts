/** The ledger of a rebuild in a scratch file: there may be millions of documents, and what is in memory is bounded. */
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { OpenRebuildLedger, RebuildLedger, Stranger } from '../projection/rebuild-ledger.ts'

const cacheKib = 16_384
/** Rows in one transaction: what a kill takes back is made again. */
const rowsPerCommit = 10_000

const tables = `
  CREATE TABLE IF NOT EXISTS run (name TEXT NOT NULL, reached TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS made (
    collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, stream TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS found (
    collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (collection, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS distrusted (collection TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`

/** @param path  of a file that is made for a rebuild with a name and removed with its end */
export const openSqliteRebuildLedger =
  (path: string): OpenRebuildLedger =>
  (name) => {
    // Without a name SQLite makes a file that has none either, and goes with the process.
    const database = name === undefined ? new DatabaseSync('') : openFile(path, name)
    database.exec(`${name === undefined ? tables : ''} BEGIN`)
    return ledgerIn(database, () => {
      if (name !== undefined) rmSync(path, { force: true })
    })
  }

/** What another rebuild has left there is of no use to this one. */
function openFile(path: string, name: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(
    `PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${cacheKib}; ${tables}`,
  )
  const known = database.prepare('SELECT name FROM run').get() as { name: string } | undefined
  if (known?.name === name) return database
  database.exec('BEGIN; DELETE FROM run; DELETE FROM made; DELETE FROM found; DELETE FROM distrusted')
  database.prepare('INSERT INTO run (name) VALUES (?)').run(name)
  database.exec('COMMIT')
  return database
}

function ledgerIn(database: DatabaseSync, remove: () => void): RebuildLedger {
  const statements = {
    made: database.prepare(`
      INSERT INTO made VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (collection, id) DO UPDATE SET version = ?3, stream = ?4 WHERE version < ?3`),
    distrust: database.prepare('INSERT OR IGNORE INTO distrusted VALUES (?)'),
    isMade: database.prepare('SELECT 1 FROM made WHERE collection = ? AND id = ? AND version >= ?'),
    found: database.prepare('INSERT OR REPLACE INTO found VALUES (?, ?, ?)'),
    strangers: database.prepare(`
      SELECT found.collection, found.id, found.version, made.stream FROM found LEFT JOIN made USING (collection, id)
      WHERE (made.version IS NULL OR made.version < found.version)
      AND found.collection NOT IN (SELECT collection FROM distrusted) LIMIT ?`),
    take: database.prepare('DELETE FROM found WHERE collection = ? AND id = ?'),
    reached: database.prepare('SELECT reached FROM run'),
    reach: database.prepare('UPDATE run SET reached = ?'),
  }
  let rows = 0
  const keep = (): void => {
    database.exec('COMMIT; BEGIN')
    rows = 0
  }
  return {
    reached: () => (statements.reached.get() as { reached: string | null } | undefined)?.reached ?? undefined,
    reach(position) {
      statements.reach.run(position)
      keep()
    },
    made(stream, documents) {
      for (const { collection, id, version } of documents) statements.made.run(collection, id, version, stream)
      if ((rows += documents.length) >= rowsPerCommit) keep()
    },
    distrust(collections) {
      for (const collection of collections) statements.distrust.run(collection)
    },
    found(documents) {
      for (const { collection, id, version } of documents)
        if (!statements.isMade.get(collection, id, version)) statements.found.run(collection, id, version)
    },
    takeStrangers(limit) {
      const rowsFound = statements.strangers.all(limit) as unknown as readonly (Stranger & { stream: string | null })[]
      for (const { collection, id } of rowsFound) statements.take.run(collection, id)
      return rowsFound.map(({ collection, id, version, stream }) => ({
        collection,
        id,
        version,
        ...(stream !== null && { stream }),
      }))
    },
    finish() {
      database.exec('ROLLBACK')
      database.close()
      remove()
    },
    close() {
      if (!database.isOpen) return
      database.exec('COMMIT')
      database.close()
    },
  }
}
