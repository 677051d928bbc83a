/** Tries that all processes count together: one step in Redis each; without Redis each process admits its share by itself. */
import { createHash } from 'node:crypto'
import type { RedisConnection } from '../../redis/open-redis.ts'
import { evaluate, type RedisScript } from '../../redis/redis-script.ts'
import { restAfterFailure } from '../../redis/rest-after-failure.ts'
import { createMemoryTries } from '../memory-tries.ts'
import { beginTry, endTry, forgetFailures } from './try-scripts.ts'
import { assertTryLimits, type NotBegun, type Tries, type TryLimit } from '../tries.ts'

export type RedisTriesOptions = {
  /** Refuses within its time limit. Stays open. */
  readonly redis: RedisConnection
  /** Of all keys. `fx-tries` when absent. */
  readonly prefix?: string
  /** How many processes ask: without Redis each admits this share, at least one. */
  readonly processes: number
  readonly monotonicMs: () => number
}

export function createRedisTries({ redis, prefix = 'fx-tries', processes, monotonicMs }: RedisTriesOptions): Tries {
  const ask = restAfterFailure(redis, monotonicMs)
  // Whatever Redis admits is counted here, too: when it goes away, its processes have not forgotten who was guessing.
  const local = createMemoryTries({ monotonicMs })
  const namesOf = (subject: string, keys: readonly string[]): string[] => {
    // All of a subject in one slot of a cluster.
    const slot = `${prefix}/{${digestOf(subject)}}`
    return keys.map((key) => `${slot}/${digestOf(key)}`)
  }
  const run = (script: RedisScript, names: readonly string[], given: readonly number[]) =>
    ask((client) => evaluate(client, script, names, given))

  const refusalIn = async (subject: string, limits: readonly TryLimit[]): Promise<NotBegun | 'none' | undefined> => {
    const notes = limits.flatMap(({ unlessNoted }) => unlessNoted ?? [])
    const given = limits.flatMap(({ failuresMax, windowMs, unlessNoted }) => {
      const notedAt = unlessNoted === undefined ? 0 : limits.length + notes.indexOf(unlessNoted) + 1
      return [failuresMax, windowMs, notedAt]
    })
    const names = namesOf(subject, [...limits.map(({ key }) => key), ...notes])
    const told = (await run(beginTry, names, [limits.length, ...given])) as readonly number[] | undefined
    if (told === undefined) return undefined
    const [at = 0, failed = 0, leftMs = 0] = told
    if (at === 0) return 'none'
    const { key, failuresMax } = limits[at - 1]!
    return { isBegun: false, key, mayPass: failed < failuresMax, leftMs: Math.max(0, leftMs) }
  }
  return {
    async begin(subject, limits) {
      assertTryLimits(limits)
      const refusal = await refusalIn(subject, limits)
      if (refusal !== undefined && refusal !== 'none') return refusal
      const shares = limits.map((limit) => ({ ...limit, failuresMax: shareOf(limit.failuresMax, processes) }))
      const here = refusal === 'none' ? local.follow(subject, limits) : local.beginNow(subject, shares)
      if (!here.isBegun) return here
      const names = namesOf(
        subject,
        limits.map(({ key }) => key),
      )
      return {
        isBegun: true,
        async end(isInVain) {
          await here.end(isInVain)
          // What began without Redis is none of those that it has under way.
          const ended = refusal === 'none' ? 1 : 0
          if (ended === 0 && !isInVain) return
          await run(endTry, names, [ended, isInVain ? 1 : 0, ...limits.map(({ windowMs }) => windowMs)])
        },
      }
    },
    async forget(subject, keys) {
      await local.forget(subject, keys)
      await run(forgetFailures, namesOf(subject, keys), [])
    },
    async note(subject, key, forMs) {
      await local.note(subject, key, forMs)
      const [name = ''] = namesOf(subject, [key])
      await ask((client) => client.set(name, 1, 'PX', forMs))
    },
  }
}

/** Short whatever the key, and no address or name lies in Redis in plain. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

const shareOf = (failuresMax: number, processes: number): number => Math.max(1, Math.floor(failuresMax / processes))
