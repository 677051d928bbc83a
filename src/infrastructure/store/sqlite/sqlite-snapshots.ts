/** Snapshots in the embedded store: written without a wait for the disk, in the file whose log they are made from. */
import type { DatabaseSync } from 'node:sqlite'
import type { Sealer } from '../seal.ts'
import {
  openSnapshot,
  sealSnapshot,
  slotOf,
  type KeptSnapshot,
  type SealedSnapshot,
  type Snapshots,
} from '../snapshots.ts'

const snapshotSql = {
  newest: `SELECT stream, version, mark, created_at AS createdAt, updated_at AS updatedAt, body, seal FROM snapshots
    WHERE stream = ? AND version <= ? AND updated_at <= ? ORDER BY version DESC LIMIT 1`,
  keep: `INSERT INTO snapshots (stream, slot, version, mark, created_at, updated_at, body, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (stream, slot) DO UPDATE SET version = excluded.version, mark = excluded.mark,
      created_at = excluded.created_at, updated_at = excluded.updated_at, body = excluded.body, seal = excluded.seal
    WHERE snapshots.version <= excluded.version`,
}

/** The statements that look something up, for the test that none of their plans scans a table. */
export const snapshotQueries: readonly string[] = [snapshotSql.newest]

/** Later than every version and every time. */
const everyVersion = 9_999_999_999
const everyTime = '\u{10FFFF}'

export function openSqliteSnapshots(database: DatabaseSync, sealer: Sealer): Snapshots {
  const newest = database.prepare(snapshotSql.newest)
  const keep = database.prepare(snapshotSql.keep)
  return {
    async newest(stream, { version = everyVersion, updatedAt = everyTime } = {}) {
      const found = newest.get(stream, Math.min(version, everyVersion), updatedAt) as SealedSnapshot | undefined
      return found && openSnapshot(sealer, { ...found })
    },
    async keep(snapshot: KeptSnapshot) {
      // Nobody awaits it, so it may come when the file is closed.
      if (!database.isOpen) return
      const { stream, version, mark, createdAt, updatedAt, body, seal } = sealSnapshot(sealer, snapshot)
      database.exec('PRAGMA synchronous = NORMAL')
      try {
        keep.run(stream, slotOf(version), version, mark, createdAt, updatedAt, body, seal)
      } finally {
        database.exec('PRAGMA synchronous = FULL')
      }
    },
    async clear() {
      database.exec('DELETE FROM snapshots')
    },
  }
}
