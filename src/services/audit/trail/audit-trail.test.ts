/** Tiles hold the tree that RFC 9162 defines over a trail's entries, however they were added. */
import { hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chainStart, createChaining, leafText, type AuditEntry } from './audit-entry.ts'
import {
  emptyTrail,
  extendedTrail,
  nodeOfTile,
  openTiles,
  placeOfNode,
  rootOfTrail,
  type ChainedCommit,
  type Trail,
} from './audit-trail.ts'
import { createMerkleTree, inclusionRanges, wholeNodes, type Frontier, type Hash } from './merkle-tree.ts'

const sha256 = (data: string | Uint8Array): Buffer => hash('sha256', data, 'buffer')
const tree = createMerkleTree(sha256)
const tools = { tree, chaining: createChaining(sha256, tree) }

const commits = Array.from({ length: 5_000 }, (_, n): ChainedCommit => ({
  position: n.toString(16).padStart(16, '0'),
  commitId: `cmt_${n}`,
  at: `2026-01-01T00:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.000Z`,
  actor: { kind: 'user', id: 'usr_1' },
  cause: { kind: 'request', id: `req_${n}` },
  digest: `digest ${n}`,
  isGenuine: n % 7 !== 3,
}))
const entryOf = ({ position: _position, ...commit }: ChainedCommit, n: number): AuditEntry => ({
  organisationId: 'org_1',
  sequence: n + 1,
  ...commit,
})
const leaves = commits.map((commit, n) => tools.chaining.leafOf(entryOf(commit, n)))
const rootAt = (size: number): Hash =>
  tree.fold(
    leaves
      .slice(0, size)
      .reduce<Frontier>(tree.grow, [])
      .map((whole) => whole.hash),
  )

/** Adds in batches, and keeps the tiles as a store would. */
function built(batches: readonly number[]) {
  const tiles = new Map<string, readonly Hash[]>()
  let trail: Trail = emptyTrail('org_1')
  for (const batch of batches) {
    const extended = extendedTrail(tools, trail, commits.slice(trail.size, trail.size + batch))
    trail = extended.trail
    for (const { index, leaves: hashes } of extended.leafTiles) tiles.set(`0/${index}`, hashes)
    for (const { level, index, roots } of extended.nodeTiles) tiles.set(`${level}/${index}`, roots)
  }
  return { trail, tiles }
}

test('the same entries make the same trail, in whatever batches they come', () => {
  const once = built([4_500])
  expect(Buffer.from(rootOfTrail(tree, once.trail))).toEqual(Buffer.from(rootAt(4_500)))
  const chain = leaves.slice(0, 4_500).reduce<Hash>(tools.chaining.link, chainStart)
  expect(Buffer.from(once.trail.chain)).toEqual(Buffer.from(chain))
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 16 }), (batches) => {
      const { trail } = built(batches)
      expect(trail.size).toBe(batches.reduce((sum, batch) => sum + batch, 0))
      expect(Buffer.from(rootOfTrail(tree, trail))).toEqual(Buffer.from(rootAt(trail.size)))
    }),
    { numRuns: 20 },
  )
})

test('every proof is read from the tiles alone', () => {
  const { tiles } = built([1_000, 1, 3_200, 299])
  const rootOf = (range: { from: number; until: number }): Hash =>
    tree.fold(
      wholeNodes(range).map((address) => {
        const place = placeOfNode(address)
        return nodeOfTile(tree, tiles.get(`${place.level}/${place.index}`) ?? [], place)
      }),
    )
  for (const size of [1, 63, 64, 65, 4_096, 4_097, 4_500]) {
    const root = rootOf({ from: 0, until: size })
    expect(Buffer.from(root)).toEqual(Buffer.from(rootAt(size)))
    for (const index of [0, Math.floor(size / 2), size - 1]) {
      const path = inclusionRanges(index, size).map(rootOf)
      expect(tree.includes(leaves[index]!, { index, size, path }, root)).toBe(true)
    }
  }
  expect(() => rootOf({ from: 4_500, until: 4_501 })).toThrow(RangeError)
})

test('a tile tells its times, and which of its entries are forged', () => {
  const { leafTiles } = extendedTrail(tools, emptyTrail('org_1'), commits.slice(0, 10).toReversed())
  expect(leafTiles).toMatchObject([{ earliestAt: commits[0]!.at, latestAt: commits[9]!.at, forged: [7] }])
})

test('where a trail goes on is known from its size', () => {
  expect(openTiles(0)).toEqual([])
  expect(openTiles(64)).toEqual([
    { level: 0, index: 1, count: 0 },
    { level: 1, index: 0, count: 1 },
  ])
  expect(openTiles(4_161)).toEqual([
    { level: 0, index: 65, count: 1 },
    { level: 1, index: 1, count: 1 },
    { level: 2, index: 0, count: 1 },
  ])
})

test('an entry’s leaf depends on all that it says', () => {
  const entry = entryOf(commits[0]!, 0)
  const changes: Partial<AuditEntry>[] = [
    { organisationId: 'org_2' },
    { sequence: 2 },
    { commitId: 'cmt_x' },
    { at: '2026-01-02T00:00:00.000Z' },
    { actor: { kind: 'staff', id: 'usr_1' } },
    { cause: { kind: 'request', id: 'req_x' } },
    { digest: 'other' },
    { isGenuine: false },
  ]
  const distinct = new Set([{}, ...changes].map((change) => String(tools.chaining.leafOf({ ...entry, ...change }))))
  expect(distinct.size).toBe(changes.length + 1)
})

test('the text of a leaf is the JSON of what it says, whatever that is', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\u2028', '\ud800', 'é'),
  )
  fc.assert(
    fc.property(texts, texts, fc.integer({ min: 1 }), fc.boolean(), (one, other, sequence, isGenuine) => {
      const entry = {
        ...entryOf(commits[0]!, 0),
        commitId: one,
        actor: { kind: 'user', id: other },
        sequence,
        isGenuine,
      }
      const { organisationId, at, cause, digest } = entry
      const said = [organisationId, sequence, one, at, 'user', other, cause.kind, cause.id, digest, isGenuine]
      expect(leafText(entry)).toBe(JSON.stringify(said))
    }),
    { numRuns: 50 },
  )
})
