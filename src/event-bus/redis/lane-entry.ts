/** How a commit travels in a lane: whole, or as its position where it is too large for memory that is bounded by number. */
import { parseStreamName, type Commit, type Position } from '../../infrastructure/store/commit-log.ts'
import type { Wants } from '../bus-message.ts'
import { laneOf } from './bus-keys.ts'
import type { Entry } from './relay-scripts.ts'

/** Characters of a commit that travels whole: 512 of a group make at most 16 MiB. */
const wholeMax = 32_768

/** The entries of a page by lane; each commit has one number, which it keeps when the page is sent again. */
export function entriesOf(
  commits: readonly Commit[],
  of: { wants: Wants; lanes: number; epoch: string; next: number; before: Position },
): ReadonlyMap<number, readonly Entry[]> {
  const byLane = new Map<number, Entry[]>()
  let { before } = of
  for (const [n, commit] of commits.entries()) {
    const lanes = lanesOf(commit, of.wants, of.lanes)
    if (lanes.size > 0) {
      const json = JSON.stringify(commit)
      const { position, at } = commit
      const entry = { id: `${of.epoch}-${of.next + n}`, position, before, at, text: json.length > wholeMax ? '' : json }
      for (const lane of lanes) {
        const entries = byLane.get(lane)
        if (entries) entries.push(entry)
        else byLane.set(lane, [entry])
      }
    }
    before = commit.position
  }
  return byLane
}

function lanesOf({ extensions }: Commit, wants: Wants, lanes: number): ReadonlySet<number> {
  const found = new Set<number>()
  for (const { stream, events } of extensions) {
    const { kind } = parseStreamName(stream)
    if (events.some(({ type }) => wants(kind, type))) found.add(laneOf(stream, lanes))
  }
  return found
}

/** Undefined where the commit has to be read from the log. */
export const commitOf = (text: string): Commit | undefined =>
  // Written by `entriesOf`, of this release or another whose commits are the same log's.
  text === '' ? undefined : (JSON.parse(text) as Commit)
