/**
 * The hash of every stream on both sides. There may be millions: they stand in a scratch file that nobody else sees and
 * that goes with the process, however it ends; what is in memory is bounded.
 */
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { Commit } from '../../infrastructure/store/commit-log.ts'
import { nextStreamHash } from '../../infrastructure/store/stream-hash.ts'

export type Side = 'source' | 'target'

/** Counts, and a digest over all streams and their hashes, in the order of their names. */
export type StreamTotals = { readonly streams: number; readonly versions: number; readonly hash: string }

export type StreamDifferences = {
  readonly count: number
  /** By name; how many versions each side has of it. */
  readonly first?: { readonly stream: string; readonly source: number; readonly target: number }
}

export type StreamLedger = {
  /** Throws where a version is missing or out of order. */
  add(side: Side, commit: Commit): void
  totals(side: Side): Promise<StreamTotals>
  differences(): StreamDifferences
  close(): void
}

const cacheKib = 65_536
const rowsPerTurn = 10_000

type Row = { readonly versions: number; readonly hash: Uint8Array }

/** Opens an empty ledger. */
export function openStreamLedger(): StreamLedger {
  // Without a name SQLite makes a file that has none either.
  const database = new DatabaseSync('')
  database.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -${cacheKib};
    CREATE TABLE streams (
      stream TEXT PRIMARY KEY,
      source_versions INTEGER NOT NULL DEFAULT 0, source_hash BLOB,
      target_versions INTEGER NOT NULL DEFAULT 0, target_hash BLOB
    ) STRICT, WITHOUT ROWID;
    BEGIN;
  `)
  const statements = (side: Side) => ({
    find: database.prepare(`SELECT ${side}_versions AS versions, ${side}_hash AS hash FROM streams WHERE stream = ?`),
    keep: database.prepare(`
      INSERT INTO streams (stream, ${side}_versions, ${side}_hash) VALUES (?1, ?2, ?3)
      ON CONFLICT (stream) DO UPDATE SET ${side}_versions = ?2, ${side}_hash = ?3`),
    all: database.prepare(
      `SELECT stream, ${side}_versions AS versions, ${side}_hash AS hash FROM streams
       WHERE ${side}_versions > 0 ORDER BY stream`,
    ),
  })
  const sides = { source: statements('source'), target: statements('target') }
  const differing = 'FROM streams WHERE source_hash IS NOT target_hash'
  return {
    add(side, commit) {
      const { find, keep } = sides[side]
      for (const extension of commit.extensions) {
        const { stream, version } = extension
        const { versions = 0, hash } = (find.get(stream) ?? {}) as Partial<Row>
        if (version !== versions + 1)
          throw new Error(`In the ${side}, version ${version} of ${stream} follows version ${versions}.`)
        keep.run(stream, version, nextStreamHash(hash ?? undefined, commit, extension))
      }
    },
    async totals(side) {
      let [streams, versions] = [0, 0]
      const digest = createHash('sha256')
      for (const row of sides[side].all.iterate() as Iterable<Row & { stream: string }>) {
        streams += 1
        // Of millions this takes seconds, in which leases are to be renewed.
        if (streams % rowsPerTurn === 0) await new Promise(setImmediate)
        versions += row.versions
        digest.update(`${row.stream}\0`).update(row.hash)
      }
      return { streams, versions, hash: digest.digest('hex') }
    },
    differences() {
      const { count } = database.prepare(`SELECT count(*) AS count ${differing}`).get() as { count: number }
      const first = database
        .prepare(
          `SELECT stream, source_versions AS source, target_versions AS target ${differing} ORDER BY stream LIMIT 1`,
        )
        .get() as StreamDifferences['first']
      return { count, ...(first && { first: { ...first } }) }
    },
    close: () => database.close(),
  }
}
