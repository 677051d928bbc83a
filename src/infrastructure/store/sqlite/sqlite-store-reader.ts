/** Reads an embedded store that this process has open, from another of its threads. */
import { DatabaseSync } from 'node:sqlite'
import type { Collection } from '../documents.ts'
import { openSqliteDocuments } from './sqlite-documents.ts'
import { openSqliteLogScan } from './sqlite-log-scan.ts'
import type { StoreReader } from '../store.ts'

const defaultBusyTimeoutMs = 5_000
/** Of address space; what is larger is read as usual. */
const mapBytesMax = 2_147_418_112

/** Its owner admits readers for as long: see `Store.admitReaders`. Throws where it does not. */
export function openSqliteStoreReader(
  path: string,
  collections: readonly Collection<never>[],
  busyTimeoutMs = defaultBusyTimeoutMs,
): StoreReader {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs })
  // Read once and in order: mapped, no page of it is copied first.
  database.exec(`PRAGMA mmap_size = ${mapBytesMax}`)
  const scan = openSqliteLogScan(database)
  return {
    scanCommits: async (range) => scan(range),
    documents: openSqliteDocuments(database, collections),
    close: async () => database.close(),
  }
}
