/** The memories of all processes as one: what is forgotten here is forgotten elsewhere a moment later, over Redis. */
import type { ByteCache } from '../infrastructure/cache/cache.ts'
import { createRedisCache } from '../infrastructure/cache/redis-cache.ts'
import { listenToInvalidations } from '../infrastructure/cache/redis-invalidations.ts'
import type { RedisConnection } from '../infrastructure/redis/open-redis.ts'
import type { Memories } from './ports.ts'

export type SharedMemoriesNeeds = {
  readonly redis: RedisConnection
  readonly prefix: string
  readonly cache: ByteCache
}

/** Where Redis is away nobody is told, and every process that hears no beat forgets all it keeps until it does. */
export function shareMemories({ redis, prefix, cache }: SharedMemoriesNeeds): Memories {
  const shared = createRedisCache({ redis, prefix })
  const invalidations = listenToInvalidations({ redis, prefix, local: cache })
  return {
    invalidate(tags) {
      cache.invalidate(tags)
      // Not waited for, nor repeated: what is told this way, lists of products, is kept for half a minute at most.
      shared.invalidate(tags).catch(() => undefined)
    },
    close: invalidations.close,
  }
}
