/** Opens an embedded database the one way the exchange trusts it: write-ahead log, full sync, schema versions under a lock. */
import { DatabaseSync } from 'node:sqlite'

/** The steps from an empty file to today's schema; a released step is never edited, only followed by another. */
export type Migrations = readonly string[]

export type OpenDatabaseOptions = {
  /** `full` waits for the disk at every commit; `normal` only for what can be rebuilt from the commit log. */
  readonly synchronous: 'full' | 'normal'
  /** How long a statement waits for another writer before it fails. */
  readonly busyTimeoutMs?: number
  readonly cacheKib?: number
  /** Nobody else opens the file unless admitted (`admitOthers`): then reading costs no lock. */
  readonly exclusive?: boolean
  /** Pages of 4 KiB that the write-ahead log gathers before they are copied to the file: hot ones are copied once. */
  readonly checkpointPages?: number
}

/**
 * Opens (or creates) a database file and brings its schema up to date.
 * Two processes that migrate at once are kept apart by the write lock; a file from a newer release is refused.
 */
export function openDatabase(path: string, migrations: Migrations, options: OpenDatabaseOptions): DatabaseSync {
  const { synchronous, busyTimeoutMs = 5_000, cacheKib = 16_384, exclusive = false, checkpointPages = 1_000 } = options
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs })
  try {
    // Read once before it is held alone: a log that is begun alone can be shared with nobody later.
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA user_version;
      PRAGMA locking_mode = ${exclusive ? 'EXCLUSIVE' : 'NORMAL'};
      PRAGMA wal_autocheckpoint = ${checkpointPages};
      PRAGMA synchronous = ${synchronous === 'full' ? 'FULL' : 'NORMAL'};
      PRAGMA foreign_keys = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -${cacheKib};
    `)
    migrate(database, path, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Lets others open a database that was opened `exclusive`, until the function it gives is called: then it is held alone
 * again, from its next write on.
 */
export function admitOthers(database: DatabaseSync): () => void {
  const hold = (mode: 'EXCLUSIVE' | 'NORMAL'): void => database.exec(`PRAGMA locking_mode = ${mode}`)
  hold('NORMAL')
  // The lock goes with the end of a write.
  database.exec('BEGIN IMMEDIATE; COMMIT')
  return () => hold('EXCLUSIVE')
}

function migrate(database: DatabaseSync, path: string, migrations: Migrations): void {
  if (schemaVersion(database) === migrations.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = schemaVersion(database)
    if (version > migrations.length)
      throw new Error(
        `${path} has schema version ${version}, this release knows up to ${migrations.length}. Start the newer release, or restore a backup made by this one.`,
      )
    for (const step of migrations.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

const schemaVersion = (database: DatabaseSync): number =>
  (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
