import { expect, test } from 'vitest'
import { openTestStore } from '../../../../test/support/open-test-store.ts'
import { spendAtOnce } from './budget-race.fixture.ts'
import { organisationAggregates } from '../index.ts'

test('of 20 orders at once, by three executors on one store, exactly the 7 that the budget covers take from it', async () => {
  const { store, newId, dispose } = await openTestStore(organisationAggregates)
  try {
    const spent = await spendAtOnce(store, newId, { orders: 20, coversOrders: 7, executors: 3 })
    expect(spent).toEqual({ taken: 7, refused: 13, committedOrders: 7, version: 8 })
  } finally {
    await dispose()
  }
})
