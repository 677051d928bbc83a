/** Keeps what is asked for once out of a cache: storing an entry and pushing another one out costs more than making most of them. */

/**
 * Answers whether a key was asked about before, within about the last `keysMax` keys; remembers it either way.
 * Two generations of keys take turns, so that none has to be moved.
 */
export function createSeenBefore(keysMax: number): (key: string) => boolean {
  let newer = new Set<string>()
  let older = new Set<string>()
  return (key) => {
    if (newer.has(key)) return true
    const seen = older.has(key)
    newer.add(key)
    if (newer.size > keysMax / 2) {
      older = newer
      newer = new Set()
    }
    return seen
  }
}
