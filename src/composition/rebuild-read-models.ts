/** Rebuilds read models and the search index of a data folder that nobody serves at the time: for the command line. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { analyticsGroup, untoldTables } from '../services/analytics/index.ts'
import { startComposition } from './compose.ts'
import { inTurn } from './open-exchange.ts'
import { aggregates } from './service-catalogue.ts'

/** The names of all collections, in the order of the services. */
export const collectionNames: readonly string[] = aggregates.flatMap(({ readModels }) =>
  readModels.map(({ collection }) => collection.name),
)

const busGraceMs = 10_000

/** What is rebuilt beside collections. */
export const searchName = 'search'
export const analyticsName = 'analytics'
/** By name, the group that fills it anew. */
const groups: Readonly<Record<string, string>> = { [searchName]: 'product-search', [analyticsName]: analyticsGroup }

/**
 * Empties collections, the search index (both, unless named) or analytics and builds them from the log. Throws
 * `DataFolderBusy` while another process holds the folder, `ConfigError` while one has the database to itself, and
 * `RangeError` for a collection that there is not. Processes that start meanwhile wait. Cut short, it is finished by the
 * next start.
 */
export async function rebuildReadModels(config: Config, names: readonly string[]): Promise<void> {
  const usual = [...collectionNames, searchName]
  const wanted = names.length > 0 ? [...names] : usual
  const unknown = wanted.find((name) => !usual.includes(name) && name !== analyticsName)
  if (unknown !== undefined) throw new RangeError(`No collection is called "${unknown}".`)
  const { values, dispose } = await startComposition(config)
  try {
    await inTurn(values.leases, async (fence) => {
      const collections = wanted.filter((name) => !(name in groups))
      if (collections.length > 0) await values.projector.rebuild(collections, fence)
      await refill(values, wanted)
    })
    // Processes that serve meanwhile have kept what they read before, and while it was half built.
    await values.memories.forgetEverywhere?.()
  } finally {
    // Also where it was not started: consumers that nobody stops keep the process from ending.
    await values.bus.stop(busGraceMs)
    await dispose()
  }
}

type Fillable = Pick<Awaited<ReturnType<typeof startComposition>>['values'], 'search' | 'analytics' | 'bus' | 'store'>

/** The bus finds the index without a checkpoint, or tables without events, and delivers from the log's start. */
async function refill({ search, analytics, bus, store }: Fillable, wanted: readonly string[]): Promise<void> {
  const filled = wanted.flatMap((name) => groups[name] ?? [])
  if (filled.length === 0) return
  if (wanted.includes(searchName)) await search.clear()
  if (wanted.includes(analyticsName)) await analytics.clear(untoldTables)
  await bus.start()
  const head = await store.head()
  const isBehind = async () =>
    (await bus.lag()).some(({ group, position }) => filled.includes(group) && position < head)
  while (await isBehind()) await sleep(100)
}
