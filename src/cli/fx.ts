/** The program `fx`: reads the command line, runs the command it names, says in words what went wrong. */
import { enableCompileCache } from 'node:module'
import { CliError, exitCodes, explain } from './cli-error.ts'
import { exchangeUrl } from './connect.ts'
import { commands } from './commands.ts'
import { parseCommand } from './parse-command.ts'
import { createShell, type Shell } from './shell.ts'

enableCompileCache()
process.exitCode = await main(process.argv.slice(2), createShell(process, process.env))

async function main(args: readonly string[], shell: Shell): Promise<number> {
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
