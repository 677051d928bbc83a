/** Whether this Redis keeps what it has acknowledged: jobs rest on it, and it does not by default. */
import type { RedisConnection } from '../../redis/open-redis.ts'

/**
 * What an operator should change, each with its remedy; empty when nothing, or when the server tells nobody.
 * Asks with INFO, which managed servers allow where they forbid CONFIG. Throws `RedisUnavailable`.
 */
export async function durabilityConcerns(redis: RedisConnection): Promise<readonly string[]> {
  const [persistence, memory] = await redis.ask((client) =>
    Promise.all([client.info('persistence'), client.info('memory')]),
  )
  const concerns: string[] = []
  if (/^aof_enabled:0/m.test(persistence))
    concerns.push(
      'Redis keeps jobs in memory only, between snapshots at best: a restart loses what it has acknowledged. Set appendonly yes.',
    )
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction'
  if (policy !== 'noeviction' && /^maxmemory:[1-9]/m.test(memory))
    concerns.push(`Redis may drop jobs to make room (maxmemory-policy ${policy}). Set maxmemory-policy noeviction.`)
  return concerns
}
