/**
 * How a text is sealed: AES-256-GCM, bound to its person, so that no ciphertext can be passed off as another's.
 * Keys are key objects: with bare bytes every call takes several times as long.
 */
import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'
import type { Sealed } from './personal-data.ts'

export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** `sealed:1:<person>:<nonce, tag and ciphertext>` */
const shape = /^sealed:1:([\w-]{1,80}):([\w-]+)$/

export const encrypt = (key: KeyObject, text: Uint8Array, bound: string): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound))
  const body = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Throws when the key is another or a byte was changed. */
export const decrypt = (key: KeyObject, sealed: Uint8Array, bound: string): Buffer => {
  const nonce = sealed.subarray(0, nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(bound))
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}

export const sealText = (key: KeyObject, personId: string, text: string): Sealed =>
  `sealed:1:${personId}:${encrypt(key, Buffer.from(text), personId).toString('base64url')}` as Sealed

export const openText = (key: KeyObject, sealed: Sealed): string => {
  const { personId, bytes } = parseSealed(sealed)
  return decrypt(key, bytes, personId).toString()
}

/** Throws for a text that never was sealed: clear text must not pass for ciphertext. */
export function parseSealed(sealed: string): { personId: string; bytes: Buffer } {
  const [, personId, body] = shape.exec(sealed) ?? []
  if (personId === undefined || body === undefined) throw new TypeError('This is not sealed personal data.')
  return { personId, bytes: Buffer.from(body, 'base64url') }
}
