/** Delivers a dead letter again: parked once more, and whoever owns its lane is told. */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { parseLetterId } from '../group-state.ts'
import { findLetter, heldWrite } from './held-messages.ts'
import { holdLease, releaseLease } from './lease.ts'
import type { RedisGroup } from './redis-group.ts'

export type ReplayNeeds = {
  readonly redis: RedisConnection
  readonly store: Pick<Store, 'documents'>
  readonly token: string
  readonly prefix: string
  readonly nextVersion: () => number
  readonly groupOf: (name: string) => RedisGroup | undefined
}

const replayMs = 10_000
let replays = 0

/** False when there is no letter of that id, or it is being replayed. */
export async function replayLetter(id: string, needs: ReplayNeeds): Promise<boolean> {
  const { redis, store, prefix } = needs
  const group = needs.groupOf(parseLetterId(id).group)
  if (!group) return false
  const key = `${prefix}:{${group.keys.group}}:replay:${id}`
  const by = `${needs.token}/${(replays += 1)}`
  if (!(await holdLease(redis, key, by, replayMs))) return false
  try {
    const found = await findLetter(store.documents, id)
    if (!found) return false
    const { letter: _letter, ...message } = { ...found, attempts: 0, crashes: 0 }
    const storedVersion = Math.max(needs.nextVersion(), found.storedVersion + 1)
    await store.documents.write([heldWrite(message, false, storedVersion)])
    group.adopt({ ...message, storedVersion })
    return true
  } finally {
    await releaseLease(redis, key, by)
  }
}
