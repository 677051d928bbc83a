/** Brings the tables up to this release's schema, one process at a time; what a later release has made is left alone. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Migration, Row } from '../analytics.ts'
import { NewerSchema, serverCode, tableExists, TookTooLong } from './server-trouble.ts'

/** What a migration needs of a connection. */
export type SchemaConnection = {
  readonly command: (sql: string, parameters?: Readonly<Record<string, string | number>>) => Promise<void>
  readonly query: (sql: string) => Promise<readonly Row[]>
}

/** A lock this old was left behind: all statements together take a few seconds. */
const abandonedSeconds = 120
const lockWaitMs = 20_000
const lookAgainMs = 200

const versionsTable = `CREATE TABLE IF NOT EXISTS schema_versions
  (version UInt32, name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
  ENGINE = MergeTree ORDER BY version`

/** Throws `NewerSchema` where the tables are ahead of `schema`. */
export async function migrateSchema(connection: SchemaConnection, schema: readonly Migration[]): Promise<void> {
  await connection.command(versionsTable)
  if (!(await isBehind(connection, schema))) return
  await takeLock(connection)
  try {
    // Whoever held the lock before may have done the work.
    while (await isBehind(connection, schema)) await applyNext(connection, schema)
  } finally {
    await connection.command('DROP TABLE IF EXISTS schema_lock SYNC')
  }
}

async function versionOf({ query }: SchemaConnection): Promise<number> {
  const [row] = await query('SELECT max(version) AS version FROM schema_versions')
  return Number(row?.['version'] ?? 0)
}

async function isBehind(connection: SchemaConnection, schema: readonly Migration[]): Promise<boolean> {
  const version = await versionOf(connection)
  if (version > schema.length) throw new NewerSchema(version, schema.length)
  return version < schema.length
}

async function applyNext(connection: SchemaConnection, schema: readonly Migration[]): Promise<void> {
  const version = (await versionOf(connection)) + 1
  const { name, statements } = schema[version - 1]!
  for (const statement of statements) await connection.command(statement)
  await connection.command('INSERT INTO schema_versions (version, name) SELECT {version:UInt32}, {name:String}', {
    version,
    name,
  })
}

/** ClickHouse has no locks; but of several who create a table, one does. */
async function takeLock(connection: SchemaConnection): Promise<void> {
  for (let waitedMs = 0; waitedMs < lockWaitMs; waitedMs += lookAgainMs) {
    try {
      return await connection.command('CREATE TABLE schema_lock (held UInt8) ENGINE = Memory')
    } catch (error) {
      if (serverCode(error) !== tableExists) throw error
    }
    const [lock] = await connection.query(
      `SELECT dateDiff('second', metadata_modification_time, now()) AS age FROM system.tables
       WHERE database = currentDatabase() AND name = 'schema_lock'`,
    )
    // Should two break it at once, both migrate: every statement may be run twice, so that nothing comes of it.
    if (Number(lock?.['age'] ?? 0) > abandonedSeconds) await connection.command('DROP TABLE IF EXISTS schema_lock SYNC')
    await sleep(lookAgainMs)
  }
  throw new TookTooLong(`another process has been migrating the analytics tables for ${lockWaitMs} ms`)
}
