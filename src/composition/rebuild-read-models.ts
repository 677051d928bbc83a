/** Rebuilds read models and the search index of a data folder that nobody serves at the time: for the command line. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { startComposition } from './compose.ts'
import { aggregates } from './services.ts'

/** The names of all collections, in the order of the services. */
export const collectionNames: readonly string[] = aggregates.flatMap(({ readModels }) =>
  readModels.map(({ collection }) => collection.name),
)

const busGraceMs = 10_000

/** What is rebuilt beside collections. */
export const searchName = 'search'
const searchGroup = 'product-search'

/**
 * Empties collections and the search index (all, unless named) and builds them from the log. Throws `DataFolderBusy` while another process
 * holds the folder, and `RangeError` for a collection that there is not. Cut short, it is finished by the next start.
 */
export async function rebuildReadModels(config: Config, names: readonly string[]): Promise<void> {
  const all = [...collectionNames, searchName]
  const wanted = names.length > 0 ? [...names] : all
  const unknown = wanted.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new RangeError(`No collection is called "${unknown}".`)
  const { values, dispose } = await startComposition(config)
  try {
    const { projector, search, bus, store } = values
    const collections = wanted.filter((name) => name !== searchName)
    if (collections.length > 0) await projector.rebuild(collections)
    if (!wanted.includes(searchName)) return
    // The bus finds the index without a checkpoint and delivers to it from the log's start.
    await search.clear()
    await bus.start()
    const head = await store.head()
    const isBehind = async () =>
      (await bus.lag()).some(({ group, position }) => group === searchGroup && position < head)
    while (await isBehind()) await sleep(100)
    await bus.stop(busGraceMs)
  } finally {
    await dispose()
  }
}
