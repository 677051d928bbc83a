/** The entries that a lane's owner has taken: read in order, each commit once, and finished as far as all is over. */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import type { Commit, CommitLog, Position } from '../../infrastructure/store/commit-log.ts'
import type { LaneKeys } from './bus-keys.ts'
import { after, noEntry, type EntryId } from './entry-id.ts'
import { commitOf } from './lane-entry.ts'
import { finishEntries, readEntries, type LaneEntry, type LaneOwner } from './lane-scripts.ts'

export type LaneEntries = {
  read(): Promise<readonly Commit[]>
  /** Everything up to this position is over. */
  over(position: Position): void
  /** Finishes in Redis what is over: one call after the other. */
  finish(): Promise<void>
}

type Taken = { readonly position: Position; readonly ids: EntryId[] }

const readMax = 64
/** Entries acknowledged at a time. */
const finishMax = 512

export function createLaneEntries(needs: {
  readonly redis: RedisConnection
  readonly lane: LaneKeys
  readonly owner: LaneOwner
  readonly log: Pick<CommitLog, 'findCommit'>
}): LaneEntries {
  const { redis, lane, owner, log } = needs
  const taken = new Map<Position, Taken>()
  const finished: EntryId[] = []
  let seen: EntryId = noEntry
  // What was given and not heard of, since the reply was late or the owner is new, comes first.
  let isBehind = true

  const next = async (): Promise<readonly LaneEntry[]> => {
    if (isBehind) {
      const pending = await redis.ask((client) => readEntries(client, lane, owner, { from: seen, count: readMax }))
      if (pending.length > 0) return pending
    }
    isBehind = true
    const entries = await redis.ask((client) => readEntries(client, lane, owner, { from: '>', count: readMax }))
    isBehind = false
    return entries
  }
  /** The commit, unless it is there already: a relay that took over sends its last page again. */
  const take = async ({ id, position, text }: LaneEntry): Promise<Commit | undefined> => {
    const known = taken.get(position)
    if (position === '') finished.push(id)
    else if (known) known.ids.push(id)
    else {
      const commit = commitOf(text) ?? (await log.findCommit(position))
      if (!commit) throw new Error(`The log has no commit at ${position}.`)
      taken.set(position, { position, ids: [id] })
      seen = id
      return commit
    }
    seen = id
    return undefined
  }

  return {
    async read() {
      const commits: Commit[] = []
      try {
        for (const entry of await next()) {
          const commit = await take(entry)
          if (commit) commits.push(commit)
        }
      } catch (error) {
        // What was not taken is read again; what was, is given.
        isBehind = true
        if (commits.length === 0) throw error
      }
      return commits
    },
    over(position) {
      if (!taken.has(position)) return
      for (const one of taken.values()) {
        taken.delete(one.position)
        finished.push(...one.ids)
        if (one.position === position) return
      }
    },
    async finish() {
      while (finished.length > 0) {
        const ids = finished.slice(0, finishMax)
        const keepFrom = taken.values().next().value?.ids[0] ?? after(seen)
        await redis.ask((client) => finishEntries(client, lane, owner, { ids, keepFrom }))
        finished.splice(0, ids.length)
      }
    },
  }
}
