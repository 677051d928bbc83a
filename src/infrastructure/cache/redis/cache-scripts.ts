/**
 * The shared cache's steps, each done by Redis as one. An entry tells at which generation its source was read, a tag when
 * it was last invalidated; whether an entry may be served is decided when it is read. So nothing that an invalidation
 * overtook is ever served, wherever it was stored, and no invalidation has to find its entries.
 */
import { redisScript } from '../../redis/redis-script.ts'

/**
 * `KEYS[1]` is the partition: it leads to the slot, and the keys are made from it.
 * Generations are microseconds of the server's clock that never go back: after all was forgotten they go on above what
 * was handed out before, and `floor` tells what was.
 */
const BASE = `
local partition = KEYS[1]
local state, expiry = partition .. '/state', partition .. '/expiry'
local clock = redis.call('TIME')
local nowMs = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function exact(number) return string.format('%.0f', number) end
local function entryKey(name) return partition .. '/entry/' .. name end
local function tagKeys(tags)
  local keys = {}
  for index, tag in ipairs(tags) do keys[index] = partition .. '/tag/' .. tag end
  return keys
end
local function generation()
  local known = redis.call('HGET', state, 'generation')
  if known then return known end
  local first = exact(clock[1] * 1000000 + clock[2])
  redis.call('HSET', state, 'generation', first, 'floor', first, 'bytes', 0)
  return first
end
local function outdated(tags, since)
  if tonumber(redis.call('HGET', state, 'floor')) > since then return true end
  if #tags == 0 then return false end
  for _, at in ipairs(redis.call('MGET', unpack(tagKeys(tags)))) do
    if at and tonumber(at) > since then return true end
  end
  return false
end
local function drop(name)
  local weight = redis.call('HGET', entryKey(name), 'weight')
  if weight then redis.call('HINCRBY', state, 'bytes', -tonumber(weight)) end
  redis.call('DEL', entryKey(name))
  redis.call('ZREM', expiry, name)
end
`

/** `{generation}` or `{generation, time to live, tags, head, body}`. */
const get = `
local now = generation()
local name = ARGV[1]
local entry = redis.call('HMGET', entryKey(name), 'since', 'expires', 'tags', 'head', 'body')
if not entry[1] then return {now} end
if tonumber(entry[2]) <= nowMs or outdated(cjson.decode(entry[3]), tonumber(entry[1])) then
  drop(name)
  return {now}
end
return {now, exact(tonumber(entry[2]) - nowMs), entry[3], entry[4], entry[5]}
`

/** 1 when it is stored; 0 when it was outdated, or there is no room. What expires first makes room. */
const set = `
generation()
local name, since, ttlMs, weight, capacity = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if outdated(cjson.decode(ARGV[6]), tonumber(since)) then return 0 end
for _, expired in ipairs(redis.call('ZRANGE', expiry, '-inf', exact(nowMs), 'BYSCORE', 'LIMIT', 0, 32)) do drop(expired) end
drop(name)
for _ = 1, 64 do
  if tonumber(redis.call('HGET', state, 'bytes')) + weight <= capacity then break end
  local first = redis.call('ZRANGE', expiry, 0, 0)[1]
  if not first then break end
  drop(first)
end
if tonumber(redis.call('HGET', state, 'bytes')) + weight > capacity then return 0 end
local expires = exact(nowMs + ttlMs)
redis.call('HSET', entryKey(name), 'since', since, 'expires', expires, 'weight', weight, 'tags', ARGV[6], 'head', ARGV[7], 'body', ARGV[8])
redis.call('ZADD', expiry, expires, name)
redis.call('HINCRBY', state, 'bytes', weight)
return 1
`

/** Marks tags as invalidated now, for as long as an entry may live that was read before. */
const invalidate = `
local at = exact(math.max(tonumber(generation()) + 1, clock[1] * 1000000 + clock[2]))
redis.call('HSET', state, 'generation', at)
for _, key in ipairs(tagKeys(cjson.decode(ARGV[2]))) do redis.call('SET', key, at, 'PX', ARGV[1]) end
return at
`

/**
 * Tells all processes of invalidated tags, and a process of itself, in one sequence: whoever misses a number has missed
 * what it said. Always sent from the same slot, since only there is an order.
 */
const announce = `
local number = redis.call('HINCRBY', state, 'announced', 1)
redis.call('PUBLISH', ARGV[1], number .. ' ' .. ARGV[2])
return number
`
const beat = `
redis.call('PUBLISH', ARGV[1], (redis.call('HGET', state, 'announced') or '0') .. ' ' .. ARGV[2])
return 1
`

export const cacheScripts = {
  get: redisScript(BASE + get),
  set: redisScript(BASE + set),
  invalidate: redisScript(BASE + invalidate),
  announce: redisScript(BASE + announce),
  beat: redisScript(BASE + beat),
} as const
