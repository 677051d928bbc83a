/** Rate limits that all processes share: one step in Redis, one round trip; without Redis each process keeps its share. */
import { createHash } from 'node:crypto'
import type { RedisConnection } from '../../redis/open-redis.ts'
import { evaluate, redisScript } from '../../redis/redis-script.ts'
import { restAfterFailure } from '../../redis/rest-after-failure.ts'
import { takenOf, weightsOf } from '../gcra.ts'
import { createMemoryRateLimit } from '../memory-rate-limit.ts'
import {
  admitEach,
  assertMost,
  type Admission,
  type Asked,
  type Rate,
  type RateLimit,
  type Taken,
} from '../rate-limit.ts'

/**
 * The arithmetic of gcra.ts by the server's clock, so that processes need not agree on the time. Of several keys those
 * behind one that has nothing are not touched. A key ends when its bucket is full again: what rests costs nothing.
 * Takes `most`, then cost and depth of each key; gives `taken, reset` of each that was asked, from which the rest follows.
 */
const takeSome = redisScript(`
local most = tonumber(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local found = {}
for n, key in ipairs(KEYS) do
  local cost, depth = tonumber(ARGV[2 * n]), tonumber(ARGV[2 * n + 1])
  local full = math.max(tonumber(redis.call('GET', key) or 0), now)
  local taken = math.min(most, math.floor((depth - (full - now)) / cost))
  if taken > 0 then
    full = full + taken * cost
    redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
  end
  found[#found + 1] = math.max(taken, 0)
  found[#found + 1] = full - now
  if taken < 1 then break end
end
return found
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
  const ask = restAfterFailure(redis, monotonicMs)
  const name = (key: string): string => `${prefix}/${nameOf(key)}`
  /** Of keys that lie together: all of them on one server, one of them on a cluster. */
  const takeOf = async (asked: readonly Asked[], most: number): Promise<readonly Taken[] | undefined> => {
    const weights = asked.map(({ rate }) => weightsOf(rate))
    const given = [most, ...weights.flatMap(({ costUs, depthUs }) => [costUs, depthUs])]
    const keys = asked.map(({ key }) => name(key))
    const found = (await ask((client) => evaluate(client, takeSome, keys, given))) as readonly number[] | undefined
    if (found === undefined) return undefined
    return weights.slice(0, found.length / 2).map((weight, at) => takenOf(found[2 * at]!, found[2 * at + 1]!, weight))
  }
  const take = async (key: string, rate: Rate, most: number): Promise<Taken> => {
    assertMost(most)
    const [taken] = (await takeOf([{ key, rate }], most)) ?? []
    return taken ?? local.takeNow(key, shareOf(rate, processes), most)
  }
  const admit = (key: string, rate: Rate): Promise<Taken> => take(key, rate, 1)
  const admitLocally = async (asked: readonly Asked[]): Promise<readonly Admission[]> =>
    local.admitAll(asked.map(({ key, rate }) => ({ key, rate: shareOf(rate, processes) })))
  return {
    take,
    admit,
    admitNow: () => undefined,
    async admitAll(asked) {
      if (redis.isCluster) return admitEach(admit, asked)
      return (await takeOf(asked, 1)) ?? admitLocally(asked)
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
