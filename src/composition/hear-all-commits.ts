/** Commit notices where several processes write: the log is followed, so that each process hears of the others' commits too. */
import { logStart, type CommitLog } from '../infrastructure/store/commit-log.ts'
import { createHeardPositions } from '../infrastructure/store/mongodb/heard-positions.ts'
import { tailLog } from '../infrastructure/store/log-tail.ts'
import { createCommitNotices, type CommitNotices } from './commit-notices.ts'

export type HearingNeeds = {
  readonly store: Pick<CommitLog, 'readCommits' | 'onAppended' | 'head'>
  readonly log: { warn(facts: object, text: string): void }
}

const pageMax = 256
/** Own commits that the log has not brought back yet; those forgotten are told of twice, which costs a look-up. */
const ownMax = 8_192
/** Of several commits, none of them this process's own. */
const others = { id: '', position: logStart }

/** Begins with what is committed from now on: nothing is in memory that was made of something older. */
export async function hearAllCommits({ store, log }: HearingNeeds): Promise<CommitNotices> {
  const notices = createCommitNotices()
  const own = new Set<string>()
  const heard = createHeardPositions(await store.head())
  /** Those who wait for a commit, asked anew whenever there was more to hear. */
  const waiting = new Set<() => void>()
  const tail = tailLog({
    log: store,
    after: heard.from,
    pageMax,
    async handle(commits) {
      const streams = new Set<string>()
      for (const { id, extensions } of commits)
        if (!own.delete(id)) for (const { stream } of extensions) streams.add(stream)
      if (streams.size > 0) notices.notify([...streams], others)
      for (const { position } of commits) heard.add(position)
      for (const ask of waiting) ask()
    },
    failed: (error) => log.warn({ err: error }, 'changes of other processes are heard of late'),
  })
  return {
    ...notices,
    notify(streams, commit) {
      own.add(commit.id)
      if (own.size > ownMax) own.delete(own.values().next().value!)
      notices.notify(streams, commit)
      heard.addOwn(commit.position)
    },
    hasHeard: heard.has,
    hear: (position, withinMs) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          waiting.delete(ask)
          resolve(heard.has(position))
        }
        const ask = (): void => {
          if (heard.has(position)) end()
        }
        const timer = setTimeout(end, withinMs)
        waiting.add(ask)
        ask()
      }),
    async close() {
      await tail.stop()
      await notices.close()
    },
  }
}
