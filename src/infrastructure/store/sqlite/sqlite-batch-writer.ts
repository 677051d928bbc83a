/**
 * Writes commits that arrived together in one transaction. Nearly always nothing is in their way, so they are written
 * without looking; when something is, all of it is undone and written once more, looking first.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { WaitingCommit } from '../append-queue.ts'
import type { RecentCommits } from '../recent-commits.ts'
import type { Appended, openSqliteCommitLog } from './sqlite-commit-log.ts'
import type { SqliteDocuments } from './sqlite-documents.ts'

type Needs = {
  readonly database: DatabaseSync
  readonly log: ReturnType<typeof openSqliteCommitLog>
  /** Absent where read models are left to the projector. */
  readonly documents: SqliteDocuments | undefined
  readonly recent: RecentCommits
}

export type BatchWriter = {
  /** Makes a batch durable, each of its commits as a whole or not at all; gives what tells those who wait. */
  write(batch: readonly WaitingCommit[]): readonly (() => void)[]
}

export function createBatchWriter({ database, log, documents, recent }: Needs): BatchWriter {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const savepoint = database.prepare('SAVEPOINT commit_of_batch')
  const undo = database.prepare('ROLLBACK TO commit_of_batch')
  const release = database.prepare('RELEASE commit_of_batch')
  const forget = (): void => {
    log.forget()
    documents?.forget()
  }
  const rollBack = (): void => {
    if (database.isTransaction) database.exec('ROLLBACK')
    forget()
  }
  const landed = (entry: WaitingCommit, appended: Appended) => (): void => {
    const { repeat: _repeat, upon: _upon, ...kept } = entry.commit
    recent.add({ ...kept, ...appended }, entry.bytes)
    entry.resolve({ outcome: 'appended', position: appended.position })
  }

  /** Undefined when something was in the way: then nothing is written. */
  const writeBlindly = (batch: readonly WaitingCommit[]): (() => void)[] | undefined => {
    begin.run()
    try {
      const settle: (() => void)[] = []
      for (const entry of batch) {
        const appended = log.write(entry.commit)
        if (!appended) {
          rollBack()
          return undefined
        }
        documents?.writeWithin(entry.documents)
        settle.push(landed(entry, appended))
      }
      commit.run()
      return settle
    } catch {
      // Whose fault it was shows when each is written apart, or the disk objects again.
      rollBack()
      return undefined
    }
  }
  /** A savepoint for each commit, so that one which fails takes nothing of its neighbours along. */
  const writeLooking = (batch: readonly WaitingCommit[]): (() => void)[] => {
    const settle: (() => void)[] = []
    begin.run()
    for (const entry of batch) {
      savepoint.run()
      try {
        const obstacle = log.findObstacle(entry.commit)
        const appended = obstacle ? undefined : log.write(entry.commit)
        if (appended) documents?.writeWithin(entry.documents)
        if (!obstacle && !appended)
          throw new Error(`Commit ${entry.commit.id} was refused for no reason that is known.`)
        settle.push(appended ? landed(entry, appended) : () => entry.resolve(obstacle!))
      } catch (error) {
        undo.run()
        forget()
        settle.push(() => entry.reject(error))
      }
      release.run()
    }
    commit.run()
    return settle
  }

  return {
    write(batch) {
      try {
        return writeBlindly(batch) ?? writeLooking(batch)
      } catch (error) {
        rollBack()
        return batch.map((entry) => () => entry.reject(error))
      }
    },
  }
}
