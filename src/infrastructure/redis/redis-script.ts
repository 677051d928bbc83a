/** Scripts that Redis runs as one step: sent by their digest, and whole where a server does not know them yet. */
import { createHash } from 'node:crypto'
import type { RedisClient } from './open-redis.ts'

export type RedisScript = { readonly text: string; readonly digest: string }

export const redisScript = (text: string): RedisScript => ({
  text,
  digest: createHash('sha1').update(text).digest('hex'),
})

/** On a cluster all keys lie in one slot: the script runs where they are. */
export async function evaluate(
  client: RedisClient,
  { text, digest }: RedisScript,
  keys: readonly string[],
  given: readonly (string | number | Buffer)[],
): Promise<unknown> {
  try {
    return await client.evalsha(digest, keys.length, ...keys, ...given)
  } catch (error) {
    // A server that was started anew, or has become the primary, has forgotten or never seen it.
    if (!String(error).includes('NOSCRIPT')) throw error
    return client.eval(text, keys.length, ...keys, ...given)
  }
}
