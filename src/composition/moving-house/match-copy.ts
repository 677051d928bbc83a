/**
 * Holds a half-done copy against the source while the source is read: whatever the copy has must be the source's own,
 * and where the source goes on without it the copying goes on. Two readings of one log may order commits differently
 * that several processes wrote at the same moment, so that what is compared is a window, not a line.
 */
import { logStart, type CommitLog, type Position } from '../../infrastructure/store/commit-log.ts'

export type CopyMatch = {
  /** To be told of each commit of the source, in order. */
  see(commit: { readonly id: string; readonly position: Position }): Promise<void>
  /**
   * At the source's end. `after`: every commit of the source up to here is in the copy, `commits` of them. `foreign`:
   * the id of a commit that the source does not have.
   */
  end(): { readonly after: Position; readonly commits: number; readonly foreign?: string }
}

const pageMax = 500
/** More than several processes ever have under way at once. */
const windowMax = 10_000

export function matchCopy(copy: Pick<CommitLog, 'readCommits'>, windowSize = windowMax): CopyMatch {
  const unmatched = new Set<string>()
  let read: Position = logStart
  let isRead = false
  let after: Position = logStart
  let commits = 0
  let isAhead = false

  const readOn = async (): Promise<void> => {
    while (!isRead && unmatched.size < windowSize) {
      const page = await copy.readCommits({ after: read, limit: pageMax })
      for (const { id } of page) unmatched.add(id)
      isRead = page.length === 0
      read = page.at(-1)?.position ?? read
    }
  }
  return {
    async see({ id, position }) {
      if (unmatched.size <= windowSize / 2) await readOn()
      if (!unmatched.delete(id)) isAhead = true
      else if (!isAhead) {
        after = position
        commits += 1
      }
    },
    end() {
      const [foreign] = unmatched
      return { after, commits, ...(foreign !== undefined && { foreign }) }
    },
  }
}
