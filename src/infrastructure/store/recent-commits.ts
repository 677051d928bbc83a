/** The newest commits as they were written, so that who follows the log need not read back what is still in memory. */
import type { Commit, Position } from './commit-log.ts'

export type RecentCommits = {
  /** Durable, in the order of the log. @param bytes  of its events */
  add(commit: Commit, bytes: number): void
  /** The commits above a position, at most `limit`; undefined where the log itself has to be asked. */
  after(position: Position, limit: number): readonly Commit[] | undefined
}

/** Readers further behind than this read the log. */
const commitsMax = 512
const bytesMax = 2_097_152

export function createRecentCommits(): RecentCommits {
  const kept: { readonly commit: Commit; readonly bytes: number }[] = []
  let first = 0
  let bytes = 0
  return {
    add(commit, size) {
      kept.push({ commit, bytes: size })
      bytes += size
      while (kept.length - first > commitsMax || bytes > bytesMax) bytes -= kept[first++]!.bytes
      if (first < commitsMax) return
      kept.splice(0, first)
      first = 0
    },
    after(position, limit) {
      // What stands before the first that is kept is not known here; from its own position on, all is.
      if (first >= kept.length || position < kept[first]!.commit.position) return undefined
      let at = kept.length
      while (at > first && kept[at - 1]!.commit.position > position) at -= 1
      return kept.slice(at, at + limit).map(({ commit }) => commit)
    },
  }
}
