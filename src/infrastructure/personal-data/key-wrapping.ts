/** How the keys of persons lie at rest: each wrapped by a master key that is kept elsewhere, and bound to its person. */
import { createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'
import { Rejected } from '../../kernel/rejection.ts'
import { decrypt, encrypt, keyBytes } from './seal-text.ts'

/** Under a name that no person has: shows whether stored keys belong to this master key. */
export const probeId = ''
const probe = Buffer.from('the master key of this file')

export type KeyWrapping = {
  /** A key for a person, and how it is kept. */
  readonly make: (personId: string) => { readonly key: KeyObject; readonly wrapped: Buffer }
  /** Throws for a key that was wrapped for somebody else, by another master key, or changed. */
  readonly unwrap: (personId: string, wrapped: Uint8Array) => KeyObject
  /** What is kept under `probeId`. */
  readonly wrapProbe: () => Buffer
  readonly isProbe: (wrapped: Uint8Array) => boolean
  /** As `PersonalData.digest`. */
  readonly digest: (kind: string, text: string) => string
}

/** @param masterKey  at least 32 bytes; a shorter one is a `RangeError` */
export function createKeyWrapping(masterKey: Uint8Array): KeyWrapping {
  if (masterKey.byteLength < keyBytes) throw new RangeError(`A master key has at least ${keyBytes} bytes.`)
  const wrapping = derive(masterKey, 'wrap person keys')
  const digesting = derive(masterKey, 'digest personal data')
  return {
    make(personId) {
      const key = randomBytes(keyBytes)
      return { key: createSecretKey(key), wrapped: encrypt(wrapping, key, personId) }
    },
    unwrap: (personId, wrapped) => createSecretKey(decrypt(wrapping, wrapped, personId)),
    wrapProbe: () => encrypt(wrapping, probe, probeId),
    isProbe(wrapped) {
      try {
        return timingSafeEqual(decrypt(wrapping, wrapped, probeId), probe)
      } catch {
        return false
      }
    },
    digest: (kind, text) =>
      createHmac('sha256', digesting).update(`${kind.length}:${kind}${text}`).digest('base64url').slice(0, 32),
  }
}

const derive = (masterKey: Uint8Array, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, 'foodxchange', purpose, keyBytes)))

/** What sealing for an erased person throws. */
export const erased = (): Rejected =>
  new Rejected({
    kind: 'conflict',
    code: 'personal-data/erased',
    detail: 'This person was erased; nothing more is kept about them.',
  })
