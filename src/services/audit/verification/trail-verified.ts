/** How far a trail is verified: what its segments came to, one behind the other, and what is wrong with them. */
import type { Hash, MerkleTree, Subtree } from '../trail/merkle-tree.ts'
import { isPending, joinStrays, type HashText, type SegmentFound, type Strays, type Waiting } from './trail-segment.ts'
import { flawAt, type Flaw } from './trail-flaw.ts'

/** A whole number of segments, and all that the next one is held against. */
export type VerifiedPlace = {
  readonly segments: number
  /** Of the log. */
  readonly after: string
  readonly chain: Hash
  readonly frontier: readonly Subtree[]
  readonly compared: number
  readonly signedSize: number
}

/** What was signed of a trail at a size. */
export type Signed = { readonly size: number; readonly root: Hash; readonly chain: Hash }

export type VerifiedNeeds = { readonly tree: MerkleTree; readonly hashText: HashText }

export type VerifiedAsked = {
  readonly organisationId: string
  /** Entries of a segment. */
  readonly width: number
  readonly waiting: Waiting
  readonly from: VerifiedPlace
}

export type TrailVerified = {
  /** The next segment, with what was signed within it. @param size  of the whole trail */
  add(found: SegmentFound, signed: readonly Signed[], size: number): void
  /** No segment comes any more: what fits nowhere is judged. */
  end(): void
  /** From which a verification may go on; undefined where something is wrong, or waits for a neighbour. */
  place(): VerifiedPlace | undefined
  /** The last such place that there was. */
  sound(): VerifiedPlace
  flaws(): readonly Flaw[]
  reached(): Omit<VerifiedPlace, 'segments' | 'after'> & { readonly size: number; readonly pending: number }
}

const isSame = (one: Hash, other: Hash): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])
const noStrays: Strays = { entries: [], commits: [] }

export function createTrailVerified({ tree, hashText }: VerifiedNeeds, asked: VerifiedAsked): TrailVerified {
  const { organisationId, width, waiting, from } = asked
  const flaws: Flaw[] = []
  const frontier = [...from.frontier]
  let { segments, after, chain, compared, signedSize } = from
  let size = segments * width
  let pending = 0
  let sound = from
  /** Of the last segment: the next may have their other halves. */
  let strays = noStrays

  const compareSigned = ({ at }: SegmentFound, signed: readonly Signed[]): void => {
    const sums = new Map(at.map((each) => [each.size, each]))
    for (const each of signed) {
      const found = sums.get(each.size)
      if (!found) continue
      const root = tree.fold([...frontier, ...found.frontier].map(({ hash }) => hash))
      if (!isSame(root, each.root) || !isSame(found.chain, each.chain))
        flaws.push({ ...flawAt(signedSize + 1, 'rewritten'), until: each.size })
      compared += 1
      signedSize = each.size
    }
  }
  const judge = ({ entries, commits }: Strays): void => {
    for (const { sequence } of entries) flaws.push(flawAt(sequence, 'missing'))
    for (const commit of commits)
      if (isPending(waiting, commit)) pending += 1
      else flaws.push(flawAt(commit.sequence, 'inserted', commit.commitId))
  }
  const place = (found: Strays): void => {
    const all = { entries: [...strays.entries, ...found.entries], commits: [...strays.commits, ...found.commits] }
    const { flaws: wrong, left } = joinStrays(hashText, organisationId, all)
    flaws.push(...wrong)
    const [newEntries, newCommits] = [new Set(found.entries), new Set(found.commits)]
    judge({
      entries: left.entries.filter((entry) => !newEntries.has(entry)),
      commits: left.commits.filter((commit) => !newCommits.has(commit)),
    })
    strays = {
      entries: left.entries.filter((entry) => newEntries.has(entry)),
      commits: left.commits.filter((commit) => newCommits.has(commit)),
    }
  }

  const placeNow = (): VerifiedPlace | undefined =>
    flaws.length > 0 || strays.entries.length > 0 || strays.commits.length > 0 || size < segments * width
      ? undefined
      : { segments, after, chain, frontier: [...frontier], compared, signedSize }

  return {
    add(found, signed, sizeAsked) {
      const isContinued = found.after === after && isSame(found.chainBefore, chain)
      if (!isContinued) flaws.push(flawAt(size + 1, 'unchained'))
      compareSigned(found, signed)
      const { end } = found
      for (const { level, hash } of end.frontier) tree.growInPlace(frontier, hash, level)
      segments += 1
      chain = end.chain
      after = found.until ?? after
      size = end.size
      if (size < Math.min(sizeAsked, segments * width)) flaws.push(flawAt(size + 1, 'unchained'))
      flaws.push(...found.flaws)
      pending += found.pending
      place(found.strays)
      sound = placeNow() ?? sound
    },
    end() {
      judge(strays)
      strays = noStrays
    },
    place: placeNow,
    sound: () => sound,
    flaws: () => flaws,
    reached: () => ({ size, chain, frontier, compared, signedSize, pending }),
  }
}

/** The levels of a place's subtrees, which follow from its number of entries: only their hashes need to be kept. */
export const levelsOf = (size: number): readonly number[] =>
  Array.from({ length: 31 }, (_, n) => 30 - n).filter((level) => Math.floor(size / 2 ** level) % 2 === 1)
