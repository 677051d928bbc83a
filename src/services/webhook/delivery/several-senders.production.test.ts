/** Senders of two processes over one replica set. */
import { describe } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { databasesUnderTest } from '../../../infrastructure/store/mongodb/mongodb-databases-under-test.ts'
import { openMongodbStoreAt } from '../../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { severalSendersContract } from './several-senders.contract.ts'

const server = serverUrl('MONGODB_URL')

describe.skipIf(server === undefined)('on MongoDB', () => {
  const { take, giveBack } = databasesUnderTest(server ?? '')
  severalSendersContract('MongoDB', async (collections) => {
    const url = take()
    const stores = [
      await openMongodbStoreAt(url, { collections }),
      await openMongodbStoreAt(url, { collections }),
    ] as const
    return {
      stores: [stores[0], stores[1]],
      async dispose() {
        for (const store of stores) await store.close()
        await giveBack(url)
      },
    }
  })
})
