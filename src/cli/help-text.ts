/** What `--help` says, made from the commands themselves. */
import type { Command } from './command.ts'

const indent = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('')
}

/** The name and what follows it: `import FILE --organisation X [--publish]`. */
export function synopsis({ name, arguments: wanted, options }: Command): string {
  const positional = wanted.map(({ name: word, optional, repeated }) => {
    const text = repeated ? `${word}…` : word
    return optional ? `[${text}]` : text
  })
  const needed = Object.entries(options).flatMap(([option, { value, required }]) =>
    required ? [`--${option} ${value}`] : [],
  )
  return [name, ...positional, ...needed].join(' ')
}

/** All commands, a line each. */
export const commandList = (commands: readonly Command[]): string =>
  [
    'fx: the client’s and the operator’s command line of FoodXchange.\n\n',
    '  npm run fx -- COMMAND [options]\n\n',
    indent(commands.map((command) => [synopsis(command), command.summary])),
    '\n',
    indent([['COMMAND --help', 'What a command takes.']]),
    '\nIt ends with 0 when done, 1 when refused or failed, 2 on a wrong command line, 3 when rows were refused under\n',
    '--strict, 4 when nothing answers, 130 on Ctrl-C. Where the exchange is: --url or FX_URL. Who you are: fx login,\n',
    'or FX_TOKEN, or FX_EMAIL and FX_PASSWORD.\n',
  ].join('')

/** One command in full. */
export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(([name, { value, describe, default: fallback }]) => {
    const left = value === undefined ? `--${name}` : `--${name} ${value}`
    return [left, fallback === undefined ? describe : `${describe} (${fallback})`] as const
  })
  const taken = command.arguments.map(({ name, describe }) => [name, describe] as const)
  return [
    `${command.summary}.\n\n`,
    `  npm run fx -- ${synopsis(command)} [options]\n\n`,
    ...(command.description === undefined ? [] : [`${command.description}\n\n`]),
    indent([...taken, ...options, ['--help', 'This text.']]),
  ].join('')
}
