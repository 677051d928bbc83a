/** The secret that proves one may read the data folder: what the operator has and nobody over the network can get. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { settings } from '../config.ts'
import { CliError } from './cli-error.ts'
import type { Shell } from './shell.ts'

/** The data folder that is meant, the same as `npm start` would take. */
export const dataFolder = ({ environment }: Pick<Shell, 'environment'>, named: string | undefined): string =>
  resolve(named ?? environment[settings.data.environment] ?? settings.data.default)

/** Throws `CliError` where the folder has none, or may not be read. */
export function operatorSecret(folder: string): string {
  const file = join(folder, 'secrets.json')
  try {
    const { operator } = JSON.parse(readFileSync(file, 'utf8')) as { operator?: unknown }
    if (typeof operator === 'string') return operator
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EACCES') throw error
  }
  throw new CliError(
    `There is no operator's secret to be read in ${folder}.`,
    'Name the folder that the running exchange uses with --data or FX_DATA, and run this as the user it runs as.',
  )
}
