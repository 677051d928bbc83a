/** Decides, of commits that wait together, which can be written now and what is in the way of the others. */
import type { AppendResult, CommitToAppend, Position, RepeatableOutcome, StreamName } from './commit-log.ts'

/** What the log holds, as far as the commits ask for it. */
export type KnownOfLog = {
  /** Positions by commit id. */
  readonly positions: ReadonlyMap<string, Position>
  /** What keys were used for. */
  readonly outcomes: ReadonlyMap<string, RepeatableOutcome>
  readonly hasVersion: (stream: StreamName, version: number) => boolean
}

/** What becomes of a commit; `after` is as true as that `first` lands. */
export type Verdict =
  | { readonly kind: 'write' }
  | { readonly kind: 'settled'; readonly result: AppendResult }
  /** The same commit once more: its result is the first one's. */
  | { readonly kind: 'twin'; readonly of: CommitToAppend }
  | { readonly kind: 'after'; readonly first: CommitToAppend; readonly result: AppendResult }

/**
 * Verdicts in the order of the commits; an earlier one stands in the way of a later one as if it had landed.
 * @param isRefused  whether a commit was, when it waited earlier: what was decided upon it goes the same way
 */
export function planAppends(
  commits: readonly CommitToAppend[],
  known: KnownOfLog,
  isRefused: (commitId: string) => boolean,
): Verdict[] {
  const written = new Map<string, CommitToAppend>()
  const keys = new Map<string, CommitToAppend>()
  const versions = new Map<string, CommitToAppend>()
  const refused = new Set<string>()
  const place = (stream: StreamName, version: number): string => `${stream}@${version}`

  const repeatedBy = ({ repeat }: CommitToAppend): Verdict | undefined => {
    for (const key of repeat?.keys ?? []) {
      const original = known.outcomes.get(key)
      if (original) return { kind: 'settled', result: { outcome: 'repeated', original } }
      const first = keys.get(key)
      if (first?.repeat)
        return { kind: 'after', first, result: { outcome: 'repeated', original: first.repeat.outcome } }
    }
    return undefined
  }
  const conflictOf = ({ extensions, upon = [] }: CommitToAppend): Verdict | undefined => {
    const lost = upon.find(({ commitId }) => refused.has(commitId) || isRefused(commitId))
    if (lost) return { kind: 'settled', result: { outcome: 'conflict', stream: lost.stream } }
    for (const { stream, version } of extensions) {
      const result = { outcome: 'conflict', stream } as const
      const first = versions.get(place(stream, version))
      if (first) return { kind: 'after', first, result }
      const follows = version === 1 || versions.has(place(stream, version - 1)) || known.hasVersion(stream, version - 1)
      if (known.hasVersion(stream, version) || !follows) return { kind: 'settled', result }
    }
    return undefined
  }

  return commits.map((commit) => {
    const position = known.positions.get(commit.id)
    if (position !== undefined) return { kind: 'settled', result: { outcome: 'appended', position } }
    const twin = written.get(commit.id)
    if (twin) return { kind: 'twin', of: twin }
    const obstacle = repeatedBy(commit) ?? conflictOf(commit)
    if (obstacle) {
      refused.add(commit.id)
      return obstacle
    }
    written.set(commit.id, commit)
    for (const key of commit.repeat?.keys ?? []) keys.set(key, commit)
    for (const { stream, version } of commit.extensions) versions.set(place(stream, version), commit)
    return { kind: 'write' }
  })
}
