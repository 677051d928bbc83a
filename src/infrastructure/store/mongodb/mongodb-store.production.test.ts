/** The MongoDB store keeps the store's contract, whole; what only a replica set promises follows it. */
import { join } from 'node:path'
import { describe } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { crashContract } from '../crash.contract.ts'
import { storeContract } from '../store.contract.ts'
import { notableTallies, tallies } from '../tally.fixture.ts'
import { databasesUnderTest } from './mongodb-databases-under-test.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
  openMongodbStoreUnderTest,
} from './mongodb-store-under-test.ts'

const server = serverUrl('MONGODB_URL')

describe.skipIf(server === undefined)('on MongoDB', () => {
  const open = openMongodbStoreUnderTest(databasesUnderTest(server ?? ''))
  storeContract('MongoDB', open)

  crashContract('MongoDB', async () => {
    const place = newDatabaseUrl(server ?? '')
    const script = join(import.meta.dirname, 'mongodb-crash-writer.fixture.ts')
    const openAgain = () => openMongodbStoreAt(place, { collections: [tallies, notableTallies] })
    return { script, place, open: openAgain, dispose: () => dropDatabase(place) }
  })
})
