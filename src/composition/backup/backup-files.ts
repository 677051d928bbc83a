/** What a backup is made of, and what tells that it is whole. */
import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteStore } from '../../infrastructure/store/sqlite/sqlite-store.ts'
import { createSealer } from '../../infrastructure/store/seal.ts'
import { collections } from '../embedded.ts'
import { openStreamLedger } from '../moving-house/stream-ledger.ts'
import { survey, type Survey } from '../moving-house/survey.ts'
import type { Secrets } from '../secrets/secrets.ts'

/** The log, with the read models that stand in the same file. */
export const storeFile = 'exchange.db'
export const keysFile = 'keys.db'
/** Folders that no log could give back: loaded tables, and signed checkpoints of audit trails. */
export const keptFolders = ['reference', 'checkpoints'] as const
/** Written last: a backup without it is none. */
export const manifestFile = 'backup.json'

/** What was read of the copy, to be found again in what is restored. */
export type Manifest = {
  readonly format: 1
  readonly takenAt: string
  readonly commits: number
  readonly streams: number
  readonly versions: number
  /** Over every version's commit, time, actor, cause, seal and the text of its events, stream by stream. */
  readonly hash: string
}

/** What a backup or a restoration refuses; message and remedy end with a full stop. */
export class BackupRefused extends Error {
  override name = 'BackupRefused'
  readonly remedy: string
  constructor(message: string, remedy: string) {
    super(message)
    this.remedy = remedy
  }
}

export type Told = (step: string, done: number, total?: number) => void

export function copyKeptFolders(from: string, to: string): void {
  for (const name of keptFolders)
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { recursive: true })
}

export function writeManifest(folder: string, manifest: Manifest): void {
  const file = join(folder, manifestFile)
  writeFileSync(`${file}.next`, `${JSON.stringify(manifest, undefined, 2)}\n`, { flush: true })
  renameSync(`${file}.next`, file)
}

/** Throws `BackupRefused` where there is no backup that is whole. */
export function readManifest(folder: string): Manifest {
  const remedy = 'Name a folder that fx backup has finished.'
  const file = join(folder, manifestFile)
  if (!existsSync(file)) throw new BackupRefused(`There is no finished backup in ${folder}.`, remedy)
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  if (manifest.format !== 1) throw new BackupRefused(`The backup in ${folder} is of another release.`, remedy)
  return manifest
}

/** Reads a store's file from the first commit to the last: every seal is verified, every stream counted and hashed. */
export async function readWhole(folder: string, { seal }: Secrets, told: Told, signal: AbortSignal): Promise<Survey> {
  const sealer = createSealer(seal)
  const store = openSqliteStore({ path: join(folder, storeFile), collections, sealer })
  const ledger = openStreamLedger()
  try {
    const house = {
      place: folder,
      store,
      sealer,
      assertHeld: async () => undefined,
      patiently: <T>(work: () => Promise<T>) => work(),
    }
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
    return await survey({ house, side: 'source', ledger, today, signal, told: (count) => told('verifying', count) })
  } finally {
    ledger.close()
    await store.close()
  }
}
