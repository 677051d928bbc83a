/** Events and jobs of several processes over Redis. Where it is away the log keeps what was not delivered, and no order waits for it. */
import { randomUUID } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import { openRedisEventBus } from '../../event-bus/redis/redis-event-bus.ts'
import type { StaffPages } from '../../gateway/operations/staff-pages.ts'
import { createJobsBoard } from '../../infrastructure/jobs/bullmq/jobs-board.ts'
import { openBullmqJobs, type BullmqJobs } from '../../infrastructure/jobs/bullmq/bullmq-jobs.ts'
import type { Jobs } from '../../infrastructure/jobs/jobs.ts'
import { createLeasedRateLimit } from '../../infrastructure/rate-limit/leased-rate-limit.ts'
import type { RateLimit } from '../../infrastructure/rate-limit/rate-limit.ts'
import { createRedisRateLimit } from '../../infrastructure/rate-limit/redis/redis-rate-limit.ts'
import { openRedis, type RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { openRedisTurns } from '../../infrastructure/store/turns/redis-turns.ts'
import { createRedisTally } from '../../infrastructure/tally/redis/redis-tally.ts'
import { createRedisTries } from '../../infrastructure/tries/redis/redis-tries.ts'
import type { Tries } from '../../infrastructure/tries/tries.ts'
import { readEvent } from '../../infrastructure/store/aggregate.ts'
import { dayMs } from '../../kernel/time.ts'
import { createLog, type Log } from '../../telemetry/log.ts'
import { deprecatedUseBounds } from '../embedded.ts'
import { createJobPromises } from '../job-promises.ts'
import { hostsOf, type Composition, type OnServer } from './on-server.ts'
import { aggregateOf, jobKinds } from '../service-catalogue.ts'
import { readIdentity } from '../secrets/tls-identity.ts'
import { shareItems, shareMemories } from '../shared-memories.ts'

const jobRetentionMs = 7 * dayMs

/** Throws `ConfigError` where the address is none; a Redis that is away may come later. */
export async function onRedis(composition: Composition, url: string, config: Config): Promise<OnServer> {
  const log = createLog(config.logLevel)
  const tls = readIdentity(config)
  const redis = await openRedis({
    timeoutMs: config.redisTimeoutMs,
    url,
    tls,
    told: (trouble) =>
      trouble ? log.warn({ event: 'redis-away' }, trouble.message) : log.info({}, 'Redis serves again.'),
  })
  return {
    place: `Events and jobs   Redis at ${hostsOf(url)}`,
    async close() {
      redis.close()
      log.flush()
    },
    composition: composition
      .override('bus', ['store', 'clock', 'random', 'log'], ({ store, clock, random, log: told }) =>
        openRedisEventBus({
          redis,
          store,
          prefix: `${config.redisPrefix}:bus`,
          readBody: (kind, recorded) => readEvent(aggregateOf(kind), recorded),
          token: randomUUID(),
          now: Date.now,
          monotonicMs: clock.monotonicMs,
          random,
          failed: (group, error) => told.error({ err: error, group }, 'deliveries are late'),
        }),
      )
      .override(
        'memories',
        ['cache', 'commitNotices'],
        (needs) => shareMemories({ ...needs, redis, prefix: `${config.redisPrefix}-cache` }),
        { dispose: (memories) => memories.close?.() },
      )
      .override('itemMemory', ['cache', 'commitNotices', 'clock', 'random'], (needs) =>
        shareItems({ ...needs, redis, prefix: `${config.redisPrefix}-cache` }),
      )
      .override(
        'turns',
        ['clock', 'log'],
        ({ clock, log: told }) =>
          openRedisTurns({
            redis,
            prefix: `${config.redisPrefix}-turns`,
            monotonicMs: clock.monotonicMs,
            failed: (error) => told.error({ err: error }, 'commands go on without turns'),
          }),
        { dispose: (turns) => turns?.close() },
      )
      .override(
        'jobs',
        ['documents', 'clock', 'newId', 'random', 'log'],
        ({ documents, ...needs }): Jobs =>
          openBullmqJobs({
            ...needs,
            redis,
            url,
            tls,
            prefix: `{${config.redisPrefix}-jobs}`,
            promises: createJobPromises(documents, jobRetentionMs),
            retentionMs: jobRetentionMs,
          }),
        { dispose: (jobs) => jobs.close() },
      )
      .override('rateLimit', ['clock'], ({ clock: { monotonicMs } }): RateLimit =>
        createRedisRateLimit({
          redis,
          prefix: `${config.redisPrefix}-rate`,
          processes: config.limitProcesses,
          monotonicMs,
        }),
      )
      .override('deprecatedUseTally', [], () =>
        createRedisTally({ redis, key: `${config.redisPrefix}-deprecated-uses`, ...deprecatedUseBounds }),
      )
      .override('tries', ['clock'], ({ clock: { monotonicMs } }): Tries =>
        createRedisTries({
          redis,
          prefix: `${config.redisPrefix}-tries`,
          processes: config.limitProcesses,
          monotonicMs,
        }),
      )
      .override('quickRateLimit', ['rateLimit', 'clock'], ({ rateLimit: shared, clock: { monotonicMs } }) =>
        createLeasedRateLimit({ shared, monotonicMs }),
      )
      .override('staffPages', ['jobs', 'log'], ({ jobs, log: told }) =>
        // A path of `auth`. The jobs are those of the line above.
        config.services.includes('auth') ? [jobsBoard(jobs as BullmqJobs, redis, told)] : [],
      ),
  }
}

/** Of all kinds: jobs may all run in other processes. */
function jobsBoard({ queueOf }: BullmqJobs, redis: RedisConnection, log: Log): StaffPages {
  const path = '/v1/staff/jobs-board'
  const queues = () => jobKinds.map(queueOf)
  return { path, plugin: createJobsBoard({ path, queues, isReady: () => redis.isReady, log }) }
}
