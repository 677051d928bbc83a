/** All or nothing, also for what the process remembers beside the file. */
import type { DatabaseSync } from 'node:sqlite'

/** Runs `work` in a write transaction; `undo` forgets what memory took over from it, should it fail. */
export function transaction(database: DatabaseSync, work: () => void, undo?: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    undo?.()
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
