/** Finds the command that a command line names, and checks what it was given against what the command declares. */
import { parseArgs } from 'node:util'
import { CliError, exitCodes } from './cli-error.ts'
import type { Command, Given } from './command.ts'
import { commandHelp, commandList } from './help-text.ts'

export type Parsed =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly command: Command; readonly given: Given<Command['options']> }

/** Throws `CliError` (usage) that says what is wrong and where to read more. */
export function parseCommand(commands: readonly Command[], args: readonly string[]): Parsed {
  const end = args.findIndex((arg) => arg.startsWith('-'))
  const words = end < 0 ? args : args.slice(0, end)
  const command = findCommand(commands, words)
  if (!command) {
    const [first = ''] = words
    const group = commands.filter(({ name }) => name.startsWith(`${first} `))
    if (first === '' || first === 'help' || (group.length > 0 && words.length === 1))
      return { kind: 'help', text: commandList(group.length > 0 ? group : commands) }
    throw usage(`There is no command "${words.slice(0, 2).join(' ')}".`, group.length > 0 ? first : '')
  }
  const declared = Object.entries(command.options).map(([name, { value }]) => [
    name,
    { type: value === undefined ? ('boolean' as const) : ('string' as const) },
  ])
  const options = { ...Object.fromEntries(declared), help: { type: 'boolean', short: 'h' } }
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }) as typeof parsed
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0] + '.', command.name)
  }
  if (parsed.values['help']) return { kind: 'help', text: commandHelp(command) }
  const rest = parsed.positionals.slice(command.name.split(' ').length)
  return {
    kind: 'run',
    command,
    given: { options: valuesOf(command, parsed.values), arguments: checked(command, rest) },
  }
}

/** The longest name wins: `staff create` before `staff`. */
function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  const named = (count: number) => commands.find(({ name }) => name === words.slice(0, count).join(' '))
  return named(2) ?? named(1)
}

function valuesOf(
  command: Command,
  given: Readonly<Record<string, string | boolean | undefined>>,
): Given<Command['options']>['options'] {
  const values = Object.entries(command.options).map(([name, option]) => {
    if (option.value === undefined) return [name, given[name] === true]
    const value = given[name] ?? option.default
    if (value === '') throw usage(`--${name} has no value.`, command.name)
    if (option.required && value === undefined) throw usage(`--${name} ${option.value} is missing.`, command.name)
    return [name, value]
  })
  return Object.fromEntries(values) as Given<Command['options']>['options']
}

function checked(command: Command, given: readonly string[]): readonly string[] {
  const missing = command.arguments.find(({ optional }, index) => !optional && given[index] === undefined)
  if (missing) throw usage(`${missing.name} is missing: ${missing.describe}`, command.name)
  const extra = command.arguments.at(-1)?.repeated ? undefined : given[command.arguments.length]
  if (extra !== undefined) throw usage(`"${extra}" is one argument too many.`, command.name)
  return given
}

const usage = (message: string, command: string): CliError =>
  new CliError(message, `See: fx ${command === '' ? '' : `${command} `}--help`, exitCodes.usage)
