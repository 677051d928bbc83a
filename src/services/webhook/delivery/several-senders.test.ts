/** Two senders over the embedded store. */
import { openSqliteStoreUnderTest } from '../../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { severalSendersContract } from './several-senders.contract.ts'

severalSendersContract('SQLite', async (collections) => {
  const { store, dispose } = await openSqliteStoreUnderTest({ collections })
  return { stores: [store, store], dispose }
})
