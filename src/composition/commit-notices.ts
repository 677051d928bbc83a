/** Tells whoever holds something in memory which streams have just changed: before the change is answered, where it was made here. */

export type CommitNotices = {
  /** @param commitId  of the commit that changed them, so that it is not told of twice */
  notify(streams: readonly string[], commitId: string): void
  /** Calls back synchronously; returns how to stop. */
  subscribe(listener: (streams: readonly string[]) => void): () => void
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
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => listeners.clear(),
  }
}
