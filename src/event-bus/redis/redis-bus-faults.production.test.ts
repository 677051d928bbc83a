/** What only the Redis bus promises: whatever Redis does or loses, every event comes, in order, and nobody waits for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { serverUrl } from '../../../test/support/server-url.ts'
import { createRedisServer, type RedisServerUnderTest } from '../../../test/support/redis-server-under-test.ts'
import { createCollector, publish } from '../bus-under-test.ts'
import type { EventBus, Message } from '../event-bus.ts'
import { openForTest } from '../open-for-test.ts'
import { groupKeys, lanesOfSingle } from './bus-keys.ts'
import { openRedisBusAt, openRedisBusUnderTest, openTestRedis, type RedisBusUnderTest } from './redis-bus-under-test.ts'

const shared = serverUrl('REDIS_URL')
const interest = { kinds: ['talk'] }
const streams = 12

/** Writes on while something happens: so many rounds of one commit for each stream. */
async function write({ store }: Pick<RedisBusUnderTest, 'store'>, from: number, rounds: number): Promise<string[]> {
  const ids: string[] = []
  for (let version = from; version < from + rounds; version += 1)
    for (const published of await Promise.all(
      Array.from({ length: streams }, (_, n) => publish(store, `talk-${n}`, version, [`${version}`])),
    ))
      ids.push(...published)
  return ids
}

/** Every message came, and of each stream none before the one that it follows. */
function expectAllInOrder(messages: readonly Message[], ids: readonly string[]): void {
  const came = new Set(messages.map(({ id }) => id))
  expect(ids.filter((id) => !came.has(id))).toEqual([])
  const newest = new Map<string, number>()
  for (const { stream, version } of messages) {
    const before = newest.get(stream) ?? 0
    expect(version, `${stream}@${version} after ${before}`).toBeLessThanOrEqual(before + 1)
    newest.set(stream, Math.max(before, version))
  }
}
const allCame = (collector: ReturnType<typeof createCollector>, ids: readonly string[]): Promise<void> =>
  vi.waitFor(() => expect(new Set(collector.ids()).size).toBe(ids.length), { timeout: 30_000 })

describe.skipIf(shared === undefined)('the bus on a Redis that fails', { timeout: 60_000 }, () => {
  const servers: RedisServerUnderTest[] = []
  let under: RedisBusUnderTest | undefined
  afterEach(async () => {
    await under?.dispose()
    under = undefined
    for (const server of servers.splice(0)) await server.dispose()
  })
  // Its buses are stopped before: hooks run from the last to the first.
  const { start, stop } = openForTest(openRedisBusUnderTest(shared ?? ''))

  const openOn = async (settings: { isStarted: boolean }) => {
    const server = await createRedisServer()
    servers.push(server)
    if (settings.isStarted) await server.start()
    under = await openRedisBusUnderTest(server.url)()
    return { server, under }
  }
  const collect = (bus: EventBus, name = 'all') => {
    const collector = createCollector()
    bus.subscribe({ name, interest, handle: async (message) => collector.add(message) })
    return collector
  }

  test('a Redis that is absent at the start is waited for: events stay in the log, and come when it is there', async () => {
    const { server, under: at } = await openOn({ isStarted: false })
    const bus = at.openBus()
    const collector = collect(bus)
    await start(bus)
    const ids = await write(at, 1, 5)
    expect((await bus.lag())[0]?.lagMs).toBeGreaterThan(0)
    expect(collector.messages).toEqual([])
    await server.start()
    await allCame(collector, ids)
    expectAllInOrder(collector.messages, ids)
    await stop(bus)
  })

  test('FLUSHALL loses no event, no parked message, no dead letter, and puts none in the wrong order', async () => {
    const { server, under: at } = await openOn({ isStarted: true })
    const bus = at.openBus()
    const collector = createCollector()
    const handle = async (message: Message): Promise<void> => {
      if (message.stream === 'talk-bad') throw new Error('cannot')
      collector.add(message)
    }
    bus.subscribe({ name: 'all', interest, handle })
    await start(bus)
    await publish(at.store, 'talk-bad', 1)
    const ids = await write(at, 1, 5)
    for (let flush = 0; flush < 3; flush += 1) {
      const writing = write(at, 6 + 30 * flush, 30)
      await server.command('FLUSHALL')
      ids.push(...(await writing))
      await sleep(300)
    }
    await allCame(collector, ids)
    expectAllInOrder(collector.messages, ids)
    await vi.waitFor(async () => expect(await bus.deadLetters({ limit: 10 })).toHaveLength(1), { timeout: 10_000 })
    await server.command('FLUSHALL')
    await sleep(500)
    expect(await bus.deadLetters({ limit: 10 })).toHaveLength(1)
    expect((await bus.lag())[0]).toMatchObject({ parked: 0, deadLetters: 1 })
    await stop(bus)
  })

  test('kill -9 of Redis, which forgets its last second, loses no event', async () => {
    const { server, under: at } = await openOn({ isStarted: true })
    const bus = at.openBus()
    const collector = collect(bus)
    await start(bus)
    const ids = await write(at, 1, 5)
    for (let kill = 0; kill < 3; kill += 1) {
      const writing = write(at, 6 + 20 * kill, 20)
      await sleep(50)
      await server.kill()
      ids.push(...(await writing))
      await server.start()
    }
    await allCame(collector, ids)
    expectAllInOrder(collector.messages, ids)
    await vi.waitFor(async () => expect((await bus.lag())[0]).toMatchObject({ lagMs: 0 }), { timeout: 5_000 })
    await stop(bus)
  })

  test('a Redis that keeps silent for three seconds holds up no writer and no question, and all comes after it', async () => {
    const { server, under: at } = await openOn({ isStarted: true })
    const bus = at.openBus()
    const collector = collect(bus)
    await start(bus)
    const ids = await write(at, 1, 2)
    server.freeze(true)
    const began = performance.now()
    let slowest = 0
    for (let version = 3; performance.now() - began < 3_000; version += 1) {
      const from = performance.now()
      ids.push(...(await write(at, version, 1)))
      slowest = Math.max(slowest, performance.now() - from)
      await sleep(50)
    }
    expect(slowest).toBeLessThan(1_000)
    const asked = performance.now()
    expect((await bus.lag())[0]?.lagMs).toBeGreaterThan(0)
    expect(performance.now() - asked).toBeLessThan(1_500)
    server.freeze(false)
    await allCame(collector, ids)
    expectAllInOrder(collector.messages, ids)
    await stop(bus)
  })

  test('while Redis is out of memory events wait in the log, and all come once it has room', async () => {
    const { server, under: at } = await openOn({ isStarted: true })
    const bus = at.openBus()
    const collector = collect(bus)
    await start(bus)
    const ids = await write(at, 1, 2)
    await allCame(collector, ids)
    await server.command('CONFIG', 'SET', 'maxmemory', '1')
    ids.push(...(await write(at, 3, 3)))
    await sleep(1_500)
    expect(new Set(collector.ids()).size).toBe(2 * streams)
    await server.command('CONFIG', 'SET', 'maxmemory', '0')
    await allCame(collector, ids)
    expectAllInOrder(collector.messages, ids)
    await stop(bus)
  })

  test('memory is bounded: what one group does not take stays in the log, and what all took is gone', async () => {
    const at = await openRedisBusUnderTest(shared!)()
    under = at
    const bus = at.openBus()
    const quick = collect(bus, 'quick')
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    bus.subscribe({ name: 'stuck', interest, handle: () => released })
    await start(bus)
    const commits = 2_000
    for (let n = 0; n < commits; n += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, k) => publish(at.store, `talk-${n + k}`, 1, ['x'.repeat(1_000)])),
      )
    await quick.reached(commits)
    const measure = async (group: string) => {
      const { lanes } = groupKeys(at.place.prefix, group, lanesOfSingle)
      const [lengths, bytes] = await at.redis.ask((client) =>
        Promise.all([
          Promise.all(lanes.map(({ messages }) => client.xlen(messages))),
          Promise.all(lanes.map(({ messages }) => client.memory('USAGE', messages))),
        ]),
      )
      const sum = (numbers: readonly (number | null)[]): number => numbers.reduce<number>((all, n) => all + (n ?? 0), 0)
      return { entries: sum(lengths), bytes: sum(bytes) }
    }
    const stuck = await measure('stuck')
    expect(stuck.entries).toBeGreaterThan(500)
    expect(stuck.entries).toBeLessThan(600)
    expect(stuck.bytes).toBeLessThan(2_000_000)
    await vi.waitFor(async () => expect(await measure('quick')).toMatchObject({ entries: 0 }), { timeout: 10_000 })
    expect((await measure('quick')).bytes).toBeLessThan(100_000)
    release()
    await vi.waitFor(async () => expect(await measure('stuck')).toMatchObject({ entries: 0 }), { timeout: 10_000 })
    await stop(bus)
  })

  test('two processes share a group, each stream in the hands of one; when one is gone the other has all', async () => {
    const at = await openRedisBusUnderTest(shared!)()
    under = at
    const openOne = async () => openRedisBusAt(await openTestRedis(shared!), at.place, at.store, { leaseMs: 1_000 })
    const [one, two] = [await openOne(), await openOne()]
    const all = createCollector()
    const by = new Map<string, Set<string>>()
    for (const [name, bus] of [
      ['one', one],
      ['two', two],
    ] as const)
      bus.subscribe({
        name: 'all',
        interest,
        handle: async (message) => {
          by.set(name, (by.get(name) ?? new Set()).add(message.stream))
          all.add(message)
        },
      })
    await start(one)
    await start(two)
    const { lanes } = groupKeys(at.place.prefix, 'all', lanesOfSingle)
    const owners = () => at.redis.ask((client) => Promise.all(lanes.map(({ owner }) => client.get(owner))))
    await vi.waitFor(async () => expect(new Set(await owners()).size).toBe(2), { timeout: 10_000 })
    await vi.waitFor(async () => expect(await owners()).not.toContain(null), { timeout: 10_000 })
    const ids = await write(at, 1, 20)
    await allCame(all, ids)
    expectAllInOrder(all.messages, ids)
    expect(by.get('one')?.size).toBeGreaterThan(0)
    expect(by.get('two')?.size).toBeGreaterThan(0)
    expect([...by.get('one')!].filter((stream) => by.get('two')!.has(stream))).toEqual([])
    await stop(one)
    ids.push(...(await write(at, 21, 5)))
    await allCame(all, ids)
    expectAllInOrder(all.messages, ids)
    expect(by.get('two')?.size).toBe(streams)
    await stop(two)
  })
})
