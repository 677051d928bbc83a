/** Signs checkpoints with Ed25519, and checks them, as signed notes are (c2sp.org/signed-note). */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { noteText, readNote, signedNote, type Checkpoint } from './signed-note.ts'

export type NoteSigner = {
  sign(checkpoint: Checkpoint): string
  /** What a note says; undefined where it is none, or not signed by this key. */
  open(note: string): Checkpoint | undefined
  /** What others check notes with: name, hash and public key, as the tools of transparency logs take it. */
  readonly verifierKey: string
}

const keyName = 'foodxchange-audit'
/** Of a signature with Ed25519. */
const algorithm = Buffer.from([1])
/** What stands before a seed in PKCS #8 (RFC 8410). */
const seedHeader = Buffer.from('302e020100300506032b657004220420', 'hex')
const keyHashBytes = 4

/** @param seed  32 bytes, kept outside the store */
export function createNoteSigner(seed: Uint8Array): NoteSigner {
  if (seed.byteLength !== 32) throw new RangeError('The seed of a signing key has 32 bytes.')
  const key = createPrivateKey({ key: Buffer.concat([seedHeader, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key)
  const bytes = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const typed = Buffer.concat([algorithm, bytes])
  const keyHash = createHash('sha256').update(`${keyName}\n`).update(typed).digest().subarray(0, keyHashBytes)
  return {
    sign(checkpoint) {
      const signature = sign(null, Buffer.from(noteText(checkpoint)), key)
      return signedNote(checkpoint, keyName, Buffer.concat([keyHash, signature]).toString('base64'))
    },
    open(note) {
      const read = readNote(note)
      if (!read) return undefined
      const signature = Buffer.from(read.signature, 'base64')
      const isOurs = signature.subarray(0, keyHashBytes).equals(keyHash)
      return isOurs && verify(null, Buffer.from(read.text), publicKey, signature.subarray(keyHashBytes))
        ? read.checkpoint
        : undefined
    },
    verifierKey: `${keyName}+${keyHash.toString('hex')}+${typed.toString('base64')}`,
  }
}
