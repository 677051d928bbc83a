/** Chooses the adapters by the servers that the configuration names, and starts them: what is served, and what a command line opens. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError, type Config, type ServiceName } from '../config/config.ts'
import type { Lease, Leases } from '../infrastructure/leases/leases.ts'
import { takeAgain } from '../infrastructure/leases/take-again.ts'
import { openDataFolder } from './data-folder.ts'
import { embedded } from './embedded.ts'
import type { Composition } from './servers/on-server.ts'
import { openExchange, type Exchange } from './open-exchange.ts'
import type { Servers } from './production.ts'
import { givenSecrets, ownSecrets } from './secrets/secrets.ts'
import { readIdentity } from './secrets/tls-identity.ts'

/** Where the data is and how to let go of it, beside what the containers provide. */
export type Composed = Awaited<ReturnType<typeof startComposition>>

/**
 * Composes everything and serves nothing yet. Throws `DataFolderBusy`, `ConfigError` or `UnfitServer`, each with a remedy.
 * @param change  puts other adapters in the places of those that the configuration chose
 */
export async function composeExchange(
  config: Config,
  change?: (composition: Composition) => Composition,
): Promise<Exchange> {
  const { values, ...opened } = await startComposition(config, change)
  return openExchange({ ...values, ...opened })
}

/** Starts every adapter and service. */
export async function startComposition(
  config: Config,
  change: (composition: Composition) => Composition = (chosen) => chosen,
) {
  const given = givenSecrets(config)
  // A certificate that does not fit ends the start before anything is opened with it.
  readIdentity(config)
  // Each process has a folder of its own, if only for its mails.
  const folder = openDataFolder(config.data)
  const undo = [folder.release]
  try {
    const secrets = given ?? ownSecrets(folder.file('secrets.json'))
    const servers = namesServer(config) ? await (await import('./production.ts')).openServers(config) : undefined
    if (servers) undo.push(servers.close)
    const composition = change(withoutJobsOfOthers(servers?.composition ?? embedded, config.services))
    const start = () => composition.start({ config, secrets, dataFile: folder.file })
    const app = await (servers ? outlastingElections(start, servers.isPassing) : start())
    undo.push(() => app[Symbol.asyncDispose]())
    const ended = isAlone(config) ? await stayAlone(app.values.leases) : undefined
    return {
      values: app.values,
      places: [`Data folder       ${folder.path}`, ...(servers?.places ?? [])],
      /** Aborts where this process may no longer serve. */
      ended,
      dispose: () => undoAll(undo),
    }
  } catch (error) {
    await undoAll(undo)
    throw error
  }
}

/** Others may name the same database, but what this process's bus and jobs have come to only its own folder knows. */
const isAlone = ({ mongodbUrl, redisUrl }: Config): boolean => mongodbUrl !== undefined && redisUrl === undefined

/** Servers elect for seconds. What that broke off was undone and is begun anew; anything else is told at once. */
const electionsMs = 30_000

async function outlastingElections<Started>(
  start: () => Promise<Started>,
  isPassing: Servers['isPassing'],
): Promise<Started> {
  for (const until = performance.now() + electionsMs; ;) {
    try {
      return await start()
    } catch (error) {
      if (!isPassing(error) || performance.now() >= until) throw error
      await sleep(500)
    }
  }
}

/** Another process has the database to itself. */
export class DatabaseBusy extends ConfigError {}

/** Longer than the lease of a process that was killed lasts. */
const aloneWithinMs = 10_000

/**
 * Aborts when another process has come in between. Throws `ConfigError` where another is there. What a process that was
 * held up still writes until it hears of that needs no fence: its commits are guarded by versions and keys like those
 * of processes that share the database by right; what its bus and jobs know is in a folder of its own; and consumers
 * bear it that two deliver.
 */
async function stayAlone(leases: Leases): Promise<AbortSignal> {
  const ended = new AbortController()
  const watch = (lease: Lease): void => lease.lost.addEventListener('abort', () => void again(lease), { once: true })
  const again = async (before: Lease): Promise<void> => {
    const lease = await takeAgain(leases, 'only-process', before, electionsMs).catch(() => undefined)
    if (lease) watch(lease)
    else ended.abort(before.lost.reason)
  }
  const first = await leases.take('only-process', aloneWithinMs)
  if (first === undefined)
    throw new DatabaseBusy(
      'Another process serves the database that MONGODB_URL names. Stop it first; or give all of them REDIS_URL, over ' +
        'which several share their events and jobs.',
    )
  watch(first)
  return ended.signal
}

/** A job runs where its service is served. */
function withoutJobsOfOthers(composition: Composition, services: readonly ServiceName[]): Composition {
  let serving = composition
  if (!services.includes('product')) serving = serving.override('productJobs', [], () => [])
  if (!services.includes('order')) serving = serving.override('orderJobs', [], () => ({ stop: () => undefined }))
  if (!services.includes('audit'))
    serving = serving.override('auditSealer', [], () => ({ start: () => undefined, stop: () => Promise.resolve() }))
  if (!services.includes('webhook'))
    serving = serving
      .override('webhookJobs', [], () => ({ stop: () => undefined }))
      .override('webhookDeliveries', [], () => ({
        start: () => undefined,
        nudge: () => undefined,
        stop: () => Promise.resolve(),
      }))
  return serving
}

const namesServer = ({ mongodbUrl, redisUrl, elasticsearchUrl, clickhouseUrl, smtpUrl }: Config): boolean =>
  [mongodbUrl, redisUrl, elasticsearchUrl, clickhouseUrl, smtpUrl].some((url) => url !== undefined)

async function undoAll(undo: (() => unknown)[]): Promise<void> {
  for (const one of undo.splice(0).reverse()) await one()
}
