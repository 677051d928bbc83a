/** The shared tally in a real Redis, alone and as a cluster. */
import { randomUUID } from 'node:crypto'
import { onTestFinished, vi } from 'vitest'
import { dropKeys } from '../../../../test/support/drop-redis-keys.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openRedis } from '../../redis/open-redis.ts'
import { createRedisTally } from './redis-tally.ts'
import { tallyContract } from '../tally.contract.ts'

const connect = async (url: string) => {
  const redis = await openRedis({ url, told: () => undefined, timeoutMs: 1_000 })
  onTestFinished(() => redis.close())
  await vi.waitFor(() => redis.ask((client) => client.get('fx-test')), { timeout: 10_000 })
  return redis
}

for (const [name, url] of [
  ['redis', serverUrl('REDIS_URL')],
  ['redis cluster', serverUrl('REDIS_CLUSTER_URL')],
] as const)
  if (url !== undefined)
    tallyContract(name, async (bounds) => {
      const key = `fx-test-${randomUUID().slice(0, 8)}-tally`
      onTestFinished(() => dropKeys(url, `${key}*`))
      const open = async () => createRedisTally({ redis: await connect(url), key, ...bounds })
      return { callers: [await open(), await open()], reopen: open }
    })
