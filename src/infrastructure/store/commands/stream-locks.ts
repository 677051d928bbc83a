/** Commands that extend the same stream decide one after another, so that a hot stream is a chain and not a fight. */

export type StreamLocks = {
  /** Takes a lock if it is free. */
  tryAcquire(stream: string): boolean
  /** Waits for each in sorted order while holding only what sorts before it: no two commands wait for each other. */
  acquireAll(streams: readonly string[]): Promise<void>
  release(streams: Iterable<string>): void
  readonly size: number
}

export function createStreamLocks(): StreamLocks {
  const queues = new Map<string, (() => void)[]>()
  const tryAcquire = (stream: string): boolean => {
    if (queues.has(stream)) return false
    queues.set(stream, [])
    return true
  }
  return {
    tryAcquire,
    async acquireAll(streams) {
      for (const stream of [...streams].sort())
        if (!tryAcquire(stream)) await new Promise<void>((resolve) => queues.get(stream)!.push(resolve))
    },
    release(streams) {
      for (const stream of streams) {
        const next = queues.get(stream)?.shift()
        // The lock passes to whoever waits longest; it is free only when nobody does.
        if (next) next()
        else queues.delete(stream)
      }
    },
    get size() {
      return queues.size
    },
  }
}
