/** The cache that processes share: in Redis, bounded by bytes, never serving what any process has invalidated. */
import { createHash } from 'node:crypto'
import type { RedisConnection } from '../../redis/open-redis.ts'
import { evaluate, evaluateBuffers } from '../../redis/redis-script.ts'
import type { CacheEntry, SharedByteCache, SharedLookup } from '../cache.ts'
import { TAGS_MAX } from '../cache.ts'
import { cacheScripts } from './cache-scripts.ts'
import { announce, partitionNamed } from './announce.ts'

/** Larger ones would keep Redis, which does one thing at a time, from its other callers. */
const ENTRY_BYTES_MAX = 262_144
/** Hash, names, places in the index. */
const ENTRY_OVERHEAD_BYTES = 512
/** Redis's allocator has four sizes between powers of two: on an unlucky size a quarter is left over. */
const ALLOCATOR_SHARE = 1.25
/** No entry lives longer, so that marks of invalidated tags need not either. */
const TTL_MS_MAX = 600_000
/** Beyond an entry's life: what was read just before an invalidation may be stored a while after it. */
const MARK_GRACE_MS = 120_000
/** Tags in one step, and in one message. */
const TAGS_AT_ONCE = 256
/** Each is whole in one slot; a cluster spreads them over its nodes, and an invalidation goes to all of them. */
const PARTITIONS_ON_A_CLUSTER = 8

export type RedisCacheOptions = {
  /** Refuses within its time limit. Stays open. */
  readonly redis: RedisConnection
  /** Of all keys and channels. `fx-cache` when absent. */
  readonly prefix?: string
  /** Entries with names and bookkeeping; marks of invalidated tags come on top. 64 MiB when absent. */
  readonly capacityBytes?: number
}

/**
 * `invalidate` resolves when no process can find what carried the tags any more, in the shared cache; its message is then
 * on its way to the memory of the others (redis-invalidations.ts). When it rejects, repeat it.
 */
export function createRedisCache({
  redis,
  prefix = 'fx-cache',
  capacityBytes = 67_108_864,
}: RedisCacheOptions): SharedByteCache {
  const partitions = redis.isCluster ? PARTITIONS_ON_A_CLUSTER : 1
  const partition = (index: number): string => partitionNamed(prefix, index)
  const partitionOf = (name: string): string =>
    partition(Buffer.from(name.slice(0, 4), 'base64url').readUInt16BE() % partitions)
  const capacity = Math.floor(capacityBytes / partitions)

  const mark = async (tags: readonly string[]): Promise<void> => {
    const given = [TTL_MS_MAX + MARK_GRACE_MS, JSON.stringify(tags)]
    const marked = Array.from({ length: partitions }, (_, index) =>
      redis.ask((client) => evaluate(client, cacheScripts.invalidate, [partition(index)], given)),
    )
    await Promise.all(marked)
    // Only now: who hears it and reads again must not find the old entry here.
    await announce(redis, prefix, tags)
  }

  return {
    async get(key) {
      const name = nameOf(key)
      const reply = await redis.ask((client) => evaluateBuffers(client, cacheScripts.get, [partitionOf(name)], [name]))
      return lookupOf(reply as Buffer[])
    },
    async set(key, entry, { tags, since, ttlMs }) {
      const head = JSON.stringify({ etag: entry.etag, contentType: entry.contentType, sent: entry.sent })
      const tagList = JSON.stringify([...new Set(tags)])
      const body = Buffer.from(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.byteLength)
      const bytes = body.byteLength + Buffer.byteLength(head) + Buffer.byteLength(tagList)
      const weight = Math.ceil(bytes * ALLOCATOR_SHARE) + ENTRY_OVERHEAD_BYTES
      if (!(ttlMs >= 1) || tags.length > TAGS_MAX || weight > Math.min(ENTRY_BYTES_MAX, capacity / 8)) return
      const name = nameOf(key)
      const livesMs = Math.floor(Math.min(ttlMs, TTL_MS_MAX))
      const given = [name, since, livesMs, weight, capacity, tagList, head, body]
      await redis.ask((client) => evaluate(client, cacheScripts.set, [partitionOf(name)], given))
    },
    async invalidate(tags) {
      for (let at = 0; at < tags.length; at += TAGS_AT_ONCE) await mark(tags.slice(at, at + TAGS_AT_ONCE))
    },
  }
}

/** Short whatever the key, and says nothing of it: keys name organisations. */
const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

type Head = Pick<CacheEntry, 'etag' | 'contentType' | 'sent'>

/** What `set` above wrote, and nobody else. */
function lookupOf([generation, ttlMs, tags, head, bytes]: readonly Buffer[]): SharedLookup {
  const lookup = { generation: Number(generation) }
  if (ttlMs === undefined || tags === undefined || head === undefined || bytes === undefined)
    return { ...lookup, found: undefined }
  const found = { ...(JSON.parse(head.toString()) as Head), bytes, ttlMs: Number(ttlMs) }
  return { ...lookup, found: { ...found, tags: JSON.parse(tags.toString()) as string[] } }
}
