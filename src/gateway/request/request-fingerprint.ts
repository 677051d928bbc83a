/** Two requests under one idempotency key are the same when their fingerprints are: keyed, for a body may hold a password. */
import { createHmac, createSecretKey } from 'node:crypto'

/** 32 characters that tell nothing of the parts, nor whether a guess at them is right, to who has not the key. */
export type Fingerprint = (...parts: readonly string[]) => string

/** Every part is preceded by its length, so that no two lists of parts are the same text. */
export const withLengths = (parts: readonly string[]): string => {
  let text = ''
  for (const part of parts) text += `${part.length}:${part}`
  return text
}

/** @param key  at least 32 bytes; the same on every node, and for as long as keys are remembered */
export function createFingerprint(key: Uint8Array): Fingerprint {
  if (key.byteLength < 32) throw new RangeError('A fingerprint key has at least 32 bytes.')
  // A key object: the bytes themselves would be made one for every request.
  const secret = createSecretKey(key)
  return (...parts) => createHmac('sha256', secret).update(withLengths(parts)).digest('base64url').slice(0, 32)
}
