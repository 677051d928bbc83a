/** Of two relays one writes, a page that is sent again is there once, and lanes that lost something say so. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { groupKeys, type LaneKeys } from './bus-keys.ts'
import { isBefore, noEntry } from './entry-id.ts'
import { openTestRedis } from './redis-bus-under-test.ts'
import { adoptLane, LaneLost, openEpoch, publishTo, RelayFenced, renewLane, type Entry } from './relay-scripts.ts'

const url = serverUrl('REDIS_URL')

describe.skipIf(url === undefined)('what a relay does in Redis', () => {
  let redis: RedisConnection
  let keys: ReturnType<typeof groupKeys>
  let lane: LaneKeys
  beforeEach(async () => {
    redis = await openTestRedis(url!)
    keys = groupKeys(`fx-test-${randomUUID().slice(0, 8)}`, 'all', 1)
    lane = keys.lanes[0]!
  })
  afterEach(async () => {
    await redis.ask((client) => client.del(keys.relayed, lane.messages, lane.epoch))
    redis.close()
  })
  const entriesOf = (epoch: string, from: number, count: number): Entry[] =>
    Array.from({ length: count }, (_, n) => {
      const position = `${from + n}`
      return { id: `${epoch}-${from + n}`, position, before: `${from + n - 1}`, at: '', text: 'x' }
    })
  const publish = (epoch: string, last: string, entries: readonly Entry[]): Promise<number> =>
    redis.ask((client) => publishTo(client, lane, { epoch, last, entries }))
  const begin = async (): Promise<string> => {
    const { epoch } = await redis.ask((client) => openEpoch(client, keys))
    await redis.ask((client) => renewLane(client, lane, epoch))
    return epoch
  }

  test('epochs grow, also after everything was flushed', async () => {
    const first = (await redis.ask((client) => openEpoch(client, keys))).epoch
    const second = (await redis.ask((client) => openEpoch(client, keys))).epoch
    // As after FLUSHALL, which nobody says within the millisecond that the server's clock tells apart.
    await sleep(5)
    await redis.ask((client) => client.del(keys.relayed))
    const third = (await redis.ask((client) => openEpoch(client, keys))).epoch
    expect([isBefore(`${first}-0`, `${second}-0`), isBefore(`${second}-0`, `${third}-0`)]).toEqual([true, true])
  })

  test('a page that is sent again, because nobody knows whether it arrived, is there once', async () => {
    const epoch = await begin()
    const page = entriesOf(epoch, 1, 3)
    expect(await publish(epoch, noEntry, page)).toBe(3)
    expect(await publish(epoch, noEntry, page)).toBe(3)
    expect(await publish(epoch, `${epoch}-3`, entriesOf(epoch, 4, 2))).toBe(5)
  })

  test('once another relay has adopted the lane, the one before writes nothing more', async () => {
    const epoch = await begin()
    await publish(epoch, noEntry, entriesOf(epoch, 1, 1))
    const { epoch: next } = await redis.ask((client) => openEpoch(client, keys))
    expect(await redis.ask((client) => adoptLane(client, lane, next, epoch))).toBe(`${epoch}-1`)
    await expect(publish(epoch, `${epoch}-1`, entriesOf(epoch, 2, 1))).rejects.toThrow(RelayFenced)
    await expect(redis.ask((client) => adoptLane(client, lane, epoch, epoch))).rejects.toThrow(RelayFenced)
    expect(await publish(next, `${epoch}-1`, entriesOf(next, 2, 1))).toBe(2)
  })

  test('a lane that is gone, that is another incarnation, or that forgot its newest entry, is lost', async () => {
    const epoch = await begin()
    await publish(epoch, noEntry, entriesOf(epoch, 1, 1))
    // As after a fail-over to a replica that had not heard of the second entry.
    await expect(publish(epoch, `${epoch}-2`, entriesOf(epoch, 3, 1))).rejects.toThrow(LaneLost)
    const { epoch: next } = await redis.ask((client) => openEpoch(client, keys))
    await expect(redis.ask((client) => adoptLane(client, lane, next, 'another'))).rejects.toThrow(LaneLost)
    await redis.ask((client) => client.del(lane.messages))
    await expect(publish(epoch, `${epoch}-1`, entriesOf(epoch, 2, 1))).rejects.toThrow(LaneLost)
    await expect(redis.ask((client) => adoptLane(client, lane, next, epoch))).rejects.toThrow(LaneLost)
  })
})
