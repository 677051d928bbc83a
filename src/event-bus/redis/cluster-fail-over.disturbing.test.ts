/** A master of a Redis Cluster killed under load: events and jobs go on over the replica that takes its place, and none is lost. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startRedisCluster, type RedisClusterUnderTest } from '../../../test/support/redis-cluster-under-test.ts'
import { serverUrl } from '../../../test/support/server-url.ts'
import { openJobsAt, openPromises } from '../../infrastructure/jobs/bullmq/bullmq-place.fixture.ts'
import { handle } from '../../infrastructure/jobs/jobs-bench.contract.ts'
import { createCollector, publish } from '../bus-under-test.ts'
import type { Message } from '../event-bus.ts'
import { groupKeys, lanesOfSingle } from './bus-keys.ts'
import { openRedisBusAt, openRedisBusUnderTest, type RedisBusUnderTest } from './redis-bus-under-test.ts'

/** From the kill until everything has come: 2 s of silence, an election, leases, a look at what is promised. */
const overWithinMs = 25_000
const writers = 12

describe.skipIf(serverUrl('REDIS_CLUSTER_URL') === undefined)('a master killed under load', { timeout: 60_000 }, () => {
  let cluster: RedisClusterUnderTest
  const undo: (() => Promise<unknown> | void)[] = []
  beforeAll(async () => {
    cluster = await startRedisCluster()
    undo.push(() => cluster.dispose())
  }, 60_000)
  // The one that was killed in the test before is a replica now.
  beforeEach(() => cluster.settled())
  afterAll(async () => {
    for (const one of undo.splice(0).reverse()) await one()
  })

  /** Does something again and again until it is told to stop; gives everything that came of it. */
  const keepOn = <T>(work: (round: number) => Promise<readonly T[]>) => {
    const done: T[] = []
    let isOver = false
    const working = (async () => {
      for (let round = 1; !isOver; round += 1) {
        done.push(...(await work(round)))
        await sleep(20)
      }
    })()
    const stop = async (): Promise<readonly T[]> => {
      isOver = true
      await working
      return done
    }
    onTestFinished(async () => void (await stop()))
    return stop
  }
  /** The replica is master, as those see it who are left. */
  const takesOver = (key: string, from: number | undefined): Promise<void> =>
    vi.waitFor(async () => expect(await cluster.masterOf(key)).not.toBe(from), { timeout: 15_000, interval: 50 })

  test('of the bus, every event comes, in order, and consumers go on over the replica', async () => {
    const under: RedisBusUnderTest = await openRedisBusUnderTest(cluster.url)()
    const bus = openRedisBusAt(under.redis, under.place, under.store, { failed: () => undefined })
    const collector = createCollector()
    bus.subscribe({
      name: 'all',
      interest: { kinds: ['talk'] },
      handle: async (message) => collector.add(message),
    })
    await bus.start()
    const stop = keepOn((round) =>
      Promise.all(Array.from({ length: writers }, (_, n) => publish(under.store, `talk-${n}`, round))),
    )
    await collector.reached(200)
    const lane = groupKeys(under.place.prefix, 'all', lanesOfSingle).lanes[0]!
    const before = await cluster.masterOf(lane.messages)
    const killedAt = performance.now()
    const startAgain = await cluster.killMasterOf(lane.messages)
    await takesOver(lane.messages, before)
    await sleep(1_500)
    startAgain()
    const ids = (await stop()).flat()
    await vi.waitFor(() => expect(new Set(collector.ids()).size).toBe(ids.length), { timeout: overWithinMs })
    expect(performance.now() - killedAt).toBeLessThan(overWithinMs + 5_000)
    expectInOrder(collector.messages)
    expect(await bus.deadLetters({ limit: 10 })).toEqual([])
    await bus.stop(1_000)
    await under.dispose()
  })

  test('of jobs, each that was acknowledged runs to its end, and new ones are taken all the while', async () => {
    const { promises, dispose } = await openPromises()
    undo.push(dispose)
    const prefix = '{fx-test-fail-over}'
    const quiet = {
      random: () => 0,
      log: { error: () => undefined },
      retryDelays: { baseMs: 2, capMs: 20 },
      letGoMs: 50,
    }
    const jobs = await openJobsAt(cluster.url, { ...quiet, prefix, promises, tendEveryMs: 500 })
    const ran = new Map<number, number>()
    jobs.register(
      'k',
      handle(async (payload) => void ran.set(Number(payload), (ran.get(Number(payload)) ?? 0) + 1), { concurrency: 4 }),
    )
    await jobs.start()
    const stop = keepOn(async (round) => [await jobs.enqueue({ kind: 'k', payload: round })])
    await vi.waitFor(() => expect(ran.size).toBeGreaterThan(20), { timeout: 10_000 })
    const before = await cluster.masterOf(prefix)
    const startAgain = await cluster.killMasterOf(prefix)
    await takesOver(prefix, before)
    await sleep(1_500)
    startAgain()
    const ids = await stop()
    await vi.waitFor(
      async () => {
        const { items } = await promises.open({ limit: 1 })
        expect(items).toEqual([])
      },
      { timeout: overWithinMs, interval: 100 },
    )
    expect([...ran.keys()].toSorted((a, b) => a - b)).toEqual(ids.map((_, n) => n + 1))
    for (const id of ids) expect((await promises.find(id))?.ended?.ending.state).toBe('succeeded')
    await jobs.stop(1_000)
    await jobs.close()
  })
})

/** Of each stream none before the one that it follows; what was on its way may come twice. */
function expectInOrder(messages: readonly Message[]): void {
  const newest = new Map<string, number>()
  for (const { stream, version } of messages) {
    const last = newest.get(stream) ?? 0
    expect(version, `${stream}@${version} after ${last}`).toBeLessThanOrEqual(last + 1)
    newest.set(stream, Math.max(last, version))
  }
}
