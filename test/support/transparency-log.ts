/** What anybody computes who distrusts us: notes of checkpoints and proofs of RFC 9162, from nothing but Node's own hashes. */
import { createHash, createPublicKey, verify } from 'node:crypto'

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const bytesOf = (base64url: string): Buffer => Buffer.from(base64url, 'base64url')
const node = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.from([1]), left, right)

/** 2.1.1: the root over leaves, which are hashes already. */
export function rootOf(leaves: readonly string[]): string {
  const fold = (from: readonly Buffer[]): Buffer => {
    if (from.length <= 1) return from[0] ?? sha256()
    let half = 1
    while (half * 2 < from.length) half *= 2
    return node(fold(from.slice(0, half)), fold(from.slice(half)))
  }
  return fold(leaves.map(bytesOf)).toString('base64url')
}

/** 2.1.3.2: the root that a leaf's path leads to; throws where the path does not fit. @param index  from 0 on */
export function rootByInclusion(leaf: string, index: number, size: number, path: readonly string[]): string {
  let [fn, sn, r] = [index, size - 1, bytesOf(leaf)]
  for (const text of path) {
    if (sn === 0) throw new Error('The path is too long.')
    const p = bytesOf(text)
    if (fn % 2 === 1 || fn === sn) {
      r = node(p, r)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1]
    } else r = node(r, p)
    ;[fn, sn] = [fn >> 1, sn >> 1]
  }
  if (sn !== 0) throw new Error('The path is too short.')
  return r.toString('base64url')
}

/** 2.1.4.2: the two roots that a path leads to. @param firstRoot  stands before the path where `first` is a power of two */
export function rootsByConsistency(
  { first, second, firstRoot }: { readonly first: number; readonly second: number; readonly firstRoot: string },
  given: readonly string[],
): readonly [first: string, second: string] {
  const isWhole = (first & (first - 1)) === 0
  const [start, ...path] = isWhole ? [firstRoot, ...given] : given
  let [fn, sn] = [first - 1, second - 1]
  while (fn % 2 === 1) [fn, sn] = [fn >> 1, sn >> 1]
  let fr = bytesOf(start!)
  let sr = fr
  for (const text of path) {
    if (sn === 0) throw new Error('The path is too long.')
    const c = bytesOf(text)
    if (fn % 2 === 1 || fn === sn) {
      fr = node(c, fr)
      sr = node(c, sr)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1]
    } else sr = node(sr, c)
    ;[fn, sn] = [fn >> 1, sn >> 1]
  }
  if (sn !== 0) throw new Error('The path is too short.')
  return [fr.toString('base64url'), sr.toString('base64url')]
}

/** What stands before a public key of Ed25519 in a SubjectPublicKeyInfo (RFC 8410). */
const keyHeader = Buffer.from('302a300506032b6570032100', 'hex')

/** The lines of a signed note (c2sp.org/signed-note), checked by its verifier key alone; throws where they are not signed by it. */
export function openNote(note: string, verifierKey: string): readonly string[] {
  const [, name, hash, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(verifierKey)!
  const typed = Buffer.from(key!, 'base64')
  const keyHash = sha256(Buffer.from(`${name}\n`), typed).subarray(0, 4)
  if (keyHash.toString('hex') !== hash || typed[0] !== 1) throw new Error('The key does not have its own hash.')
  const [text, signatures] = note.split(/(?<=\n)\n/)
  const line = signatures!.split('\n').find((one) => one.startsWith(`— ${name} `))!
  const signature = Buffer.from(line.split(' ')[2]!, 'base64')
  const publicKey = createPublicKey({ key: Buffer.concat([keyHeader, typed.subarray(1)]), format: 'der', type: 'spki' })
  if (!signature.subarray(0, 4).equals(keyHash) || !verify(null, Buffer.from(text!), publicKey, signature.subarray(4)))
    throw new Error('Somebody else signed it.')
  return text!.trimEnd().split('\n')
}
