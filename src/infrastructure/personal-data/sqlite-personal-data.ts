/** The keys of persons in a file of their own, each wrapped by a master key that the file does not hold. */
import { createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'
import { Rejected } from '../../kernel/rejection.ts'
import { openDatabase, type Migrations } from '../sqlite/open-database.ts'
import type { PersonalData, Sealed } from './personal-data.ts'
import { decrypt, encrypt, keyBytes, openText, parseSealed, sealText } from './seal-text.ts'

const migrations: Migrations = [
  'CREATE TABLE person_keys (person_id TEXT PRIMARY KEY, wrapped BLOB) STRICT, WITHOUT ROWID',
]

/** Under a name that no person has: shows whether the file belongs to this master key. */
const probeId = ''
const probe = Buffer.from('the master key of this file')
/** Texts opened at once. */
const openMax = 1_000

/** Keys held unwrapped at once; the least recently used leave first. */
const keysHeldMax = 10_000

export type SqlitePersonalDataOptions = {
  readonly path: string
  /** At least 32 bytes, kept apart from the file. */
  readonly masterKey: Uint8Array
}

export function openSqlitePersonalData({
  path,
  masterKey,
}: SqlitePersonalDataOptions): PersonalData & { close(): void } {
  if (masterKey.byteLength < keyBytes) throw new RangeError(`A master key has at least ${keyBytes} bytes.`)
  const wrapping = derive(masterKey, 'wrap person keys')
  const digesting = derive(masterKey, 'digest personal data')
  const database = openDatabase(path, migrations, { synchronous: 'full', cacheKib: 1_024 })
  // What is deleted here must not linger in free pages or in the write-ahead log.
  database.exec('PRAGMA secure_delete = ON')
  const find = database.prepare('SELECT wrapped FROM person_keys WHERE person_id = ?')
  const insert = database.prepare('INSERT INTO person_keys (person_id, wrapped) VALUES (?, ?)')
  const bury = database.prepare(
    'INSERT INTO person_keys (person_id, wrapped) VALUES (?, NULL) ON CONFLICT (person_id) DO UPDATE SET wrapped = NULL',
  )
  const close = (): void => database.close()
  const held = new Map<string, KeyObject>()

  // Another master key would open nothing and, worse, find nobody: every digest would be a new one.
  const known = find.get(probeId) as { wrapped: Uint8Array } | undefined
  if (!known) insert.run(probeId, encrypt(wrapping, probe, probeId))
  else if (!isProbe(wrapping, known.wrapped)) {
    close()
    throw new Error(`${path} was made with another master key. Give it the key it was made with.`)
  }

  const hold = (personId: string, key: KeyObject): KeyObject => {
    held.delete(personId)
    held.set(personId, key)
    if (held.size > keysHeldMax) held.delete(held.keys().next().value!)
    return key
  }
  /** The person's key; null after erasure, undefined before the first use. */
  const keyOf = (personId: string): KeyObject | null | undefined => {
    const known = held.get(personId)
    if (known) return hold(personId, known)
    const row = find.get(personId) as { wrapped: Uint8Array | null } | undefined
    if (!row) return undefined
    return row.wrapped && hold(personId, createSecretKey(decrypt(wrapping, row.wrapped, personId)))
  }
  const makeKey = (personId: string): KeyObject => {
    const key = randomBytes(keyBytes)
    insert.run(personId, encrypt(wrapping, key, personId))
    return hold(personId, createSecretKey(key))
  }

  const openOne = (sealed: Sealed): string | undefined => {
    const key = keyOf(parseSealed(sealed).personId)
    return key ? openText(key, sealed) : undefined
  }

  return {
    async seal(personId, text) {
      const key = keyOf(personId)
      if (key === null) throw new Rejected(erased)
      return sealText(key ?? makeKey(personId), personId, text)
    },
    open: async (sealed) => openOne(sealed),
    async openMany(sealed) {
      if (sealed.length > openMax) throw new RangeError(`At most ${openMax} are opened at once.`)
      return sealed.map(openOne)
    },
    async erase(personId) {
      held.delete(personId)
      bury.run(personId)
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    digest: (kind, text) =>
      createHmac('sha256', digesting).update(`${kind.length}:${kind}${text}`).digest('base64url').slice(0, 32),
    close,
  }
}

const derive = (masterKey: Uint8Array, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, 'foodxchange', purpose, keyBytes)))

const isProbe = (wrapping: KeyObject, wrapped: Uint8Array): boolean => {
  try {
    return timingSafeEqual(decrypt(wrapping, wrapped, probeId), probe)
  } catch {
    return false
  }
}

const erased = {
  kind: 'conflict',
  code: 'personal-data/erased',
  detail: 'This person was erased; nothing more is kept about them.',
} as const
