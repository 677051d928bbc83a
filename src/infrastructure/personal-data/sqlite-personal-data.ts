/** The keys of persons in a file of their own, each wrapped by a master key that the file does not hold. */
import type { KeyObject } from 'node:crypto'
import { openDatabase, type Migrations } from '../sqlite/open-database.ts'
import { createHeldKeys } from './held-keys.ts'
import { createKeyWrapping, erased, probeId } from './key-wrapping.ts'
import { assertOpenable, type PersonalData, type Sealed } from './personal-data.ts'
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
  const find = database.prepare('SELECT wrapped FROM person_keys WHERE person_id = ?')
  const insert = database.prepare('INSERT INTO person_keys (person_id, wrapped) VALUES (?, ?)')
  const bury = database.prepare(
    'INSERT INTO person_keys (person_id, wrapped) VALUES (?, NULL) ON CONFLICT (person_id) DO UPDATE SET wrapped = NULL',
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
    async erase(personId) {
      held.drop(personId)
      bury.run(personId)
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    digest: wrapping.digest,
    close,
  }
}
