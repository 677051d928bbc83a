/** Over a replica set, to which each thread has a connection of its own. */
import { describe } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
} from '../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { auditCollections } from '../../services/audit/index.ts'
import { verificationThreadsContract } from './verification-threads.contract.ts'

const server = serverUrl('MONGODB_URL')

describe.skipIf(server === undefined)('on MongoDB', () => {
  verificationThreadsContract('MongoDB', async () => {
    const url = newDatabaseUrl(server ?? '')
    const store = await openMongodbStoreAt(url, { collections: auditCollections })
    return {
      store,
      place: { url, settings: {} },
      async dispose() {
        await store.close()
        await dropDatabase(url)
      },
    }
  })
})
