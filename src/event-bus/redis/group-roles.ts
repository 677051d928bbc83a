/** What a process does for a group, asked about once a second: whether it relays, and how many lanes are its share. */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { evaluate, redisScript } from '../../infrastructure/redis/redis-script.ts'
import type { GroupKeys } from './bus-keys.ts'

export type Roles = {
  readonly isRelay: boolean
  /** Processes that deliver for the group, this one included. */
  readonly members: number
  /** The position at which the group is to begin anew, until it did. */
  readonly anew: string | undefined
}

const renew = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[2], string.format('%.0f', now + ARGV[2]), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now))
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  holder = ARGV[1]
end
return {holder == ARGV[1] and 1 or 0, redis.call('ZCARD', KEYS[2]), redis.call('GET', KEYS[3]) or ''}`)

const leave = redisScript(`
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`)

export async function renewRoles(redis: RedisConnection, keys: GroupKeys, token: string, ms: number): Promise<Roles> {
  const reply = await redis.ask((client) => evaluate(client, renew, [keys.relay, keys.members, keys.anew], [token, ms]))
  const [isRelay, members, anew] = reply as [number, number, string]
  return { isRelay: isRelay === 1, members, anew: anew === '' ? undefined : anew }
}

export async function leaveGroup(redis: RedisConnection, keys: GroupKeys, token: string): Promise<void> {
  await redis.ask((client) => evaluate(client, leave, [keys.relay, keys.members], [token]))
}
