/** How far a group has come: up to the first commit that still has a message waiting or under way. */
import type { Commit, Position } from '../infrastructure/store/commit-log.ts'

export type Progress = {
  /** The last commit that was read. */
  readonly cursor: Position
  /** Everything up to here is over. */
  readonly reached: Position
  /** When the first commit happened that is not over. */
  readonly oldestAt: string | undefined
  begin(at: Position): void
  /** A commit was read; these of its events are waited for. */
  read(commit: Pick<Commit, 'position' | 'at'>, ordinals: readonly number[]): void
  /** An event needs no more waiting for; saying so twice changes nothing. */
  over(event: { readonly position: Position; readonly ordinal: number }): void
}

export function createProgress(): Progress {
  const open = new Map<Position, { before: Position; at: string; ordinals: Set<number> }>()
  let cursor: Position = ''
  const first = () => open.values().next().value
  return {
    get cursor() {
      return cursor
    },
    get reached() {
      return first()?.before ?? cursor
    },
    get oldestAt() {
      return first()?.at
    },
    begin(at) {
      cursor = at
    },
    read({ position, at }, ordinals) {
      if (ordinals.length > 0) open.set(position, { before: cursor, at, ordinals: new Set(ordinals) })
      cursor = position
    },
    over({ position, ordinal }) {
      const commit = open.get(position)
      if (!commit) return
      commit.ordinals.delete(ordinal)
      if (commit.ordinals.size === 0) open.delete(position)
    },
  }
}
