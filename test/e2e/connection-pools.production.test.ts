/** Staff is told how busy the connections to MongoDB are, by each process of its own; nobody else is. */
import { describe, expect, test } from 'vitest'
import { openTradingFloor } from '../support/open-trading-floor.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange } from '../support/start-exchange.ts'

const server = serverUrl('MONGODB_URL')

describe.skipIf(server === undefined)('connections to MongoDB', () => {
  test('are shown to staff: how many, how busy, and how long commands waited', async () => {
    await using exchange = await startExchange({ layout: 'mongodb' })
    const { staff, buyer } = await openTradingFloor(exchange, { suppliers: 1 })
    const { items } = (await staff.client.listConnectionPools()).data
    expect(items.map(({ name, sizeMax }) => [name, sizeMax])).toEqual([['mongodb', 32]])
    const [pool] = items
    expect(pool!.open).toBeGreaterThanOrEqual(pool!.inUse)
    expect(pool!.checkedOut).toBeGreaterThan(100)
    expect(pool!.timedOut).toBe(0)
    const waits = pool!.waits.reduce((sum, { count }) => sum + count, 0)
    expect(waits).toBe(pool!.checkedOut + pool!.timedOut + pool!.failed)
    const path = `${exchange.url}/v1/connection-pools`
    expect((await fetch(path, { headers: { authorization: `Bearer ${buyer.owner.token}` } })).status).toBe(403)
  })
})
