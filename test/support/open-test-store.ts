/** Opens the embedded store in a folder of its own with an executor over it, for tests of services and routes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import type { Collection, Documents } from '../../src/infrastructure/store/documents.ts'
import { createExecutor, type Execute, type ReadState } from '../../src/infrastructure/store/commands/execute.ts'
import { createSealer } from '../../src/infrastructure/store/seal.ts'
import { openSqliteStore, type SqliteStore } from '../../src/infrastructure/store/sqlite/sqlite-store.ts'
import { createNewId } from '../../src/composition/clock-and-chance.ts'
import { createCommitNotices, type CommitNotices } from '../../src/composition/commit-notices.ts'
import type { NewId } from '../../src/kernel/identifier.ts'

export type TestStore = {
  readonly store: SqliteStore
  readonly documents: Documents
  readonly execute: Execute
  readonly readState: ReadState
  readonly newId: NewId
  readonly commitNotices: CommitNotices
  /** The folder it lives in, removed by `dispose`. */
  readonly folder: string
  dispose(): Promise<void>
}

/** @param beside  collections that no commit makes */
export async function openTestStore(
  aggregates: readonly AnyAggregate[],
  beside: readonly Collection<never>[] = [],
): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'fx-test-'))
  const store = openSqliteStore({
    path: join(folder, 'exchange.db'),
    collections: [...aggregates.flatMap(({ readModels }) => readModels.map(({ collection }) => collection)), ...beside],
    sealer: createSealer(new Uint8Array(32).fill(7)),
  })
  const newId = createNewId(Date.now)
  const commitNotices = createCommitNotices()
  const { execute, readState } = createExecutor({
    store,
    newId,
    monotonicMs: () => performance.now(),
    random: Math.random,
    committed: commitNotices.notify,
  })
  return {
    store,
    documents: store.documents,
    execute,
    readState,
    newId,
    commitNotices,
    folder,
    async dispose() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
