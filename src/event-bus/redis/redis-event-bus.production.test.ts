/** The Redis bus keeps the bus's contracts on one Redis. */
import { redisBusContracts } from './redis-bus.contract.ts'

redisBusContracts('Redis', 'REDIS_URL')
