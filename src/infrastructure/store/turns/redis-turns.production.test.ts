/** Turns over a real Redis, alone and as a cluster; what becomes of a process that dies, and what a silent Redis costs. */
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { createRedisServer } from '../../../../test/support/redis-server-under-test.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { openRedisTurns } from './redis-turns.ts'
import { turnsContract } from './turns.contract.ts'
import { turnLapsesMs } from './turns.ts'

const single = serverUrl('REDIS_URL')
const cluster = serverUrl('REDIS_CLUSTER_URL')

const ownPrefix = (): string => `fx-test-${randomUUID().slice(0, 8)}`

/** All that a process has of turns, over a connection of its own. */
async function startProcess(url: string, prefix: string, timeoutMs = 1_000) {
  const redis = await openRedis({ url, told: () => undefined, timeoutMs })
  await vi.waitFor(() => redis.ask((client) => client.get('fx-test')), { timeout: 10_000 })
  const failures: unknown[] = []
  const turns = openRedisTurns({
    redis,
    prefix,
    monotonicMs: () => performance.now(),
    failed: (error) => failures.push(error),
  })
  return {
    turns,
    failures,
    /** Its connections end without a word. */
    die: () => redis.close(),
    async close() {
      await turns.close()
      redis.close()
    },
  }
}

for (const [name, url] of [
  ['redis', single],
  ['redis cluster', cluster],
] as const)
  if (url !== undefined)
    turnsContract(name, async () => {
      const prefix = ownPrefix()
      const processes = await Promise.all(Array.from({ length: 3 }, () => startProcess(url, prefix)))
      const [one, two, three] = processes.map(({ turns }) => turns)
      return {
        processes: [one!, two!, three!],
        async dispose() {
          await Promise.all(processes.map(({ close }) => close()))
          await dropKeys(url, `${prefix}*`)
          const failures = processes.flatMap((one) => one.failures)
          if (failures.length > 0) throw new Error('A step of turns is wrong.', { cause: failures[0] })
        },
      }
    })

describe.skipIf(single === undefined)('turns over Redis, besides the contract', () => {
  const start = async (prefix: string, url = single!, timeoutMs?: number) => {
    const process = await startProcess(url, prefix, timeoutMs)
    onTestFinished(process.close)
    return process
  }

  test('a process that dies loses its turn, and its place in the queue', async () => {
    const prefix = ownPrefix()
    onTestFinished(() => dropKeys(single!, `${prefix}*`))
    const [holder, waiting, living] = [await start(prefix), await start(prefix), await start(prefix)]
    await holder.turns.take('a', 1_000)
    void waiting.turns.take('a', 10_000)
    await vi.waitFor(async () => expect(await living.turns.take('a', 20)).toBeUndefined())
    holder.die()
    waiting.die()
    const began = performance.now()
    const turn = await living.turns.take('a', 10_000)
    expect(turn).toBeDefined()
    expect(performance.now() - began).toBeLessThan(2 * turnLapsesMs + 500)
    turn!.pass()
  })

  test('a Redis that keeps silent costs one time-out, and then nothing until it answers again', async () => {
    const server = await createRedisServer()
    onTestFinished(() => server.dispose())
    await server.start()
    const { turns } = await start(ownPrefix(), server.url, 50)
    const timed = async (): Promise<number> => {
      const began = performance.now()
      expect(await turns.take('a', 1_500)).toBeUndefined()
      return performance.now() - began
    }
    server.freeze(true)
    // As promised, and what a busy machine adds.
    expect(await timed()).toBeLessThan(150)
    const later = await Promise.all(Array.from({ length: 20 }, timed))
    expect(Math.max(...later)).toBeLessThan(20)
    server.freeze(false)
    await vi.waitFor(async () => expect(await turns.take('b', 100)).toBeDefined(), { timeout: 10_000 })
  })

  test('what nobody has or wants leaves nothing in Redis, and names lie there in no plain form', async () => {
    const prefix = ownPrefix()
    const { turns } = await start(prefix)
    const redis = await openRedis({ url: single!, told: () => undefined, timeoutMs: 1_000 })
    onTestFinished(() => redis.close())
    const keys = () => redis.ask((client) => client.keys(`${prefix}*`))
    const turn = await turns.take('stock-org_1', 1_000)
    expect(await keys()).toHaveLength(1)
    expect(String(await keys())).not.toContain('org_1')
    turn!.pass()
    await expect.poll(keys).toEqual([])
  })
})
