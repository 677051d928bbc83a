/** The keys of persons in a file of their own, each wrapped by a master key that the file does not hold. */
import type { KeyObject } from 'node:crypto'
import { openDatabase, type Migrations } from '../sqlite/open-database.ts'
import { createHeldKeys } from './held-keys.ts'
import { createKeyWrapping, erased, probeId } from './key-wrapping.ts'
import {
  assertOpenable,
  assertRestorable,
  keyDiffers,
  type PersonalData,
  type Sealed,
  type WrappedKey,
} from './personal-data.ts'
import { openText, parseSealed, sealText } from './seal-text.ts'

const migrations: Migrations = [
  'CREATE TABLE person_keys (person_id TEXT PRIMARY KEY, wrapped BLOB) STRICT, WITHOUT ROWID',
]

export type SqlitePersonalDataOptions = {
  readonly path: string
  /** At least 32 bytes, kept apart from the file. */
  readonly masterKey: Uint8Array
}

export function openSqlitePersonalData({
  path,
  masterKey,
}: SqlitePersonalDataOptions): PersonalData & { close(): void } {
  const wrapping = createKeyWrapping(masterKey)
  const database = openDatabase(path, migrations, { synchronous: 'full', cacheKib: 1_024 })
  // What is deleted here must not linger in free pages or in the write-ahead log.
  database.exec('PRAGMA secure_delete = ON')
  const sweep = (): void => database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  // Nor where the process was killed between destroying a key and that.
  sweep()
  const find = database.prepare('SELECT wrapped FROM person_keys WHERE person_id = ?')
  const insert = database.prepare('INSERT INTO person_keys (person_id, wrapped) VALUES (?, ?)')
  const bury = database.prepare(
    'INSERT INTO person_keys (person_id, wrapped) VALUES (?, NULL) ON CONFLICT (person_id) DO UPDATE SET wrapped = NULL',
  )
  const page = database.prepare(
    'SELECT person_id AS personId, wrapped FROM person_keys WHERE person_id > ? ORDER BY person_id LIMIT ?',
  )
  const close = (): void => database.close()
  const held = createHeldKeys(Infinity, () => 0)

  // Another master key would open nothing and, worse, find nobody: every digest would be a new one.
  const known = find.get(probeId) as { wrapped: Uint8Array } | undefined
  if (!known) insert.run(probeId, wrapping.wrapProbe())
  else if (!wrapping.isProbe(known.wrapped)) {
    close()
    throw new Error(`${path} was made with another master key. Give it the key it was made with.`)
  }

  /** The person's key; null after erasure, undefined before the first use. */
  const keyOf = (personId: string): KeyObject | null | undefined => {
    const known = held.get(personId)
    if (known) return known
    const row = find.get(personId) as { wrapped: Uint8Array | null } | undefined
    if (!row) return undefined
    return row.wrapped && held.hold(personId, wrapping.unwrap(personId, row.wrapped))
  }
  const makeKey = (personId: string): KeyObject => {
    const { key, wrapped } = wrapping.make(personId)
    insert.run(personId, wrapped)
    return held.hold(personId, key)
  }
  const openOne = (sealed: Sealed): string | undefined => {
    const key = keyOf(parseSealed(sealed).personId)
    return key ? openText(key, sealed) : undefined
  }

  const erase = (personId: string): void => {
    held.drop(personId)
    bury.run(personId)
    sweep()
  }
  /** Within a transaction; gives the persons who are to be erased after it. */
  const restore = (keys: readonly WrappedKey[]): string[] => {
    const buried: string[] = []
    for (const { personId, wrapped } of keys) {
      const kept = find.get(personId) as { wrapped: Uint8Array | null } | undefined
      if (!kept) insert.run(personId, wrapped)
      else if (wrapped === null && kept.wrapped) buried.push(personId)
      else if (wrapped && kept.wrapped && Buffer.compare(kept.wrapped, wrapped) !== 0) throw keyDiffers(personId)
    }
    return buried
  }

  return {
    async seal(personId, text) {
      const key = keyOf(personId)
      if (key === null) throw erased()
      return sealText(key ?? makeKey(personId), personId, text)
    },
    open: async (sealed) => openOne(sealed),
    async openMany(sealed) {
      assertOpenable(sealed)
      return sealed.map(openOne)
    },
    erase: async (personId) => erase(personId),
    digest: wrapping.digest,
    readKeys: async ({ after, limit }) => page.all(after, limit) as WrappedKey[],
    async restoreKeys(keys) {
      assertRestorable(keys, wrapping.unwrap)
      database.exec('BEGIN IMMEDIATE')
      let buried: readonly string[]
      try {
        buried = restore(keys)
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
      for (const personId of buried) erase(personId)
    },
    close,
  }
}
