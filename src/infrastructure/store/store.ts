/** The store's port: the commit log to append to, and the documents that are written with a commit where the store can. */
import type { AppendResult, CommitLog, CommitToAppend, Position } from './commit-log.ts'
import type { RepairableDocuments } from './document-repairs.ts'
import type { DocumentReader, DocumentWrite } from './documents.ts'
import type { Fence, FencedWrites } from './fence.ts'
import type { Snapshots } from './snapshots.ts'

export interface Store extends CommitLog {
  /**
   * True where nobody else can append while this store is open: what was read of a stream, and kept up, is all of it.
   * An append is then answered before any reader can find its commit: else a consumer would judge its message by a
   * memory that is older than the message.
   */
  readonly soleWriter: boolean
  /** True of an error, thrown by anything that reads, which passes by itself. Absent where nothing does. */
  readonly isPassing?: (error: unknown) => boolean
  readonly documents: RepairableDocuments
  readonly snapshots: Snapshots
  /**
   * Appends a commit, all of it or nothing, and answers when it is durable. Commits of one stream appended in order
   * without waiting are kept in order. Its read models are written with it where the store can; the projector
   * guarantees them either way.
   * Throws `RangeError` for what breaks the log's own limits; a full queue is `Rejected` with `store/overloaded`.
   */
  append(commit: CommitToAppend, documents: readonly DocumentWrite[]): Promise<AppendResult>
  /** How far a reader of the log has come; `logStart` when it has not begun. */
  readCheckpoint(reader: string): Promise<Position>
  writeCheckpoint(reader: string, position: Position): Promise<void>
  /**
   * Gives what writes under a lease. From here on all that is written under the lease's earlier fences is refused with
   * `FencedOff`, by the write itself, whenever it comes; and so is this, where a later fence was shown before.
   */
  underFence(fence: Fence): Promise<FencedWrites>
  /**
   * Lets other threads and processes open what it holds, to read, until the function it gives is called, which is after
   * they have closed it. A store that several processes share has nothing to do for that.
   */
  admitReaders(): () => void
  /** Refuses new commits, finishes those under way, lets go of the files. */
  close(): Promise<void>
}

/** What another thread reads of a store, over a connection of its own. */
export type StoreReader = Pick<CommitLog, 'scanCommits'> & {
  /** As a store's own. */
  readonly isPassing?: (error: unknown) => boolean
  readonly documents: DocumentReader
  close(): Promise<void>
}

/** Waiting commits a store holds before it refuses more, and the bytes of their events. */
export const appendQueueMax = 4_096
export const appendQueueBytesMax = 67_108_864
