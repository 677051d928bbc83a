/** `fx migrate-data`: moves all that an exchange keeps into another folder or database, and shows that it is there. */
import { ConfigError, readConfig } from '../../config/config.ts'
import type { Line, Moved } from '../../composition/moving-house/migrate-data.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { dataFolder } from '../operator-secret.ts'
import { createProgress, type Progress } from '../progress-bar.ts'
import type { Shell } from '../shell.ts'
import { showTable } from '../show-table.ts'

export const migrateData = command({
  name: 'migrate-data',
  summary: 'Move all that an exchange keeps to another folder or database, and verify that it is there',
  description: [
    'A place is a data folder, or a database: mongodb://user:password@host,host/database?replicaSet=name. Stop the',
    'exchange first. The source is only read. Stopped at any moment, even by kill -9, the same command goes on where it',
    'stopped. It ends with 0 only if both sides hold the same: docs/moving-house.md says what becomes of what.',
  ].join('\n'),
  arguments: [],
  options: {
    from: { value: 'PLACE', required: true, describe: 'Where the exchange was served.' },
    to: { value: 'PLACE', required: true, describe: 'Where it shall be: empty, or a half-done copy of this source.' },
    'dry-run': { describe: 'Read, count and hash the source, look at the target, write nothing.' },
    'abandon-jobs': {
      describe: 'Leave jobs behind that have not ended; without it they are listed and nothing is done.',
    },
    data: {
      value: 'FOLDER',
      describe: 'Of a MongoDB source: its process’s data folder, for secrets and jobs; FX_DATA, else ./data.',
    },
    json: shared.json,
  },
  async run(shell, { options }) {
    // It opens stores itself: the other commands need not wait for all of the exchange to be loaded.
    const {
      migrateData: move,
      MovingRefused,
      UnfitServer,
    } = await import('../../composition/moving-house/migrate-data.ts')
    const progress = stepProgress(shell)
    try {
      const moved = await move({
        from: options.from,
        to: options.to,
        config: configOf(shell, options.data),
        isDry: options['dry-run'],
        abandonJobs: options['abandon-jobs'],
        signal: shell.interrupted,
        told: progress.show,
        warn: (text) => shell.tell(`${text}\n`),
      })
      progress.end()
      return conclude(shell, moved, { isDry: options['dry-run'], isJson: options.json })
    } catch (error) {
      progress.end()
      if (error instanceof MovingRefused) throw new CliError(error.message, error.remedy)
      if (error instanceof ConfigError || error instanceof UnfitServer) throw new CliError(error.message)
      if (!shell.interrupted.aborted) throw error
      throw new CliError('Stopped.', 'The same command goes on from here.', exitCodes.interrupted)
    }
  },
})

/** Secrets and how to speak to servers are what the exchange itself would read. */
function configOf(shell: Shell, data: string | undefined) {
  const invocation = readConfig(['--data', dataFolder(shell, data)], shell.environment)
  if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
  return invocation.config
}

/** A bar for each step, one after the other. */
function stepProgress(shell: Shell) {
  let current: { readonly step: string; readonly bar: Progress } | undefined
  const end = (): void => {
    current?.bar.end()
    current = undefined
  }
  return {
    show(step: string, commits: number, total?: number): void {
      if (current?.step !== step) {
        end()
        current = { step, bar: createProgress(shell, step, 'commits') }
      }
      current.bar.show(commits, total)
    },
    end,
  }
}

/** Gives the exit code. */
function conclude(shell: Shell, moved: Moved, { isDry, isJson }: { isDry: boolean; isJson: boolean }): number {
  const { source, target, found, comparison } = moved
  const { lines, streams } = comparison
  const isSame = lines.every((line) => line.isSame !== false) && streams.count === 0
  shell.tell(`From: ${source}\nTo:   ${target}\n\n`)
  if (isJson) shell.print(`${JSON.stringify({ ...moved, isDry, isSame })}\n`)
  else shell.print(showTable(['', 'from', isDry ? '' : 'to', ''], lines.map(row)))
  if (isDry) {
    const has = found > 0 ? `has ${found.toLocaleString('en')} of these commits already` : 'is empty'
    shell.tell(`\nNothing was written. The ${target} ${has}.\n`)
    return exitCodes.done
  }
  if (isSame) {
    shell.tell(
      `\nAll of it is there. Read models and the search index are made at the next start.\n${startHint(target)}`,
    )
    return exitCodes.done
  }
  const { first } = streams
  if (first)
    shell.tell(
      `\n${streams.count} streams differ; the first is ${first.stream}: ${first.source} versions, and ${first.target} in the target.\n`,
    )
  throw new CliError(
    'The copy is not what the source is.',
    'Do not serve it. Run the same command again if something was added meanwhile; otherwise copy anew into an empty place.',
  )
}

const row = ({ kind, source, target, isSame }: Line): readonly string[] => [
  kind,
  held(source),
  target ? held(target) : '',
  isSame === undefined ? '' : isSame ? 'same' : 'DIFFERENT',
]

const held = ({ count, note, hash }: Line['source']): string =>
  [count.toLocaleString('en'), note && `(${note})`, hash?.slice(0, 16)].filter(Boolean).join(' ')

const startHint = (target: string): string =>
  target.startsWith('MongoDB')
    ? 'Serve it with MONGODB_URL and the secrets of the source: its data folder, or FX_SECRETS_FILE.\n'
    : `Serve it without MONGODB_URL, from the ${target}.\n`
