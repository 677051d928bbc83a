/**
 * Turns that processes share over Redis: a key for each, in which its holder and those who wait stand. Whoever's turn
 * comes is told so over a channel of its process; should that get lost, it looks again soon.
 */
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisConnection } from '../../redis/open-redis.ts'
import { redisUnavailable } from '../../redis/redis-trouble.ts'
import { evaluate } from '../../redis/redis-script.ts'
import { turnStep } from './redis/turn-script.ts'
import { listenForTurns } from './redis/listen-for-turns.ts'
import { turnLapsesMs, type Turn, type Turns } from './turns.ts'

export type RedisTurnsOptions = {
  /** Refuses within its time limit. Stays open. */
  readonly redis: RedisConnection
  /** Of all keys and channels. `fx-turns` when absent. */
  readonly prefix?: string
  readonly monotonicMs: () => number
  /** Told of mistakes of ours; that Redis is away is told by its connection. */
  readonly failed: (error: unknown) => void
}

/** Who waits looks so often, which also says that it is alive. */
const lookEveryMs = 50
/** Who has not looked for so long is passed over: its process died, or hangs. */
const forgottenMs = 400
/** How long nobody asks a Redis that did not answer, so that its silence costs one time-out and not one a command. */
const pauseMs = 1_000

export function openRedisTurns({ redis, prefix = 'fx-turns', monotonicMs, failed }: RedisTurnsOptions): Turns {
  const process = randomUUID()
  const held = new Map<string, Turn>()
  const ear = listenForTurns(redis, `${prefix}/${process}`)
  let taken = 0
  let pausedUntil = 0

  /** Whether it is one's turn, and how many wait behind it. Undefined where Redis does not say. */
  const step = async (deed: 'take' | 'pass', name: string, id: string) => {
    if (monotonicMs() < pausedUntil) return undefined
    try {
      const given = [deed, id, turnLapsesMs * 1_000, forgottenMs * 1_000, prefix]
      const reply = await redis.ask((client) => evaluate(client, turnStep, [keyOf(prefix, name)], given))
      const [isMine, waiting] = reply as [number, number]
      return { isMine: isMine === 1, waiting }
    } catch (error) {
      if (redisUnavailable(error) === undefined) failed(error)
      pausedUntil = monotonicMs() + pauseMs
      return undefined
    }
  }

  const hold = (name: string, id: string, waiting: number): Turn => {
    let isWanted = waiting > 0
    const unheard = ear.hear(id, () => (isWanted = true))
    // One that nobody waits for is kept for as long as it takes.
    const renewal = setInterval(async () => {
      if (!isWanted) isWanted = ((await step('take', name, id))?.waiting ?? 0) > 0
    }, turnLapsesMs / 3).unref()
    const turn: Turn = {
      isWanted: () => isWanted,
      pass() {
        if (!held.delete(id)) return
        clearInterval(renewal)
        unheard()
        void step('pass', name, id)
      },
    }
    held.set(id, turn)
    return turn
  }

  return {
    async take(name, waitMs) {
      const id = `${process}/${(taken += 1)}`
      const until = monotonicMs() + waitMs
      let told = Promise.withResolvers<void>()
      const unheard = ear.hear(id, () => told.resolve())
      try {
        for (;;) {
          const place = await step('take', name, id)
          if (!place) return undefined
          if (place.isMine) return hold(name, id, place.waiting)
          const leftMs = until - monotonicMs()
          if (leftMs <= 0) break
          await Promise.race([told.promise, sleep(Math.min(leftMs, lookEveryMs), undefined, { ref: false })])
          told = Promise.withResolvers()
        }
      } finally {
        unheard()
      }
      void step('pass', name, id)
      return undefined
    },
    async close() {
      for (const turn of held.values()) turn.pass()
      await ear.close()
    },
  }
}

/** Short whatever the name, and no stream's name lies in Redis in plain. */
const keyOf = (prefix: string, name: string): string =>
  `${prefix}/${createHash('sha256').update(name).digest('base64url')}`
