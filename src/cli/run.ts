/** Reads the command line, runs the command it names, says in words what went wrong. */
import { CliError, exitCodes, explain } from './cli-error.ts'
import { commands } from './commands.ts'
import { exchangeUrl } from './connect.ts'
import { parseCommand } from './parse-command.ts'
import { createShell, type Shell } from './shell.ts'

/** Gives the exit code. */
export async function run(
  args: readonly string[],
  environment: Shell['environment'],
  shell: Shell = createShell(process, environment),
): Promise<number> {
  let url = ''
  try {
    const parsed = parseCommand(commands, args)
    if (parsed.kind === 'help') {
      shell.print(parsed.text)
      return exitCodes.done
    }
    const { command, given } = parsed
    const named = given.options['url']
    url = exchangeUrl(shell, typeof named === 'string' ? named : undefined)
    return await command.run(shell, given)
  } catch (error) {
    if (shell.interrupted.aborted && !(error instanceof CliError)) return exitCodes.interrupted
    const { text, exitCode } = explain(error, url)
    shell.tell(`${text}\n`)
    return exitCode
  }
}
