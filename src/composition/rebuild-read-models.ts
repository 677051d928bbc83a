/** Rebuilds read models of a data folder that nobody serves at the time: for the command line. */
import type { Config } from '../config.ts'
import { openDataFolder } from './data-folder.ts'
import { embedded } from './embedded.ts'
import { aggregates } from './services.ts'

/** The names of all collections, in the order of the services. */
export const collectionNames: readonly string[] = aggregates.flatMap(({ readModels }) =>
  readModels.map(({ collection }) => collection.name),
)

/**
 * Empties collections (all, unless named) and builds them from the log. Throws `DataFolderBusy` while another process
 * holds the folder, and `RangeError` for a collection that there is not. Cut short, it is finished by the next start.
 */
export async function rebuildReadModels(config: Config, names: readonly string[]): Promise<void> {
  const wanted = names.length > 0 ? [...names] : [...collectionNames]
  const unknown = wanted.find((name) => !collectionNames.includes(name))
  if (unknown !== undefined) throw new RangeError(`No collection is called "${unknown}".`)
  const folder = openDataFolder(config.data)
  try {
    const app = await embedded.start({ config, folder })
    try {
      await app.values.projector.rebuild(wanted)
    } finally {
      await app[Symbol.asyncDispose]()
    }
  } finally {
    folder.release()
  }
}
