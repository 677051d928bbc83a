/** The cache in this process's memory: bounded by bytes, scan-resistant, forgetful by tag. */
import type { ByteCache, CacheEntry, CacheSetOptions } from './cache.ts'
import { TAGS_MAX } from './cache.ts'
import type { Queued } from './s3-fifo.ts'
import { createS3Fifo, touch } from './s3-fifo.ts'
import { createInvalidationLog, createTagIndex } from './tag-index.ts'

/** One entry may not push out more than this share of the others. */
const ENTRY_SHARE_MAX = 1 / 8
/** Node, entry, buffer, its backing store, map slot; measured by bench/cache-eviction.ts. */
const ENTRY_OVERHEAD_BYTES = 512
/** Its map slot, its share of a set and the reference in the entry; measured likewise. */
const TAG_OVERHEAD_BYTES = 192
/** Strings are counted as if none were Latin-1. */
const CHARACTER_BYTES = 2
const GHOST_BYTES = 40
/** Below this the ghosts alone could take a good part of it. */
const CAPACITY_BYTES_MIN = 65_536

export type MemoryCacheOptions = {
  /** Everything counts: bodies, keys, tags, bookkeeping. */
  readonly capacityBytes: number
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
}

type Node = Queued & {
  readonly entry: CacheEntry
  readonly tags: readonly string[]
  readonly expiresAtMs: number
}

/** Opens an empty L1. `get` costs a map look-up, a clock reading and a counter; eviction is S3-FIFO. */
export function createMemoryCache({ capacityBytes, now }: MemoryCacheOptions): ByteCache {
  if (!(capacityBytes >= CAPACITY_BYTES_MIN)) throw new RangeError(`a cache needs ${CAPACITY_BYTES_MIN} bytes at least`)
  const nodes = new Map<string, Node>()
  const queues = createS3Fifo<Node>(capacityBytes)
  const index = createTagIndex<Node>()
  const log = createInvalidationLog()
  let hits = 0
  let misses = 0
  let evictions = 0

  const forget = (node: Node): void => {
    nodes.delete(node.key)
    index.remove(node)
    queues.remove(node)
  }
  const bytes = (): number => queues.weight() + queues.ghosts() * GHOST_BYTES
  const makeRoom = (): void => {
    while (bytes() > capacityBytes) {
      const node = queues.evict()
      if (node === undefined) return
      nodes.delete(node.key)
      index.remove(node)
      evictions += 1
    }
  }

  return {
    get(key) {
      const node = nodes.get(key)
      if (node === undefined || node.expiresAtMs <= now()) {
        if (node !== undefined) forget(node)
        misses += 1
        return undefined
      }
      hits += 1
      touch(node)
      return node.entry
    },
    set(key, entry, options) {
      if (options.since !== undefined && log.invalidatedSince(options.tags, options.since)) return false
      const earlier = nodes.get(key)
      const proven = earlier?.queue === 'main'
      if (earlier !== undefined) forget(earlier)
      const weight = weigh(key, entry, options.tags)
      if (weight > capacityBytes * ENTRY_SHARE_MAX || options.tags.length > TAGS_MAX || !(options.ttlMs > 0))
        return false
      const node = createNode(key, entry, options, weight, now() + options.ttlMs)
      node.uses = earlier?.uses ?? 0
      nodes.set(key, node)
      index.add(node)
      queues.admit(node, proven)
      makeRoom()
      return nodes.has(key)
    },
    invalidate(tags) {
      log.record(tags)
      for (const tag of tags) for (const node of index.of(tag)) forget(node)
    },
    invalidateAll() {
      log.recordAll()
      for (const node of nodes.values()) forget(node)
    },
    generation: log.generation,
    invalidatedSince: log.invalidatedSince,
    statistics: () => ({ hits, misses, evictions, bytes: bytes(), entries: nodes.size, tags: index.size() }),
  }
}

/** Copies the bytes: a view into a pooled buffer would keep the whole pool alive, and the caller may write again. */
const createNode = (
  key: string,
  entry: CacheEntry,
  options: CacheSetOptions,
  weight: number,
  expiresAtMs: number,
): Node => {
  const bytes = Buffer.allocUnsafeSlow(entry.bytes.byteLength)
  bytes.set(entry.bytes)
  return {
    key,
    weight,
    uses: 0,
    queue: 'none',
    newer: undefined,
    older: undefined,
    entry: { ...entry, bytes },
    tags: [...new Set(options.tags)],
    expiresAtMs,
  }
}

const weigh = (key: string, entry: CacheEntry, tags: readonly string[]): number => {
  let characters = key.length + (entry.etag?.length ?? 0) + (entry.contentType?.length ?? 0)
  for (const tag of tags) characters += tag.length
  for (const text of entry.sent?.headers ?? []) characters += text.length
  return entry.bytes.byteLength + characters * CHARACTER_BYTES + ENTRY_OVERHEAD_BYTES + tags.length * TAG_OVERHEAD_BYTES
}
