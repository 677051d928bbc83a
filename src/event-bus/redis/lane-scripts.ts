/** What the owner of a lane does in Redis. Each step asks whether it still is the owner: who was cut off and comes back takes nothing. */
import type { RedisClient } from '../../infrastructure/redis/open-redis.ts'
import { evaluate, redisScript } from '../../infrastructure/redis/redis-script.ts'
import type { Position } from '../../infrastructure/store/commit-log.ts'
import type { MessageRef } from '../bus-message.ts'
import type { LaneKeys } from './bus-keys.ts'
import type { EntryId } from './entry-id.ts'

/** The lane is another process's, or not there any more. */
export class LaneTaken extends Error {
  override name = 'LaneTaken'
}
export type LaneOwner = { readonly token: string; readonly incarnation: string }
export type LaneEntry = { readonly id: EntryId; readonly position: Position; readonly text: string }
/** Which process was delivering what. */
export type Busy = { readonly by: string; readonly refs: readonly MessageRef[] }

const read = redisScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'TAKEN' end
local reply = redis.pcall('XREADGROUP', 'GROUP', ARGV[2], ARGV[1], 'COUNT', ARGV[3], 'STREAMS', KEYS[1], ARGV[4])
if reply and reply.err then
  if string.find(reply.err, 'NOGROUP') then return 'TAKEN' end
  return reply
end
return reply and reply[1][2] or {}`)

const claim = redisScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'TAKEN' end
local cursor = '0-0'
repeat
  local reply = redis.pcall('XAUTOCLAIM', KEYS[1], ARGV[2], ARGV[1], 0, cursor, 'COUNT', 1000, 'JUSTID')
  if reply.err then return 'TAKEN' end
  cursor = reply[1]
until cursor == '0-0'
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[2])) do
  if consumer[2] ~= ARGV[1] then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[2], consumer[2]) end
end
return 'OK'`)

const finish = redisScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] or redis.call('EXISTS', KEYS[1]) == 0 then return 'TAKEN' end
redis.call('XACK', KEYS[1], ARGV[2], unpack(ARGV, 4))
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[3])
return 'OK'`)

const busy = redisScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'TAKEN' end
redis.call('SET', KEYS[1], ARGV[2])
return 'OK'`)

const checked = (reply: unknown): unknown => {
  if (reply === 'TAKEN') throw new LaneTaken('This lane of the event bus is not this process’s any more.')
  return reply
}

/** The name of the group that reads the lane; undefined where no relay has made it yet. */
export async function readIncarnation(client: RedisClient, { messages }: LaneKeys): Promise<string | undefined> {
  if ((await client.exists(messages)) === 0) return undefined
  const [group] = (await client.xinfo('GROUPS', messages)) as (readonly unknown[])[]
  return group === undefined ? undefined : String(group[1])
}
/** Makes what others had taken and not finished this owner's. */
export async function claimAll(client: RedisClient, lane: LaneKeys, { token, incarnation }: LaneOwner): Promise<void> {
  checked(await evaluate(client, claim, [lane.messages, lane.owner], [token, incarnation]))
}
/** Entries that nobody was given; or, `from` an id on, those that this owner was given and has not finished. */
export async function readEntries(
  client: RedisClient,
  lane: LaneKeys,
  { token, incarnation }: LaneOwner,
  { from, count }: { from: EntryId | '>'; count: number },
): Promise<readonly LaneEntry[]> {
  const reply = await evaluate(client, read, [lane.messages, lane.owner], [token, incarnation, count, from])
  const entries = checked(reply) as (readonly [EntryId, readonly string[] | null])[]
  // Of what was finished and is still pending nothing but the id is left.
  return entries.map(([id, fields]) => ({ id, position: valueOf(fields, 'p'), text: valueOf(fields, 'c') }))
}
const valueOf = (fields: readonly string[] | null, name: string): string =>
  fields === null ? '' : (fields[fields.indexOf(name) + 1] ?? '')

/** Acknowledges entries and removes what stands before `keepFrom`. */
export async function finishEntries(
  client: RedisClient,
  lane: LaneKeys,
  { token, incarnation }: LaneOwner,
  { ids, keepFrom }: { ids: readonly EntryId[]; keepFrom: EntryId },
): Promise<void> {
  checked(await evaluate(client, finish, [lane.messages, lane.owner], [token, incarnation, keepFrom, ...ids]))
}
export async function noteBusy(client: RedisClient, lane: LaneKeys, now: Busy): Promise<void> {
  checked(await evaluate(client, busy, [lane.busy, lane.owner], [now.by, JSON.stringify(now)]))
}
export async function readBusy(client: RedisClient, lane: LaneKeys): Promise<Busy | undefined> {
  const text = await client.get(lane.busy)
  // Written by `noteBusy` alone.
  return text === null ? undefined : (JSON.parse(text) as Busy)
}
