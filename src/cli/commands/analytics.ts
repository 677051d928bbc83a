/** `fx analytics …`: the engine of embedded analytics, which is too large to come with every installation. */
import { readConfig } from '../../config/config.ts'
import { CliError } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { createProgress } from '../progress-bar.ts'
import type { Shell } from '../shell.ts'

/** Only these commands need it: the others need not wait for it to be loaded. */
const engine = () => import('../../composition/analytics-engine.ts')

function cacheHomeOf({ environment }: Shell): string {
  const { XDG_CACHE_HOME: given = '' } = environment
  const invocation = readConfig([], given === '' ? {} : { XDG_CACHE_HOME: given })
  if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
  return invocation.config.cacheHome
}

export const analyticsInstall = command({
  name: 'analytics install',
  summary: 'Install the engine of embedded analytics into the cache folder',
  description:
    'Fetches chDB, the engine of ClickHouse in a library, by npm: 540 MB unpacked, each part held to a hash. The exchange\nloads it at its next start. Not needed where CLICKHOUSE_URL names a server.',
  arguments: [],
  options: {},
  async run(shell) {
    const { EngineNotInstalled, engineState, installEngine } = await engine()
    const cacheHome = cacheHomeOf(shell)
    const { installed } = await engineState(cacheHome)
    const progress = createProgress(shell, 'chDB')
    try {
      const folder = await installEngine(cacheHome, { signal: shell.interrupted, progress: progress.show })
      progress.end()
      const start = 'Start the exchange again to use it.'
      shell.tell(installed ? `It is installed already: ${folder}\n` : `Installed: ${folder}\n${start}\n`)
      return 0
    } catch (error) {
      progress.end()
      if (error instanceof EngineNotInstalled) throw new CliError(error.message, error.remedy)
      throw error
    }
  },
})

export const analyticsStatus = command({
  name: 'analytics status',
  summary: 'Tell whether the engine of embedded analytics is installed, and where',
  arguments: [],
  options: { json: shared.json },
  async run(shell, { options }) {
    const { engineState } = await engine()
    const state = await engineState(cacheHomeOf(shell))
    if (options.json) shell.print(`${JSON.stringify(state)}\n`)
    else if (state.installed)
      shell.print(`chDB ${state.version}, ${Math.round(state.sizeBytes / 1_000_000)} MB: ${state.folder}\n`)
    else shell.print(`Not installed. Install it: npm run fx -- analytics install (to ${state.folder})\n`)
    return 0
  },
})
