/** Over the embedded store, whose file its one writer opens to them. */
import { openSqliteStoreUnderTest } from '../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { auditCollections } from '../../services/audit/index.ts'
import { verificationThreadsContract } from './verification-threads.contract.ts'

verificationThreadsContract('SQLite', async () => {
  const { store, path, dispose } = await openSqliteStoreUnderTest({ collections: auditCollections, soleWriter: true })
  return { store, place: { path }, dispose }
})
