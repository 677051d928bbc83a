/** Commits that wait to be written: bounded in number and bytes, and taken in batches that keep their order. */
import { Rejected } from '../../kernel/rejection.ts'
import { assertAppendable, type AppendResult, type CommitToAppend } from './commit-log.ts'
import type { DocumentWrite } from './documents.ts'
import { appendQueueBytesMax, appendQueueMax } from './store.ts'

export type WaitingCommit = {
  readonly commit: CommitToAppend
  /** Of its events. */
  readonly bytes: number
  readonly documents: readonly DocumentWrite[]
  readonly resolve: (result: AppendResult) => void
  readonly reject: (error: unknown) => void
}

export type AppendQueue = {
  readonly length: number
  /**
   * Puts a commit at the end; the promise is settled by whoever takes it.
   * Throws `RangeError` for what breaks the log's limits, `Rejected` when full or closed.
   */
  add(commit: CommitToAppend, documents: readonly DocumentWrite[]): Promise<AppendResult>
  take(): WaitingCommit[]
  /** What comes from now on is refused. */
  close(): void
}

/** At most so many commits and bytes share one transaction, so that none waits long for its neighbours. */
export type BatchLimits = { readonly commits: number; readonly bytes: number }

/**
 * @param added  called after each commit that was put in
 * @param refused  called with each that was not, before its caller knows: what waits may have been decided upon it
 */
export function createAppendQueue(
  limits: BatchLimits,
  added: () => void,
  refused: (commitId: string) => void = () => undefined,
): AppendQueue {
  const waiting: WaitingCommit[] = []
  let waitingBytes = 0
  let closed = false
  const admit = (commit: CommitToAppend): number => {
    try {
      if (closed) throw new Rejected(storeClosing)
      const bytes = assertAppendable(commit)
      if (waiting.length >= appendQueueMax || waitingBytes + bytes > appendQueueBytesMax)
        throw new Rejected(storeOverloaded)
      return bytes
    } catch (error) {
      refused(commit.id)
      throw error
    }
  }
  return {
    get length() {
      return waiting.length
    },
    // Not `async`: that would tell the writer some turns late, after readers who hear of the commit.
    add: (commit, documents) =>
      new Promise((resolve, reject) => {
        const bytes = admit(commit)
        waiting.push({ commit, bytes, documents, resolve, reject })
        waitingBytes += bytes
        added()
      }),
    take() {
      let [count, bytes] = [0, 0]
      for (const next of waiting) {
        if (count === limits.commits || (count > 0 && bytes + next.bytes > limits.bytes)) break
        count += 1
        bytes += next.bytes
      }
      waitingBytes -= bytes
      return waiting.splice(0, count)
    },
    close: () => void (closed = true),
  }
}

const storeClosing = {
  kind: 'unavailable',
  code: 'store/closing',
  detail: 'The exchange is shutting down. Try again in a moment.',
} as const
const storeOverloaded = {
  kind: 'unavailable',
  code: 'store/overloaded',
  detail: 'More commits are waiting than the store takes. Try again in a moment.',
} as const
