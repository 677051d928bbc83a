/** Counts what happened to a key since its window began; remembers a bounded number of keys, those counted last. */

export type WindowCounter = {
  /** How often, and how long until it is forgotten. */
  read(key: string): { readonly count: number; readonly leftMs: number }
  add(key: string): void
  clear(key: string): void
}

const keysMax = 50_000

export function windowCounter(windowMs: number, monotonicMs: () => number): WindowCounter {
  const counts = new Map<string, { readonly count: number; readonly sinceMs: number }>()
  const current = (key: string) => {
    const found = counts.get(key)
    if (!found || monotonicMs() - found.sinceMs < windowMs) return found
    counts.delete(key)
    return undefined
  }
  return {
    read(key) {
      const found = current(key)
      return found ? { count: found.count, leftMs: found.sinceMs + windowMs - monotonicMs() } : { count: 0, leftMs: 0 }
    },
    add(key) {
      const found = current(key)
      // The first to be forgotten is not the oldest, but the one that nothing happened to for longest.
      counts.delete(key)
      counts.set(key, { count: (found?.count ?? 0) + 1, sinceMs: found?.sinceMs ?? monotonicMs() })
      if (counts.size > keysMax) counts.delete(counts.keys().next().value!)
    },
    clear: (key) => void counts.delete(key),
  }
}
