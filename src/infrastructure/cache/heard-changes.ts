/**
 * Which changes a process has heard of, tag by tag, so that it can judge what another process has kept. Whoever keeps an
 * entry for others says what it had heard of then; whoever finds it has heard of the same changes of its tags, or of
 * fewer, or does not take it. So nothing has to be invalidated in the cache between them, and nothing it forgets, brings
 * back or was not told of can make anybody's answer older than what is in their own memory.
 */
/** Of a commit in the log: later ones of a stream compare greater. */
type Position = string

/** What a process had heard of an entry's tags when it was made: every change below a position, and those from there on. */
export type Hearing = {
  readonly tags: readonly string[]
  readonly below: Position
  readonly since: readonly Position[]
}

export type HeardChanges = {
  /** A commit changed what carries these tags. The same one may be told of twice. */
  readonly add: (tags: readonly string[], position: Position) => void
  /** What is known of these tags; undefined while they change too much to be told one by one. */
  readonly of: (tags: readonly string[]) => Hearing | undefined
  /** Whether whoever had heard that has missed nothing that is known here. */
  readonly isCoveredBy: (hearing: Hearing) => boolean
}

export type HeardChangesNeeds = {
  /** Every change from here on will be told of. */
  readonly from: Position
  /** Everything before it was heard of. */
  readonly below: () => Position
  readonly changesMax?: number
}

/** Ten minutes of a catalogue that changes fifty times a second; about 150 bytes each. */
const CHANGES_MAX = 30_000
/** Of the last minute, in one entry. */
const SINCE_MAX = 64

/** Begins without any; of more than `changesMax` it forgets the first, and then believes nothing of their time. */
export function createHeardChanges({ from, below, changesMax = CHANGES_MAX }: HeardChangesNeeds): HeardChanges {
  const byTag = new Map<string, Position[]>()
  /** In the order in which they were heard of. */
  const heard: { readonly tag: string; readonly position: Position }[] = []
  let knownFrom = from

  const forgetFirst = (count: number): void => {
    for (const { tag, position } of heard.splice(0, count)) {
      const left = byTag.get(tag)?.filter((other) => other !== position) ?? []
      if (left.length > 0) byTag.set(tag, left)
      else byTag.delete(tag)
      // Greater ones may have been heard of before: all that is below the greatest is not known whole any more.
      if (position >= knownFrom) knownFrom = following(position)
    }
  }

  return {
    add(tags, position) {
      for (const tag of tags) {
        const known = byTag.get(tag)
        if (known?.includes(position)) continue
        if (known) known.push(position)
        else byTag.set(tag, [position])
        heard.push({ tag, position })
      }
      // By the quarter: taking away the first of a long list costs as much as taking many.
      if (heard.length > changesMax) forgetFirst(Math.ceil(changesMax / 4))
    },
    of(tags) {
      const floor = below()
      const since = [...new Set(tags.flatMap((tag) => byTag.get(tag)?.filter((position) => position >= floor) ?? []))]
      return since.length > SINCE_MAX ? undefined : { tags, below: floor, since }
    },
    isCoveredBy: (hearing) =>
      hearing.below >= knownFrom &&
      hearing.tags.every(
        (tag) =>
          byTag.get(tag)?.every((position) => position < hearing.below || hearing.since.includes(position)) ?? true,
      ),
  }
}

const following = (position: Position): Position => (BigInt(`0x${position}`) + 1n).toString(16).padStart(16, '0')
