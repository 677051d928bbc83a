/** `fx backup` and `fx restore`: what a data folder must not lose, elsewhere and back, also while it is served. */
import { resolve } from 'node:path'
import { createClient, operatorAuthorization } from '../../../sdk/index.ts'
import type { Manifest } from '../../composition/backup/backup-files.ts'
import type { Secrets } from '../../composition/secrets/secrets.ts'
import { ConfigError, readConfig, settings } from '../../config/config.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { exchangeUrl } from '../connect.ts'
import { dataFolder, givenSecrets as givenSecretsOf, operatorSecret } from '../operator-secret.ts'
import { createProgress } from '../progress-bar.ts'
import type { Shell } from '../shell.ts'

export const backup = command({
  name: 'backup',
  summary: 'Copy what a data folder must not lose to another place, while it is served or not',
  description: [
    'Two parts with two lives. --to is a new folder for each backup: the log with its read models, loaded tables, signed',
    'checkpoints; kept as long as you like. --keys-to is one file, replaced each time: the keys of persons. Keep it apart',
    'and only in its newest version, since whoever was erased is so by the destruction of their key. secrets.json is in',
    'neither: keep a copy in a third place. An exchange that serves the folder lets the command read, as the operator asks.',
  ].join('\n'),
  arguments: [],
  options: {
    to: { value: 'FOLDER', required: true, describe: 'A folder that is empty, or that there is not yet.' },
    'keys-to': { value: 'FILE', required: true, describe: 'Where the keys of persons go, apart from --to.' },
    data: shared.data,
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options }) {
    if (shell.environment[settings.mongodbUrl.environment])
      throw new CliError(
        'MONGODB_URL is set: that store is backed up by its own means, not by this command.',
        'See docs/production.md, "Backups"; for a data folder, run this without MONGODB_URL.',
      )
    const folder = dataFolder(shell, options.data)
    const { takeBackup } = await import('../../composition/backup/take-backup.ts')
    const progress = stepsOf(shell)
    const manifest = await refusing(shell, progress.end, async () => {
      const secrets = await secretsOf(shell, folder, undefined)
      const leave = await enter(shell, folder, options.url)
      try {
        const [to, keysTo] = [resolve(options.to), resolve(options['keys-to'])]
        return await takeBackup({ data: folder, to, keysTo, secrets, told: progress.show, signal: shell.interrupted })
      } finally {
        await leave()
      }
    })
    conclude(shell, options.json, 'Backed up', manifest)
    return exitCodes.done
  },
})

export const restore = command({
  name: 'restore',
  summary: 'Make a data folder of a backup, and verify that it holds what was backed up',
  description:
    'Every seal is verified, every stream counted and hashed. The search index and what consumers know are made anew from\nthe log after the first start. Secrets: --secrets, else FX_SECRETS_FILE or FX_SECRET_…, else secrets.json in --data.',
  arguments: [],
  options: {
    from: { value: 'FOLDER', required: true, describe: 'What fx backup wrote to --to.' },
    keys: { value: 'FILE', required: true, describe: 'What fx backup wrote to --keys-to: the newest there is.' },
    secrets: { value: 'FILE', describe: 'The secrets.json that the exchange was served with.' },
    data: shared.data,
    json: shared.json,
  },
  async run(shell, { options }) {
    const folder = dataFolder(shell, options.data)
    const { restoreBackup } = await import('../../composition/backup/restore-backup.ts')
    const progress = stepsOf(shell)
    const restored = await refusing(shell, progress.end, async () =>
      restoreBackup({
        from: resolve(options.from),
        keys: resolve(options.keys),
        data: folder,
        secrets: await secretsOf(shell, folder, options.secrets),
        told: progress.show,
        signal: shell.interrupted,
      }),
    )
    const { manifest, ...keys } = restored
    conclude(shell, options.json, 'Restored and verified', manifest, keys)
    return exitCodes.done
  },
})

/** Holds a folder that nobody serves, or is let in by the exchange that does; gives how to leave. */
async function enter(shell: Shell, folder: string, url: string | undefined): Promise<() => Promise<void>> {
  const { DataFolderBusy, openDataFolder } = await import('../../composition/data-folder.ts')
  try {
    const held = openDataFolder(folder)
    return async () => held.release()
  } catch (error) {
    if (!(error instanceof DataFolderBusy)) throw error
  }
  const baseUrl = exchangeUrl(shell, url)
  shell.tell(`The folder is being served: reading beside the exchange at ${baseUrl}.\n`)
  const authorization = operatorAuthorization(operatorSecret(folder, givenSecretsOf(shell)))
  const client = createClient({ baseUrl, authorization })
  await client.beginBackup({})
  return async () => void (await client.endBackup({}))
}

async function secretsOf(shell: Shell, folder: string, file: string | undefined): Promise<Secrets> {
  const { givenSecrets, keptSecrets } = await import('../../composition/secrets/secrets.ts')
  const more = file === undefined ? {} : { [settings.secretsFile.environment]: resolve(file) }
  const invocation = readConfig(['--data', folder], { ...shell.environment, ...more })
  if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
  const secrets = givenSecrets(invocation.config) ?? keptSecrets(resolve(folder, 'secrets.json'))
  if (secrets) return secrets
  throw new CliError(
    `The secrets of the exchange are not known: there is no secrets.json in ${folder}.`,
    'Set FX_SECRETS_FILE or the FX_SECRET_… that it is served with.',
  )
}

function stepsOf(shell: Shell) {
  let current: { label: string; progress: ReturnType<typeof createProgress> } | undefined
  const end = (): void => current?.progress.end()
  return {
    end,
    show(label: string, done: number, total?: number): void {
      if (current?.label !== label) {
        end()
        current = { label, progress: createProgress(shell, label, 'entries') }
      }
      current.progress.show(done, total)
    },
  }
}

async function refusing<Value>(shell: Shell, end: () => void, work: () => Promise<Value>): Promise<Value> {
  const { BackupRefused } = await import('../../composition/backup/backup-files.ts')
  const { MovingRefused } = await import('../../composition/moving-house/house.ts')
  const { DataFolderBusy } = await import('../../composition/data-folder.ts')
  try {
    return await work()
  } catch (error) {
    if (error instanceof BackupRefused || error instanceof MovingRefused)
      throw new CliError(error.message, error.remedy)
    if (error instanceof ConfigError || error instanceof DataFolderBusy) throw new CliError(error.message)
    if (!shell.interrupted.aborted) throw error
    throw new CliError('Stopped: what was written is no backup.', 'Remove it, and begin again.', exitCodes.interrupted)
  } finally {
    end()
  }
}

function conclude(shell: Shell, isJson: boolean, what: string, manifest: Manifest, more: object = {}): void {
  if (isJson) shell.print(`${JSON.stringify({ ...manifest, ...more })}\n`)
  else
    shell.print(
      `${what}: ${manifest.commits} commits, ${manifest.streams} streams with ${manifest.versions} versions, all seals verified, as of ${manifest.takenAt}.\n`,
    )
}
