/** How invalidated tags are told to other processes, and how a process tells itself that it would hear them. */
import type { RedisConnection } from '../../redis/open-redis.ts'
import { evaluate } from '../../redis/redis-script.ts'
import { cacheScripts } from './cache-scripts.ts'

/** In braces, so that all of it lies in one slot. */
export const partitionNamed = (prefix: string, index: number): string => `{${prefix}-${index}}`

export const channelOf = (prefix: string): string => `${prefix}/invalidated`

/** What goes over a channel: how many invalidations were announced until then, and a list of tags or a beat's number. */
export type Heard = { readonly announced: number; readonly said: string }

export function parseHeard(text: string): Heard {
  const space = text.indexOf(' ')
  return { announced: Number(text.slice(0, space)), said: text.slice(space + 1) }
}

export const announce = (redis: RedisConnection, prefix: string, tags: readonly string[]): Promise<unknown> =>
  redis.ask((client) =>
    evaluate(client, cacheScripts.announce, [partitionNamed(prefix, 0)], [channelOf(prefix), JSON.stringify(tags)]),
  )

/** In the place of a list of tags: everything. */
export const everything = '*'

/** Tells all processes that whatever they keep is to be made anew. */
export const announceAll = (redis: RedisConnection, prefix: string): Promise<unknown> =>
  redis.ask((client) =>
    evaluate(client, cacheScripts.announce, [partitionNamed(prefix, 0)], [channelOf(prefix), everything]),
  )

export const sendBeat = (redis: RedisConnection, prefix: string, channel: string, number: number): Promise<unknown> =>
  redis.ask((client) => evaluate(client, cacheScripts.beat, [partitionNamed(prefix, 0)], [channel, number]))
