/** Standing orders of two processes over one replica set: what neither knows of the other, the log settles. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { createNewId } from '../../../composition/clock-and-chance.ts'
import { createCommitNotices } from '../../../composition/commit-notices.ts'
import { createExecutor } from '../../../infrastructure/store/commands/execute.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
} from '../../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import type { Store } from '../../../infrastructure/store/store.ts'
import { openTestTrade } from '../open-test-trade.fixture.ts'
import { expectOrderedOnce } from './run-standing-orders.fixture.ts'

const server = serverUrl('MONGODB_URL')
const newId = createNewId(Date.now)
const executorOf = (store: Store) =>
  createExecutor({ store, newId, monotonicMs: () => performance.now(), random: Math.random })

describe.skipIf(server === undefined)('on MongoDB', () => {
  test('of many runs at once in two processes, each delivery is ordered once', async () => {
    const url = newDatabaseUrl(server!)
    const folder = mkdtempSync(join(tmpdir(), 'fx-test-'))
    const stores: Store[] = []
    const trade = await openTestTrade({
      async openStore(aggregates) {
        const collections = aggregates.flatMap(({ readModels }) => readModels.map(({ collection }) => collection))
        for (let process = 0; process < 2; process += 1) stores.push(await openMongodbStoreAt(url, { collections }))
        const [store] = stores as [Store, Store]
        return {
          ...executorOf(store),
          store,
          documents: store.documents,
          newId,
          commitNotices: createCommitNotices(),
          folder,
          dispose: () => store.close(),
        }
      },
    })
    try {
      await expectOrderedOnce(trade, executorOf(stores[1]!).execute)
    } finally {
      await stores[1]!.close()
      await trade.dispose()
      await dropDatabase(url)
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
