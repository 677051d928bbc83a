/** The default composition: one process, no server, everything in one data folder. */
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { createFolderMailer } from '../infrastructure/mail/folder-mailer.ts'
import type { Collection } from '../infrastructure/store/documents.ts'
import { createExecutor } from '../infrastructure/store/execute.ts'
import { createSealer } from '../infrastructure/store/seal.ts'
import { openSqliteStore } from '../infrastructure/store/sqlite-store.ts'
import { container } from '../kernel/container.ts'
import { createLog, type Log } from '../telemetry/log.ts'
import { createNewId, systemClock } from './clock-and-chance.ts'
import { createCommitNotices } from './commit-notices.ts'
import { openDataFolder, type DataFolder } from './data-folder.ts'
import { aggregates, exchange } from './services.ts'

const collections: readonly Collection<never>[] = aggregates.flatMap(({ readModels }) =>
  readModels.map(({ collection }) => collection),
)

/** The embedded ports, and every service over them. */
export const embedded = container<{ config: Config; folder: DataFolder }>()
  .singleton('log', ['config'], ({ config }) => createLog(config.logLevel), { dispose: (log) => log.flush() })
  .singleton('clock', [], () => systemClock)
  .singleton('random', [], () => Math.random)
  .singleton('newId', [], () => createNewId(Date.now))
  .singleton('secrets', ['folder'], ({ folder }) => folder.secrets)
  .singleton('dataFile', ['folder'], ({ folder }) => folder.file)
  .singleton('mailer', ['dataFile', 'clock'], ({ dataFile, clock }) => createFolderMailer(dataFile('mail'), clock.now))
  .singleton('commitNotices', [], createCommitNotices)
  .singleton(
    'store',
    ['dataFile', 'secrets', 'config'],
    ({ dataFile, secrets, config }) =>
      openSqliteStore({
        path: dataFile('exchange.db'),
        collections,
        sealer: createSealer(secrets.seal),
        writeDocumentsWithCommits: config.readModelDelayMs === 0,
      }),
    { dispose: (store) => store.close() },
  )
  .singleton('documents', ['store'], ({ store }) => store.documents)
  .singleton('executor', ['store', 'newId', 'clock', 'random', 'commitNotices'], (needs) =>
    createExecutor({ ...needs, monotonicMs: needs.clock.monotonicMs, committed: needs.commitNotices.notify }),
  )
  .singleton('execute', ['executor'], ({ executor }) => executor.execute)
  .singleton('readState', ['executor'], ({ executor }) => executor.readState)
  .use(exchange)

export type Exchange = {
  readonly log: Log
  /** Opens the listener; gives the address to call. */
  listen(): Promise<string>
  /** What is printed once it listens. */
  greeting(url: string): Promise<string>
  /** Refuses new connections, answers those under way, writes out what is held, lets go of the folder. */
  stop(): Promise<void>
}

/** Starts everything. Throws `DataFolderBusy` when another process holds the folder. */
export async function composeEmbedded(config: Config): Promise<Exchange> {
  const folder = openDataFolder(config.data)
  const app = await embedded.start({ config, folder }).catch((error: unknown) => {
    folder.release()
    throw error
  })
  const { gateway, lifecycle, log } = app.values
  return {
    log,
    async listen() {
      await gateway.listen({ host: config.host, port: config.port })
      lifecycle.started = true
      const { address, family, port } = gateway.server.address() as AddressInfo
      return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
    },
    greeting: async (url) =>
      [
        '',
        '  FoodXchange is open.',
        '',
        `  API description   ${url}/docs`,
        `  OpenAPI           ${url}/openapi.json`,
        `  Health            ${url}/readyz`,
        `  Data folder       ${folder.path}`,
        '',
        '  First steps: README.md, "Five minutes". A small market to look at: npm start -- --demo',
        '',
        '',
      ].join('\n'),
    async stop() {
      lifecycle.draining = true
      await sleep(config.drainMs)
      await app[Symbol.asyncDispose]()
      folder.release()
    },
  }
}
