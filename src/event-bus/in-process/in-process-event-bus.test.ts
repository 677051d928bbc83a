/** The embedded bus keeps the bus's contracts; what only it promises follows them. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventBusContract } from '../event-bus.contract.ts'
import { failingConsumersContract } from '../failing-consumers.contract.ts'
import { openInProcessBusUnderTest } from './in-process-bus-under-test.ts'
import { killedConsumersContract } from '../killed-consumers.contract.ts'
import { openSqliteBusState } from './sqlite-bus-state.ts'

eventBusContract('one process', openInProcessBusUnderTest)
failingConsumersContract('one process', openInProcessBusUnderTest)
killedConsumersContract('one process', async () => {
  const under = await openInProcessBusUnderTest()
  const script = join(import.meta.dirname, 'in-process-consumer.fixture.ts')
  // SQLite's files may be open twice; only one of the two writes.
  return { ...under, script, place: under.folder, whileClosed: (work) => work() }
})

test('no statement of the bus scans a table', () => {
  const state = openSqliteBusState(':memory:')
  for (const query of state.queries) {
    const plan = state.database.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[]
    expect({ query, plan: plan.filter(({ detail }) => /\bSCAN\b|TEMP B-TREE/.test(detail)) }).toEqual({
      query,
      plan: [],
    })
  }
  state.close()
})
