/** Reads entries as they are shown: where they stand from the trail, what they say from the log. */
import { parseInstant } from '../../../kernel/time.ts'
import {
  parseStreamName,
  type Commit,
  type CommitLog,
  type Extension,
  type StreamName,
} from '../../../infrastructure/store/commit-log.ts'
import type { DocumentReader } from '../../../infrastructure/store/documents.ts'
import { sealedText } from '../../../infrastructure/store/seal.ts'
import type { ActedFor } from './acted-for-reader.ts'
import { tileWidth, type LeafTile } from '../trail/audit-trail.ts'
import { encodeHash, findSequence, findTileFrom, readLeafTile } from '../trail/audit-view.ts'
import type { Sha256 } from '../trail/merkle-tree.ts'
import { pathOfRecord, readBody } from './record-paths.ts'
import { trailsOf } from '../trail/trails-of.ts'

export type EntriesNeeds = {
  readonly log: Pick<CommitLog, 'findCommit' | 'readStream' | 'positionOf'>
  readonly documents: DocumentReader
  readonly sha256: Sha256
  /** The organisations that take part in a record, by its stream. */
  readonly partiesOf: (stream: StreamName) => Promise<readonly string[]>
  readonly actedFor: ActedFor
}

export type EntriesAsked = {
  readonly organisationId: string
  /** Instants: at or after, and before. */
  readonly from?: string
  readonly until?: string
  readonly limit: number
  /** The last sequence of the page before. */
  readonly after?: string
}

/** What the log has of an entry; a commit that was taken out of it leaves its number. */
export type ShownEntry = {
  readonly sequence: number
  readonly leaf: string
  readonly commit: ShownCommit | null
}
export type ShownCommit = {
  readonly id: string
  readonly at: string
  readonly actor: Commit['actor']
  readonly cause: Commit['cause']
  readonly digest: string
  readonly isGenuine: boolean
  /** Of the records that the organisation takes part in. */
  readonly changes: readonly ShownChange[]
}
export type ShownChange = {
  readonly record: string
  readonly version: number
  readonly events: readonly string[]
  /** In the words of who did it; null where none were given, or they are not for this organisation. */
  readonly reason: string | null
  /** Where the record is read as it stood before and after; null before its first version, and where nothing reads it alone. */
  readonly before: string | null
  readonly after: string | null
}
export type EntriesPage = { readonly items: readonly ShownEntry[]; readonly next?: string }

/** Tiles that one page looks through at most: a long quiet period takes several. */
const tilesMax = 8
/** Clocks of processes differ by less: what is so much later is followed by nothing of the period. */
const skewMs = 3_600_000

/** A page of a trail, in the order of its entries. */
export async function readEntries(needs: EntriesNeeds, asked: EntriesAsked): Promise<EntriesPage> {
  const { documents } = needs
  const { organisationId, from, until, limit, after } = asked
  const start = after === undefined ? await firstOf(documents, asked) : Number(after) + 1
  if (start === undefined) return { items: [] }
  const present = presenter(needs, organisationId)
  const end = until === undefined ? undefined : new Date(Date.parse(until) + skewMs).toISOString()
  const items: ShownEntry[] = []
  let sequence = start
  for (let tiles = 0; tiles < tilesMax; tiles += 1) {
    const tile = await readLeafTile(documents, organisationId, Math.floor((sequence - 1) / tileWidth))
    if (!tile || (end !== undefined && tile.earliestAt >= end)) return { items }
    for (const place of placesFrom(tile, sequence)) {
      if (items.length === limit) return { items, next: String(sequence - 1) }
      const entry = await present(tile, place)
      sequence = entry.sequence + 1
      const at = entry.commit?.at
      if (at === undefined || ((from === undefined || at >= from) && (until === undefined || at < until)))
        items.push(entry)
    }
    if (tile.leaves.length < tileWidth) return { items }
  }
  return { items, next: String(sequence - 1) }
}

const firstOf = async (
  documents: DocumentReader,
  { organisationId, from }: EntriesAsked,
): Promise<number | undefined> => {
  if (from === undefined) return 1
  const tile = await findTileFrom(documents, organisationId, from)
  return tile === undefined ? undefined : tile * tileWidth + 1
}

const placesFrom = ({ index, leaves }: LeafTile, sequence: number): readonly number[] =>
  [...leaves.keys()].filter((place) => index * tileWidth + place + 1 >= sequence)

/** A page of what became of one record, in the order of its versions; nothing where the organisation takes no part in it. */
export async function readRecordEntries(
  needs: EntriesNeeds,
  asked: EntriesAsked & { readonly record: StreamName },
): Promise<EntriesPage> {
  const { log, documents } = needs
  const { organisationId, record, from, until, limit, after = '0' } = asked
  const versions = await log.readStream(record, { after: Number(after), limit: limit + 1 })
  const present = presenter(needs, organisationId)
  const items: ShownEntry[] = []
  for (const { version, at } of versions.slice(0, limit)) {
    if ((from !== undefined && at < from) || (until !== undefined && at >= until)) continue
    const position = await log.positionOf(record, version)
    const sequence = position && (await findSequence(documents, organisationId, position))
    if (!sequence) continue
    const tile = await readLeafTile(documents, organisationId, Math.floor((sequence - 1) / tileWidth))
    if (tile) items.push(await present(tile, (sequence - 1) % tileWidth))
  }
  return { items, ...(versions.length > limit && { next: String(versions[limit - 1]!.version) }) }
}

/** Shows an entry by its place in its tile. Parties are asked for once a page. */
function presenter({ log, sha256, partiesOf, actedFor }: EntriesNeeds, organisationId: string) {
  const known = new Map<StreamName, Promise<readonly string[]>>()
  const partiesTo = (stream: StreamName): Promise<readonly string[]> => {
    const asked = known.get(stream) ?? partiesOf(stream)
    known.set(stream, asked)
    return asked
  }
  /** What concerns no organisation is the exchange's own. */
  const mayShow = async ({ organisations }: Commit, stream: StreamName): Promise<boolean> =>
    organisations.length === 0 || (await partiesTo(stream)).includes(organisationId)
  /** Of a record that others share, who acted gave the reason to their own: what the other side may read of it, the record says. */
  const isOwnReason = async ({ organisations, actor, at }: Commit, stream: StreamName): Promise<boolean> =>
    organisations.length === 0 ||
    (await partiesTo(stream)).every((party) => party === organisationId) ||
    actedFor(actor, organisationId, at)
  const change = async (commit: Commit, extension: Extension): Promise<ShownChange> => {
    const { stream, version, events } = extension
    const reason = reasonOf(extension)
    return {
      record: stream,
      version,
      events: events.map(({ type }) => type),
      reason: reason !== null && (await isOwnReason(commit, stream)) ? reason : null,
      ...readAround(extension),
    }
  }
  const show = async (commit: Commit, isGenuine: boolean): Promise<ShownCommit> => {
    const { id, at, actor, cause, extensions } = commit
    const changes = []
    for (const extension of extensions)
      if (await mayShow(commit, extension.stream)) changes.push(await change(commit, extension))
    return { id, at, actor, cause, isGenuine, changes, digest: encodeHash(sha256(sealedText(commit))) }
  }
  return async (tile: LeafTile, place: number): Promise<ShownEntry> => {
    const sequence = tile.index * tileWidth + place + 1
    const commit = await log.findCommit(tile.positions[place] ?? '')
    const isThere = commit !== undefined && trailsOf(commit.organisations).has(organisationId)
    return {
      sequence,
      leaf: encodeHash(tile.leaves[place]!),
      commit: isThere ? await show(commit, !tile.forged.includes(sequence)) : null,
    }
  }
}

/** The first that an event gives: free text, or one of a few words. */
const reasonOf = ({ events }: Extension): string | null =>
  events.map((event) => readBody(event)['reason']).find((reason) => typeof reason === 'string') ?? null

/** By version, not by time: of what happened in one millisecond each stands between its own two states. */
function readAround({ stream, version, events }: Extension): Pick<ShownChange, 'before' | 'after'> {
  const { kind, id } = parseStreamName(stream)
  const path = pathOfRecord(kind, id, events)
  if (path === undefined) return { before: null, after: null }
  const asOf = path.includes('?') ? '&asOf=v' : '?asOf=v'
  return { before: version === 1 ? null : `${path}${asOf}${version - 1}`, after: `${path}${asOf}${version}` }
}

/** An instant in the one form in which times compare as texts; undefined for what is none. */
export const comparableInstant = (text: string): string | undefined => {
  const instant = parseInstant(text)
  return instant.ok ? instant.value : undefined
}
