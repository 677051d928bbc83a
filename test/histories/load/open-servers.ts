/** Servers of a run's own for the production composition: they are to be killed, and nobody else uses them. */
import { createRedisServer } from '../../support/redis-server-under-test.ts'
import { startReplicaSet } from '../../support/replica-set-under-test.ts'
import type { Servers } from './nemeses.ts'

/** Started, and named in the environment that exchanges of this process find them by. */
export async function openServers(): Promise<Servers & AsyncDisposable> {
  const redis = await createRedisServer()
  await redis.start()
  const mongodb = await startReplicaSet('histories-nodes').catch(async (error: unknown) => {
    await redis.dispose()
    throw error
  })
  process.env['MONGODB_URL'] = mongodb.url
  process.env['REDIS_URL'] = redis.url
  return {
    mongodb,
    redis,
    async [Symbol.asyncDispose]() {
      await mongodb.dispose()
      await redis.dispose()
    },
  }
}
