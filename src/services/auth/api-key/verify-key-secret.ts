/** How the secret of an API key is kept and known again: as a digest, which is enough for what nobody could have guessed. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { ApiKey } from './api-key.ts'

export const secretDigest = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Which of a key's secrets this is, whether or not it is taken any more. */
export function generationOfDigest(key: ApiKey, digest: string): number | undefined {
  if (key.status === 'absent') return undefined
  if (sameDigest(digest, key.digest)) return key.generation
  return key.previous && sameDigest(digest, key.previous.digest) ? key.generation - 1 : undefined
}

const sameDigest = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
