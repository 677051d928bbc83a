/** The memories of all processes as one: what is forgotten here is forgotten elsewhere a moment later, over Redis. */
import { createAsHeardCache, everyEntry } from '../infrastructure/cache/as-heard-cache.ts'
import type { ByteCache } from '../infrastructure/cache/cache.ts'
import { createReadThrough, type ReadThrough } from '../infrastructure/cache/read-through.ts'
import { createRedisCache } from '../infrastructure/cache/redis/redis-cache.ts'
import { listenToInvalidations } from '../infrastructure/cache/redis/redis-invalidations.ts'
import { announceAll } from '../infrastructure/cache/redis/announce.ts'
import type { RedisConnection } from '../infrastructure/redis/open-redis.ts'
import type { Clock } from '../kernel/clock.ts'
import type { CommitNotices } from './commit-notices.ts'
import { itemLoads } from './embedded.ts'
import type { Memories } from './ports.ts'

export type SharedMemoriesNeeds = {
  readonly redis: RedisConnection
  readonly prefix: string
  readonly cache: ByteCache
}

/** Where items lie in Redis. */
const itemsOf = ({ redis, prefix }: Pick<SharedMemoriesNeeds, 'redis' | 'prefix'>) =>
  createRedisCache({ redis, prefix: `${prefix}-items` })

/** Where Redis is away nobody is told, and every process that hears no beat forgets all it keeps until it does. */
export function shareMemories(
  needs: SharedMemoriesNeeds & { commitNotices: Pick<CommitNotices, 'notifyAll'> },
): Memories {
  const { redis, prefix, cache, commitNotices } = needs
  const shared = createRedisCache({ redis, prefix })
  const invalidations = listenToInvalidations({ redis, prefix, local: cache, anew: commitNotices.notifyAll })
  return {
    invalidate(tags) {
      cache.invalidate(tags)
      // Not waited for, nor repeated: what is told this way, lists of products, is kept for half a minute at most.
      shared.invalidate(tags).catch(() => undefined)
    },
    async forgetEverywhere() {
      // First where all look, so that nobody who forgets finds there what they have forgotten.
      await itemsOf(needs).invalidate([everyEntry])
      await announceAll(redis, prefix)
    },
    close: invalidations.close,
  }
}

export type SharedItemsNeeds = SharedMemoriesNeeds & {
  readonly commitNotices: Pick<CommitNotices, 'changes'>
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly random: () => number
}

/** Where this process alone has the store, a second memory would only be the slower one. */
export function shareItems({ redis, prefix, cache, commitNotices, clock, random }: SharedItemsNeeds): ReadThrough {
  const { changes } = commitNotices
  const local = { local: cache, ...itemLoads, random }
  if (!changes) return createReadThrough(local)
  const shared = itemsOf({ redis, prefix })
  // That Redis is away is told by its connection.
  return createReadThrough({ ...local, shared: createAsHeardCache({ shared, changes, ...clock }) })
}
