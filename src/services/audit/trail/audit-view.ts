/** Audit trails as documents: heads and tiles, beside the commits and made from them. */
import {
  collection,
  documentWrite,
  type DocumentReader,
  type DocumentWrite,
} from '../../../infrastructure/store/documents.ts'
import { emptyLeafTile, emptyTrail, openTiles, type LeafTile, type NodeTile, type Trail } from './audit-trail.ts'
import type { Hash } from './merkle-tree.ts'

/** How long a trail is, what it was made of, and how much of that is signed. Hashes are base64url. */
export type TrailHead = {
  readonly organisationId: string
  readonly size: number
  readonly root: string
  readonly chain: string
  readonly signedSize: number
}

/** A leaf tile as it is written, its hashes base64url. */
export type LeafTileTexts = Omit<LeafTile, 'leaves' | 'chain'> & {
  readonly leaves: readonly string[]
  readonly chain: string
}
type NodeTileDocument = Omit<NodeTile, 'roots'> & { readonly roots: readonly string[] }

const heads = collection<TrailHead>()({
  name: 'audit_heads',
  indexes: {
    unsigned: ({ organisationId, size, signedSize }) => (signedSize < size ? [[organisationId]] : []),
  },
})
const leafTiles = collection<LeafTileTexts>()({
  name: 'audit_leaf_tiles',
  indexes: {
    /** The latest time up to its end only grows: tiles in this order are in the order of their entries. */
    byTime: ({ organisationId, latestAt, index }) => [[organisationId, latestAt, index]],
    byPosition: ({ organisationId, positions }) => [[organisationId, positions[0] ?? '']],
  },
})
const nodeTiles = collection<NodeTileDocument>()({ name: 'audit_node_tiles', indexes: {} })

export const auditCollections = [heads, leafTiles, nodeTiles] as const

/** Of the bytes where they lie: a text needs no copy of them. */
export const encodeHash = (hash: Hash): string =>
  Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('base64url')
export const decodeHash = (text: string): Hash => Buffer.from(text, 'base64url')

const leafTileId = (organisationId: string, index: number): string =>
  `${organisationId}/${String(index).padStart(12, '0')}`
const nodeTileId = (organisationId: string, level: number, index: number): string =>
  `${organisationId}/${level}/${String(index).padStart(12, '0')}`

/** Twice as high as the trail is long: between two lengths there is room for having been signed. */
export const headWrite = (head: TrailHead): DocumentWrite =>
  documentWrite(heads, head.organisationId, 2 * head.size + (head.signedSize === head.size ? 1 : 0), head)

export const leafTileWrite = (tile: LeafTile): DocumentWrite =>
  documentWrite(leafTiles, leafTileId(tile.organisationId, tile.index), tile.leaves.length, {
    ...tile,
    leaves: tile.leaves.map(encodeHash),
    chain: encodeHash(tile.chain),
  })

export const nodeTileWrite = (tile: NodeTile): DocumentWrite =>
  documentWrite(nodeTiles, nodeTileId(tile.organisationId, tile.level, tile.index), tile.roots.length, {
    ...tile,
    roots: tile.roots.map(encodeHash),
  })

/** Written above alone, as are all that are read below. */
const leafTileOf = (body: string): LeafTile => {
  const document = JSON.parse(body) as LeafTileTexts
  return { ...document, leaves: document.leaves.map(decodeHash), chain: decodeHash(document.chain) }
}

export async function readHead(documents: DocumentReader, organisationId: string): Promise<TrailHead | undefined> {
  const found = await documents.get(heads, organisationId)
  return found && (JSON.parse(found.body) as TrailHead)
}

/** At most `limit` of the heads with entries that no checkpoint has. */
export async function findUnsigned(documents: DocumentReader, limit: number): Promise<readonly TrailHead[]> {
  const found = await documents.find(heads, { index: 'unsigned', equals: [], limit })
  return found.items.map(({ body }) => JSON.parse(body) as TrailHead)
}

/** Up to 64 entries by their tile's number; undefined where there is none. */
export async function readLeafTile(
  documents: DocumentReader,
  organisationId: string,
  index: number,
): Promise<LeafTile | undefined> {
  const found = await documents.get(leafTiles, leafTileId(organisationId, index))
  return found && leafTileOf(found.body)
}

type TileRange = { readonly from: number; readonly count: number }

/** Neighbouring tiles, in order, without those that there are not. */
export const readLeafTiles = async (
  documents: DocumentReader,
  organisationId: string,
  range: TileRange,
): Promise<readonly LeafTile[]> =>
  (await readLeafTileRange(documents, organisationId, range)).map(({ body }) => leafTileOf(body))

/** The same as they are written: for whoever compares many hashes. */
export const readLeafTileTexts = async (
  documents: DocumentReader,
  organisationId: string,
  range: TileRange,
): Promise<readonly LeafTileTexts[]> =>
  (await readLeafTileRange(documents, organisationId, range)).map(({ body }) => JSON.parse(body) as LeafTileTexts)

const readLeafTileRange = (documents: DocumentReader, organisationId: string, { from, count }: TileRange) =>
  documents.getMany(
    leafTiles,
    Array.from({ length: count }, (_, n) => leafTileId(organisationId, from + n)),
  )

/** The hashes of a tile: a leaf tile's leaves at level 0. */
export async function readTileHashes(
  documents: DocumentReader,
  organisationId: string,
  { level, index }: { readonly level: number; readonly index: number },
): Promise<readonly Hash[]> {
  if (level === 0) return (await readLeafTile(documents, organisationId, index))?.leaves ?? []
  const found = await documents.get(nodeTiles, nodeTileId(organisationId, level, index))
  return found ? (JSON.parse(found.body) as NodeTileDocument).roots.map(decodeHash) : []
}

/** The number of the first tile that may hold an entry of a time or later; undefined where all are earlier. */
export async function findTileFrom(
  documents: DocumentReader,
  organisationId: string,
  at: string,
): Promise<number | undefined> {
  const { items } = await documents.find(leafTiles, { index: 'byTime', equals: [organisationId], from: at, limit: 1 })
  return items[0] && leafTileOf(items[0].body).index
}

/** The sequence of the entry whose commit stands at a position; undefined where the trail has none. */
export async function findSequence(
  documents: DocumentReader,
  organisationId: string,
  position: string,
): Promise<number | undefined> {
  // What several processes commit at the same moment may stand a tile away.
  const { items } = await documents.find(leafTiles, {
    index: 'byPosition',
    equals: [organisationId],
    until: `${position}~`,
    order: 'descending',
    limit: 3,
  })
  for (const { body } of items) {
    const { index, positions } = leafTileOf(body)
    const place = positions.indexOf(position)
    if (place >= 0) return index * 64 + place + 1
  }
  return undefined
}

/** A trail's end, as it is written; an empty one where there is none yet. Throws where tiles are missing that its head speaks of. */
export async function readTrail(
  documents: DocumentReader,
  organisationId: string,
): Promise<{ readonly trail: Trail; readonly signedSize: number }> {
  const head = await readHead(documents, organisationId)
  if (!head) return { trail: emptyTrail(organisationId), signedSize: 0 }
  const [leafPlace, ...nodePlaces] = openTiles(head.size)
  const chain = decodeHash(head.chain)
  const nodes = await Promise.all(
    nodePlaces.map(async ({ level, index, count }): Promise<NodeTile> => {
      const roots = count === 0 ? [] : await readTileHashes(documents, organisationId, { level, index })
      if (roots.length !== count) throw new BrokenTrail(organisationId, `tile ${index} of level ${level}`)
      return { organisationId, level, index, roots }
    }),
  )
  const open = await readOpenLeafTile(documents, organisationId, leafPlace!, chain)
  return {
    trail: { organisationId, size: head.size, chain, leafTile: open, nodeTiles: nodes },
    signedSize: head.signedSize,
  }
}

async function readOpenLeafTile(
  documents: DocumentReader,
  organisationId: string,
  { index, count }: { readonly index: number; readonly count: number },
  chain: Hash,
): Promise<LeafTile> {
  const tile = await readLeafTile(documents, organisationId, count === 0 ? index - 1 : index)
  if (tile?.leaves.length !== (count === 0 ? 64 : count)) throw new BrokenTrail(organisationId, `tile ${index}`)
  return count === 0 ? emptyLeafTile(organisationId, index, tile.latestAt, chain) : tile
}

/** Somebody wrote to the trail behind the exchange's back: going on would hide it. */
export class BrokenTrail extends Error {
  override name = 'BrokenTrail'
  constructor(organisationId: string, what: string) {
    super(
      `The audit trail of ${organisationId} is not as it was written: ${what} does not fit its head. Nothing is added to it ` +
        'until the database is restored from a backup; GET /v1/audit/verification names the first wrong entry.',
    )
  }
}
