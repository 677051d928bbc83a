/** Finds what a tag must forget, and remembers which tags were invalidated lately, in fixed space. */
import type { Generation } from './cache.ts'
import { fingerprint } from './fingerprint.ts'

/** A collision makes one load too many go unstored: at 100 invalidations during a load, about one in 80. */
const INVALIDATION_SLOTS = 8_192

type Tagged = { readonly tags: readonly string[] }

export type TagIndex<T extends Tagged> = {
  readonly add: (item: T) => void
  readonly remove: (item: T) => void
  /** What carries the tag; a copy, so that it can be removed while it is walked. */
  readonly of: (tag: string) => readonly T[]
  readonly size: () => number
}

/** Most tags have one carrier, which then stands in the map itself: a set for it would weigh three times as much. */
export function createTagIndex<T extends Tagged>(): TagIndex<T> {
  const carriers = new Map<string, T | Set<T>>()
  return {
    add(item) {
      for (const tag of item.tags) {
        const found = carriers.get(tag)
        if (found === undefined) carriers.set(tag, item)
        else if (found instanceof Set) found.add(item)
        else if (found !== item) carriers.set(tag, new Set([found, item]))
      }
    },
    remove(item) {
      for (const tag of item.tags) {
        const found = carriers.get(tag)
        if (found === item) carriers.delete(tag)
        else if (found instanceof Set && found.delete(item) && found.size === 0) carriers.delete(tag)
      }
    },
    of(tag) {
      const found = carriers.get(tag)
      if (found === undefined) return []
      return found instanceof Set ? [...found] : [found]
    },
    size: () => carriers.size,
  }
}

export type InvalidationLog = {
  readonly record: (tags: readonly string[]) => void
  readonly recordAll: () => void
  readonly generation: () => Generation
  readonly invalidatedSince: (tags: readonly string[], generation: Generation) => boolean
}

/** Per slot the latest generation at which a tag of that fingerprint was invalidated; never grows, never forgets. */
export function createInvalidationLog(): InvalidationLog {
  const latest = new Float64Array(INVALIDATION_SLOTS)
  const slot = (tag: string): number => fingerprint(tag) % INVALIDATION_SLOTS
  let generation = 0
  let everythingAt = 0
  return {
    record(tags) {
      generation += 1
      for (const tag of tags) latest[slot(tag)] = generation
    },
    recordAll() {
      generation += 1
      everythingAt = generation
    },
    generation: () => generation,
    invalidatedSince(tags, since) {
      if (since === generation) return false
      return everythingAt > since || tags.some((tag) => latest[slot(tag)]! > since)
    },
  }
}
