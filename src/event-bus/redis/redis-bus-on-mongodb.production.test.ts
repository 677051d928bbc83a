/** The Redis bus keeps the bus's contracts over the store that it has in production. */
import { describe } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { databasesUnderTest } from '../../infrastructure/store/mongodb/mongodb-databases-under-test.ts'
import { openMongodbStoreUnderTest } from '../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { eventBusContract } from '../event-bus.contract.ts'
import { failingConsumersContract } from '../failing-consumers.contract.ts'
import { heldMessages } from './held-messages.ts'
import { busOver } from './redis-bus-under-test.ts'

const redis = serverUrl('REDIS_URL')
const mongodb = serverUrl('MONGODB_URL')

describe.skipIf(redis === undefined || mongodb === undefined)('over MongoDB', () => {
  const openStore = openMongodbStoreUnderTest(databasesUnderTest(mongodb ?? ''))
  const open = async () => {
    const { store, dispose } = await openStore({ collections: [heldMessages] })
    return busOver(redis ?? '', { store, storePath: '', dispose })
  }
  eventBusContract('Redis and MongoDB', open)
  failingConsumersContract('Redis and MongoDB', open)
})
