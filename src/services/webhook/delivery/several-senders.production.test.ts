/** Senders of two processes over one replica set. */
import { describe } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
} from '../../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { severalSendersContract } from './several-senders.contract.ts'

const server = serverUrl('MONGODB_URL')

describe.skipIf(server === undefined)('on MongoDB', () => {
  severalSendersContract('MongoDB', async (collections) => {
    const url = newDatabaseUrl(server ?? '')
    const stores = [
      await openMongodbStoreAt(url, { collections }),
      await openMongodbStoreAt(url, { collections }),
    ] as const
    return {
      stores: [stores[0], stores[1]],
      async dispose() {
        for (const store of stores) await store.close()
        await dropDatabase(url)
      },
    }
  })
})
