/** What other services may know of the trails: in which order, the same for all processes, an organisation's commits are numbered. */
import type { Position } from '../../infrastructure/store/commit-log.ts'
import type { DocumentReader } from '../../infrastructure/store/documents.ts'
import { tileWidth } from './trail/audit-trail.ts'
import { findTileFrom, readHead, readLeafTiles } from './trail/audit-view.ts'

export { findSequence } from './trail/audit-view.ts'

/** A commit that the organisation takes part in. Sequences begin with 1 and have no gap. */
export type TrailEntry = { readonly sequence: number; readonly position: Position }

/** How many entries the trail has. What was committed in the last second or two may not be among them yet. */
export const trailSize = async (documents: DocumentReader, organisationId: string): Promise<number> =>
  (await readHead(documents, organisationId))?.size ?? 0

/** The entry behind which all those of a time or later stand, and a few earlier ones; 0: before the first. */
export async function sequenceBefore(documents: DocumentReader, organisationId: string, at: string): Promise<number> {
  const tile = await findTileFrom(documents, organisationId, at)
  return tile === undefined ? trailSize(documents, organisationId) : tile * tileWidth
}

/** The entries after one, in order, at most `limit` (1 to 256). @param after  a sequence; 0: from the first on */
export async function readTrailEntries(
  documents: DocumentReader,
  organisationId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly TrailEntry[]> {
  const from = Math.floor(after / tileWidth)
  const count = Math.floor((after + limit - 1) / tileWidth) - from + 1
  const tiles = await readLeafTiles(documents, organisationId, { from, count })
  return tiles
    .flatMap(({ index, positions }) =>
      positions.map((position, place) => ({ sequence: index * tileWidth + place + 1, position })),
    )
    .filter(({ sequence }) => sequence > after)
    .slice(0, limit)
}
