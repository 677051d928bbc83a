/** Chooses the adapters by the servers that the configuration names, and starts them: what is served, and what a command line opens. */
import type { Config } from '../config.ts'
import { openDataFolder, shareDataFolder } from './data-folder.ts'
import { embedded } from './embedded.ts'
import { openExchange, type Exchange } from './open-exchange.ts'
import { givenSecrets, ownSecrets } from './secrets.ts'

/** Where the data is and how to let go of it, beside what the containers provide. */
export type Composed = Awaited<ReturnType<typeof startComposition>>

/** Composes everything and serves nothing yet. Throws `DataFolderBusy`, `ConfigError` or `UnfitServer`, each with a remedy. */
export async function composeExchange(config: Config): Promise<Exchange> {
  const { values, places, dispose } = await startComposition(config)
  return openExchange({ ...values, places, dispose })
}

/** Starts every adapter and service. */
export async function startComposition(config: Config) {
  const given = givenSecrets(config)
  const folder = isOneProcess(config) ? openDataFolder(config.data) : shareDataFolder(config.data)
  const undo = [folder.release]
  try {
    const secrets = given ?? ownSecrets(folder.file('secrets.json'))
    const servers = namesServer(config) ? await (await import('./production.ts')).openServers(config) : undefined
    if (servers) undo.push(servers.close)
    const app = await (servers?.composition ?? embedded).start({ config, secrets, dataFile: folder.file })
    undo.push(() => app[Symbol.asyncDispose]())
    return {
      values: app.values,
      places: [`Data folder       ${folder.path}`, ...(servers?.places ?? [])],
      dispose: () => undoAll(undo),
    }
  } catch (error) {
    await undoAll(undo)
    throw error
  }
}

/** Something in the folder is one process's own: the log, the jobs, what consumers have come to, or the index. */
const isOneProcess = ({ mongodbUrl, redisUrl, elasticsearchUrl, services }: Config): boolean =>
  mongodbUrl === undefined || redisUrl === undefined || (elasticsearchUrl === undefined && services.includes('product'))

const namesServer = ({ mongodbUrl, redisUrl, elasticsearchUrl, clickhouseUrl }: Config): boolean =>
  [mongodbUrl, redisUrl, elasticsearchUrl, clickhouseUrl].some((url) => url !== undefined)

async function undoAll(undo: (() => unknown)[]): Promise<void> {
  for (const one of undo.splice(0).reverse()) await one()
}
