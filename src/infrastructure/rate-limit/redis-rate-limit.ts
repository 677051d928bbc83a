/** Rate limits that all processes share: one step in Redis, one round trip; without Redis each process keeps its share. */
import { createHash } from 'node:crypto'
import type { RedisConnection } from '../redis/open-redis.ts'
import { redisUnavailable } from '../redis/redis-trouble.ts'
import { evaluate, redisScript } from '../redis/redis-script.ts'
import { admissionOf, weightsOf } from './gcra.ts'
import { createMemoryRateLimit } from './memory-rate-limit.ts'
import type { Rate, RateLimit } from './rate-limit.ts'

/**
 * The arithmetic of gcra.ts by the server's clock, so that processes need not agree on the time.
 * A key ends when its bucket is full again: what rests costs nothing. `{admitted, reset}`; the rest follows from these.
 */
const admitOne = redisScript(`
local cost, depth = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
if full + cost - now > depth then return {0, full - now} end
redis.call('SET', KEYS[1], string.format('%.0f', full + cost), 'PX', math.ceil((full + cost - now) / 1000))
return {1, full + cost - now}
`)

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
  return {
    async admit(key, rate) {
      const weights = weightsOf(rate)
      try {
        const reply = await redis.ask((client) =>
          evaluate(client, admitOne, [`${prefix}/${nameOf(key)}`], [weights.costUs, weights.depthUs]),
        )
        const [admitted, resetUs] = reply as [number, number]
        return admissionOf(admitted === 1, resetUs, weights)
      } catch (error) {
        if (redisUnavailable(error) === undefined) throw error
        return local.admitNow(key, shareOf(rate, processes))
      }
    },
  }
}

/** Short whatever the key, and no address or name lies in Redis in plain. */
const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

/** At least one at once: a bucket that holds none would admit nothing for ever. */
const shareOf = ({ burst, perSecond }: Rate, processes: number): Rate => ({
  burst: Math.max(1, Math.floor(burst / processes)),
  perSecond: perSecond / processes,
})
