/**
 * The log in the one order that all processes agree on: that of the change stream. The newest commits wait in memory
 * for their readers; what is older is read from the collection, by position.
 *
 * A position is given when a commit is inserted and seen when its transaction ends, so that of commits written by
 * several processes at the same moment a lower one may be seen later. Therefore a reader goes on from where its last
 * commit stands in the stream, and from a position that is not in memory a minute before it: no transaction is older.
 */
import {
  MongoServerError,
  Timestamp,
  type ChangeStream,
  type ChangeStreamInsertDocument,
  type ResumeToken,
} from 'mongodb'
import { logStart, type Commit, type Position } from '../commit-log.ts'
import { createSecondChanceMap } from '../../../kernel/second-chance-map.ts'
import { decodePosition, encodePosition, toCommit, type CommitDocument } from './commit-document.ts'
import { createExpectedCommits, type Expected } from './expected-commits.ts'
import type { AsOfNow } from './mongodb-commit-log.ts'
import type { StoreCollections } from './mongodb-schema.ts'

export type CommitFeed = {
  read(after: Position, limit: number): Promise<readonly Commit[]>
  /** Calls back when there is more; returns how to stop. */
  onArrived(listener: () => void): () => void
  /** Commits that are about to be written: they tell their positions by arriving, so that nobody has to ask for them. */
  expect(ids: readonly string[]): Expected
  close(): Promise<void>
}

export type CommitFeedNeeds = {
  readonly collections: StoreCollections
  readonly asOfNow: AsOfNow
  readonly advance: (to: Timestamp) => void
  /** Told of a stream that broke, which is opened anew. */
  readonly failed: (error: unknown) => void
  /** Commits kept in memory, and the bytes of their events. */
  readonly keepMax?: number
  readonly keepBytesMax?: number
}

type Arrived = { readonly commit: Commit; readonly clusterTime: Timestamp; readonly bytes: number }

/** The longest that a transaction lives on the server. */
const overlapSeconds = 60
/** A reader that stopped longer ago reads what it missed from the collection, not from the stream. */
const resumeWithinSeconds = 600
const reopenMaxMs = 5_000
/** Page ends remembered, with what the feed held when they were given out. */
const pageEndsMax = 1_024

export async function openCommitFeed(needs: CommitFeedNeeds): Promise<CommitFeed> {
  const { collections, asOfNow, advance, failed, keepMax = 8_192, keepBytesMax = 33_554_432 } = needs
  const listeners = new Set<() => void>()
  const pageEnds = createSecondChanceMap<Timestamp>(pageEndsMax)
  const expected = createExpectedCommits()
  let kept: Arrived[] = []
  /** Where a commit stands in `kept`, counted from the first that ever arrived. */
  let places = new Map<Position, number>()
  let dropped = 0
  let bytes = 0
  /** Every commit of this time or later is in memory or on its way there; every earlier one is in the collection. */
  let since = new Timestamp(0n)
  let stream: ChangeStream<CommitDocument> | undefined
  /** Where a stream that breaks goes on; it moves while the log is idle, too. */
  let token: ResumeToken
  let reopening: ReturnType<typeof setTimeout> | undefined
  let telling = false
  let failures = 0
  let closed = false

  const dropOldest = (): void => {
    let count = Math.ceil(kept.length / 2)
    // What one transaction wrote has one time: all of it stays or leaves.
    while (count < kept.length && kept[count]!.clusterTime.equals(kept[count - 1]!.clusterTime)) count += 1
    for (const { commit, bytes: size } of kept.splice(0, count)) {
      places.delete(commit.position)
      bytes -= size
    }
    dropped += count
    const first = kept[0]
    if (first) since = first.clusterTime
  }
  const arrived = (change: ChangeStreamInsertDocument<CommitDocument>): void => {
    const { clusterTime, fullDocument } = change
    if (!clusterTime) throw new Error('A change came without its time; this needs MongoDB 4.0 or later.')
    advance(clusterTime)
    const commit = toCommit(fullDocument)
    expected.arrived(commit)
    if (places.has(commit.position)) return
    const size = fullDocument.events.flat().reduce((sum, { body }) => sum + body.length, 0)
    places.set(commit.position, dropped + kept.length)
    kept.push({ commit, clusterTime, bytes: size })
    bytes += size
    if (kept.length > keepMax || (bytes > keepBytesMax && kept.length > 1)) dropOldest()
    tellSoon()
  }
  /** Once for all that came with one reply. */
  const tellSoon = (): void => {
    if (telling) return
    telling = true
    setImmediate(() => {
      telling = false
      for (const listener of listeners) listener()
    })
  }

  const open = async (from: { startAtOperationTime: Timestamp } | { startAfter: ResumeToken }): Promise<void> => {
    const opening = collections.commits.watch<CommitDocument, ChangeStreamInsertDocument<CommitDocument>>(
      [{ $match: { operationType: 'insert' } }],
      { ...from, batchSize: 1_000, maxAwaitTimeMS: 1_000 },
    )
    await new Promise<void>((resolve, reject) => {
      // The first reply, even of an idle server, comes with a place to go on from.
      opening.once('resumeTokenChanged', () => resolve())
      opening.once('error', reject)
      opening.on('resumeTokenChanged', (next) => void (token = next))
      opening.on('change', arrived)
    }).catch(async (error: unknown) => {
      await opening.close()
      throw error
    })
    opening.on('error', (error) => void reopen(error))
    stream = opening as never
    failures = 0
  }
  /** Readers are told first that all before is in the collection: the first changes come before the opening has ended. */
  const startAt = (time: Timestamp): Promise<void> => {
    kept = []
    places = new Map()
    bytes = 0
    since = time
    advance(time)
    return open({ startAtOperationTime: time })
  }
  const startNow = async (): Promise<void> => startAt(await operationTime(collections))
  /** From where it broke, with what is in memory: its readers are given nothing twice. */
  const goOn = (): Promise<void> => (token === undefined ? startNow() : open({ startAfter: token }))
  const reopen = async (error: unknown): Promise<void> => {
    if (closed || reopening) return
    if (isHistoryLost(error)) token = undefined
    failed(error)
    failures += 1
    reopening = setTimeout(
      () => {
        reopening = undefined
        if (closed) return
        goOn().then(tellSoon, reopen)
      },
      Math.min(reopenMaxMs, 100 * 2 ** failures),
    )
    await stream?.close()
  }

  const fromMemory = (place: number, limit: number): readonly Commit[] =>
    kept.slice(place - dropped, place - dropped + limit).map(({ commit }) => commit)

  const readOlder = async (after: Position, limit: number): Promise<readonly Commit[]> => {
    for (let from = startOf(after, pageEnds.get(after)?.equals(since) ?? false); ;) {
      const until = since
      const found = await asOfNow((options) =>
        collections.commits
          .find({ position: { $gt: from, $lt: until } }, { ...options, sort: { position: 1 }, limit, batchSize: limit })
          .toArray(),
      )
      const last = found.at(-1)
      if (!until.equals(since)) continue
      if (!last) return fromMemory(dropped, limit)
      // What ended late is in memory too, in its place.
      const commits = found.map(toCommit).filter(({ position }) => !places.has(position))
      const end = commits.at(-1)
      if (end) {
        pageEnds.set(end.position, until)
        return commits
      }
      from = last.position
    }
  }

  const checkpoint = await newestNeeded(collections)
  await (checkpoint ? startAt(checkpoint).catch(startNow) : startNow())

  return {
    async read(after, limit) {
      const place = places.get(after)
      return place === undefined ? readOlder(after, limit) : fromMemory(place + 1, limit)
    },
    onArrived(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    expect: expected.expect,
    async close() {
      closed = true
      clearTimeout(reopening)
      await stream?.close()
    },
  }
}

/** Of a stream that cannot go on where it broke: ChangeStreamHistoryLost, ChangeStreamFatalError, InvalidResumeToken. */
const isHistoryLost = (error: unknown): boolean =>
  error instanceof MongoServerError && [286, 280, 260].includes(Number(error.code))

/** Exactly from there where it is known what came before; else from where nothing can be missing. */
function startOf(after: Position, isExact: boolean): Timestamp {
  const position = decodePosition(after)
  if (after === logStart || isExact) return position
  return new Timestamp({ t: Math.max(0, position.high - overlapSeconds) >>> 0, i: 0 })
}

/** The servers' time. */
async function operationTime({ commits }: StoreCollections): Promise<Timestamp> {
  const { operationTime } = (await commits.db.command({ ping: 1 })) as { operationTime?: Timestamp }
  if (!operationTime) throw new Error('This MongoDB tells no time: it is no replica set.')
  return operationTime
}

/** The place that the reader furthest behind goes on from, if that was a short while ago. */
async function newestNeeded(collections: StoreCollections): Promise<Timestamp | undefined> {
  const now = await operationTime(collections)
  const checkpoints = await collections.checkpoints
    .find({ _id: { $not: /^collection\// } }, { maxTimeMS: 5_000 })
    .toArray()
  const from = encodePosition(new Timestamp({ t: now.high - resumeWithinSeconds, i: 0 }))
  const recent = checkpoints.map(({ position }) => position).filter((it) => it > from && it <= encodePosition(now))
  recent.sort()
  return recent[0] === undefined ? undefined : decodePosition(recent[0])
}
