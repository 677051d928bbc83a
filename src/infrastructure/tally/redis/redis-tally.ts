/** The tally that all processes share: a hash in Redis, added to some hundred keys at a time. */
import type { RedisConnection } from '../../redis/open-redis.ts'
import { evaluate } from '../../redis/redis-script.ts'
import { addToTally } from './tally-script.ts'
import { forgottenBefore, type Tallied, type Tally, type TallyBounds } from '../tally.ts'

/** A script with more would keep everybody else waiting. */
const addedAtOnceMax = 200

export type RedisTallyOptions = TallyBounds & {
  /** Stays open. */
  readonly redis: RedisConnection
  /** Where the hash lies. */
  readonly key: string
}

export function createRedisTally({ redis, key: place, keysMax, forgottenMs }: RedisTallyOptions): Tally {
  return {
    async add(added) {
      for (let begin = 0; begin < added.length; begin += addedAtOnceMax) {
        const some = added.slice(begin, begin + addedAtOnceMax)
        const each = some.flatMap(({ key, otherwise, count, firstAt, lastAt }) => [
          key,
          otherwise,
          count,
          firstAt,
          lastAt,
        ])
        const given = [keysMax, forgottenBefore(some, forgottenMs), ...each]
        await redis.ask((client) => evaluate(client, addToTally, [place], given))
      }
    },
    async all() {
      const found = await redis.ask((client) => client.hgetall(place))
      return Object.entries(found).map(([key, text]): Tallied => {
        const [count, firstAt = '', lastAt = ''] = text.split(' ')
        return { key, count: Number(count), firstAt, lastAt }
      })
    },
    // The connection is others', too.
    close: () => undefined,
  }
}
