/** The Redis bus keeps the bus's contracts on a cluster, where a group's lanes lie on several nodes. */
import { redisBusContracts } from './redis-bus.contract.ts'

redisBusContracts('Redis Cluster', 'REDIS_CLUSTER_URL')
