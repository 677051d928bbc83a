/** Gets a password without ever showing it: from standard input, the environment, or asked for. */
import { CliError, exitCodes } from './cli-error.ts'
import type { Shell } from './shell.ts'

export const passwordOption = {
  'password-stdin': { describe: 'Take the password from standard input instead of asking.' },
} as const

/** `twice` asks again, for a password that is being made. Throws `CliError` where nobody can be asked. */
export async function readPassword(shell: Shell, fromInput: boolean, twice: boolean): Promise<string> {
  if (fromInput) return (await shell.readInput()).replace(/\r?\n$/, '')
  const given = shell.environment['FX_PASSWORD']
  if (given) return given
  const password = await shell.askHidden('Password: ')
  if (password === undefined)
    throw new CliError(
      'There is nobody to ask for the password.',
      'Give --password-stdin or FX_PASSWORD.',
      exitCodes.usage,
    )
  if (twice && (await shell.askHidden('Once more: ')) !== password)
    throw new CliError('The two passwords differ.', 'Try again.', exitCodes.usage)
  return password
}
