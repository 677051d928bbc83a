/** How far behind a group is: what Redis knows of what is on its way, what the store knows of the rest. */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import type { Position } from '../../infrastructure/store/commit-log.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { GroupLag } from '../event-bus.ts'
import { countHeld, readParked } from './held-messages.ts'
import { positionReader, type RedisGroup } from './redis-group.ts'
import { positionOf } from './relay.ts'
import { readHead, readRelayed } from './relay-scripts.ts'

type Needs = {
  readonly redis: RedisConnection
  readonly store: Pick<Store, 'readCommits' | 'readCheckpoint' | 'head' | 'documents'>
  readonly now: () => number
  readonly name: string
  readonly group: Pick<RedisGroup, 'keys' | 'settled' | 'reached'>
}
type Carried = {
  /** All up to here is over. */
  readonly position: Position
  /** All up to here is in the lanes, or over. */
  readonly relayed: Position
  /** When what stands first in each lane was committed. */
  readonly waitingSince: readonly string[]
}

export async function readGroupLag({ redis, store, now, name, group }: Needs): Promise<GroupLag> {
  const { documents } = store
  const inStore = async (): Promise<Carried> => {
    const position = await store.readCheckpoint(positionReader(name))
    return { position, relayed: position, waitingSince: [] }
  }
  const { position, waitingSince, ...known } = (await inRedis(redis, group).catch(unlessAway)) ?? (await inStore())
  const reached = group.reached()
  const relayed = reached !== undefined && reached > known.relayed ? reached : known.relayed
  await group.settled()
  const [oldest] = await readParked(documents, name, 1)
  const [unread] = relayed < (await store.head()) ? await store.readCommits({ after: relayed, limit: 1 }) : []
  const since = [...waitingSince, oldest?.at, unread?.at].filter((at) => at !== undefined)
  const lagMs = since.length === 0 ? 0 : Math.max(0, now() - Math.min(...since.map((at) => Date.parse(at))))
  const [parked, deadLetters] = [
    await countHeld(documents, 'parked', name),
    await countHeld(documents, 'letters', name),
  ]
  return { group: name, position, lagMs, parked, deadLetters }
}

/** Undefined where the lanes are gone: a relay will make them anew from what the store knows. */
const inRedis = (redis: RedisConnection, { keys }: Needs['group']): Promise<Carried | undefined> =>
  redis.ask(async (client) => {
    const relayed = await readRelayed(client, keys)
    const heads = await Promise.all(keys.lanes.map((lane) => readHead(client, lane)))
    if (!relayed || heads.some(({ epoch }) => epoch === '')) return undefined
    const waitingSince = heads.flatMap(({ first }) => (first ? [first.at] : []))
    return { position: positionOf(heads, relayed.position), relayed: relayed.position, waitingSince }
  })

const unlessAway = (error: unknown): undefined => {
  if (!(error instanceof RedisUnavailable)) throw error
  return undefined
}
