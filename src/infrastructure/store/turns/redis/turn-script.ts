/** What becomes of a turn, decided by Redis in one step: who has it, who waits, and who is told. */
import { redisScript } from '../../../redis/redis-script.ts'

/**
 * `KEYS[1]` holds `holder`, `until`, and for each who waits when it came and when it last looked, in microseconds of the
 * server's clock. `ARGV`: take or pass, who asks (`process/number`), how long a turn lasts, after how long one who does
 * not look is forgotten, the prefix of channels. Gives whether it is the asker's turn, and how many wait.
 */
export const turnStep = redisScript(`
local deed, me, lasts, forgotten, prefix = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local function exact(number) return string.format('%.0f', number) end
local function tell(who) redis.call('PUBLISH', prefix .. '/' .. string.match(who, '^[^/]+'), who) end

local fields = redis.call('HGETALL', KEYS[1])
local holder, ends, waiting, known = nil, 0, {}, false
for at = 1, #fields, 2 do
  local name, value = fields[at], fields[at + 1]
  if name == 'holder' then holder = value
  elseif name == 'until' then ends = tonumber(value)
  else
    local came, looked = string.match(value, '(%d+) (%d+)')
    if name == me then known = tonumber(came)
    elseif tonumber(looked) + forgotten < now then redis.call('HDEL', KEYS[1], name)
    else waiting[#waiting + 1] = { name = name, came = tonumber(came) } end
  end
end

if deed == 'pass' then
  redis.call('HDEL', KEYS[1], me)
  if holder == me then holder = nil end
elseif holder == me then ends = now + lasts
else
  waiting[#waiting + 1] = { name = me, came = known or now }
  redis.call('HSET', KEYS[1], me, exact(known or now) .. ' ' .. exact(now))
end

local renewed = deed == 'take' and holder == me
if #waiting > 0 and (not holder or ends <= now) then
  table.sort(waiting, function(one, other)
    if one.came == other.came then return one.name < other.name end
    return one.came < other.came
  end)
  holder = table.remove(waiting, 1).name
  ends, renewed = now + lasts, true
  redis.call('HDEL', KEYS[1], holder)
  if holder ~= me then tell(holder) end
elseif deed == 'take' and holder ~= me and not known then tell(holder) end

if not holder then redis.call('DEL', KEYS[1])
else
  if renewed then redis.call('HSET', KEYS[1], 'holder', holder, 'until', exact(ends)) end
  redis.call('PEXPIRE', KEYS[1], math.ceil((lasts + forgotten) / 1000))
end
return { holder == me and 1 or 0, #waiting }
`)
