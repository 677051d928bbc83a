/** Scripts that Redis runs as one step: sent by their digest, and whole where a server does not know them yet. */
import { createHash } from 'node:crypto'
import type { RedisClient } from './open-redis.ts'

export type RedisScript = { readonly text: string; readonly digest: string }

export const redisScript = (text: string): RedisScript => ({
  text,
  digest: createHash('sha1').update(text).digest('hex'),
})

type Given = readonly (string | number | Buffer)[]

/** On a cluster all keys lie in one slot: the script runs where they are. */
export const evaluate = (client: RedisClient, script: RedisScript, keys: readonly string[], given: Given) =>
  knownOrWhole(
    () => client.evalsha(script.digest, keys.length, ...keys, ...given),
    () => client.eval(script.text, keys.length, ...keys, ...given),
  )

/** As above; texts in the reply are the bytes they were. */
export const evaluateBuffers = (client: RedisClient, script: RedisScript, keys: readonly string[], given: Given) =>
  knownOrWhole(
    () => client.callBuffer('EVALSHA', script.digest, keys.length, ...keys, ...given),
    () => client.callBuffer('EVAL', script.text, keys.length, ...keys, ...given),
  )

async function knownOrWhole(known: () => Promise<unknown>, whole: () => Promise<unknown>): Promise<unknown> {
  try {
    return await known()
  } catch (error) {
    // A server that was started anew, or has become the primary, has forgotten or never seen it.
    if (!String(error).includes('NOSCRIPT')) throw error
    return whole()
  }
}
