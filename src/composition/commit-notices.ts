/** Tells whoever holds something in memory which streams have just changed, before the change is answered. */

export type CommitNotices = {
  notify(streams: readonly string[]): void
  /** Calls back synchronously; returns how to stop. */
  subscribe(listener: (streams: readonly string[]) => void): () => void
}

export function createCommitNotices(): CommitNotices {
  const listeners = new Set<(streams: readonly string[]) => void>()
  return {
    notify(streams) {
      for (const listener of listeners) listener(streams)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
