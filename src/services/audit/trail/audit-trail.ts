/**
 * An organisation's audit trail: a chain of entries and the Merkle tree over them, kept in tiles of 64 hashes, so that
 * an entry more changes a few tiles and a proof reads a few, however long the trail is.
 */
import { chainStart, type AuditEntry, type Chaining } from './audit-entry.ts'
import { wholeNodes, type Hash, type MerkleTree, type NodeAddress } from './merkle-tree.ts'

/** Levels of the tree that a tile spans, and the hashes it is made of. */
const tileHeight = 6
export const tileWidth = 2 ** tileHeight

/** Up to 64 neighbouring entries. */
export type LeafTile = {
  readonly organisationId: string
  readonly index: number
  readonly leaves: readonly Hash[]
  /** Where each entry's commit stands in the commit log. */
  readonly positions: readonly string[]
  /** Sequences of entries whose commit did not bear the exchange's seal. */
  readonly forged: readonly number[]
  /** The earliest time in it, and the latest in all of the trail up to its end. */
  readonly earliestAt: string
  readonly latestAt: string
  /** The chain after its last entry. */
  readonly chain: Hash
}

/** Up to 64 neighbouring roots of whole tiles of the level below; leaf tiles are level 0. */
export type NodeTile = {
  readonly organisationId: string
  readonly level: number
  readonly index: number
  readonly roots: readonly Hash[]
}

/** A trail's end: all that its next entry needs. */
export type Trail = {
  readonly organisationId: string
  readonly size: number
  readonly chain: Hash
  /** The tile that the next entry goes into. */
  readonly leafTile: LeafTile
  /** By level, from 1: the tiles that the next roots go into. */
  readonly nodeTiles: readonly NodeTile[]
}

/** A commit as its entries know it. */
export type ChainedCommit = Omit<AuditEntry, 'organisationId' | 'sequence'> & { readonly position: string }

export type TrailExtended = {
  readonly trail: Trail
  /** Those that are new or have become longer. */
  readonly leafTiles: readonly LeafTile[]
  readonly nodeTiles: readonly NodeTile[]
}

export type TrailTools = { readonly chaining: Chaining; readonly tree: MerkleTree }

export const emptyLeafTile = (organisationId: string, index: number, latestAt = '', chain = chainStart): LeafTile => ({
  organisationId,
  index,
  leaves: [],
  positions: [],
  forged: [],
  earliestAt: '',
  latestAt,
  chain,
})
export const emptyTrail = (organisationId: string): Trail => ({
  organisationId,
  size: 0,
  chain: chainStart,
  leafTile: emptyLeafTile(organisationId, 0),
  nodeTiles: [],
})

/** Adds commits in their order. */
export function extendedTrail(
  { chaining, tree }: TrailTools,
  from: Trail,
  commits: readonly ChainedCommit[],
): TrailExtended {
  const { organisationId } = from
  let { size, chain, leafTile } = from
  const nodeTiles = [...from.nodeTiles]
  const changedLeaves = new Map<number, LeafTile>()
  const changedNodes = new Map<string, NodeTile>()
  const raise = (root: Hash, level: number): void => {
    const open = nodeTiles[level - 1] ?? { organisationId, level, index: 0, roots: [] }
    const grown = { ...open, roots: [...open.roots, root] }
    changedNodes.set(`${level}/${grown.index}`, grown)
    nodeTiles[level - 1] = grown
    if (grown.roots.length < tileWidth) return
    nodeTiles[level - 1] = { ...open, index: open.index + 1, roots: [] }
    raise(rootOfWhole(tree, grown.roots), level + 1)
  }
  for (const { position, ...commit } of commits) {
    size += 1
    const leaf = chaining.leafOf({ organisationId, sequence: size, ...commit })
    chain = chaining.link(chain, leaf)
    leafTile = withLeaf(leafTile, { leaf, position, chain, sequence: size, ...commit })
    changedLeaves.set(leafTile.index, leafTile)
    if (leafTile.leaves.length < tileWidth) continue
    raise(rootOfWhole(tree, leafTile.leaves), 1)
    leafTile = emptyLeafTile(organisationId, leafTile.index + 1, leafTile.latestAt, chain)
  }
  return {
    trail: { organisationId, size, chain, leafTile, nodeTiles },
    leafTiles: [...changedLeaves.values()],
    nodeTiles: [...changedNodes.values()],
  }
}

type Added = {
  readonly leaf: Hash
  readonly chain: Hash
  readonly position: string
  readonly sequence: number
  readonly at: string
  readonly isGenuine: boolean
}
const withLeaf = (tile: LeafTile, { leaf, chain, position, sequence, at, isGenuine }: Added): LeafTile => ({
  ...tile,
  leaves: [...tile.leaves, leaf],
  positions: [...tile.positions, position],
  forged: isGenuine ? tile.forged : [...tile.forged, sequence],
  earliestAt: tile.earliestAt === '' || at < tile.earliestAt ? at : tile.earliestAt,
  latestAt: at > tile.latestAt ? at : tile.latestAt,
  chain,
})

/** The root over all entries. */
export function rootOfTrail(tree: MerkleTree, { leafTile, nodeTiles }: Trail): Hash {
  const runs = [...nodeTiles.map(({ roots }) => roots).toReversed(), leafTile.leaves]
  return tree.fold(runs.flatMap((run) => wholeRoots(tree, run)))
}

/** The roots of the whole subtrees that a tile's hashes make, the largest first. */
const wholeRoots = (tree: MerkleTree, run: readonly Hash[]): readonly Hash[] =>
  wholeNodes({ from: 0, until: run.length }).map(({ level, index }) =>
    rootOfWhole(tree, run.slice(index * 2 ** level, (index + 1) * 2 ** level)),
  )

/** Of a power of two of hashes. */
function rootOfWhole(tree: MerkleTree, hashes: readonly Hash[]): Hash {
  let row = hashes
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, n) => tree.node(row[n * 2]!, row[n * 2 + 1]!))
  return row[0]!
}

/** The tile that a node of the tree is computed from, and which of its hashes. */
export type PlaceOfNode = {
  readonly level: number
  readonly index: number
  readonly from: number
  readonly count: number
}

export function placeOfNode({ level, index }: NodeAddress): PlaceOfNode {
  const tileLevel = Math.floor(level / tileHeight)
  const count = 2 ** (level - tileLevel * tileHeight)
  const first = index * count
  return { level: tileLevel, index: Math.floor(first / tileWidth), from: first % tileWidth, count }
}

/** Computes a node from the hashes of its tile. */
export function nodeOfTile(tree: MerkleTree, hashes: readonly Hash[], { from, count }: PlaceOfNode): Hash {
  const part = hashes.slice(from, from + count)
  if (part.length < count) throw new RangeError('The trail has no such entries yet.')
  return rootOfWhole(tree, part)
}

/** The tiles that the next hash of each level goes into, for a trail of a size: their index, and how many hashes they have. */
export function openTiles(
  size: number,
): readonly { readonly level: number; readonly index: number; readonly count: number }[] {
  const tiles = []
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / tileWidth))
    tiles.push({ level, index: Math.floor(count / tileWidth), count: count % tileWidth })
  return tiles
}
