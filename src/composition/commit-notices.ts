/** Tells whoever holds something in memory which streams have just changed: before the change is answered, where it was made here. */
import type { HeardChanges } from '../infrastructure/cache/heard-changes.ts'
import { everyStream, type Position } from '../infrastructure/store/commit-log.ts'

export type CommitNotices = {
  /** @param commit  that changed them, so that it is not told of twice */
  notify(streams: readonly string[], commit: { readonly id: string; readonly position: Position }): void
  /** As if all streams had changed (`everyStream`): their read models were made anew. */
  notifyAll(): void
  /** Calls back synchronously; returns how to stop. */
  subscribe(listener: (streams: readonly string[]) => void): () => void
  /** The same for commits of other processes alone. */
  subscribeToOthers(listener: (streams: readonly string[]) => void): () => void
  /** Whether all who listen were told of the commit at a position, and of those it rests on. */
  hasHeard(position: Position): boolean
  /** The same, waited for at most so long. */
  hear(position: Position, withinMs: number): Promise<boolean>
  /** Which changes it was told of, where other processes make some: what these have kept is judged by it. */
  readonly changes?: HeardChanges
  /** Tells nothing more. */
  close(): Promise<void>
}

/** Of this process's own commits. */
export function createCommitNotices(): CommitNotices {
  const listeners = new Set<(streams: readonly string[]) => void>()
  return {
    notify(streams) {
      for (const listener of listeners) listener(streams)
    },
    notifyAll() {
      for (const listener of listeners) listener([everyStream])
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    // There are none.
    subscribeToOthers: () => () => undefined,
    hasHeard: () => true,
    hear: async () => true,
    close: async () => listeners.clear(),
  }
}
