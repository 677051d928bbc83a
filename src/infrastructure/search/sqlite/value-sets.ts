/** Which documents have a value, as bitmaps: made when first asked for, kept up to date, bounded in bytes. */
import type { NumberLists } from './number-lists.ts'

const bytesMax = 4 * 1024 * 1024

/** The documents and their values, as document-columns.ts keeps them. */
type Source = { readonly capacity: number; readonly size: number; readonly values: NumberLists }

export type ValueSets = {
  /** One bit a document, 32 a word; not to be changed by the caller. */
  readonly of: (value: number) => Uint32Array
  readonly change: (doc: number, before: Uint32Array, after: readonly number[]) => void
  readonly clear: () => void
}

export function createValueSets(columns: Source): ValueSets {
  // In order of use, the least recent first.
  const sets = new Map<number, Uint32Array>()

  const build = (value: number): Uint32Array => {
    const { values, size } = columns
    const { pool } = values
    const set = new Uint32Array((columns.capacity + 31) >>> 5)
    for (let doc = 1; doc < size; doc++) {
      const start = values.startOf(doc)
      const end = start + values.countOf(doc)
      for (let at = start; at < end; at++) {
        if (pool[at] !== value) continue
        set[doc >>> 5]! |= 1 << (doc & 31)
        break
      }
    }
    return set
  }

  return {
    of: (value) => {
      const known = sets.get(value)
      if (known) sets.delete(value)
      const set = known ?? build(value)
      sets.set(value, set)
      if (sets.size > 2 && sets.size * set.byteLength > bytesMax) sets.delete(sets.keys().next().value!)
      return set
    },
    change: (doc, before, after) => {
      if (sets.size === 0) return
      for (const value of before) {
        const set = sets.get(value)
        if (set) set[doc >>> 5]! &= ~(1 << (doc & 31))
      }
      for (const value of after) {
        const set = sets.get(value)
        if (set) set[doc >>> 5]! |= 1 << (doc & 31)
      }
    },
    clear: () => sets.clear(),
  }
}
