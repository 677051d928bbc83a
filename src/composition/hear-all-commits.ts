/** Commit notices where several processes write: the log is followed, so that each process hears of the others' commits too. */
import { createHeardChanges } from '../infrastructure/cache/heard-changes.ts'
import type { CommitLog, Position } from '../infrastructure/store/commit-log.ts'
import { createHeardPositions } from '../infrastructure/store/mongodb/heard-positions.ts'
import { tailLog } from '../infrastructure/store/log-tail.ts'
import { createCommitNotices, type CommitNotices } from './commit-notices.ts'

export type HearingNeeds = {
  readonly store: Pick<CommitLog, 'readCommits' | 'onAppended' | 'head'>
  readonly log: { warn(facts: object, text: string): void }
  /** By what is forgotten, in the cache that processes share, what is made of streams. */
  readonly tagsOf: (streams: readonly string[]) => readonly string[]
}

const pageMax = 256
/** Own commits that the log has not brought back yet; those forgotten are told of twice, which costs a look-up. */
const ownMax = 8_192

/** Begins with what is committed from now on: nothing is in memory that was made of something older. */
export async function hearAllCommits({ store, log, tagsOf }: HearingNeeds): Promise<CommitNotices> {
  const notices = createCommitNotices()
  const own = new Set<string>()
  const others = createCommitNotices()
  const heard = createHeardPositions(await store.head())
  const changes = createHeardChanges({ from: heard.from, below: heard.floor })
  const tell = (streams: readonly string[], commit: { readonly id: string; readonly position: Position }): void => {
    changes.add(tagsOf(streams), commit.position)
    notices.notify(streams, commit)
  }
  /** Those who wait for a commit, asked anew whenever there was more to hear. */
  const waiting = new Set<() => void>()
  const tail = tailLog({
    log: store,
    after: heard.from,
    pageMax,
    async handle(commits) {
      for (const commit of commits) {
        const streams = commit.extensions.map(({ stream }) => stream)
        if (!own.delete(commit.id)) {
          tell(streams, commit)
          others.notify(streams, commit)
        }
        heard.add(commit.position)
      }
      for (const ask of waiting) ask()
    },
    failed: (error) => log.warn({ err: error }, 'changes of other processes are heard of late'),
  })
  return {
    ...notices,
    changes,
    subscribeToOthers: others.subscribe,
    notify(streams, commit) {
      own.add(commit.id)
      if (own.size > ownMax) own.delete(own.values().next().value!)
      tell(streams, commit)
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
      await Promise.all([notices.close(), others.close()])
    },
  }
}
