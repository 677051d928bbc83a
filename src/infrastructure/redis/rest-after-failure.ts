/** Asks Redis unless it has just failed: one that hangs would cost each question its time limit. */
import type { RedisClient, RedisConnection } from './open-redis.ts'
import { redisUnavailable } from './redis-trouble.ts'

const leftAloneMs = 1_000

/** Gives the answer, or undefined where Redis is away or was within the last second. Throws what is a mistake of ours. */
export type AskUnlessResting = <Answer>(work: (client: RedisClient) => Promise<Answer>) => Promise<Answer | undefined>

export function restAfterFailure(redis: RedisConnection, monotonicMs: () => number): AskUnlessResting {
  let askedAgainMs = 0
  return async (work) => {
    if (monotonicMs() < askedAgainMs) return undefined
    try {
      return await redis.ask(work)
    } catch (error) {
      if (redisUnavailable(error) === undefined) throw error
      askedAgainMs = monotonicMs() + leftAloneMs
      return undefined
    }
  }
}
