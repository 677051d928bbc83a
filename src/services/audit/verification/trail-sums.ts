/** What leaves come to, one after another: their chain and their part of the tree, computed in place because a million come in a row. */
import type { Hash, Subtree } from '../trail/merkle-tree.ts'

/** Writes the SHA-256 of bytes into others, from a place on; the two may be the same. */
export type HashInto = (data: Uint8Array, into: Uint8Array, at: number) => void

export type TrailSums = {
  /** The 32 bytes of the next leaf. */
  add(leaf: Uint8Array): void
  /** After all that were added. */
  chain(): Hash
  /** The whole subtrees of all that were added, the largest first. */
  frontier(): readonly Subtree[]
}

const hashBytes = 32
/** Of 2³⁰ leaves. */
const levelsMax = 31

/** @param chain  what it is before the first leaf */
export function createTrailSums(hashInto: HashInto, chain: Hash): TrailSums {
  /** The chain so far, and the next leaf. */
  const link = new Uint8Array(2 * hashBytes)
  link.set(chain)
  const pair = new Uint8Array(1 + 2 * hashBytes)
  pair[0] = 1
  /** By level, the root of the whole subtree that the count has a binary digit for. */
  const roots = new Uint8Array(levelsMax * hashBytes)
  let count = 0
  return {
    add(leaf) {
      copyHash(leaf, 0, link, hashBytes)
      hashInto(link, link, 0)
      copyHash(leaf, 0, pair, 1 + hashBytes)
      let level = 0
      for (; (count >> level) & 1; level += 1) {
        copyHash(roots, level * hashBytes, pair, 1)
        hashInto(pair, pair, 1 + hashBytes)
      }
      copyHash(pair, 1 + hashBytes, roots, level * hashBytes)
      count += 1
    },
    chain: () => link.slice(0, hashBytes),
    frontier: () =>
      Array.from({ length: levelsMax }, (_, n) => levelsMax - 1 - n)
        .filter((level) => (count >> level) & 1)
        .map((level) => ({ level, hash: roots.slice(level * hashBytes, (level + 1) * hashBytes) })),
  }
}

function copyHash(from: Uint8Array, at: number, to: Uint8Array, place: number): void {
  for (let n = 0; n < hashBytes; n += 1) to[place + n] = from[at + n]!
}
