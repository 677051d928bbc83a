/** What was asked for on the command line, understood or refused. */
import { isServerName, type ServerName, serverNames } from './server.ts'
import { Trouble } from './trouble.ts'

const COMMANDS = ['up', 'down', 'status', 'logs', 'env'] as const

export type Request = {
  readonly command: (typeof COMMANDS)[number] | 'help'
  /** All of them where none was named. */
  readonly names: readonly ServerName[]
  readonly set: string
}

/** The set of whoever names none. */
const DEFAULT_SET = 'own'
const REMEDY = '`npm run servers -- --help` shows what there is.'

export function parseArguments(args: readonly string[]): Request {
  const names = new Set<ServerName>()
  let set = DEFAULT_SET
  const [word, ...rest] = args
  const words = rest.values()
  if (word === undefined || args.includes('--help')) return { command: 'help', names: [], set }
  const command = COMMANDS.find((known) => known === word)
  if (command === undefined) throw new Trouble(`There is no command "${word}".`, REMEDY)
  for (const next of words) {
    if (next === '--set') set = setName(words.next().value)
    else names.add(serverName(next))
  }
  return { command, names: names.size === 0 ? serverNames : [...names], set }
}

function serverName(word: string): ServerName {
  if (isServerName(word)) return word
  const what = word.startsWith('-') ? 'option' : 'server'
  throw new Trouble(`There is no ${what} "${word}". The servers are ${serverNames.join(', ')}.`, REMEDY)
}

/** It becomes part of a folder's name. */
function setName(word: string | undefined): string {
  if (word !== undefined && /^[a-z0-9][a-z0-9-]{0,39}$/.test(word)) return word
  throw new Trouble('--set takes a name of up to 40 small letters, digits and hyphens.', REMEDY)
}
