/** Who does what only one process may do at a time: a key that names it and goes away when it does not say so again. */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { evaluate, redisScript } from '../../infrastructure/redis/redis-script.ts'

const hold = redisScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`)

const release = redisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`)

/** Takes the lease, or keeps it; false where another has it. */
export const holdLease = async (redis: RedisConnection, key: string, by: string, ms: number): Promise<boolean> =>
  (await redis.ask((client) => evaluate(client, hold, [key], [by, ms]))) === 1

/**
 * Lets go of it. What a holder does after it lost it needs no fence: who carries the log into lanes is checked by its
 * epoch in each script (relay-scripts.ts), and consumers of a lane bear it that two deliver (decision 12).
 */
export async function releaseLease(redis: RedisConnection, key: string, by: string): Promise<void> {
  await redis.ask((client) => evaluate(client, release, [key], [by]))
}
