/** A data folder as a house: held against every exchange while it is open. */
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createFolderKeptFiles } from '../../infrastructure/kept-files/folder-kept-files.ts'
import { openSqlitePersonalData } from '../../infrastructure/personal-data/sqlite-personal-data.ts'
import { createFolderSpool } from '../../infrastructure/spool/folder-spool.ts'
import { createSealer } from '../../infrastructure/store/seal.ts'
import { openSqliteStore } from '../../infrastructure/store/sqlite/sqlite-store.ts'
import { DataFolderBusy, openDataFolder, type DataFolder } from '../data-folder.ts'
import { collections } from '../embedded.ts'
import { handOverSecrets, type Secrets } from '../secrets/secrets.ts'
import { MovingRefused, type House } from './house.ts'

/** The file of the log: without it a folder is no house. */
const logFile = 'exchange.db'
/** What a folder may have and still be empty: the lock, mails that were caught, and the secrets, which are compared. */
const harmless = new Set(['lock.db', 'lock.db-journal', 'mail', 'secrets.json', 'secrets.json.next'])

export const isFolderHouse = (folder: string): boolean => existsSync(join(folder, logFile))

/** The same for two names of one folder. */
export const folderIdentity = (folder: string): string => (existsSync(folder) ? realpathSync(folder) : resolve(folder))

/** Throws `MovingRefused` where there is no exchange in the folder. */
export function assertFolderSource(folder: string): void {
  if (!isFolderHouse(folder))
    throw new MovingRefused(
      `There is no exchange in ${resolve(folder)}.`,
      'Name the folder that npm start was given with --data or FX_DATA.',
    )
}

/** Throws `MovingRefused` where the folder is neither empty nor has a log. */
export function assertFolderTarget(folder: string): void {
  if (isFolderHouse(folder) || !existsSync(folder)) return
  const other = readdirSync(folder).filter((name) => !harmless.has(name))
  if (other.length > 0)
    throw new MovingRefused(
      `${resolve(folder)} holds something else: ${other.toSorted().slice(0, 3).join(', ')}.`,
      'Name a folder that is empty, or one that there is not yet.',
    )
}

/**
 * Opens what there is, or makes it.
 * @param isTarget  true where an exchange shall be served from it later, which then looks there for its secrets
 */
export async function openFolderHouse(
  folder: string,
  secrets: Secrets,
  { isTarget }: { readonly isTarget: boolean },
): Promise<House> {
  const held = hold(folder)
  const undo: (() => unknown)[] = [held.release]
  const close = async (): Promise<void> => {
    for (const one of undo.splice(0).reverse()) await one()
  }
  try {
    if (isTarget) handOverSecrets(held.file('secrets.json'), secrets)
    const sealer = createSealer(secrets.seal)
    const store = openSqliteStore({ path: held.file(logFile), collections, sealer, soleWriter: true })
    undo.push(store.close)
    const personalData = openSqlitePersonalData({ path: held.file('keys.db'), masterKey: secrets.personalData })
    undo.push(personalData.close)
    return {
      place: `data folder ${held.path}`,
      store,
      sealer,
      personalData,
      keptFiles: createFolderKeptFiles(held.file('reference')),
      spool: createFolderSpool(held.file('spool')),
      // A disk that does not answer is no passing trouble.
      patiently: (work) => work(),
      // The operating system keeps the lock for as long as the process lives.
      assertHeld: async () => undefined,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function hold(folder: string): DataFolder {
  try {
    return openDataFolder(folder)
  } catch (error) {
    if (!(error instanceof DataFolderBusy)) throw error
    throw new MovingRefused(
      `An exchange serves ${resolve(folder)}, or another command holds it.`,
      'Stop it first: nothing may be written while the house is moved.',
      { cause: error },
    )
  }
}
