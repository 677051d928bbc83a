/** What can be wrong with an entry of a trail, in words for whoever has to find out who did it. */

export const flawKinds = {
  edited: 'The commit is not the one that was chained at this place, or says something else than it did.',
  missing: 'The commit that was chained at this place is in the log no more.',
  inserted: 'The log has a commit here that was never chained.',
  forged: 'The commit came into the log without the exchange: it does not bear its seal.',
  unchained:
    'The trail itself is not as it was written: entries are missing from it, or stand otherwise than its head says.',
  truncated: 'A signed checkpoint speaks of more entries than there are: the end was cut off.',
  rewritten:
    'Log and trail agree with each other and not with a signed checkpoint: an entry after the checkpoint before, and up to this one, was changed in both.',
} as const

export type FlawKind = keyof typeof flawKinds

/** A flaw in one entry. */
export const flawAt = (sequence: number, what: FlawKind, commitId: string | null = null): Flaw => ({
  sequence,
  until: sequence,
  commitId,
  what,
})

/** The first flaw; where only a checkpoint tells of it, the one that says more of the same entries. */
export function firstFlaw(flaws: readonly Flaw[]): Flaw | null {
  const [first, ...later] = flaws.toSorted((a, b) => a.sequence - b.sequence)
  if (first?.what !== 'rewritten') return first ?? null
  return later.find(({ what, sequence }) => what !== 'rewritten' && sequence <= first.until) ?? first
}

export type Flaw = {
  /** The first wrong entry; for `inserted` the one in whose place the commit stands. */
  readonly sequence: number
  /** The last that it may be: later than the first where only checkpoints tell. */
  readonly until: number
  readonly commitId: string | null
  readonly what: FlawKind
}
