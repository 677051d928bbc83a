/** Reads proofs from a trail's tiles: few of them, however long it is. */
import type { DocumentReader } from '../../../infrastructure/store/documents.ts'
import { nodeOfTile, placeOfNode } from '../trail/audit-trail.ts'
import { readTileHashes } from '../trail/audit-view.ts'
import {
  consistencyRanges,
  inclusionRanges,
  wholeNodes,
  type ConsistencyProof,
  type Hash,
  type InclusionProof,
  type LeafRange,
  type MerkleTree,
} from '../trail/merkle-tree.ts'

export type ProofReader = {
  /** The root of the tree over the first entries. */
  root(organisationId: string, size: number): Promise<Hash>
  /** @param index  from 0 */
  inclusion(organisationId: string, index: number, size: number): Promise<InclusionProof>
  consistency(organisationId: string, first: number, second: number): Promise<ConsistencyProof>
}

/** What it gives is refused with a RangeError where the trail is not as long. */
export function createProofReader(documents: DocumentReader, tree: MerkleTree): ProofReader {
  const rangeReader = (organisationId: string) => {
    const tiles = new Map<string, Promise<readonly Hash[]>>()
    return async (range: LeafRange): Promise<Hash> => {
      const nodes: Hash[] = []
      for (const address of wholeNodes(range)) {
        const place = placeOfNode(address)
        const key = `${place.level}/${place.index}`
        const tile = tiles.get(key) ?? readTileHashes(documents, organisationId, place)
        tiles.set(key, tile)
        nodes.push(nodeOfTile(tree, await tile, place))
      }
      return tree.fold(nodes)
    }
  }
  const pathOf = async (organisationId: string, ranges: readonly LeafRange[]): Promise<readonly Hash[]> => {
    const rootOf = rangeReader(organisationId)
    const path: Hash[] = []
    for (const range of ranges) path.push(await rootOf(range))
    return path
  }
  return {
    root: (organisationId, size) => rangeReader(organisationId)({ from: 0, until: size }),
    inclusion: async (organisationId, index, size) => ({
      index,
      size,
      path: await pathOf(organisationId, inclusionRanges(index, size)),
    }),
    consistency: async (organisationId, first, second) => ({
      first,
      second,
      path: await pathOf(organisationId, consistencyRanges(first, second)),
    }),
  }
}
