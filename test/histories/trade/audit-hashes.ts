/** Chain, tree, proofs and notes computed anew from what docs/audit.md and RFC 9162 say: nothing of the exchange's own code. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { CommitFact, ProofFact } from './audit-facts.ts'

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const [leafByte, nodeByte] = [Buffer.of(0), Buffer.of(1)]
export const fromText = (text: string): Buffer => Buffer.from(text, 'base64url')
export const toText = (hash: Uint8Array): string => Buffer.from(hash).toString('base64url')

/** H(0x00 ‖ the entry). */
export function leafOf(trail: string, sequence: number, commit: CommitFact, isGenuine: boolean): string {
  const { id, at, actor, cause, digest } = commit
  const entry = [trail, sequence, id, at, actor.kind, actor.id, cause.kind, cause.id, digest, isGenuine]
  return toText(sha256(leafByte, Buffer.from(JSON.stringify(entry))))
}

/** The chain after each of the leaves; before the first it is 32 zero bytes. */
export function chainOf(leaves: readonly string[]): readonly string[] {
  let chain: Uint8Array = new Uint8Array(32)
  return leaves.map((leaf) => toText((chain = sha256(chain, fromText(leaf)))))
}

/** The root of the Merkle tree over the leaves (RFC 9162, 2.1.1). */
export const rootOf = (leaves: readonly string[]): string => toText(treeOver(leaves.map(fromText)))

function treeOver(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0]!
  let left = 1
  while (left * 2 < leaves.length) left *= 2
  return sha256(nodeByte, treeOver(leaves.slice(0, left)), treeOver(leaves.slice(left)))
}

/** Whether a consistency proof leads from the first root to both (RFC 9162, 2.1.4.2). */
export function isConsistent({ first, second, firstRoot, secondRoot, path }: ProofFact): boolean {
  if (first === second) return path.length === 0 && firstRoot === secondRoot
  const isWhole = (first & (first - 1)) === 0
  const [start, ...rest] = [...(isWhole ? [firstRoot] : []), ...path].map(fromText)
  if (!start || first < 1 || first > second) return false
  let [one, other] = [first - 1, second - 1]
  while (one & 1) [one, other] = [one >> 1, other >> 1]
  let [older, newer]: [Uint8Array, Uint8Array] = [start, start]
  for (const hash of rest) {
    if (other === 0) return false
    if (one & 1 || one === other) {
      ;[older, newer] = [sha256(nodeByte, hash, older), sha256(nodeByte, hash, newer)]
      while (!(one & 1) && one !== 0) [one, other] = [one >> 1, other >> 1]
    } else newer = sha256(nodeByte, newer, hash)
    ;[one, other] = [one >> 1, other >> 1]
  }
  return other === 0 && toText(older) === firstRoot && toText(newer) === secondRoot
}

export type NoteFact = { readonly size: number; readonly root: string; readonly chain: string; readonly at: string }

/** What a checkpoint says; undefined where it is of another trail, or not signed by the key. @param key  name+hash+base64 */
export function readNote(note: string, trail: string, key: string | undefined): NoteFact | undefined {
  const [text = '', signatures = ''] = note.split('\n\n')
  const [origin, size, root = '', chain = '', at = ''] = text.split('\n')
  const base64url = (base64: string): string => toText(Buffer.from(base64, 'base64'))
  if (origin !== `foodxchange/audit/${trail}`) return undefined
  if (key !== undefined && !isSigned(`${text}\n`, signatures, key)) return undefined
  return {
    size: Number(size),
    root: base64url(root),
    chain: base64url(chain.replace('chain ', '')),
    at: at.replace('at ', ''),
  }
}

/** What stands before an Ed25519 public key in DER (RFC 8410). */
const keyHeader = Buffer.from('302a300506032b6570032100', 'hex')

function isSigned(text: string, signatures: string, key: string): boolean {
  const publicKey = Buffer.from(/^[^+]+\+[^+]+\+(.+)$/.exec(key)?.[1] ?? '', 'base64').subarray(1)
  const signature = Buffer.from(/^— \S+ (\S+)/.exec(signatures)?.[1] ?? '', 'base64').subarray(4)
  const opened = createPublicKey({ key: Buffer.concat([keyHeader, publicKey]), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), opened, signature)
}
