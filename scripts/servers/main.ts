/** `npm run servers`: the real servers that the production composition is tested against, started without Docker. */
import { parseArguments, type Request } from './arguments.ts'
import { cacheFolder } from './cache-folder.ts'
import { catalogue } from './catalogue.ts'
import { lastLines } from './processes.ts'
import { type ServerName, serverNames } from './server.ts'
import { down, environmentOf, type ServerSet, standings, up } from './server-set.ts'
import { setFolder } from './state-file.ts'
import { explain } from './trouble.ts'

const LOG_LINES = 40
const WIDTH = Math.max(...serverNames.map((name) => name.length))

const help = (): string => `npm run servers -- COMMAND [NAME…] [--set NAME]

  up      installs (once, into a cache folder) and starts servers, each with fresh data; waits until they take writes
  down    ends them and removes their data
  status  what runs: name, up or not, url, pids
  logs    the last ${LOG_LINES} lines of each of their processes
  env     the variables that tell the exchange of those that are up: export $(npm run -s servers -- env)

${serverNames.map((name) => `  ${name.padEnd(WIDTH)}  ${catalogue[name].about}`).join('\n')}

Without a NAME, all of them. They listen on 127.0.0.1 alone, on ports that are free. They belong to this checkout;
--set keeps another set beside the usual one. docs/servers.md tells more.`

async function main(args: readonly string[]): Promise<void> {
  const request = parseArguments(args)
  const cache = cacheFolder(process.env)
  const set: ServerSet = {
    cache,
    folder: setFolder(cache, import.meta.dirname, request.set),
    // Told beside what is asked for, so that `env` prints nothing but variables.
    say: (name, line) => console.error(`${(name ?? 'servers').padEnd(WIDTH)}  ${line}`),
  }
  await carryOut(request, set)
}

async function carryOut({ command, names }: Request, set: ServerSet): Promise<void> {
  switch (command) {
    case 'help':
      return console.log(help())
    case 'up':
      return await up(set, names)
    case 'down':
      return await down(set, names)
    case 'status':
      return status(set, names)
    case 'logs':
      return logs(set, names)
    case 'env':
      return env(set, names)
  }
}

function status(set: ServerSet, names: readonly ServerName[]): void {
  const known = standings(set)
  for (const name of names) {
    const standing = known.find((one) => one.name === name)
    const pids = standing?.entry.processes.map(({ pid }) => pid).join(' ')
    const state = standing === undefined ? 'not started' : standing.isUp ? 'up  ' : 'DOWN'
    console.log([name.padEnd(WIDTH), state, standing?.entry.url, pids && `pid ${pids}`].filter(Boolean).join('  '))
  }
}

function logs(set: ServerSet, names: readonly ServerName[]): void {
  for (const { entry } of standings(set).filter(({ name }) => names.includes(name))) {
    for (const { log } of entry.processes) console.log(`── ${log} ──\n${lastLines(log, LOG_LINES)}\n`)
  }
}

function env(set: ServerSet, names: readonly ServerName[]): void {
  const variables = environmentOf(set)
  for (const name of names) {
    const { variable } = catalogue[name]
    if (variables[variable] !== undefined) console.log(`${variable}=${variables[variable]}`)
  }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
