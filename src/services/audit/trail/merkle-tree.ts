/** Merkle trees as certificate logs have them (RFC 9162, 2.1): that an entry is in a log, and that a log only grew, is shown by a few hashes. */

/** 32 bytes. */
export type Hash = Uint8Array

/** SHA-256 of bytes, or of a text as UTF-8. */
export type Sha256 = (data: string | Uint8Array) => Hash

/** Leaves from `from` on, without `until`. */
export type LeafRange = { readonly from: number; readonly until: number }

/** The root of a whole subtree: of the 2^level leaves from index × 2^level on. */
export type NodeAddress = { readonly level: number; readonly index: number }

/** The whole subtrees of a tree that grows leaf by leaf, the largest first: there are no more than its size has binary digits. */
export type Frontier = readonly Subtree[]
export type Subtree = { readonly level: number; readonly hash: Hash }

export type InclusionProof = { readonly index: number; readonly size: number; readonly path: readonly Hash[] }
export type ConsistencyProof = { readonly first: number; readonly second: number; readonly path: readonly Hash[] }

export type MerkleTree = {
  /** H(0x00 ‖ leaf). */
  leaf(data: string | Uint8Array): Hash
  /** H(0x01 ‖ left ‖ right). */
  node(left: Hash, right: Hash): Hash
  /** The hash over neighbouring whole subtrees that become smaller from left to right; of none, that of an empty tree. */
  fold(hashes: readonly Hash[]): Hash
  grow(frontier: Frontier, leaf: Hash): Frontier
  /** The same without a copy. @param level  of the whole subtree that is added; of a leaf unless said */
  growInPlace(frontier: Subtree[], root: Hash, level?: number): void
  /** Whether a leaf's hash stands at its index in the tree of that size and root. */
  includes(leaf: Hash, proof: InclusionProof, root: Hash): boolean
  /** Whether the tree of the second size and root begins with that of the first. */
  isConsistent(proof: ConsistencyProof, roots: { readonly first: Hash; readonly second: Hash }): boolean
}

/** The largest power of two below a number of leaves, of two or more. */
const splitOf = (leaves: number): number => 2 ** Math.ceil(Math.log2(leaves) - 1)

/** The ranges whose roots show that a leaf is in a tree of a size, from the leaf upwards: PATH of RFC 9162, 2.1.3.1. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size))
    throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`)
  const ranges: LeafRange[] = []
  for (let from = 0, until = size; until - from > 1;) {
    const split = from + splitOf(until - from)
    if (index < split) {
      ranges.push({ from: split, until })
      until = split
    } else {
      ranges.push({ from, until: split })
      from = split
    }
  }
  return ranges.reverse()
}

/** The ranges whose roots show that a tree of the second size begins with that of the first: PROOF of RFC 9162, 2.1.4.1. */
export function consistencyRanges(first: number, second: number): readonly LeafRange[] {
  if (!(Number.isSafeInteger(first) && Number.isSafeInteger(second) && first >= 1 && first <= second))
    throw new RangeError(`A tree of ${second} leaves does not begin with one of ${first}.`)
  const ranges: LeafRange[] = []
  let [from, until] = [0, second]
  while (until !== first) {
    const split = from + splitOf(until - from)
    if (first <= split) {
      ranges.push({ from: split, until })
      until = split
    } else {
      ranges.push({ from, until: split })
      from = split
    }
  }
  // The first tree's own root is known to whoever asks.
  if (from > 0) ranges.push({ from, until })
  return ranges.reverse()
}

/** The whole subtrees that a range is made of, from left to right; it begins where the largest of them may. */
export function wholeNodes({ from, until }: LeafRange): readonly NodeAddress[] {
  const nodes: NodeAddress[] = []
  for (let at = from; at < until;) {
    const level = Math.floor(Math.log2(until - at))
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

const isOdd = (number: number): boolean => number % 2 === 1
const half = (number: number): number => Math.floor(number / 2)
const isSame = (one: Hash, other: Hash): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])

/** @param sha256  given, because a core computes nothing that is not its own */
export function createMerkleTree(sha256: Sha256): MerkleTree {
  const pair = new Uint8Array(65)
  pair[0] = 1
  const node = (left: Hash, right: Hash): Hash => {
    pair.set(left, 1)
    pair.set(right, 33)
    return sha256(pair)
  }
  const fold = (hashes: readonly Hash[]): Hash => {
    const last = hashes.at(-1)
    return last ? hashes.slice(0, -1).reduceRight((right, left) => node(left, right), last) : sha256('')
  }
  const growInPlace = (frontier: Subtree[], root: Hash, from = 0): void => {
    let level = from
    let hash = root
    for (let last = frontier.at(-1); last?.level === level; last = frontier.at(-1)) {
      hash = node(last.hash, hash)
      level += 1
      frontier.pop()
    }
    frontier.push({ level, hash })
  }
  return {
    leaf(data) {
      if (typeof data === 'string') return sha256(`\u0000${data}`)
      const prefixed = new Uint8Array(data.length + 1)
      prefixed.set(data, 1)
      return sha256(prefixed)
    },
    node,
    fold,
    grow(frontier, leaf) {
      const grown = [...frontier]
      growInPlace(grown, leaf)
      return grown
    },
    growInPlace,
    includes: (leaf, proof, root) => includes(node, leaf, proof, root),
    isConsistent: (proof, roots) => isConsistent(node, proof, roots),
  }
}

type Node = MerkleTree['node']

/** RFC 9162, 2.1.3.2. */
function includes(node: Node, leaf: Hash, { index, size, path }: InclusionProof, root: Hash): boolean {
  if (!(index >= 0 && index < size)) return false
  let [at, last, hash] = [index, size - 1, leaf]
  for (const sibling of path) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      hash = node(sibling, hash)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else hash = node(hash, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSame(hash, root)
}

/** RFC 9162, 2.1.4.2. */
function isConsistent(
  node: Node,
  { first, second, path }: ConsistencyProof,
  roots: { readonly first: Hash; readonly second: Hash },
): boolean {
  if (first === second) return path.length === 0 && isSame(roots.first, roots.second)
  if (!(first >= 1 && first < second)) return false
  const isWhole = Number.isInteger(Math.log2(first))
  const [start, ...rest] = isWhole ? [roots.first, ...path] : path
  if (!start || path.length === 0) return false
  let [at, last] = [first - 1, second - 1]
  while (isOdd(at)) [at, last] = [half(at), half(last)]
  let [one, other] = [start, start]
  for (const sibling of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      one = node(sibling, one)
      other = node(sibling, other)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else other = node(other, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSame(one, roots.first) && isSame(other, roots.second)
}
