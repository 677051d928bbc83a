/**
 * What jobs, the shared cache and rate limits cost on a real Redis: `node bench/redis.ts`, with REDIS_URL as
 * `npm run servers -- env` prints it. Leaves nothing behind but what it says.
 */
import { randomBytes } from 'node:crypto'
import { createRedisCache } from '../src/infrastructure/cache/redis/redis-cache.ts'
import { openBullmqJobs } from '../src/infrastructure/jobs/bullmq/bullmq-jobs.ts'
import { createRedisRateLimit } from '../src/infrastructure/rate-limit/redis/redis-rate-limit.ts'
import { openRedis } from '../src/infrastructure/redis/open-redis.ts'
import { identifier } from '../src/kernel/identifier.ts'
import { dropKeys } from '../test/support/drop-redis-keys.ts'

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379'
const name = `fx-bench-${randomBytes(4).toString('hex')}`
const log = { error: (facts: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(facts)}\n`) }
/** What is measured is how long it takes, not whether it is in time. */
const redis = await openRedis({ url, told: () => undefined, timeoutMs: 5_000 })

async function measure(what: string, count: number, atOnce: number, work: (index: number) => Promise<unknown>) {
  const tookMs: number[] = []
  let next = 0
  const caller = async (): Promise<void> => {
    while (next < count) {
      const index = next
      next += 1
      const began = performance.now()
      await work(index)
      tookMs.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: atOnce }, caller))
  const perSecond = Math.round((count * 1_000) / (performance.now() - began))
  tookMs.sort((one, other) => one - other)
  const at = (share: number): string => (tookMs[Math.floor(count * share)] ?? 0).toFixed(2)
  process.stdout.write(`| ${what} | ${atOnce} | ${perSecond.toLocaleString('en')} | ${at(0.5)} | ${at(0.99)} |\n`)
}

async function measureJobs(): Promise<void> {
  const count = 4_000
  const jobs = openBullmqJobs({
    redis,
    url,
    prefix: `{${name}}`,
    clock: { now: () => new Date().toISOString() },
    newId: (prefix) => identifier(prefix, Date.now(), randomBytes(10)),
    random: () => 0,
    log,
  })
  const job = { kind: 'bench', payload: { text: 'x'.repeat(200) }, organisationId: 'org_1' }
  await measure('enqueue a job', count / 4, 1, () => jobs.enqueue(job))
  await measure('enqueue a job', (count * 3) / 4, 32, () => jobs.enqueue(job))
  const all = Promise.withResolvers<void>()
  let ran = 0
  const handler = async (): Promise<null> => {
    ran += 1
    if (ran === count) all.resolve()
    return null
  }
  jobs.register('bench', { handler, concurrency: 8, timeoutMs: 10_000 })
  const began = performance.now()
  await jobs.start()
  await all.promise
  const perSecond = Math.round((count * 1_000) / (performance.now() - began))
  process.stdout.write(`| run a job that does nothing | 8 | ${perSecond.toLocaleString('en')} | | |\n`)
  await jobs.stop(1_000)
  await jobs.close()
}

async function measureCache(): Promise<void> {
  const cache = createRedisCache({ redis, prefix: name })
  const { generation } = await cache.get('k')
  const options = { ttlMs: 600_000, tags: ['product:1', 'organisation:1', 'prices'], since: generation }
  const entry = { bytes: new Uint8Array(2_048) }
  await measure('store 2 KB with 3 tags', 2_000, 16, (index) => cache.set(`k${index}`, entry, options))
  await measure('find 2 KB with 3 tags', 2_000, 1, (index) => cache.get(`k${index}`))
  await measure('find 2 KB with 3 tags', 8_000, 16, (index) => cache.get(`k${index % 2_000}`))
  await measure('invalidate a tag', 2_000, 1, (index) => cache.invalidate([`t${index}`]))
}

async function measureLimits(): Promise<void> {
  const limit = createRedisRateLimit({ redis, prefix: name, processes: 1, monotonicMs: () => performance.now() })
  const rate = { burst: 100, perSecond: 10 }
  await measure('ask a rate limit', 2_000, 1, (index) => limit.admit(`k${index % 100}`, rate))
  await measure('ask a rate limit', 8_000, 16, (index) => limit.admit(`k${index % 100}`, rate))
}

process.stdout.write('| what | at once | each second | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |\n')
await measureJobs()
await measureCache()
await measureLimits()
redis.close()
await dropKeys(url, `{${name}*`)
await dropKeys(url, `${name}*`)
