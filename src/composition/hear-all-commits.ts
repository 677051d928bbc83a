/** Commit notices where several processes write: the log is followed, so that each process hears of the others' commits too. */
import type { CommitLog } from '../infrastructure/store/commit-log.ts'
import { tailLog } from '../infrastructure/store/log-tail.ts'
import { createCommitNotices, type CommitNotices } from './commit-notices.ts'

export type HearingNeeds = {
  readonly store: Pick<CommitLog, 'readCommits' | 'onAppended' | 'head'>
  readonly log: { warn(facts: object, text: string): void }
}

const pageMax = 256
/** Own commits that the log has not brought back yet; those forgotten are told of twice, which costs a look-up. */
const ownMax = 8_192

/** Begins with what is committed from now on: nothing is in memory that was made of something older. */
export async function hearAllCommits({ store, log }: HearingNeeds): Promise<CommitNotices> {
  const notices = createCommitNotices()
  const own = new Set<string>()
  const tail = tailLog({
    log: store,
    after: await store.head(),
    pageMax,
    async handle(commits) {
      const streams = new Set<string>()
      for (const { id, extensions } of commits)
        if (!own.delete(id)) for (const { stream } of extensions) streams.add(stream)
      if (streams.size > 0) notices.notify([...streams], '')
    },
    failed: (error) => log.warn({ err: error }, 'changes of other processes are heard of late'),
  })
  return {
    ...notices,
    notify(streams, commitId) {
      own.add(commitId)
      if (own.size > ownMax) own.delete(own.values().next().value!)
      notices.notify(streams, commitId)
    },
    async close() {
      await tail.stop()
      await notices.close()
    },
  }
}
