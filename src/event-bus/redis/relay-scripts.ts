/**
 * What the relay does in Redis, each in one step of the server. A lane's `epoch` says which relay may write to it, so
 * that one that was cut off and comes back writes nothing; and that the key, and the last id, are as the relay left
 * them says that nothing was lost: after FLUSHALL, or a fail-over to a replica that was behind, they are not.
 */
import type { RedisClient } from '../../infrastructure/redis/open-redis.ts'
import { evaluate, redisScript } from '../../infrastructure/redis/redis-script.ts'
import type { Position } from '../../infrastructure/store/commit-log.ts'
import type { GroupKeys, LaneKeys } from './bus-keys.ts'
import { noEntry, type EntryId } from './entry-id.ts'

/** The lanes are not as the relay left them: what was in them is read from the log again. */
export class LaneLost extends Error {
  override name = 'LaneLost'
}
/** Another relay has taken over. */
export class RelayFenced extends Error {
  override name = 'RelayFenced'
}

/** How far a relay is: the group's incarnation ends when its lanes are lost. */
export type Relayed = {
  readonly incarnation: string
  readonly position: Position
  /** The last id that each lane was given. */
  readonly last: readonly EntryId[]
}
export type Entry = {
  readonly id: EntryId
  readonly position: Position
  readonly before: Position
  readonly at: string
  readonly text: string
}
export type LaneHead = {
  /** Empty where the lane is not there. */
  readonly epoch: string
  readonly length: number
  readonly first: { readonly id: EntryId; readonly before: Position; readonly at: string } | undefined
}

// The server's clock, so that epochs grow also after FLUSHALL.
const beginEpoch = redisScript(`
local time = redis.call('TIME')
local epoch = time[1] * 1000 + math.floor(time[2] / 1000)
local known = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0')
if known >= epoch then epoch = known + 1 end
redis.call('HSET', KEYS[1], 'epoch', string.format('%.0f', epoch))
return redis.call('HGETALL', KEYS[1])`)

const lastId = `
local function lastId(key)
  local info = redis.call('XINFO', 'STREAM', key)
  for n = 1, #info, 2 do if info[n] == 'last-generated-id' then return info[n + 1] end end
end
`
const adopt = redisScript(`${lastId}
local known = redis.call('GET', KEYS[2])
if not known or redis.call('EXISTS', KEYS[1]) == 0 then return 'LOST' end
if tonumber(known) > tonumber(ARGV[1]) then return 'FENCED' end
local found = false
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do if group[2] == ARGV[2] then found = true end end
if not found then return 'LOST' end
redis.call('SET', KEYS[2], ARGV[1])
return lastId(KEYS[1])`)

const renew = redisScript(`
local known = redis.call('GET', KEYS[2])
if known and tonumber(known) > tonumber(ARGV[1]) then return 'FENCED' end
redis.call('DEL', KEYS[1])
redis.call('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
redis.call('SET', KEYS[2], ARGV[1])
return 'OK'`)

const publish = redisScript(`${lastId}
local known = redis.call('GET', KEYS[2])
if not known or redis.call('EXISTS', KEYS[1]) == 0 then return 'LOST' end
if known ~= ARGV[1] then return 'FENCED' end
local last = lastId(KEYS[1])
if last ~= ARGV[#ARGV - 4] then
  if last ~= ARGV[2] then return 'LOST' end
  for n = 3, #ARGV, 5 do
    redis.call('XADD', KEYS[1], 'NOMKSTREAM', ARGV[n], 'p', ARGV[n + 1], 'b', ARGV[n + 2], 'a', ARGV[n + 3], 'c', ARGV[n + 4])
  end
end
return redis.call('XLEN', KEYS[1])`)

const note = redisScript(`
local known = redis.call('HGET', KEYS[1], 'epoch')
if not known then return 'LOST' end
if known ~= ARGV[1] then return 'FENCED' end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 'OK'`)

const head = redisScript(`
local epoch = redis.call('GET', KEYS[2])
if not epoch or redis.call('EXISTS', KEYS[1]) == 0 then return {'', 0, {}} end
return {epoch, redis.call('XLEN', KEYS[1]), redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)}`)

const checked = (reply: unknown): unknown => {
  if (reply === 'LOST') throw new LaneLost('A lane of the event bus is not as it was left.')
  if (reply === 'FENCED') throw new RelayFenced('Another process carries this group’s messages.')
  return reply
}
const fieldsOf = (flat: unknown): ReadonlyMap<string, string> => {
  const list = flat as readonly string[]
  return new Map(Array.from({ length: list.length / 2 }, (_, n) => [list[2 * n]!, list[2 * n + 1]!]))
}
const relayedOf = (fields: ReadonlyMap<string, string>, lanes: number): Relayed | undefined => {
  const [incarnation, position] = [fields.get('incarnation'), fields.get('position')]
  if (incarnation === undefined || position === undefined) return undefined
  return { incarnation, position, last: Array.from({ length: lanes }, (_, n) => fields.get(`last:${n}`) ?? noEntry) }
}

/** Opens an epoch above all before it; gives how far the relay before came, where that is known. */
export async function openEpoch(client: RedisClient, keys: GroupKeys) {
  const fields = fieldsOf(await evaluate(client, beginEpoch, [keys.relayed], []))
  return { epoch: fields.get('epoch')!, relayed: relayedOf(fields, keys.lanes.length) }
}
/** Makes a lane this epoch's own and gives its last id. */
export const adoptLane = async (client: RedisClient, lane: LaneKeys, epoch: string, incarnation: string) =>
  checked(await evaluate(client, adopt, [lane.messages, lane.epoch], [epoch, incarnation])) as EntryId

/** Empties a lane; who read from it before notices, because the name of its group is the new incarnation's. */
export const renewLane = async (client: RedisClient, lane: LaneKeys, incarnation: string): Promise<void> =>
  void checked(await evaluate(client, renew, [lane.messages, lane.epoch], [incarnation]))

/** Adds entries after the one with the id `last`, once, however often it is asked; gives the lane's length. */
export async function publishTo(
  client: RedisClient,
  lane: LaneKeys,
  { epoch, last, entries }: { epoch: string; last: EntryId; entries: readonly Entry[] },
): Promise<number> {
  const values = entries.flatMap(({ id, position, before, at, text }) => [id, position, before, at, text])
  return checked(await evaluate(client, publish, [lane.messages, lane.epoch], [epoch, last, ...values])) as number
}
/** Notes how far the relay is. */
export async function noteRelayed(client: RedisClient, keys: GroupKeys, epoch: string, now: Relayed): Promise<void> {
  const last = now.last.flatMap((id, lane) => [`last:${lane}`, id])
  const fields = ['incarnation', now.incarnation, 'position', now.position, ...last]
  checked(await evaluate(client, note, [keys.relayed], [epoch, ...fields]))
}
export const readRelayed = async (client: RedisClient, keys: GroupKeys): Promise<Relayed | undefined> =>
  relayedOf(new Map(Object.entries(await client.hgetall(keys.relayed))), keys.lanes.length)

export async function readHead(client: RedisClient, lane: LaneKeys): Promise<LaneHead> {
  const reply = await evaluate(client, head, [lane.messages, lane.epoch], [])
  const [epoch, length, [entry]] = reply as [string, number, (readonly [EntryId, readonly string[]])[]]
  if (!entry) return { epoch, length, first: undefined }
  const fields = fieldsOf(entry[1])
  return { epoch, length, first: { id: entry[0], before: fields.get('b') ?? '', at: fields.get('a') ?? '' } }
}
