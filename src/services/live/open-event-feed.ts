/** The one feed of a process: follows the log while anybody listens, and gives each organisation its own of it. */
import type { Commit, CommitLog } from '../../infrastructure/store/commit-log.ts'
import type { DocumentReader } from '../../infrastructure/store/documents.ts'
import { tailLog, type LogTail } from '../../infrastructure/store/log-tail.ts'
import { trailSize } from '../audit/contract.ts'
import type { ReadLiveEvents } from './live-events-reader.ts'
import type { Batch } from './next-events.ts'
import { openChannel, type Channel } from './open-channel.ts'
import type { Place } from './place.ts'
import { openPastReader } from './read-past.ts'

export type EventFeedNeeds = {
  readonly log: Pick<CommitLog, 'findCommit' | 'readCommits' | 'onAppended' | 'head'>
  readonly documents: DocumentReader
  readonly readEvents: ReadLiveEvents
  readonly monotonicMs: () => number
  /** Told of what was heard of late; nothing is lost by it. */
  readonly failed: (error: unknown) => void
}

/** One listener's hold on what its organisation is told. */
export type Following = Pick<Channel, 'now' | 'next' | 'known'> & {
  /** The last call counts: lets go of everything. */
  close(): void
}

export type EventFeed = {
  /** Of the trail alone: up to a second or two ago. */
  past(organisationId: string, place: Place, limit: number): Promise<Batch>
  /** False where the place is not one of this organisation: its trail is not that long. */
  isPlaceOf(organisationId: string, place: Place): Promise<boolean>
  /** @param notify  called when there may be more than before */
  follow(organisationId: string, notify: () => void): Following
  close(): Promise<void>
}

const pageMax = 64
const syncEveryMs = 200

export function openEventFeed(needs: EventFeedNeeds): EventFeed {
  const { log, documents, failed, monotonicMs } = needs
  const readPast = openPastReader(needs)
  const channels = new Map<string, Channel>()
  let tail: Promise<LogTail> | undefined
  let timer: NodeJS.Timeout | undefined

  const handle = async (commits: readonly Commit[]): Promise<void> => {
    await Promise.all(
      commits.flatMap((commit) => commit.organisations.map((id) => channels.get(id)?.add(commit).catch(failed))),
    )
  }
  const openTail = (): void => {
    // What is committed before the tail begins, the trail has.
    const opening = log.head().then((after) => tailLog({ log, after, pageMax, handle, failed }))
    tail = opening
    opening.catch((error: unknown) => {
      if (tail === opening) tail = undefined
      failed(error)
    })
  }
  const start = (): void => {
    if (tail === undefined) openTail()
    timer ??= setInterval(() => {
      if (tail === undefined) openTail()
      for (const channel of channels.values()) channel.sync(monotonicMs()).catch(failed)
    }, syncEveryMs).unref()
  }
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    timer = undefined
    const ending = tail
    tail = undefined
    await (await ending?.catch(() => undefined))?.stop()
  }

  return {
    past: readPast,
    isPlaceOf: async (organisationId, { sealed }) =>
      sealed === 0 || sealed <= (await trailSize(documents, organisationId)),
    follow(organisationId, notify) {
      const channel = channels.get(organisationId) ?? openChannel({ ...needs, readPast }, organisationId)
      channels.set(organisationId, channel)
      channel.listeners.add(notify)
      start()
      let caughtUp: Promise<void> | undefined
      let isCaughtUp = false
      return {
        now: channel.now,
        async next(place, limit) {
          await (caughtUp ??= channel.catchUp().catch(failed))
          isCaughtUp = true
          return channel.next(place, limit)
        },
        known: (place, limit) => (isCaughtUp ? channel.known(place, limit) : undefined),
        close() {
          channel.listeners.delete(notify)
          if (channel.listeners.size > 0 || channels.get(organisationId) !== channel) return
          channels.delete(organisationId)
          if (channels.size === 0) void stop().catch(failed)
        },
      }
    },
    async close() {
      channels.clear()
      await stop()
    },
  }
}
