/** Makes a data folder of a backup and the keys that are kept apart from it, and shows that it holds what was backed up. */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openSqlitePersonalData } from '../../infrastructure/personal-data/sqlite-personal-data.ts'
import { totalKeys } from '../moving-house/copy-keys.ts'
import { assertFolderTarget, isFolderHouse } from '../moving-house/folder-house.ts'
import { openDataFolder } from '../data-folder.ts'
import { handOverSecrets, type Secrets } from '../secrets/secrets.ts'
import {
  BackupRefused,
  copyKeptFolders,
  keptFolders,
  keysFile,
  readManifest,
  readWhole,
  storeFile,
  type Manifest,
  type Told,
} from './backup-files.ts'

export type RestoreBackup = {
  readonly from: string
  readonly keys: string
  /** A folder that is empty, or that there is not yet. */
  readonly data: string
  readonly secrets: Secrets
  readonly told: Told
  readonly signal: AbortSignal
}

export type Restored = { readonly manifest: Manifest; readonly keys: number; readonly erased: number }

/** Throws `BackupRefused`, `MovingRefused` or `DataFolderBusy`, each with a remedy; then nothing is left there of it. */
export async function restoreBackup({ from, keys, data, secrets, told, signal }: RestoreBackup): Promise<Restored> {
  const manifest = readManifest(from)
  if (!existsSync(keys))
    throw new BackupRefused(`There is no file ${keys}.`, 'Name with --keys what fx backup wrote to --keys-to last.')
  if (isFolderHouse(data))
    throw new BackupRefused(
      `There is an exchange in ${data}.`,
      'Name a folder that is empty, or one that there is not yet.',
    )
  assertFolderTarget(data)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const held = openDataFolder(data)
  try {
    handOverSecrets(held.file('secrets.json'), secrets)
    told('copying', 0)
    cpSync(join(from, storeFile), held.file(storeFile))
    cpSync(keys, held.file(keysFile))
    copyKeptFolders(from, data)
    const found = await readWhole(data, secrets, told, signal)
    for (const what of ['commits', 'streams', 'versions', 'hash'] as const)
      if (found[what] !== manifest[what])
        throw new BackupRefused(
          `The backup is damaged: it has ${what} ${found[what]}, and had ${manifest[what]} when it was taken.`,
          'Restore another one.',
        )
    return { manifest, ...(await countKeys(held.file(keysFile), secrets)) }
  } catch (error) {
    for (const name of [storeFile, keysFile, ...keptFolders]) rmSync(held.file(name), { recursive: true, force: true })
    throw error
  } finally {
    held.release()
  }
}

/** Throws where they were made with another master key. */
async function countKeys(path: string, secrets: Secrets): Promise<{ keys: number; erased: number }> {
  const personalData = openSqlitePersonalData({ path, masterKey: secrets.personalData })
  try {
    const { count, erased } = await totalKeys({ personalData })
    return { keys: count, erased }
  } finally {
    personalData.close()
  }
}
