/** Where the engine of embedded analytics lies: outside every checkout and data folder, under its version, whole or not there. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const engineVersion = '3.4.0'

/** @param cacheHome  where caches are; `~` is the user's own folder */
export const engineFolder = (cacheHome: string): string =>
  join(cacheHome.replace(/^~(?=\/|$)/, homedir()), 'foodxchange', 'analytics', `chdb-${engineVersion}`)

/** The module to load, or undefined where the engine is not installed. */
export function engineModule(folder: string): string | undefined {
  const module = join(folder, 'node_modules', 'chdb', 'dist', 'connection', 'index.js')
  return existsSync(module) ? module : undefined
}
