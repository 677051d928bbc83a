/** What the Redis bus is held to on whichever Redis: the bus's own contracts, whole. */
import { join } from 'node:path'
import { describe } from 'vitest'
import { serverUrl, type ServerName } from '../../../test/support/server-url.ts'
import { eventBusContract } from '../event-bus.contract.ts'
import { failingConsumersContract } from '../failing-consumers.contract.ts'
import { killedConsumersContract } from '../killed-consumers.contract.ts'
import { openRedisBusUnderTest } from './redis-bus-under-test.ts'

const script = join(import.meta.dirname, 'redis-consumer.fixture.ts')

export function redisBusContracts(name: string, variable: ServerName): void {
  const url = serverUrl(variable)
  describe.skipIf(url === undefined)(`on ${name}`, () => {
    const open = openRedisBusUnderTest(url ?? '')
    eventBusContract(name, open)
    failingConsumersContract(name, open)
    killedConsumersContract(name, async () => {
      const under = await open()
      // SQLite's files may be open twice; only one of the two writes.
      return { ...under, script, place: JSON.stringify(under.place), whileClosed: (work) => work() }
    })
  })
}
