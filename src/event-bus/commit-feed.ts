/** Reads the log once for all groups that are in step: each page of commits is kept while others may still want it. */
import type { Commit, CommitLog, Position } from '../infrastructure/store/commit-log.ts'
import { messagesOf, type ReadBody, type Wants } from './bus-message.ts'
import type { Message } from './event-bus.ts'

export type CommitFeed = {
  /** The commits after a position, at most a page; none when there are none yet. */
  read(after: Position): Promise<readonly Commit[]>
  /** What somebody wants of a commit. */
  messagesOf(commit: Commit, wants: Wants): readonly Message[]
  /** One message of the log; undefined when there is none. */
  find(position: Position, ordinal: number): Promise<Message | undefined>
}

/** Commits read at a time, and pages kept: groups further apart than that read for themselves. */
const pageMax = 64
const pagesMax = 8

export function createCommitFeed(log: Pick<CommitLog, 'readCommits' | 'findCommit'>, readBody: ReadBody): CommitFeed {
  const pages = new Map<Position, readonly Commit[]>()
  return {
    async read(after) {
      const known = pages.get(after)
      if (known) return known
      const page = await log.readCommits({ after, limit: pageMax })
      if (page.length > 0) pages.set(after, page)
      if (pages.size > pagesMax) pages.delete(pages.keys().next().value!)
      return page
    },
    messagesOf: (commit, wants) => messagesOf(commit, wants, readBody),
    async find(position, ordinal) {
      const commit = await log.findCommit(position)
      return commit && messagesOf(commit, () => true, readBody)[ordinal]
    },
  }
}
