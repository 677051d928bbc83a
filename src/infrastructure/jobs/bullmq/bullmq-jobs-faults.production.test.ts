/** What jobs on BullMQ promise besides the contract: when Redis is away, forgets, or is told something else by another process. */
import { Redis } from 'ioredis'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { createRedisServer } from '../../../../test/support/redis-server-under-test.ts'
import { durabilityConcerns } from './redis-durability.ts'
import { newPrefix, openJobsAt } from './bullmq-place.fixture.ts'
import { codeOf, handle, ORGANISATION, reach, untilAborted } from '../jobs-bench.contract.ts'
import type { Jobs } from '../jobs.ts'
import { UNFINISHED_MAX } from '../jobs.ts'

const shared = serverUrl('REDIS_URL')
const quiet = { random: () => 0, log: { error: () => undefined }, retryDelays: { baseMs: 2, capMs: 20 }, letGoMs: 50 }
const opened: Jobs[] = []

const open = async (url: string, options: Partial<Parameters<typeof openJobsAt>[1]> = {}) => {
  const jobs = await openJobsAt(url, { ...quiet, ...options })
  opened.push(jobs)
  return jobs
}
afterEach(async () => {
  for (const jobs of opened.splice(0)) {
    await jobs.stop(0)
    await jobs.close()
  }
})
const ownServer = async () => {
  const server = await createRedisServer()
  onTestFinished(() => server.dispose())
  return server
}
/** A prefix in the shared Redis, and a client to look behind the jobs with. */
const ownPrefix = () => {
  const prefix = newPrefix()
  const client = new Redis<'legacy'>(shared!)
  onTestFinished(async () => {
    client.disconnect()
    await dropKeys(shared!, `${prefix}*`)
  })
  return { prefix, client }
}

describe.skipIf(shared === undefined)('bullmq, besides the contract', () => {
  test('a Redis that is absent refuses jobs within 50 ms, and jobs run when it is there, without a restart', async () => {
    const server = await ownServer()
    const jobs = await open(server.url, { absent: true, timeoutMs: 50 })
    const ran: unknown[] = []
    jobs.register(
      'k',
      handle(async (payload) => void ran.push(payload)),
    )
    await jobs.start()
    const began = performance.now()
    expect(await codeOf(jobs.enqueue({ kind: 'k', payload: 1 }))).toBe('redis/unavailable')
    expect(performance.now() - began).toBeLessThan(50)
    await server.start()
    await expect
      .poll(() => codeOf(jobs.enqueue({ kind: 'k', payload: 2, key: 'once' })), { timeout: 5_000 })
      .toBe('none')
    await expect.poll(() => ran, { timeout: 10_000 }).toEqual([2])
  })

  test('what was acknowledged before Redis is killed runs after its restart; a running job keeps its checkpoint', async () => {
    const server = await ownServer()
    await server.start()
    const jobs = await open(server.url)
    const resume = Promise.withResolvers<void>()
    jobs.register(
      'long',
      handle(async (_, { checkpoint }) => {
        await checkpoint(1)
        await resume.promise
        await checkpoint(2)
        return 'done'
      }),
    )
    jobs.register(
      'short',
      handle(async (payload) => payload),
    )
    await jobs.start()
    const long = await jobs.enqueue({ kind: 'long', payload: null, maxAttempts: 3 })
    await reach(jobs, long, 'running')
    const later = new Date(Date.now() + 500).toISOString()
    const ids = await Promise.all(
      Array.from({ length: 50 }, (_, payload) => jobs.enqueue({ kind: 'short', payload, runAt: later })),
    )
    await server.kill()
    // The run goes on meanwhile, and its checkpoint waits for Redis.
    resume.resolve()
    await server.start()
    await expect.poll(() => codeOf(jobs.get(long)), { timeout: 5_000 }).toBe('none')
    for (const id of [long, ...ids]) await reach(jobs, id, 'succeeded')
  })

  test('a Redis that would not keep jobs is told as such, with what helps', async () => {
    const server = await ownServer()
    await server.start()
    const redis = await openRedis({ url: server.url, told: () => undefined, timeoutMs: 1_000 })
    onTestFinished(() => redis.close())
    expect(await durabilityConcerns(redis)).toEqual([])
    await server.command('CONFIG', 'SET', 'appendonly', 'no')
    await server.command('CONFIG', 'SET', 'maxmemory', '64mb')
    await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
    expect((await durabilityConcerns(redis)).join(' ')).toMatch(/appendonly yes.*allkeys-lru.*noeviction/)
  })

  test('after all was forgotten (FLUSHALL), new jobs are taken and run', async () => {
    const server = await ownServer()
    await server.start()
    const jobs = await open(server.url)
    jobs.register(
      'k',
      handle(async (payload) => payload),
    )
    await jobs.start()
    await reach(jobs, await jobs.enqueue({ kind: 'k', payload: 1 }), 'succeeded')
    await server.command('FLUSHALL')
    await reach(jobs, await jobs.enqueue({ kind: 'k', payload: 2 }), 'succeeded')
  })

  test('a job whose ticket was lost between its keeping and the queue gets another', async () => {
    const { prefix, client } = ownPrefix()
    const jobs = await open(shared!, { prefix })
    const id = await jobs.enqueue({ kind: 'k', payload: 'kept' })
    await expect.poll(() => client.exists(`${prefix}:k:${id}`)).toBe(1)
    await client.del(await client.keys(`${prefix}:k:*`))
    jobs.register(
      'k',
      handle(async (payload) => payload),
    )
    await jobs.start()
    expect(await reach(jobs, id, 'succeeded')).toMatchObject({ result: 'kept', attempt: 1 })
  })

  test('finished jobs are purged after their retention, and their keys and places in lists with them; unfinished ones never', async () => {
    const { prefix, client } = ownPrefix()
    const jobs = await open(shared!, { prefix, retentionMs: 300 })
    jobs.register(
      'k',
      handle(async () => null),
    )
    await jobs.start()
    const job = { kind: 'k', payload: null, key: 'once', organisationId: ORGANISATION }
    const old = await jobs.enqueue(job)
    const waiting = await jobs.enqueue({ kind: 'nobody', payload: null })
    await expect.poll(() => jobs.get(old), { timeout: 5_000 }).toBeUndefined()
    expect(await jobs.get(waiting)).toMatchObject({ state: 'queued' })
    expect(await jobs.list({ organisationId: ORGANISATION, limit: 10 })).toEqual({ items: [] })
    expect(await jobs.enqueue(job)).not.toBe(old)
    expect(await client.keys(`${prefix}/job/*`)).toHaveLength(2)
  })

  test('when too many jobs wait, further ones are refused', async () => {
    const { prefix, client } = ownPrefix()
    const jobs = await open(shared!, { prefix })
    const first = await jobs.enqueue({ kind: 'k', payload: null })
    const others = Array.from({ length: UNFINISHED_MAX - 1 }, (_, index) => [String(index + 2), `job_${index}`]).flat()
    await client.zadd(`${prefix}/unfinished`, ...others)
    expect(await codeOf(jobs.enqueue({ kind: 'k', payload: null }))).toBe('jobs/queue-full')
    await jobs.cancel(first)
    expect(await jobs.enqueue({ kind: 'k', payload: null })).toMatch(/^job_/)
  })

  test('a running job that another process cancels hears it', async () => {
    const { prefix } = ownPrefix()
    const [runs, asks] = [await open(shared!, { prefix }), await open(shared!, { prefix })]
    runs.register('k', handle(untilAborted))
    await runs.start()
    const id = await asks.enqueue({ kind: 'k', payload: null })
    await reach(asks, id, 'running')
    expect(await asks.cancel(id)).toMatchObject({ state: 'running', cancelRequested: true })
    await reach(asks, id, 'cancelled')
  })

  test('a run that another process took over is told so, and writes nothing more', async () => {
    const { prefix, client } = ownPrefix()
    const jobs = await open(shared!, { prefix })
    const told = Promise.withResolvers<readonly string[]>()
    jobs.register(
      'k',
      handle(async (_, { signal, checkpoint }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        told.resolve([await codeOf(Promise.reject(signal.reason)), await codeOf(checkpoint('late'))])
        return 'late'
      }),
    )
    await jobs.start()
    const id = await jobs.enqueue({ kind: 'k', payload: null })
    await reach(jobs, id, 'running')
    await client.hincrby(`${prefix}/job/${id}`, 'fence', 1)
    expect(await told.promise).toEqual(['jobs/run-over', 'jobs/run-over'])
    expect(await jobs.get(id)).toMatchObject({ state: 'running' })
  })
})
