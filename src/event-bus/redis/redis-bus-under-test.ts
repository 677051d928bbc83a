/** Opens the Redis bus for a contract: on the Redis that the environment names, under keys of its own, beside an embedded store. */
import { randomUUID } from 'node:crypto'
import { Cluster, type Redis } from 'ioredis'
import { openRedis, type RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import {
  openSqliteStoreAt,
  openSqliteStoreUnderTest,
} from '../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { busDefaults, type BusOptions, type BusUnderTest } from '../bus-under-test.ts'
import type { EventBus } from '../event-bus.ts'
import { heldMessages } from './held-messages.ts'
import { openRedisEventBus, type RedisEventBusOptions } from './redis-event-bus.ts'

/** Where a bus is, in words that another process is given as an argument. */
export type RedisBusPlace = { readonly url: string; readonly prefix: string; readonly storePath: string }

export const openStoreAt = ({ storePath }: RedisBusPlace): Store =>
  openSqliteStoreAt(storePath, { collections: [heldMessages] })

export const openTestRedis = (url: string): Promise<RedisConnection> =>
  // A machine that runs all servers and the tests on two cores answers later than a promise to callers may say.
  openRedis({ url, told: () => {}, timeoutMs: 1_000 })

export const openRedisBusAt = (
  redis: RedisConnection,
  { prefix }: Pick<RedisBusPlace, 'prefix'>,
  store: Store,
  { log, ...more }: BusOptions & Pick<Partial<RedisEventBusOptions>, 'leaseMs' | 'failed'> = {},
): EventBus =>
  openRedisEventBus({
    redis,
    store: log ? Object.assign(Object.create(store) as Store, log, { readCommits: log.readCommits }) : store,
    token: randomUUID(),
    prefix,
    ...busDefaults,
    ...more,
  })

export type RedisBusUnderTest = BusUnderTest & { readonly place: RedisBusPlace; readonly redis: RedisConnection }

export const openRedisBusUnderTest = (url: string) => async (): Promise<RedisBusUnderTest> => {
  const { store, path, dispose } = await openSqliteStoreUnderTest({ collections: [heldMessages] })
  return busOver(url, { store, storePath: path, dispose })
}

export async function busOver(
  url: string,
  on: { readonly store: Store; readonly storePath: string; dispose(): Promise<void> },
): Promise<RedisBusUnderTest> {
  const redis = await openTestRedis(url)
  const place = { url, prefix: `fx-test-${randomUUID().slice(0, 8)}`, storePath: on.storePath }
  return {
    store: on.store,
    redis,
    place,
    openBus: (options) => openRedisBusAt(redis, place, on.store, options),
    async dispose() {
      if (redis.isReady) await removeKeys(redis, place.prefix)
      redis.close()
      await on.dispose()
    },
  }
}

async function removeKeys(redis: RedisConnection, prefix: string): Promise<void> {
  await redis.ask(async (client) => {
    const nodes: readonly Redis[] = client instanceof Cluster ? client.nodes('master') : [client]
    for (const node of nodes) {
      const keys = await keysOf(node, `${prefix}:*`)
      for (const key of keys) await client.del(key)
    }
  })
}

async function keysOf(node: Redis, match: string): Promise<string[]> {
  const found: string[] = []
  for await (const keys of node.scanStream({ match, count: 1_000 })) found.push(...(keys as string[]))
  return found
}
