/** Merkle trees agree with the values that certificate logs are tested with, and with RFC 9162's own recursive definitions. */
import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  consistencyRanges,
  createMerkleTree,
  inclusionRanges,
  wholeNodes,
  type Frontier,
  type Hash,
  type LeafRange,
} from './merkle-tree.ts'

const tree = createMerkleTree((data) => hash('sha256', data, 'buffer'))
const hex = (bytes: Hash): string => Buffer.from(bytes).toString('hex')

/** The eight leaves and roots of the reference implementation of certificate logs. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const known = leaves.map((leaf) => tree.leaf(Buffer.from(leaf, 'hex')))

/** MTH as RFC 9162, 2.1.1 defines it. */
function naiveRoot(hashes: readonly Hash[]): Hash {
  if (hashes.length <= 1) return tree.fold(hashes)
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return tree.node(naiveRoot(hashes.slice(0, split)), naiveRoot(hashes.slice(split)))
}
const rootOf = (hashes: readonly Hash[], { from, until }: LeafRange): Hash =>
  tree.fold(
    wholeNodes({ from, until }).map(({ level, index }) =>
      naiveRoot(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    ),
  )
const grown = (hashes: readonly Hash[]): Hash =>
  tree.fold(hashes.reduce<Frontier>(tree.grow, []).map((whole) => whole.hash))
const inclusionOf = (hashes: readonly Hash[], index: number, size = hashes.length) => ({
  index,
  size,
  path: inclusionRanges(index, size).map((range) => rootOf(hashes, range)),
})
const consistencyOf = (hashes: readonly Hash[], first: number, second = hashes.length) => ({
  first,
  second,
  path: consistencyRanges(first, second).map((range) => rootOf(hashes, range)),
})

describe('the reference values', () => {
  test('an empty tree has the hash of nothing', () => {
    expect(hex(tree.fold([]))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('the roots of one to eight leaves, computed at once and leaf by leaf', () => {
    for (const [n, root] of roots.entries()) {
      expect(hex(rootOf(known, { from: 0, until: n + 1 }))).toBe(root)
      expect(hex(grown(known.slice(0, n + 1)))).toBe(root)
    }
  })

  test('the path of the first of eight leaves', () => {
    expect(inclusionOf(known, 0).path.map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ])
  })

  test('the ranges of the example of RFC 9162, 2.1.5: a tree of seven leaves that grew from three, four and six', () => {
    expect(consistencyRanges(3, 7)).toEqual([
      { from: 2, until: 3 },
      { from: 3, until: 4 },
      { from: 0, until: 2 },
      { from: 4, until: 7 },
    ])
    expect(consistencyRanges(4, 7)).toEqual([{ from: 4, until: 7 }])
    expect(consistencyRanges(6, 7)).toEqual([
      { from: 4, until: 6 },
      { from: 6, until: 7 },
      { from: 0, until: 4 },
    ])
  })
})

describe('proofs', () => {
  const hashes = Array.from({ length: 300 }, (_, n) => tree.leaf(`entry ${n}`))
  const sizes = fc.integer({ min: 1, max: hashes.length })
  const sizeAndLess = sizes.chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })))

  test('every leaf is shown to be in every tree that has it, and no other leaf is', () => {
    fc.assert(
      fc.property(sizeAndLess, ([size, index]) => {
        const part = hashes.slice(0, size)
        const root = naiveRoot(part)
        const proof = inclusionOf(part, index)
        expect(hex(grown(part))).toBe(hex(root))
        expect(tree.includes(part[index]!, proof, root)).toBe(true)
        expect(tree.includes(tree.leaf('another'), proof, root)).toBe(false)
        expect(tree.includes(part[index]!, { ...proof, path: [...proof.path, root] }, root)).toBe(false)
        if (size > 1) expect(tree.includes(part[index]!, { ...proof, path: proof.path.slice(1) }, root)).toBe(false)
      }),
    )
  })

  test('every tree is shown to begin with every smaller one, and with no other', () => {
    fc.assert(
      fc.property(sizeAndLess, ([second, less]) => {
        const first = less + 1
        const proof = consistencyOf(hashes.slice(0, second), first)
        const both = { first: naiveRoot(hashes.slice(0, first)), second: naiveRoot(hashes.slice(0, second)) }
        expect(tree.isConsistent(proof, both)).toBe(true)
        const edited = hashes.slice(0, second).with(less, tree.leaf('edited'))
        expect(tree.isConsistent(consistencyOf(edited, first), { ...both, second: naiveRoot(edited) })).toBe(false)
        if (first < second) expect(tree.isConsistent({ ...proof, path: [] }, both)).toBe(false)
      }),
    )
  })

  test('what no tree can show is refused', () => {
    for (const index of [-1, 3, 0.5]) expect(() => inclusionRanges(index, 3)).toThrow(RangeError)
    for (const first of [0, 4, 1.5]) expect(() => consistencyRanges(first, 3)).toThrow(RangeError)
    expect(tree.includes(known[0]!, { index: 1, size: 1, path: [] }, known[0]!)).toBe(false)
  })
})
