/** A process that runs the jobs of one Redis, to be killed: `node bullmq-jobs-worker.ts URL PREFIX DEAD_AFTER_MS`. */
import { setTimeout as wait } from 'node:timers/promises'
import { openBullmqJobs } from '../../src/infrastructure/jobs/bullmq/bullmq-jobs.ts'
import { openRedis } from '../../src/infrastructure/redis/open-redis.ts'
import { runStepsWorker } from './steps-job.ts'

const [, , url = '', prefix = '', deadAfterMs] = process.argv
const redis = await openRedis({ url, told: () => undefined, timeoutMs: 1_000 })
// A cluster's first answer may be a refusal.
while (!redis.isReady) await wait(20)
const jobs = openBullmqJobs({
  redis,
  url,
  prefix,
  clock: { now: () => new Date().toISOString() },
  newId: () => {
    throw new Error('this process enqueues nothing')
  },
  random: () => 0.5,
  deadAfterMs: Number(deadAfterMs),
  // The parent's tests know what to expect; what is not expected ends this process, loudly.
  log: { error: () => undefined },
})
await runStepsWorker({
  ...jobs,
  async close() {
    await jobs.close()
    redis.close()
  },
})
