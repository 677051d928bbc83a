/** Where the engine of embedded analytics is for tests: the one that `npm run servers -- up chdb` installs. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { engineVersion } from '../../src/infrastructure/analytics/chdb/engine-folder.ts'

/** Undefined where it is not installed, said in one line; with REQUIRE_BACKENDS=1 an error instead. */
export function chdbEngine(): string | undefined {
  const folder = join(cacheFolder(process.env), `chdb-${engineVersion}`)
  if (existsSync(folder)) return folder
  if (process.env['REQUIRE_BACKENDS'] === '1')
    throw new Error('chDB is not installed: start it once with "npm run servers -- up chdb".')
  process.stderr.write('Skipped: chDB is not installed (npm run servers -- up chdb).\n')
  return undefined
}
