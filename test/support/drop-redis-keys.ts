/** What a test left in a Redis that others share, taken away: by its own prefix. */
import { Redis } from 'ioredis'

/** Braces are no pattern of Redis's, so the prefix stands for itself. */
export async function dropKeys(url: string, pattern: string): Promise<void> {
  for (const one of url.split(',')) {
    const client = new Redis<'legacy'>(one)
    if (/role:master/.test(await client.info('replication')))
      for await (const keys of client.scanStream({ match: pattern, count: 1_000 }))
        for (const key of keys as string[]) await client.unlink(key)
    client.disconnect()
  }
}
