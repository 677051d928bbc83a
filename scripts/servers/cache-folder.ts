/** Where installed servers are kept outside every checkout, each whole or not there at all, and what came in verified. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Trouble } from './trouble.ts'

/** No installation takes this long: an older unfinished folder was left behind by one that was ended. */
const UNFINISHED_MS = 60 * 60_000

const UNFINISHED = '.unfinished-'

export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'foodxchange', 'servers')
}

/**
 * The folder `name` of the cache, made by `make` unless it is there. `make` fills a folder beside it, which gets its
 * name only when all is in it: whatever ends an installation half-way, the next one starts anew.
 */
export async function installOnce(
  cache: string,
  name: string,
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache, name)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  await removeUnfinished(cache)
  const unfinished = await mkdtemp(join(cache, `${UNFINISHED}${name}-`))
  try {
    await make(unfinished)
    await rename(unfinished, folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    // Another command installed the same meanwhile: a folder that is not empty is never replaced, and theirs is as good.
    if (isOccupied(error) && existsSync(folder)) return folder
    throw error
  }
  return folder
}

/** Refuses a file whose content is not the one that was tried and written down. */
export async function verifySha256(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  const actual = hash.digest('hex')
  if (actual === expected) return
  throw new Trouble(
    `${file} is not what it should be: its SHA-256 is ${actual}, expected ${expected}.`,
    'Nothing was installed. Try again; if it stays so, the package registry serves something else: do not use it.',
  )
}

async function removeUnfinished(cache: string): Promise<void> {
  const left = (await readdir(cache)).filter((name) => name.startsWith(UNFINISHED)).map((name) => join(cache, name))
  for (const folder of left) {
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > UNFINISHED_MS) await rm(folder, { recursive: true, force: true })
  }
}

const isOccupied = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code))
