/** Started by the kill tests: consumes what the store in the folder it is given holds. */
import { join } from 'node:path'
import { openSqliteStoreAt } from '../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { consumeUntilDone } from '../consume-until-done.fixture.ts'
import { openInProcessBusAt } from './in-process-bus-under-test.ts'

const [folder = ''] = process.argv.slice(2)
const store = openSqliteStoreAt(join(folder, 'store.db'), { collections: [] })
await consumeUntilDone(openInProcessBusAt(folder, store), store)
