/** What is computed in place is what chain and tree are defined as. */
import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { chainStart, createChaining } from '../trail/audit-entry.ts'
import { createMerkleTree, type Frontier, type Hash } from '../trail/merkle-tree.ts'
import { createTrailSums } from './trail-sums.ts'
import { levelsOf } from './trail-verified.ts'

const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')
const tree = createMerkleTree(sha256)
const { link } = createChaining(sha256, tree)

test('after every leaf, chain and subtrees are those of RFC 9162', () => {
  const sums = createTrailSums((data, into, at) => into.set(sha256(data), at), chainStart)
  let [chain, frontier]: [Hash, Frontier] = [chainStart, []]
  for (let size = 1; size <= 130; size += 1) {
    const leaf = tree.leaf(`leaf ${size}`)
    sums.add(leaf)
    chain = link(chain, leaf)
    frontier = tree.grow(frontier, leaf)
    expect(Buffer.from(sums.chain())).toEqual(Buffer.from(chain))
    expect(sums.frontier().map(({ level, hash: root }) => [level, Buffer.from(root)])).toEqual(
      frontier.map(({ level, hash: root }) => [level, Buffer.from(root)]),
    )
    expect(levelsOf(size)).toEqual(frontier.map(({ level }) => level))
  }
})
