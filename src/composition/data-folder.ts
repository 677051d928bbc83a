/** The data folder: made on first start, held by one process at a time, with the secrets that nobody should have to invent. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Secrets = {
  /** Seals commits. */
  readonly seal: Uint8Array
  /** Wraps the keys of persons. */
  readonly personalData: Uint8Array
  /** Seals cursors. */
  readonly cursor: Uint8Array
  /** Tells repeated requests from others under the same idempotency key. */
  readonly fingerprint: Uint8Array
  /** Wraps token-signing keys. */
  readonly tokenKeys: Uint8Array
  /** Shown at the command line to prove that one may read this folder. */
  readonly operator: string
}

export type DataFolder = {
  readonly path: string
  file(name: string): string
  readonly secrets: Secrets
  release(): void
}

export class DataFolderBusy extends Error {
  override name = 'DataFolderBusy'
}

/** Opens a data folder and holds it until `release`. Throws `DataFolderBusy` when another process has it. */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const lock = takeLock(join(path, 'lock.db'), path)
  return {
    path,
    file: (name) => join(path, name),
    secrets: readSecrets(join(path, 'secrets.json')),
    release: () => lock.close(),
  }
}

/** The operating system drops the lock with the process, however it ends: there is no stale lock to clean up. */
function takeLock(file: string, folder: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec(
      'PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; PRAGMA user_version = 1; COMMIT;',
    )
    return lock
  } catch (error) {
    lock.close()
    if (!/locked|busy/i.test(String(error))) throw error
    throw new DataFolderBusy(
      `Another process serves the data folder ${folder}. Stop it first, or give this one its own folder with --data.`,
    )
  }
}

const secretNames = ['seal', 'personalData', 'cursor', 'fingerprint', 'tokenKeys', 'operator'] as const

function readSecrets(file: string): Secrets {
  const kept = readKept(file)
  const missing = secretNames.filter((name) => kept[name] === undefined)
  for (const name of missing) kept[name] = randomBytes(32).toString('base64url')
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true })
  const bytes = (name: (typeof secretNames)[number]): Uint8Array => {
    const secret = Buffer.from(kept[name] ?? '', 'base64url')
    if (secret.length < 32) throw new Error(`The secret "${name}" in ${file} is shorter than 32 bytes.`)
    return secret
  }
  return {
    seal: bytes('seal'),
    personalData: bytes('personalData'),
    cursor: bytes('cursor'),
    fingerprint: bytes('fingerprint'),
    tokenKeys: bytes('tokenKeys'),
    operator: Buffer.from(bytes('operator')).toString('base64url'),
  }
}

function readKept(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}
