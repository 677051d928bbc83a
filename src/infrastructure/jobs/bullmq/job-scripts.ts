/** What Redis does to a job in one step. Every key has the prefix's hash tag, so all of them lie in one slot of a cluster. */
import { redisScript } from '../../redis/redis-script.ts'

/** `KEYS[1]` is the prefix: it leads to the slot, and the keys are made from it. */
const BASE = `
local prefix = KEYS[1]
local unfinished, finished = prefix .. '/unfinished', prefix .. '/finished'
local function jobKey(id) return prefix .. '/job/' .. id end
local function owns(id, fence)
  local held = redis.call('HMGET', jobKey(id), 'state', 'fence')
  return held[1] == 'running' and held[2] == fence
end
local function tellError(id, code, detail)
  redis.call('HDEL', jobKey(id), 'error_code', 'error_detail')
  if code ~= '' then redis.call('HSET', jobKey(id), 'error_code', code, 'error_detail', detail) end
end
local function finish(id, now, state, code, detail)
  redis.call('HSET', jobKey(id), 'state', state, 'finished_ms', now)
  redis.call('HDEL', jobKey(id), 'checkpoint', 'token')
  tellError(id, code, detail)
  redis.call('ZREM', unfinished, id)
  redis.call('ZADD', finished, now, id)
end
`

/** Keeps a new job, or finds it or the one of the same key: `{id, state, run_ms}`; the id is empty when too many wait. */
const accept = `
local id, dedupe, organisation, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local same = redis.call('HMGET', jobKey(id), 'state', 'run_ms')
if same[1] then return {id, same[1], same[2]} end
local known = dedupe ~= '' and redis.call('GET', prefix .. '/key/' .. dedupe)
if known then
  local facts = redis.call('HMGET', jobKey(known), 'state', 'run_ms')
  if facts[1] then return {known, facts[1], facts[2]} end
end
if redis.call('ZCARD', unfinished) >= most then return {'', 'full', '0'} end
local seq = redis.call('INCR', prefix .. '/seq')
redis.call('HSET', jobKey(id), 'seq', seq, 'state', 'queued', unpack(ARGV, 5))
redis.call('ZADD', unfinished, seq, id)
if dedupe ~= '' then
  redis.call('HSET', jobKey(id), 'dedupe', dedupe)
  redis.call('SET', prefix .. '/key/' .. dedupe, id)
end
if organisation ~= '' then redis.call('ZADD', prefix .. '/organisation/' .. organisation, seq, id) end
return {id, 'queued', redis.call('HGET', jobKey(id), 'run_ms')}
`

/**
 * Makes a job a run's own, one attempt and one fence further; the same token finds what it claimed before, since its
 * first reply may have been lost. A job found running has lost its process: its lock in the queue has run out.
 */
const claim = `
local id, token, now, code, detail = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local held = redis.call('HMGET', jobKey(id), 'state', 'attempt', 'max_attempts', 'cancel_requested', 'token')
if held[1] == 'running' and held[5] ~= token then
  if held[4] == '1' then finish(id, now, 'cancelled', '', '') return {'cancelled'} end
  if tonumber(held[2]) >= tonumber(held[3]) then finish(id, now, 'failed', code, detail) return {'interrupted'} end
elseif held[1] ~= 'running' and held[1] ~= 'queued' then return {'over'} end
if held[5] ~= token then
  redis.call('HINCRBY', jobKey(id), 'attempt', 1)
  redis.call('HINCRBY', jobKey(id), 'fence', 1)
  redis.call('HSET', jobKey(id), 'state', 'running', 'started_ms', now, 'token', token)
end
return {'claimed', redis.call('HGETALL', jobKey(id))}
`

/** 1 when it is written, 0 when the run no longer owns the job. */
const write = `
local id, fence = ARGV[1], ARGV[2]
if not owns(id, fence) then return 0 end
redis.call('HSET', jobKey(id), unpack(ARGV, 3))
return 1
`

const end = `
local id, fence, now, state, code, detail, result = unpack(ARGV)
if not owns(id, fence) then return 0 end
finish(id, now, state, code, detail)
if state == 'succeeded' then redis.call('HSET', jobKey(id), 'result', result) end
return 1
`

const again = `
local id, fence, now, runMs, unspent, code, detail = unpack(ARGV)
if not owns(id, fence) then return 'lost' end
if redis.call('HGET', jobKey(id), 'cancel_requested') == '1' then finish(id, now, 'cancelled', '', '') return 'cancelled' end
redis.call('HSET', jobKey(id), 'state', 'queued', 'run_ms', runMs)
if unspent == '1' then redis.call('HINCRBY', jobKey(id), 'attempt', -1) end
redis.call('HDEL', jobKey(id), 'token')
tellError(id, code, detail)
return 'queued'
`

/** The job as it then is, field and value by turns; empty when there is none. */
const cancel = `
local id, now = ARGV[1], ARGV[2]
local state = redis.call('HGET', jobKey(id), 'state')
if state == 'queued' then finish(id, now, 'cancelled', '', '') end
if state == 'running' then redis.call('HSET', jobKey(id), 'cancel_requested', 1) end
return redis.call('HGETALL', jobKey(id))
`

/** Forgets jobs that ended before an instant, with their keys and their places in lists; answers how many. */
const purge = `
local ended = redis.call('ZRANGE', finished, '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ended) do
  local facts = redis.call('HMGET', jobKey(id), 'organisation_id', 'dedupe')
  if facts[1] then redis.call('ZREM', prefix .. '/organisation/' .. facts[1], id) end
  local key = facts[2] and prefix .. '/key/' .. facts[2]
  if key and redis.call('GET', key) == id then redis.call('DEL', key) end
  redis.call('DEL', jobKey(id))
  redis.call('ZREM', finished, id)
end
return #ended
`

/**
 * Unfinished jobs above a seq that the queue does not know, or takes for finished: `{last seq, {id, kind, run_ms, …}}`.
 * The youngest are left out: their ticket may be on its way.
 */
const ticketless = `
local page = redis.call('ZRANGE', unfinished, '(' .. ARGV[1], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
local found = {}
for index = 1, #page, 2 do
  local id = page[index]
  local facts = redis.call('HMGET', jobKey(id), 'kind', 'run_ms', 'max_attempts', 'enqueued_ms')
  local ticket = redis.call('HMGET', prefix .. ':' .. (facts[1] or '') .. ':' .. id, 'timestamp', 'finishedOn')
  if not facts[1] then redis.call('ZREM', unfinished, id)
  elseif tonumber(facts[4]) <= tonumber(ARGV[3]) and (not ticket[1] or ticket[2]) then
    for _, value in ipairs({id, facts[1], facts[2], facts[3]}) do table.insert(found, value) end
  end
end
return {page[#page] or '', found}
`

export const jobScripts = {
  accept: redisScript(BASE + accept),
  claim: redisScript(BASE + claim),
  write: redisScript(BASE + write),
  end: redisScript(BASE + end),
  again: redisScript(BASE + again),
  cancel: redisScript(BASE + cancel),
  purge: redisScript(BASE + purge),
  ticketless: redisScript(BASE + ticketless),
} as const
