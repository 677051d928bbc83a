/** The secret that proves one may read the exchange's secrets: what the operator has and nobody over the network can get. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { settings, type Config } from '../config/config.ts'
import { CliError } from './cli-error.ts'
import type { Shell } from './shell.ts'

type Given = Pick<Config, 'secretOperator' | 'secretsFile'>

/** The data folder that is meant, the same as `npm start` would take. */
export const dataFolder = ({ environment }: Pick<Shell, 'environment'>, named: string | undefined): string =>
  resolve(named ?? environment[settings.data.environment] ?? settings.data.default)

/** What the environment says of secrets, the same as the exchange would take. */
export const givenSecrets = ({ environment }: Pick<Shell, 'environment'>): Given => ({
  secretOperator: environment[settings.secretOperator.environment] ?? '',
  secretsFile: environment[settings.secretsFile.environment] ?? '',
})

/**
 * Looked for where the exchange itself looks, in the same order: its own variable, the file of secrets, the data folder.
 * Throws `CliError` where there is none, or it may not be read.
 */
export function operatorSecret(folder: string, { secretOperator, secretsFile }: Given): string {
  const text = secretOperator || inGivenFile(secretsFile) || read(join(folder, 'secrets.json'))
  // The exchange takes any form of base64, and compares in this one.
  if (text) return Buffer.from(text, 'base64url').toString('base64url')
  throw new CliError(
    `There is no operator's secret to be read in ${folder}.`,
    'Name the folder that the running exchange uses with --data or FX_DATA, and run this as the user it runs as. ' +
      'Where the exchange was given its secrets, give this the same: FX_SECRETS_FILE, or FX_SECRET_OPERATOR.',
  )
}

/** A file that is named has to be the right one: another exchange's secret would only be refused. */
function inGivenFile(file: string): string | undefined {
  if (file === '') return undefined
  const found = read(file)
  if (found) return found
  throw new CliError(
    `There is no operator's secret to be read in ${file}, which FX_SECRETS_FILE names.`,
    'It must be the file that the exchange was given, with "operator" in it, readable for who runs this; or set FX_SECRET_OPERATOR.',
  )
}

/** Undefined where the file is missing, may not be read, or has none. */
function read(file: string): string | undefined {
  try {
    const { operator } = JSON.parse(readFileSync(file, 'utf8')) as { operator?: unknown }
    return typeof operator === 'string' ? operator : undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // The error of a parser quotes what it could not read.
    if (error instanceof SyntaxError || code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') return undefined
    throw error
  }
}
