/** A trail is verified in segments, each by itself: what one needs, what is found in it, and what only its neighbours can tell. */
import { leafText, type AuditEntry } from '../trail/audit-entry.ts'
import { tileWidth } from '../trail/audit-trail.ts'
import type { Hash, Subtree } from '../trail/merkle-tree.ts'
import { flawAt, type Flaw } from './trail-flaw.ts'

/** Entries of a segment: a power of two, so that the root of a whole one is a node of the tree; some 20 ms of work. */
export const segmentWidth = 64 * tileWidth

export type SegmentTask = {
  readonly organisationId: string
  /** Entries of a segment. */
  readonly width: number
  /** From 0 on. */
  readonly index: number
  /** Entries of the whole trail: what is chained later is not this reading's concern. */
  readonly size: number
  /** Sizes of the trail, ascending, whose sums are asked for: those that were signed within the segment. */
  readonly sizes: readonly number[]
  readonly waiting: Waiting
}

/** What tells a commit that waits to be chained from one that never was. */
export type Waiting = {
  /** How far the sealer had come before the reading began. */
  readonly sealedUpTo: string
  /** When it began: milliseconds since 1970. */
  readonly nowMs: number
}

/** What a segment comes to when the trail has a size. */
export type SumsAt = {
  readonly size: number
  readonly chain: Hash
  /** Of the segment alone. */
  readonly frontier: readonly Subtree[]
}

export type SegmentFound = {
  /** Its part of the log: from behind this position up to that one; null: to its end. */
  readonly after: string
  readonly until: string | null
  /** What the trail says its chain was before; the neighbour knows. */
  readonly chainBefore: Hash
  /** As far as its tiles are as they should be. */
  readonly end: SumsAt
  readonly at: readonly SumsAt[]
  readonly flaws: readonly Flaw[]
  readonly strays: Strays
  readonly pending: number
}

/** What was expected at a place, base64url. */
export type ExpectedEntry = {
  readonly sequence: number
  readonly position: string
  readonly leaf: string
  readonly isGenuine: boolean
}

/** A commit as its entry would have it, and the sequence at which it was met. */
export type FoundCommit = Omit<AuditEntry, 'organisationId' | 'isGenuine'> & { readonly position: string }

/** Commits that several processes made at the same moment may stand in another order in the log: a neighbour has the other half. */
export type Strays = { readonly entries: readonly ExpectedEntry[]; readonly commits: readonly FoundCommit[] }

/** Such commits stand no further apart than this. */
export const straysMax = 1_024
/** What is younger may be on its way to the sealer. */
const settledMs = 60_000

/** SHA-256 of a text as UTF-8, base64url. */
export type HashText = (text: string) => string

/** Whether a commit is the one that was chained at its place. */
export function flawOf(
  hashText: HashText,
  organisationId: string,
  { sequence, leaf, isGenuine }: ExpectedEntry,
  commit: Omit<FoundCommit, 'sequence'>,
): Flaw | undefined {
  const computed = hashText(`\u0000${leafText({ ...commit, organisationId, sequence, isGenuine })}`)
  if (computed !== leaf) return flawAt(sequence, 'edited', commit.commitId)
  return isGenuine ? undefined : flawAt(sequence, 'forged', commit.commitId)
}

/** Whether a commit that no entry was found for may still get one. */
export const isPending = (
  { sealedUpTo, nowMs }: Waiting,
  { position, at }: Pick<FoundCommit, 'position' | 'at'>,
): boolean => position > sealedUpTo || nowMs - Date.parse(at) < settledMs

/** Joins what neighbours could not place: what fits together is judged, the rest given back. */
export function joinStrays(
  hashText: HashText,
  organisationId: string,
  { entries, commits }: Strays,
): { readonly flaws: readonly Flaw[]; readonly left: Strays } {
  const byPosition = new Map(entries.map((entry) => [entry.position, entry]))
  const flaws: Flaw[] = []
  const left = commits.filter((commit) => {
    const entry = byPosition.get(commit.position)
    if (!entry) return true
    byPosition.delete(commit.position)
    const flaw = flawOf(hashText, organisationId, entry, commit)
    if (flaw) flaws.push(flaw)
    return false
  })
  return { flaws, left: { entries: [...byPosition.values()], commits: left } }
}
