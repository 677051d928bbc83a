/** Budgets on a replica set: what several processes spend at once is what there was. */
import { describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { createNewId } from '../../../composition/clock-and-chance.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
} from '../../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { spendAtOnce } from './budget-race.fixture.ts'

const server = serverUrl('MONGODB_URL')

describe.skipIf(server === undefined)('on MongoDB', () => {
  test('of 50 orders at once, by five executors, exactly the 17 that the budget covers take from it', async () => {
    const url = newDatabaseUrl(server ?? '')
    const store = await openMongodbStoreAt(url, { collections: [] })
    try {
      const spent = await spendAtOnce(store, createNewId(Date.now), { orders: 50, coversOrders: 17, executors: 5 })
      expect(spent).toEqual({ taken: 17, refused: 33, committedOrders: 17, version: 18 })
    } finally {
      await store.close()
      await dropDatabase(url)
    }
  })
})
