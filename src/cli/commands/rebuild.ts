/** `fx rebuild`: makes read models anew from the log, by the exchange that serves them, else by itself. */
import { ConfigError, readConfig, settings } from '../../config/config.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { connect, exchangeUrl } from '../connect.ts'
import { followRebuild } from '../follow-rebuild.ts'
import { dataFolder } from '../operator-secret.ts'
import type { Shell } from '../shell.ts'

/** Only this command opens a store: the others need not wait for all of the exchange to be loaded. */
const opening = () => import('../../composition/rebuild-read-models.ts')

export const rebuild = command({
  name: 'rebuild',
  summary: 'Build read models and the search index anew from the log',
  description:
    'Where nobody serves the data folder, or the servers that the environment names, this command opens the store itself;\nbeside processes that share a database over Redis, too. Else, and where --url is given, the exchange that serves does\nit, as platform staff asks it to (fx login --staff). In every case lists have at no moment less than before.',
  arguments: [
    {
      name: 'COLLECTION',
      describe:
        'Which ones; all but `analytics` unless named. --list shows them, `search` and `analytics` among them; `analytics` is rebuilt only where nobody serves.',
      optional: true,
      repeated: true,
    },
  ],
  options: {
    list: { describe: 'Name the collections and do nothing.' },
    url: shared.url,
    data: shared.data,
  },
  async run(shell, { options, arguments: named }) {
    const { analyticsName, rebuildable } = await opening()
    if (options.list) {
      shell.print([...rebuildable, analyticsName].map((name) => `${name}\n`).join(''))
      return exitCodes.done
    }
    const unknown = named.find((name) => name !== analyticsName && !rebuildable.includes(name))
    if (unknown !== undefined)
      throw new CliError(`No collection is called "${unknown}".`, 'See: fx rebuild --list', exitCodes.usage)
    if (options.url !== undefined) return askExchange(shell, options.url, named)
    const { DataFolderBusy } = await import('../../composition/data-folder.ts')
    const { DatabaseBusy } = await import('../../composition/compose.ts')
    try {
      return await rebuildHere(shell, dataFolder(shell, options.data), named)
    } catch (error) {
      if (!(error instanceof DataFolderBusy || error instanceof DatabaseBusy)) throw error
      shell.tell(`It is being served: asking the exchange at ${exchangeUrl(shell)}.\n`)
      return askExchange(shell, undefined, named)
    }
  },
})

async function askExchange(shell: Shell, url: string | undefined, named: readonly string[]): Promise<number> {
  const { analyticsName } = await opening()
  if (named.includes(analyticsName))
    throw new CliError(
      'An exchange does not rebuild `analytics` while it serves.',
      'Stop it, and run the command without --url; or name other collections.',
      exitCodes.usage,
    )
  const { client, url: asked } = connect(shell, url, 'staff')
  const { data } = await client.rebuildReadModels({ body: named.length > 0 ? { collections: [...named] } : {} })
  shell.tell(`${asked} rebuilds ${countOf(data.collections)}, as ${data.id}, and goes on serving …\n`)
  const ended = await followRebuild(shell, client, data.id)
  if (ended.state !== 'succeeded')
    throw new CliError(
      ended.error?.detail ?? 'The rebuild was cancelled.',
      'What it has come to stays. Begin it again.',
    )
  shell.tell(`Done: ${ended.commits} commits read, ${ended.removed ?? 0} documents removed that they had not made.\n`)
  return exitCodes.done
}

async function rebuildHere(shell: Shell, folder: string, named: readonly string[]): Promise<number> {
  const { analyticsName, rebuildable, rebuildReadModels } = await opening()
  const { DatabaseBusy } = await import('../../composition/compose.ts')
  const { UnfitServer } = await import('../../composition/servers/on-server.ts')
  const invocation = readConfig(['--data', folder], {
    ...shell.environment,
    [settings.logLevel.environment]: 'warn',
    // Whoever rebuilds hears of everything.
    [settings.services.environment]: settings.services.default,
  })
  if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
  const wanted = named.length > 0 ? named : rebuildable
  const figures = wanted.includes(analyticsName) ? ' and analytics' : ''
  shell.tell(
    `Opening ${folder} itself and rebuilding ${countOf(wanted.filter((one) => one !== analyticsName))}${figures} …\n`,
  )
  const started = shell.now()
  try {
    await rebuildReadModels(invocation.config, named)
  } catch (error) {
    if (error instanceof DatabaseBusy) throw error
    if (error instanceof ConfigError || error instanceof UnfitServer) throw new CliError(error.message)
    if (error instanceof Rejected) throw new CliError(error.rejection.detail)
    throw error
  }
  shell.tell(`Done in ${((shell.now() - started) / 1_000).toFixed(1)} s.\n`)
  return exitCodes.done
}

function countOf(names: readonly string[]): string {
  const collections = names.filter((name) => name !== 'search').length
  return `${collections} collections${names.includes('search') ? ' and the search index' : ''}`
}
