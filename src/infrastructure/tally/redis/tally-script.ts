/** The step by which Redis adds to a tally: one hash, under each key its count and when it happened first and last. */
import { redisScript } from '../../redis/redis-script.ts'

/**
 * Arguments: how many keys are told apart, before when those that happened last are forgotten where there are as many;
 * then of each that is added its key, the other one, its count, first and last.
 */
export const addToTally = redisScript(`
local most, forgotten = tonumber(ARGV[1]), ARGV[2]
local tally = KEYS[1]
if redis.call('HLEN', tally) >= most then
  local all = redis.call('HGETALL', tally)
  for n = 1, #all, 2 do
    if string.match(all[n + 1], '(%S+)$') < forgotten then redis.call('HDEL', tally, all[n]) end
  end
end
for n = 3, #ARGV, 5 do
  local key, otherwise, count, first, last = unpack(ARGV, n, n + 4)
  local found = redis.call('HGET', tally, key)
  if not found and redis.call('HLEN', tally) >= most then
    key = otherwise
    found = redis.call('HGET', tally, key)
  end
  if found then
    local before, since, until_ = string.match(found, '^(%S+) (%S+) (%S+)$')
    count = string.format('%.0f', before + count)
    if since < first then first = since end
    if until_ > last then last = until_ end
  end
  redis.call('HSET', tally, key, count .. ' ' .. first .. ' ' .. last)
end
return 0
`)
