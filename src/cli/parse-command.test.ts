import { expect, test } from 'vitest'
import { CliError } from './cli-error.ts'
import { commands } from './commands.ts'
import { parseCommand } from './parse-command.ts'

const refused = (...args: string[]): string => {
  try {
    parseCommand(commands, args)
  } catch (error) {
    if (error instanceof CliError && error.exitCode === 2) return `${error.message} ${error.remedy}`
    throw error
  }
  throw new Error(`${args.join(' ')} was taken.`)
}

test('a command is found by its words, and gets what it declares', () => {
  const parsed = parseCommand(commands, ['import', 'a.csv', '--publish', '--organisation=Nord'])
  if (parsed.kind !== 'run') throw new Error('This is no question for help.')
  expect([parsed.command.name, parsed.given.arguments]).toEqual(['import', ['a.csv']])
  expect(parsed.given.options).toMatchObject({ publish: true, strict: false, organisation: 'Nord', mapping: undefined })
})

test('what is missing, unknown or too much is refused by name, with the help to read', () => {
  expect(refused('improt')).toBe('There is no command "improt". See: fx --help')
  expect(refused('staff', 'creat')).toBe('There is no command "staff creat". See: fx staff --help')
  expect(refused('import')).toContain('FILE is missing')
  expect(refused('import', 'a', 'b')).toContain('"b" is one argument too many.')
  expect(refused('staff', 'create', '--email', 'a@b.example')).toContain('--name NAME is missing.')
  expect(refused('whoami', '--colour')).toContain("Unknown option '--colour'.")
  expect(refused('rates', 'import', 'a', '--base=')).toContain('--base has no value.')
})

test('every command explains itself, and a group lists its own', () => {
  for (const { name, options } of commands) {
    const help = parseCommand(commands, [...name.split(' '), '--help'])
    if (help.kind !== 'help') throw new Error(`${name} --help runs ${name}.`)
    for (const option of Object.keys(options)) expect(help.text).toContain(`--${option}`)
  }
  const staff = parseCommand(commands, ['staff'])
  expect(staff.kind === 'help' && staff.text.includes('staff verify') && !staff.text.includes('rates')).toBe(true)
})

test('names are unique, summaries end without a full stop', () => {
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length)
  expect(commands.filter(({ summary }) => summary.endsWith('.'))).toEqual([])
})
