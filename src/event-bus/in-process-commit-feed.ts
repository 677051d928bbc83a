/** Reads the log once for all groups that are in step: each page of messages is kept while others may still want it. */
import type { CommitLog, Position } from '../infrastructure/store/commit-log.ts'
import { messagesOf, type ReadBody } from './bus-message.ts'
import type { Message } from './event-bus.ts'

export type FedCommit = { readonly position: Position; readonly at: string; readonly messages: readonly Message[] }
export type CommitFeed = {
  /** The commits after a position, at most a page; none when there are none yet. */
  read(after: Position): Promise<readonly FedCommit[]>
  /** One message of the log; undefined when there is none. */
  find(position: Position, ordinal: number): Promise<Message | undefined>
}

/** Commits read at a time, and pages kept: groups further apart than that read for themselves. */
const pageMax = 64
const pagesMax = 8

export function createCommitFeed(log: Pick<CommitLog, 'readCommits'>, readBody: ReadBody): CommitFeed {
  const pages = new Map<Position, readonly FedCommit[]>()
  const readPage = async (after: Position, limit: number): Promise<readonly FedCommit[]> =>
    (await log.readCommits({ after, limit })).map((commit) => ({
      position: commit.position,
      at: commit.at,
      messages: messagesOf(commit, readBody),
    }))
  return {
    async read(after) {
      const known = pages.get(after)
      if (known) return known
      const page = await readPage(after, pageMax)
      if (page.length > 0) pages.set(after, page)
      if (pages.size > pagesMax) pages.delete(pages.keys().next().value!)
      return page
    },
    async find(position, ordinal) {
      const [commit] = await readPage(before(position), 1)
      return commit?.position === position ? commit.messages[ordinal] : undefined
    },
  }
}

const before = (position: Position): Position => (BigInt(`0x${position}`) - 1n).toString(16).padStart(16, '0')
