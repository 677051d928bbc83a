/** Verifies a segment of a trail: each of its entries against the log, and what all of them come to. Any thread may, without the others. */
import { hash } from 'node:crypto'
import { logStart, type Commit, type CommitLog } from '../../../infrastructure/store/commit-log.ts'
import type { DocumentReader } from '../../../infrastructure/store/documents.ts'
import { sealedText } from '../../../infrastructure/store/seal.ts'
import { chainStart } from '../trail/audit-entry.ts'
import { tileWidth } from '../trail/audit-trail.ts'
import { decodeHash, readLeafTileTexts, type LeafTileTexts } from '../trail/audit-view.ts'
import type { Flaw } from './trail-flaw.ts'
import { flawAt } from './trail-flaw.ts'
import {
  flawOf,
  isPending,
  straysMax,
  type ExpectedEntry,
  type FoundCommit,
  type HashText,
  type SegmentFound,
  type SegmentTask,
  type SumsAt,
} from './trail-segment.ts'
import { createTrailSums, type HashInto } from './trail-sums.ts'
import { partyOf } from '../trail/trails-of.ts'

export type SegmentNeeds = { readonly log: Pick<CommitLog, 'scanCommits'>; readonly documents: DocumentReader }

const pageMax = 512
/** The first one counts, those right behind it may be part of the same deed. */
const flawsMax = 16

export const hashText: HashText = (text) => hash('sha256', text, 'base64url')
/** By way of a text, for which nothing has to be collected. */
const hashInto: HashInto = (data, into, at) => {
  const text = hash('sha256', data, 'binary')
  for (let n = 0; n < 32; n += 1) into[at + n] = text.charCodeAt(n)
}

/** Throws the signal's reason when it is aborted. */
export async function verifySegment(
  { log, documents }: SegmentNeeds,
  task: SegmentTask,
  signal: AbortSignal,
): Promise<SegmentFound> {
  const { organisationId, width, index, size } = task
  const part = await readPart(documents, task)
  const comparison = compareWith(task, part)
  const isLast = (index + 1) * width >= size
  const until = isLast ? undefined : part.until
  for (let after = part.after; ;) {
    signal.throwIfAborted()
    const commits = await log.scanCommits({ after, limit: pageMax, until, of: partyOf(organisationId) })
    for (const commit of commits) comparison.take(commit)
    if (commits.length < pageMax) break
    after = commits.at(-1)!.position
    // Whoever calls it off is heard between two pages.
    await new Promise(setImmediate)
  }
  return {
    after: part.after,
    until: until ?? null,
    chainBefore: part.chainBefore,
    ...sumsOf(task, part),
    ...comparison.found(),
  }
}

/** A segment's part of the trail, as its tiles say. */
type Part = {
  readonly after: string
  readonly until: string
  readonly chainBefore: Uint8Array
  /** The first sequence. */
  readonly first: number
  readonly positions: readonly string[]
  readonly leaves: readonly string[]
  readonly forged: ReadonlySet<number>
}

/** Up to the first tile that is missing, or shorter than it was. */
async function readPart(documents: DocumentReader, { organisationId, width, index, size }: SegmentTask): Promise<Part> {
  const segmentTiles = width / tileWidth
  const firstTile = index * segmentTiles
  const from = Math.max(0, firstTile - 1)
  const tiles = await readLeafTileTexts(documents, organisationId, { from, count: firstTile + segmentTiles - from })
  const before = index > 0 && tiles[0]?.index === firstTile - 1 ? tiles[0] : undefined
  const own: LeafTileTexts[] = []
  for (const tile of before ? tiles.slice(1) : tiles) {
    const number = firstTile + own.length
    if (tile.index !== number || tile.leaves.length < Math.min(tileWidth, size - number * tileWidth)) break
    own.push(tile)
  }
  const count = Math.max(0, size - firstTile * tileWidth)
  const after = newestOf(before?.positions ?? [], logStart)
  return {
    after,
    until: newestOf(own.at(-1)?.positions ?? [], after),
    chainBefore: before ? decodeHash(before.chain) : chainStart,
    first: firstTile * tileWidth + 1,
    positions: own.flatMap(({ positions }) => positions).slice(0, count),
    leaves: own.flatMap(({ leaves }) => leaves).slice(0, count),
    forged: new Set(own.flatMap(({ forged }) => forged)),
  }
}

const newestOf = (positions: readonly string[], least: string): string =>
  positions.reduce((newest, position) => (position > newest ? position : newest), least)

/** Holds commits against the entries that are expected where they stand. */
function compareWith({ organisationId, waiting }: SegmentTask, { first, positions, leaves, forged }: Part) {
  const isTaken = new Uint8Array(positions.length)
  const flaws: Flaw[] = []
  const strays: FoundCommit[] = []
  let places: ReadonlyMap<string, number> | undefined
  let [next, taken, pending] = [0, first - 1, 0]

  const expectedAt = (place: number): ExpectedEntry => {
    const sequence = first + place
    return { sequence, position: positions[place]!, leaf: leaves[place]!, isGenuine: !forged.has(sequence) }
  }
  /** Nearly always the next; where several processes wrote at once, one near by. */
  const placeOf = (position: string): number | undefined => {
    if (positions[next] === position) return next
    places ??= new Map(positions.map((each, place) => [each, place]))
    return places.get(position)
  }
  const stray = ({ id: commitId, ...commit }: Commit): void => {
    const { position, at, actor, cause } = commit
    if (strays.length < straysMax) {
      const digest = hashText(sealedText({ id: commitId, ...commit }))
      strays.push({ sequence: taken + 1, commitId, position, at, actor, cause, digest })
    } else if (isPending(waiting, commit)) pending += 1
    else if (flaws.length < flawsMax) flaws.push(flawAt(taken + 1, 'inserted', commitId))
  }
  return {
    take(commit: Commit): void {
      const { id: commitId, position, at, actor, cause } = commit
      const place = placeOf(position)
      if (place === undefined || isTaken[place] === 1) return stray(commit)
      isTaken[place] = 1
      next = place + 1
      taken = Math.max(taken, first + place)
      const digest = hashText(sealedText(commit))
      const flaw = flawOf(hashText, organisationId, expectedAt(place), { commitId, position, at, actor, cause, digest })
      if (flaw && flaws.length < flawsMax) flaws.push(flaw)
    },
    found() {
      const entries: ExpectedEntry[] = []
      for (let place = 0; place < positions.length && entries.length < straysMax; place += 1)
        if (isTaken[place] === 0) entries.push(expectedAt(place))
      return { flaws, pending, strays: { entries, commits: strays } }
    },
  }
}

function sumsOf({ sizes }: SegmentTask, { first, leaves, chainBefore }: Part): Pick<SegmentFound, 'end' | 'at'> {
  const sums = createTrailSums(hashInto, chainBefore)
  const leaf = Buffer.alloc(32)
  const at: SumsAt[] = []
  const reached = (size: number): SumsAt => ({ size, chain: sums.chain(), frontier: sums.frontier() })
  for (const [place, text] of leaves.entries()) {
    leaf.write(text, 'base64url')
    sums.add(leaf)
    if (sizes[at.length] === first + place) at.push(reached(first + place))
  }
  return { end: reached(first - 1 + leaves.length), at }
}
