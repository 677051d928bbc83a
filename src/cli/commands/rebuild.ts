/** `fx rebuild`: makes read models anew from the log, on a data folder that is not being served. */
import { ConfigError, readConfig, settings } from '../../config.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { dataFolder } from '../operator-secret.ts'

export const rebuild = command({
  name: 'rebuild',
  summary: 'Build read models and the search index anew from the log, of a data folder that is not being served',
  description:
    'This command opens the store itself, on the servers that the environment names, and holds the folder while it works:\nstop the exchange first, all of its processes.',
  arguments: [
    {
      name: 'COLLECTION',
      describe: 'Which ones; all but `analytics` unless named. --list shows them, `search` and `analytics` among them.',
      optional: true,
      repeated: true,
    },
  ],
  options: { list: { describe: 'Name the collections and do nothing.' }, data: shared.data },
  async run(shell, { options, arguments: named }) {
    // Only this command opens a store: the others need not wait for all of the exchange to be loaded.
    const { analyticsName, collectionNames, rebuildReadModels, searchName } =
      await import('../../composition/rebuild-read-models.ts')
    const { UnfitServer } = await import('../../composition/on-server.ts')
    const { DataFolderBusy } = await import('../../composition/data-folder.ts')
    const others = [searchName, analyticsName]
    if (options.list) {
      shell.print([...collectionNames, ...others].map((name) => `${name}\n`).join(''))
      return 0
    }
    const unknown = named.find((name) => !others.includes(name) && !collectionNames.includes(name))
    if (unknown !== undefined)
      throw new CliError(`No collection is called "${unknown}".`, 'See: fx rebuild --list', exitCodes.usage)
    const folder = dataFolder(shell, options.data)
    const invocation = readConfig(['--data', folder], {
      ...shell.environment,
      [settings.logLevel.environment]: 'warn',
      // Whoever rebuilds hears of everything.
      [settings.services.environment]: settings.services.default,
    })
    if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
    const wanted = named.length > 0 ? named : [...collectionNames, searchName]
    const count = wanted.filter((name) => !others.includes(name)).length
    const index = wanted.includes(searchName) ? ' and the search index' : ''
    const figures = wanted.includes(analyticsName) ? ' and analytics' : ''
    const what = `${count} of ${collectionNames.length} collections${index}${figures}`
    shell.tell(`Opening ${folder} itself and rebuilding ${what} …\n`)
    const started = shell.now()
    try {
      await rebuildReadModels(invocation.config, named)
    } catch (error) {
      if (error instanceof DataFolderBusy || error instanceof ConfigError || error instanceof UnfitServer)
        throw new CliError(error.message)
      if (error instanceof Rejected) throw new CliError(error.rejection.detail)
      throw error
    }
    shell.tell(`Done in ${((shell.now() - started) / 1_000).toFixed(1)} s.\n`)
    return 0
  },
})
