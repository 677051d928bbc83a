/**
 * Turns that processes share over Redis: a key for each, in which its holder and those who wait stand. Whoever's turn
 * comes is told so over a channel of its process; should that get lost, it looks again soon.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { RedisConnection } from '../../redis/open-redis.ts'
import { redisUnavailable } from '../../redis/redis-trouble.ts'
import { evaluate } from '../../redis/redis-script.ts'
import { turnStep } from './redis/turn-script.ts'
import { listenForTurns } from './redis/listen-for-turns.ts'
import { createSharedTurns, forgottenMs } from './shared-turns.ts'
import { turnLapsesMs, type Turns } from './turns.ts'

export type RedisTurnsOptions = {
  /** Refuses within its time limit. Stays open. */
  readonly redis: RedisConnection
  /** Of all keys and channels. `fx-turns` when absent. */
  readonly prefix?: string
  readonly monotonicMs: () => number
  /** Told of mistakes of ours; that Redis is away is told by its connection. */
  readonly failed: (error: unknown) => void
}

export function openRedisTurns({ redis, prefix = 'fx-turns', monotonicMs, failed }: RedisTurnsOptions): Turns {
  const process = randomUUID()
  const ear = listenForTurns(redis, `${prefix}/${process}`)
  const turns = createSharedTurns({
    process,
    monotonicMs,
    server: {
      async step(deed, name, id) {
        const given = [deed, id, turnLapsesMs * 1_000, forgottenMs * 1_000, prefix]
        const reply = await redis.ask((client) => evaluate(client, turnStep, [keyOf(prefix, name)], given))
        const [isMine, waiting] = reply as [number, number]
        return { isMine: isMine === 1, waiting }
      },
      hear: ear.hear,
    },
    failed: (error) => {
      if (redisUnavailable(error) === undefined) failed(error)
    },
  })
  return {
    take: turns.take,
    async close() {
      await turns.close()
      await ear.close()
    },
  }
}

/** Short whatever the name, and no stream's name lies in Redis in plain. */
const keyOf = (prefix: string, name: string): string =>
  `${prefix}/${createHash('sha256').update(name).digest('base64url')}`
