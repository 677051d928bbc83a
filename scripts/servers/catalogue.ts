/** The servers there are, by the name they are asked for. */
import { chdb } from './chdb.ts'
import { elasticsearch } from './elasticsearch.ts'
import { mongodb } from './mongodb.ts'
import { redisCluster } from './redis-cluster.ts'
import { redis } from './redis.ts'
import type { Server, ServerName } from './server.ts'

export const catalogue: Readonly<Record<ServerName, Server>> = {
  mongodb,
  redis,
  'redis-cluster': redisCluster,
  elasticsearch,
  chdb,
}
