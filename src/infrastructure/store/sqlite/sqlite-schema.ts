/** The embedded store's tables. Wide rows stay out of `WITHOUT ROWID` tables, where they halve the throughput. */
import type { Migrations } from '../../sqlite/open-database.ts'

export const storeMigrations: Migrations = [
  `
  CREATE TABLE commits (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    cause TEXT NOT NULL,
    organisations TEXT NOT NULL,
    outcome TEXT,
    seal TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX commits_by_id ON commits (id);

  CREATE TABLE extensions (
    position INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    events TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX extensions_by_stream ON extensions (stream, version);
  CREATE INDEX extensions_by_position ON extensions (position, ordinal);

  CREATE TABLE repeat_keys (
    key TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE checkpoints (
    reader TEXT PRIMARY KEY,
    position TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE snapshots (
    stream TEXT NOT NULL,
    slot INTEGER NOT NULL,
    version INTEGER NOT NULL,
    mark TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    body TEXT NOT NULL,
    seal TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX snapshots_by_slot ON snapshots (stream, slot);
  CREATE INDEX snapshots_by_version ON snapshots (stream, version);
  `,
]
