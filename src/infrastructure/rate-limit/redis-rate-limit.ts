/** Rate limits that all processes share: one step in Redis, one round trip; without Redis each process keeps its share. */
import { createHash } from 'node:crypto'
import type { RedisConnection } from '../redis/open-redis.ts'
import { redisUnavailable } from '../redis/redis-trouble.ts'
import { evaluate, redisScript } from '../redis/redis-script.ts'
import { takenOf, weightsOf } from './gcra.ts'
import { createMemoryRateLimit } from './memory-rate-limit.ts'
import { assertMost, type Rate, type RateLimit } from './rate-limit.ts'

/**
 * The arithmetic of gcra.ts by the server's clock, so that processes need not agree on the time.
 * A key ends when its bucket is full again: what rests costs nothing. `{taken, reset}`; the rest follows from these.
 */
const takeSome = redisScript(`
local cost, depth, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
local taken = math.min(most, math.floor((depth - (full - now)) / cost))
if taken < 1 then return {0, full - now} end
full = full + taken * cost
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return {taken, full - now}
`)

/** After a failure: one that hangs would cost every request its time limit. */
const leftAloneMs = 1_000

export type RedisRateLimitOptions = {
  /** Refuses within its time limit. Stays open. */
  readonly redis: RedisConnection
  /** Of all keys. `fx-rate` when absent. */
  readonly prefix?: string
  /** How many processes ask: without Redis each admits this share, so that together they admit no more. */
  readonly processes: number
  readonly monotonicMs: () => number
}

export function createRedisRateLimit({
  redis,
  prefix = 'fx-rate',
  processes,
  monotonicMs,
}: RedisRateLimitOptions): RateLimit {
  const local = createMemoryRateLimit({ monotonicMs })
  let askedAgainMs = 0
  const take: RateLimit['take'] = async (key, rate, most) => {
    assertMost(most)
    const weights = weightsOf(rate)
    if (monotonicMs() < askedAgainMs) return local.takeNow(key, shareOf(rate, processes), most)
    try {
      const reply = await redis.ask((client) =>
        evaluate(client, takeSome, [`${prefix}/${nameOf(key)}`], [weights.costUs, weights.depthUs, most]),
      )
      const [taken, resetUs] = reply as [number, number]
      return takenOf(taken, resetUs, weights)
    } catch (error) {
      if (redisUnavailable(error) === undefined) throw error
      askedAgainMs = monotonicMs() + leftAloneMs
      return local.takeNow(key, shareOf(rate, processes), most)
    }
  }
  return { take, admit: (key, rate) => take(key, rate, 1), admitNow: () => undefined }
}

/** Short whatever the key, and no address or name lies in Redis in plain. */
const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

/** At least one at once: a bucket that holds none would admit nothing for ever. */
const shareOf = ({ burst, perSecond }: Rate, processes: number): Rate => ({
  burst: Math.max(1, Math.floor(burst / processes)),
  perSecond: perSecond / processes,
})
