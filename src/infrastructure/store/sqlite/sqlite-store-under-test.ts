/** Opens the embedded store for a contract: a new file in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSealer } from '../seal.ts'
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts'
import { sealingKey, type OpenedStore, type OpenOptions } from '../store-under-test.ts'

export const openSqliteStoreAt = (path: string, options: OpenOptions): SqliteStore =>
  openSqliteStore({ path, sealer: createSealer(sealingKey), ...options })

export async function openSqliteStoreUnderTest(
  options: OpenOptions,
): Promise<OpenedStore & { readonly store: SqliteStore; readonly path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'fx-store-'))
  const path = join(folder, 'store.db')
  const store = openSqliteStoreAt(path, options)
  let newest = store
  return {
    store,
    path,
    async reopen() {
      await newest.close()
      newest = openSqliteStoreAt(path, options)
      return newest
    },
    async alterSnapshots() {
      newest.database.exec(`UPDATE snapshots SET body = replace(body, '7', '8')`)
    },
    async dispose() {
      await newest.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
