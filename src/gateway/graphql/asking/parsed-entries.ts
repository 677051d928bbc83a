/** What kept bytes say, parsed once where they are read again and again: parsing a page is most of what answering it costs. */
import type { CacheEntry } from '../../../infrastructure/cache/cache.ts'

/** Nobody writes to what it gives: every reader is handed the same. */
export type ParsedEntries = <Value extends object>(entry: CacheEntry, parse: (entry: CacheEntry) => Value) => Value

/** Of the texts: what they say takes some five times as much memory. */
const bytesMax = 4_194_304

/** An entry that was forgotten, or made anew, is another: nothing has to be invalidated here. The oldest leave first. */
export function createParsedEntries(): ParsedEntries {
  const parsed = new Map<CacheEntry, object>()
  let bytes = 0
  return <Value extends object>(entry: CacheEntry, parse: (entry: CacheEntry) => Value): Value => {
    const known = parsed.get(entry)
    // An entry is always read as the same kind of value: its key says which.
    if (known) return known as Value
    const value = parse(entry)
    parsed.set(entry, value)
    bytes += entry.bytes.length
    for (const oldest of parsed.keys()) {
      if (bytes <= bytesMax) break
      parsed.delete(oldest)
      bytes -= oldest.bytes.length
    }
    return value
  }
}
