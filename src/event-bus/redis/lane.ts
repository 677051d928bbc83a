/** One lane of a group while this process owns it: the bus's own delivery over a stream of Redis. */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import { messagesOf, type MessageRef, type ReadBody } from '../bus-message.ts'
import type { CallGate, CallSlots } from '../call-slots.ts'
import { createCommitFeed, type CommitFeed } from '../commit-feed.ts'
import { createConsumerGroup } from '../consumer-group.ts'
import type { Consumer } from '../event-bus.ts'
import { laneOf, type LaneKeys } from './bus-keys.ts'
import type { StoredMessage } from './held-messages.ts'
import { createLaneEntries } from './lane-entries.ts'
import { claimAll, LaneTaken, noteBusy, readBusy, readIncarnation } from './lane-scripts.ts'
import { createLaneState } from './lane-state.ts'
import { createWriteBehind } from './write-behind.ts'

export type LaneNeeds = {
  readonly redis: RedisConnection
  readonly store: Pick<Store, 'readCommits' | 'findCommit' | 'documents'>
  readonly consumer: Consumer
  readonly lanes: number
  readonly readBody: ReadBody
  /** Names this process among all. */
  readonly token: string
  readonly slots: CallSlots
  readonly gate: CallGate
  readonly nextVersion: () => number
  readonly now: () => number
  readonly monotonicMs: () => number
  readonly random: () => number
  readonly retryBaseMs: number
  /** There is room in the lane again. */
  readonly finished: () => void
  /** The lane is another's: it delivers nothing more and wants to be closed. */
  readonly taken: () => void
  readonly failed: (group: string, error: unknown) => void
}
export type Lane = NonNullable<Awaited<ReturnType<typeof openLane>>>

/** Writes to the store under way, above which the lane reads no further. */
const journalMax = 1_000

/** Opens a lane whose lease this process holds; undefined where no relay has made it yet. */
export async function openLane(lane: LaneKeys, held: readonly StoredMessage[], needs: LaneNeeds) {
  const { redis, store, consumer, lanes, token, readBody, monotonicMs } = needs
  const group = consumer.name
  const incarnation = await redis.ask((client) => readIncarnation(client, lane))
  if (incarnation === undefined) return undefined
  const owner = { token, incarnation }
  const busy = await redis.ask((client) => readBusy(client, lane))
  await redis.ask((client) => claimAll(client, lane, owner))

  let isOurs = true
  const failed = (error: unknown): void => {
    if (error instanceof LaneTaken) lose()
    else if (!(error instanceof RedisUnavailable)) needs.failed(group, error)
  }
  const lose = (): void => {
    if (!isOurs) return
    isOurs = false
    needs.taken()
  }
  const journal = createWriteBehind(store.documents, failed)
  const entries = createLaneEntries({ redis, lane, owner, log: store })
  const finisher = createFinisher(async () => {
    // What is parked or given up must be in the store before the stream forgets it.
    if (!(await journal.settled()) || !isOurs) return
    await entries.finish()
    needs.finished()
  }, failed)
  const state = createLaneState({
    group,
    held,
    suspected: busy && busy.by !== token ? busy : { by: token, refs: [] },
    journal,
    nextVersion: needs.nextVersion,
    save(reached, inFlight) {
      if (!isOurs) return
      entries.over(reached)
      void finisher.finish()
      note(inFlight)
    },
  })
  /** On its way to the server before the call begins: a process that ends in it leaves the note behind. */
  const note = (refs: readonly MessageRef[]): void =>
    void redis.ask((client) => noteBusy(client, lane, { by: token, refs })).catch(failed)

  const log = createCommitFeed(store, readBody)
  const feed: CommitFeed = {
    find: log.find,
    messagesOf: (commit, wants) =>
      messagesOf(commit, wants, readBody).filter(({ stream }) => laneOf(stream, lanes) === lane.lane),
    async read() {
      if (!isOurs || journal.size > journalMax) return []
      try {
        return await entries.read()
      } catch (error) {
        failed(error)
        return []
      }
    },
  }
  const head = async (): Promise<string> => ''
  const deliver = createConsumerGroup({ ...needs, state, feed, head })
  deliver.open('')
  if (state.suspects(group).length > 0) await needs.gate.alone(deliver.recover)
  else await deliver.recover()
  deliver.start()

  return {
    lane: lane.lane,
    notify: deliver.notify,
    /** Another process parked this in the store: it is delivered here. */
    adopt(message: StoredMessage): void {
      if (state.adopt(message)) deliver.replayed(message.stream)
    },
    /** All that was parked or given up so far is in the store. */
    settled: journal.settled,
    /** Waits for the calls under way; what was handled is finished, unless Redis or the store is away. */
    async close(timeoutMs: number): Promise<void> {
      await deliver.stop(timeoutMs)
      const until = monotonicMs() + Math.max(timeoutMs, 1_000)
      const ending = setTimeout(journal.close, until - monotonicMs())
      await finisher.finish()
      clearTimeout(ending)
    },
    lose,
  }
}

/** Runs once more after the run under way when it was asked for meanwhile. */
function createFinisher(work: () => Promise<void>, failed: (error: unknown) => void) {
  let running: Promise<void> | undefined
  let isWanted = false
  const run = async (): Promise<void> => {
    try {
      while (isWanted) {
        isWanted = false
        await work()
      }
    } catch (error) {
      failed(error)
    } finally {
      running = undefined
    }
  }
  return {
    finish(): Promise<void> {
      isWanted = true
      running ??= run()
      return running
    },
  }
}
