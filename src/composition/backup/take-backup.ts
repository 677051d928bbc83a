/** Copies what a data folder must not lose, while it is served or not, and reads the copy through before it counts. */
import { existsSync, mkdirSync, openSync, closeSync, fsyncSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { backup as copyPages, DatabaseSync } from 'node:sqlite'
import type { Secrets } from '../secrets/secrets.ts'
import {
  BackupRefused,
  copyKeptFolders,
  keysFile,
  readWhole,
  storeFile,
  writeManifest,
  type Manifest,
  type Told,
} from './backup-files.ts'

export type TakeBackup = {
  readonly data: string
  /** A folder that is empty, or that there is not yet. */
  readonly to: string
  /** The file for the keys of persons, replaced at each backup: apart from `to`, since it may not be kept as long. */
  readonly keysTo: string
  readonly secrets: Secrets
  readonly told: Told
  readonly signal: AbortSignal
}

/** Pages copied at a time, 4 MiB. */
const pagesAtOnce = 1_024

/** Throws `BackupRefused` before anything is written. What a call that failed has written is no backup. */
export async function takeBackup({ data, to, keysTo, secrets, told, signal }: TakeBackup): Promise<Manifest> {
  assertPlaces(data, to, keysTo)
  const takenAt = new Date().toISOString()
  mkdirSync(to, { recursive: true, mode: 0o700 })
  // Before the log: a signed checkpoint of what the copy has not got would tell of a loss.
  copyKeptFolders(data, to)
  await copyStore(join(data, storeFile), join(to, storeFile), told, signal)
  // After the log: whoever it speaks of has a key in it, or was erased meanwhile.
  copyKeys(join(data, keysFile), keysTo)
  const { commits, streams, versions, hash } = await readWhole(to, secrets, told, signal)
  const manifest: Manifest = { format: 1, takenAt, commits, streams, versions, hash }
  writeManifest(to, manifest)
  return manifest
}

function assertPlaces(data: string, to: string, keysTo: string): void {
  const within = (place: string, folder: string): boolean =>
    `${resolve(place)}${sep}`.startsWith(`${resolve(folder)}${sep}`)
  if (!existsSync(join(data, storeFile)))
    throw new BackupRefused(
      `There is no exchange in ${data}.`,
      'Name the folder that is served with --data or FX_DATA.',
    )
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new BackupRefused(`${to} is not empty.`, 'Name a folder that there is not yet, such as one with the date.')
  if (within(keysTo, to))
    throw new BackupRefused(
      'The keys of persons would stand in the backup.',
      'Name a file elsewhere with --keys-to: of the keys only the newest copy may be kept, of the rest all.',
    )
  if (within(to, data) || within(keysTo, data))
    throw new BackupRefused('The backup would stand in the data folder.', 'Name another disk, best on another machine.')
}

/** One state of it, whatever is committed meanwhile. */
async function copyStore(from: string, to: string, told: Told, signal: AbortSignal): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
  try {
    source.exec('BEGIN; SELECT 1 FROM sqlite_schema')
    await copyPages(source, to, {
      rate: pagesAtOnce,
      progress({ totalPages, remainingPages }) {
        signal.throwIfAborted()
        told('copying', totalPages - remainingPages, totalPages)
      },
    })
    signal.throwIfAborted()
  } finally {
    source.close()
  }
}

/** The one before is replaced when the new one is there in full. */
function copyKeys(from: string, to: string): void {
  const next = `${to}.next`
  mkdirSync(dirname(resolve(to)), { recursive: true, mode: 0o700 })
  rmSync(next, { force: true })
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
  try {
    // Row by row: nothing of a destroyed key comes along in a free page.
    source.prepare('VACUUM INTO ?').run(next)
  } finally {
    source.close()
  }
  const file = openSync(next, 'r+')
  fsyncSync(file)
  closeSync(file)
  renameSync(next, to)
}
