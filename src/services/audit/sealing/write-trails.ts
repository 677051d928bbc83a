/** Adds commits to the trails of the organisations that took part in them: each once, however often it comes. */
import type { Commit } from '../../../infrastructure/store/commit-log.ts'
import type { DocumentReader, DocumentWrite } from '../../../infrastructure/store/documents.ts'
import type { FencedWrites } from '../../../infrastructure/store/fence.ts'
import { sealedText } from '../../../infrastructure/store/seal.ts'
import { extendedTrail, rootOfTrail, type ChainedCommit, type Trail, type TrailTools } from '../trail/audit-trail.ts'
import {
  BrokenTrail,
  encodeHash,
  headWrite,
  leafTileWrite,
  nodeTileWrite,
  readLeafTile,
  readTrail,
} from '../trail/audit-view.ts'
import type { Sha256 } from '../trail/merkle-tree.ts'
import { trailsOf } from '../trail/trails-of.ts'

export type TrailWriterNeeds = {
  readonly documents: DocumentReader
  readonly tools: TrailTools
  readonly sha256: Sha256
  /** Whether a commit bears the exchange's own seal. */
  readonly isGenuine: (commit: Commit, sealedText: string) => boolean
  /** Told of a trail that somebody changed: it gets no more entries, the others go on. */
  readonly broken: (error: BrokenTrail) => void
  /** Trails kept between pages; the least recently used leave first. */
  readonly keepMax?: number
}

export type TrailWriter = {
  /** Chains a page of the log and gives how many entries of each touched trail no checkpoint has. */
  write(commits: readonly Commit[], writes: Pick<FencedWrites, 'write'>): Promise<ReadonlyMap<string, number>>
  /** A checkpoint has a trail's entries up to this one. */
  signed(organisationId: string, size: number): void
  /** What is remembered may not be what is written: it is read anew. */
  forget(): void
}

/** A trail's end, and which commits it has, as far back as somebody asked. */
type Known = {
  trail: Trail
  signedSize: number
  newest: string
  positions: Set<string>
  /** The next tile to read where an older position is asked for. */
  olderTile: number
  /** The newest positions of the two oldest tiles that were read. */
  oldest: readonly string[]
}

/** Documents in one transaction. */
const writesMax = 400
const positionsMax = 8_192

export function createTrailWriter(needs: TrailWriterNeeds): TrailWriter {
  const { documents, tools, keepMax = 1_024 } = needs
  const kept = new Map<string, Known>()

  const load = async (organisationId: string): Promise<Known> => {
    const { trail, signedSize } = await readTrail(documents, organisationId)
    return { trail, signedSize, ...startOfKnown(trail) }
  }
  /** Reads tiles backwards until two in a row are older than a position: what is written at once stands no further apart. */
  const reachBack = async (known: Known, position: string): Promise<void> => {
    while (known.olderTile >= 0 && !(known.oldest.length === 2 && known.oldest.every((newest) => newest < position))) {
      const tile = await readLeafTile(documents, known.trail.organisationId, known.olderTile)
      if (!tile) throw new BrokenTrail(known.trail.organisationId, `tile ${known.olderTile}`)
      for (const one of tile.positions) known.positions.add(one)
      known.oldest = [newestOf(tile.positions), ...known.oldest].slice(0, 2)
      known.olderTile -= 1
    }
  }
  const isNew = async (known: Known, position: string): Promise<boolean> => {
    if (position > known.newest) return true
    await reachBack(known, position)
    return !known.positions.has(position)
  }
  const extend = async (organisationId: string, commits: readonly ChainedCommit[]): Promise<DocumentWrite[]> => {
    const known = kept.get(organisationId) ?? (await load(organisationId))
    keep(organisationId, known)
    const added: ChainedCommit[] = []
    for (const commit of commits) {
      if (!(await isNew(known, commit.position))) continue
      added.push(commit)
      known.positions.add(commit.position)
      if (commit.position > known.newest) known.newest = commit.position
    }
    if (added.length === 0) return []
    const { trail, leafTiles, nodeTiles } = extendedTrail(tools, known.trail, added)
    known.trail = trail
    if (known.positions.size > positionsMax) Object.assign(known, startOfKnown(trail))
    const { size, chain } = trail
    const head = { organisationId, size, root: encodeHash(rootOfTrail(tools.tree, trail)), chain: encodeHash(chain) }
    return [
      ...leafTiles.map(leafTileWrite),
      ...nodeTiles.map(nodeTileWrite),
      headWrite({ ...head, signedSize: known.signedSize }),
    ]
  }
  const keep = (organisationId: string, known: Known): void => {
    kept.delete(organisationId)
    kept.set(organisationId, known)
    if (kept.size > keepMax) kept.delete(kept.keys().next().value!)
  }

  return {
    async write(commits, { write }) {
      const touched = new Map<string, number>()
      const waiting: DocumentWrite[] = []
      try {
        for (const [organisationId, own] of groupByTrail(needs, commits)) {
          // A trail's tiles and head are written in one transaction, or a crash would leave them apart.
          const writesOfOne = await extend(organisationId, own).catch((error: unknown) => {
            if (!(error instanceof BrokenTrail)) throw error
            kept.delete(organisationId)
            needs.broken(error)
            return []
          })
          if (waiting.length > 0 && waiting.length + writesOfOne.length > writesMax) await write(waiting.splice(0))
          waiting.push(...writesOfOne)
          const known = kept.get(organisationId)
          if (known && writesOfOne.length > 0) touched.set(organisationId, known.trail.size - known.signedSize)
        }
        if (waiting.length > 0) await write(waiting)
        return touched
      } catch (error) {
        kept.clear()
        throw error
      }
    },
    signed(organisationId, size) {
      const known = kept.get(organisationId)
      if (known) known.signedSize = size
    },
    forget: () => kept.clear(),
  }
}

const newestOf = (positions: readonly string[]): string =>
  positions.reduce((newest, position) => (position > newest ? position : newest), '')

/** What is known from a trail's open tile alone. */
function startOfKnown({ leafTile, size }: Trail): Omit<Known, 'trail' | 'signedSize'> {
  return {
    // Where it has no entry of its own, the newest may stand in the tile before: everything is asked for once.
    newest: leafTile.positions.length === 0 && size > 0 ? '~' : newestOf(leafTile.positions),
    positions: new Set(leafTile.positions),
    olderTile: leafTile.index - 1,
    oldest: [],
  }
}

/** In the order of the log, each with what its trails keep of it. */
function groupByTrail(
  { sha256, isGenuine }: Pick<TrailWriterNeeds, 'sha256' | 'isGenuine'>,
  commits: readonly Commit[],
): ReadonlyMap<string, readonly ChainedCommit[]> {
  const groups = new Map<string, ChainedCommit[]>()
  for (const commit of commits) {
    const { id, position, at, actor, cause } = commit
    const text = sealedText(commit)
    const digest = encodeHash(sha256(text))
    const chained = { position, commitId: id, at, actor, cause, digest, isGenuine: isGenuine(commit, text) }
    for (const trail of trailsOf(commit.organisations)) {
      const group = groups.get(trail)
      if (group) group.push(chained)
      else groups.set(trail, [chained])
    }
  }
  return groups
}
