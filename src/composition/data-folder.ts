/** The data folder: made on first start, and held by one process at a time. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type DataFolder = {
  readonly path: string
  file(name: string): string
  release(): void
}

export class DataFolderBusy extends Error {
  override name = 'DataFolderBusy'
}

/** Opens a data folder and holds it until `release`. Throws `DataFolderBusy` when another process has it. */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const file = (name: string): string => join(path, name)
  const lock = takeLock(file('lock.db'), path)
  return { path, file, release: () => lock.close() }
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
