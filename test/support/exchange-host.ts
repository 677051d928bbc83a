/**
 * A process that serves exchanges, one after another or several at once, each with folder, log-ins and address of its
 * own: most of a start is loading and warming up, and is done once here. Whoever forked it opens and closes them;
 * killed, it takes all that it serves with it.
 */
import type { Exchange } from '../../src/composition/open-exchange.ts'
import { loadQuickly } from '../../src/load-quickly.ts'
import type { HostAnswer, HostOrder } from './start-on-host.ts'

loadQuickly()
const { readConfig } = await import('../../src/config/config.ts')
const { composeExchange } = await import('../../src/composition/compose.ts')
const { createArgon2PasswordHasher } = await import('../../src/infrastructure/passwords/argon2-password-hasher.ts')

/** A hundredth of what a password takes in service: tests sign somebody up all the time. */
const quick = { memoryKib: 128, passes: 1 }
const serving = new Map<number, Exchange>()

async function open({ id, args, environment }: HostOrder & { readonly what: 'open' }): Promise<HostAnswer> {
  const invocation = readConfig(args, environment)
  if (invocation.command !== 'serve') throw new Error('A host serves; for the help, run the program.')
  const exchange = await composeExchange(invocation.config, (composition) =>
    composition.override('passwordHasher', [], () => createArgon2PasswordHasher(2, quick)),
  )
  const url = await exchange.listen()
  serving.set(id, exchange)
  // As the program does: another process may serve now.
  exchange.ended?.addEventListener('abort', () => process.exit(1))
  process.stdout.write(exchange.greeting(url))
  return { id, url }
}

async function close(id: number): Promise<HostAnswer> {
  await serving.get(id)?.stop()
  serving.delete(id)
  return { id }
}

async function obey(order: HostOrder): Promise<void> {
  const answer = await (order.what === 'open' ? open(order) : close(order.id)).catch((error: unknown) => ({
    id: order.id,
    failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }))
  process.send!(answer satisfies HostAnswer)
}

process.on('message', (order: HostOrder) => void obey(order))
process.on('disconnect', () => process.exit())
process.send!({ id: 0 } satisfies HostAnswer)
