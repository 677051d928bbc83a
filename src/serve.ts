/** Serves the exchange: configuration, composition, listening; and ends it in order when told to. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DataFolderBusy } from './composition/data-folder.ts'
import { ConfigError, readConfig, type Config } from './config/config.ts'
import { DemoRefused } from './demo/demo-marker.ts'
import { UnfitServer } from './infrastructure/mongodb/unfit-server.ts'

async function serve(config: Config): Promise<void> {
  // What is served is loaded when it is: most of a start is loading, and the help or a misspelt option needs none of it.
  const openDemo = config.demo ? (await import('./demo/open-demo.ts')).prepareDemo(config.data, config) : undefined
  const { composeExchange } = await import('./composition/compose.ts')
  const exchange = await composeExchange(config)
  const url = await exchange.listen()
  setTimeout(letGoOfStart, 1_000).unref()
  let stopping = false
  const stop = (signal: string, exitCode = 0): void => {
    // A second signal does not wait for the first one's good manners.
    if (stopping) process.exit(130)
    stopping = true
    exchange.log.info({ signal }, 'stopping')
    exchange.stop().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        process.stderr.write(`The exchange did not stop cleanly: ${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  exchange.ended?.addEventListener('abort', () => {
    exchange.log.error({ err: exchange.ended?.reason }, 'another process may serve now')
    stop('lease lost', 1)
  })
  // Only now: who reads that it is open may tell it to end, and is answered in order.
  process.stdout.write(exchange.greeting(url))
  if (!openDemo) return
  process.stdout.write('  Making the demo market: some ten seconds …\n\n')
  // Our own requests would bury the greeting.
  const resumeAccessLog = exchange.log.withholdAccess()
  try {
    const demoGreeting = await openDemo(url)
    resumeAccessLog()
    process.stdout.write(demoGreeting)
  } catch (error) {
    if (stopping) return
    process.stderr.write(`The demo market could not be made: ${String(error)}\n`)
    await exchange.stop()
    process.exit(1)
  }
}

/** What starting took is garbage that a process without load would never collect: one collection gives it back. */
function letGoOfStart(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { type: 'major'; flavor: 'last-resort' }) => void
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}

/** Does what the command line asks; the process ends with 1 when it cannot. */
export async function main(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    const invocation = readConfig(args, environment)
    if (invocation.command === 'help') process.stdout.write(invocation.text)
    else await serve(invocation.config)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exit(1)
  }
}

/** What an operator can do about what the operating system refuses. */
const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there: give this one its own port with --port.',
  EADDRNOTAVAIL: 'This machine has no such address: see --host.',
  EACCES: 'This user may not: see --port and --data.',
  EPERM: 'This user may not: see --port and --data.',
  EROFS: 'Give it a folder that can be written to with --data.',
  ENOTDIR: 'Give it a folder with --data.',
  ENOENT: 'Give it a folder with --data.',
  EEXIST: 'Give it a folder, not a file, with --data.',
  ENOSPC: 'Make room on the disk.',
}

function explain(error: unknown): string {
  if ([ConfigError, DataFolderBusy, DemoRefused, UnfitServer].some((kind) => error instanceof kind))
    return (error as Error).message
  const { code = '', message = String(error), stack } = error as NodeJS.ErrnoException
  const remedy = remedies[code]
  return remedy === undefined ? (stack ?? message) : `The exchange cannot start: ${message}. ${remedy}`
}
