/**
 * The steps of a try as Redis runs them. Under each key lies a hash of what has failed and what is under way, which
 * ends with its window; under the key of a note, something for as long as the note stands.
 */
import { redisScript } from '../../redis/redis-script.ts'

/**
 * Keys: those of the limits, then those of the notes. Arguments: how many limits; then of each what it admits, its
 * window in milliseconds, and which key notes that it does not hold (0: none). Gives 0 where the try has begun; else
 * which limit refuses, what has failed under it, and for how long that is still counted.
 */
export const beginTry = redisScript(`
local limits = tonumber(ARGV[1])
local told = function(n, at) return tonumber(ARGV[3 * n + at]) end
for n = 1, limits do
  local failed, running = unpack(redis.call('HMGET', KEYS[n], 'failed', 'running'))
  failed, running = tonumber(failed or 0), tonumber(running or 0)
  local noted = told(n, 1)
  if failed + running >= told(n, -1) and (noted == 0 or redis.call('EXISTS', KEYS[noted]) == 0) then
    return {n, failed, redis.call('PTTL', KEYS[n])}
  end
end
for n = 1, limits do
  redis.call('HINCRBY', KEYS[n], 'running', 1)
  if redis.call('PTTL', KEYS[n]) < 0 then redis.call('PEXPIRE', KEYS[n], told(n, 0)) end
end
return {0}
`)

/**
 * Keys: those of the limits. Arguments: by how much what is under way becomes less, by how much what has failed
 * becomes more; then the window of each. A window that is over meanwhile begins anew with a failure.
 */
export const endTry = redisScript(`
local ended, inVain = tonumber(ARGV[1]), tonumber(ARGV[2])
for n, key in ipairs(KEYS) do
  local running = math.max(tonumber(redis.call('HGET', key, 'running') or 0) - ended, 0)
  local failed = tonumber(redis.call('HGET', key, 'failed') or 0) + inVain
  if running + failed == 0 then
    redis.call('DEL', key)
  else
    redis.call('HSET', key, 'failed', failed, 'running', running)
    if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, tonumber(ARGV[2 + n])) end
  end
end
return 0
`)

/** Keys: whose failures are forgotten. */
export const forgetFailures = redisScript(`
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('HGET', key, 'running') or 0) > 0 then
    redis.call('HSET', key, 'failed', 0)
  else
    redis.call('DEL', key)
  end
end
return 0
`)
