/** Reads the commit log. Whatever is decided upon comes from the primary and was seen by a majority: nothing else is true. */
import { Timestamp, type ClientSession, type MongoClient } from 'mongodb'
import type {
  Commit,
  CommitToAppend,
  LogScan,
  Position,
  RepeatableOutcome,
  RepeatKeys,
  StreamVersion,
} from '../commit-log.ts'
import { logStart } from '../commit-log.ts'
import type { KnownOfLog } from '../plan-appends.ts'
import { createSecondChanceMap } from '../../../kernel/second-chance-map.ts'
import {
  decodePosition,
  encodePosition,
  parseStreamVersion,
  streamVersion,
  toCommit,
  versionIn,
  type CommitDocument,
} from './commit-document.ts'
import { gatherReads } from './gathered-reads.ts'
import type { StoreCollections } from './mongodb-schema.ts'

/** Streams whose newest version is remembered: versions only grow, so that what a majority had never becomes wrong. */
const tailsMax = 16_384
const lastVersion = 9_999_999_999
/** A page of what an organisation seldom takes part in may be far from the page before. */
const scanTimeMs = 10_000

export type MongodbCommitLog = ReturnType<typeof openMongodbCommitLog>

/** How a read is made: a session that has seen what this process has, and for how long at most. */
export type ReadOptions = {
  readonly session: ClientSession
  readonly maxTimeMS: number
  readonly signal?: AbortSignal
  readonly readPreference?: 'secondaryPreferred'
}
/** Reads what a majority has, as of all that this process has seen. */
export type AsOfNow = <T>(read: (options: ReadOptions) => Promise<T>) => Promise<T>

export function openMongodbCommitLog(client: MongoClient, { commits }: StoreCollections, maxTimeMs: number) {
  const tails = createSecondChanceMap<number>(tailsMax)
  let seen: Timestamp | undefined
  const saw = (stream: string, version: number): void => {
    if ((tails.get(stream) ?? 0) < version) tails.set(stream, version)
  }
  /** A new primary's majority may lag behind what the old one had acknowledged: it is waited for. */
  const asOfNow: AsOfNow = async (read) => {
    const session = client.startSession({ causalConsistency: true })
    try {
      if (seen) session.advanceOperationTime(seen)
      return await read({ session, maxTimeMS: maxTimeMs })
    } finally {
      await session.endSession()
    }
  }
  /** Those of the versions that exist. */
  const findVersions = async (wanted: readonly string[]): Promise<ReadonlySet<string>> => {
    if (wanted.length === 0) return new Set()
    const found = await asOfNow((options) =>
      commits
        .find({ streams: { $in: [...wanted] } }, { ...options, projection: { _id: 0, streams: 1 }, batchSize: 1_000 })
        .toArray(),
    )
    const versions = found.flatMap(({ streams }) => streams)
    for (const text of versions) {
      const { stream, version } = parseStreamVersion(text)
      saw(stream, version)
    }
    return new Set(versions)
  }
  const findVersion = gatherReads(async (wanted) => [...(await findVersions(wanted))].map((id) => ({ id })))
  const findPositions = async (ids: readonly string[]): Promise<ReadonlyMap<string, Position>> => {
    const found = await asOfNow((options) =>
      commits.find({ _id: { $in: [...ids] } }, { ...options, projection: { position: 1 }, batchSize: 1_000 }).toArray(),
    )
    return new Map(found.map(({ _id, position }) => [_id, encodePosition(position)]))
  }
  const findOutcomes = async (keys: readonly string[]): Promise<ReadonlyMap<string, RepeatableOutcome>> => {
    if (keys.length === 0) return new Map()
    const found = await asOfNow((options) =>
      commits
        .find(
          { keys: { $in: [...keys] } },
          { ...options, projection: { _id: 0, keys: 1, outcome: 1 }, batchSize: 1_000 },
        )
        .toArray(),
    )
    return new Map(found.flatMap(({ keys: held = [], outcome }) => (outcome ? held.map((key) => [key, outcome]) : [])))
  }
  const hasTail = (stream: string, version: number): boolean => (tails.get(stream) ?? 0) >= version

  return {
    asOfNow,
    /** Later reads see at least what the servers had at this time. */
    advance(to: Timestamp): void {
      if (!seen || to.greaterThan(seen)) seen = to
    },
    landed(commit: CommitToAppend): void {
      for (const { stream, version } of commit.extensions) saw(stream, version)
    },
    /** Enough to write without looking: that the versions before exist. What is in the way, the indexes will say. */
    async lookBehind(waiting: readonly CommitToAppend[]): Promise<KnownOfLog> {
      const unknown = new Set<string>()
      const made = new Set(waiting.flatMap(({ extensions }) => extensions.map((it) => `${it.stream}@${it.version}`)))
      for (const { extensions } of waiting)
        for (const { stream, version } of extensions)
          if (version > 1 && !made.has(`${stream}@${version - 1}`) && !hasTail(stream, version - 1))
            unknown.add(streamVersion(stream, version - 1))
      await findVersions([...unknown])
      return { positions: new Map(), outcomes: new Map(), hasVersion: hasTail }
    },
    findPositions,
    /** All that may be in the way of commits. */
    async lookAround(waiting: readonly CommitToAppend[]): Promise<KnownOfLog> {
      const wanted = waiting.flatMap(({ extensions }) =>
        extensions.flatMap(({ stream, version }) => [
          streamVersion(stream, version),
          ...(version > 1 ? [streamVersion(stream, version - 1)] : []),
        ]),
      )
      const [positions, outcomes, versions] = await Promise.all([
        findPositions(waiting.map(({ id }) => id)),
        findOutcomes(waiting.flatMap(({ repeat }) => repeat?.keys ?? [])),
        findVersions([...new Set(wanted)]),
      ])
      return { positions, outcomes, hasVersion: (stream, version) => versions.has(streamVersion(stream, version)) }
    },
    async readStream(stream: string, after: number, limit: number): Promise<readonly StreamVersion[]> {
      if (after >= lastVersion) return []
      // A range inside one element of the array; two conditions on the array would search all of the stream's kind.
      const range = { $gt: streamVersion(stream, after), $lte: streamVersion(stream, lastVersion) }
      const found = await asOfNow((options) =>
        commits
          .find({ streams: { $elemMatch: range } } as object, {
            ...options,
            hint: 'by_stream',
            projection: { _id: 0, streams: 1, events: 1, at: 1 },
            limit,
            batchSize: Math.min(limit, 1_000),
          })
          .toArray(),
      )
      // No sort could use an index on an array: the index's own order is the order of versions, and looked at again here.
      const versions = found.map((document) => versionIn(document as CommitDocument, stream))
      versions.sort((a, b) => a.version - b.version)
      const last = versions.at(-1)
      if (last) saw(stream, last.version)
      return versions
    },
    /** Versions have no gaps: who has a later one has the next. Commands of one turn share the look. */
    async findExtended(known: ReadonlyMap<string, number>): Promise<ReadonlySet<string>> {
      const looks = [...known].map(async ([stream, version]) =>
        (await findVersion(streamVersion(stream, version + 1))) ? [stream] : [],
      )
      return new Set((await Promise.all(looks)).flat())
    },
    findRepeat: async (key: string): Promise<RepeatableOutcome | undefined> => (await findOutcomes([key])).get(key),
    async readRepeats(positions: readonly Position[]): Promise<ReadonlyMap<Position, RepeatKeys>> {
      const found = await asOfNow((options) =>
        commits
          .find(
            { position: { $in: positions.map(decodePosition) }, keys: { $exists: true } },
            { ...options, projection: { _id: 0, position: 1, keys: 1, outcome: 1 }, batchSize: 1_000 },
          )
          .toArray(),
      )
      return new Map(
        found.flatMap(({ position, keys, outcome }) =>
          keys && outcome ? [[encodePosition(position), { keys, outcome }] as const] : [],
        ),
      )
    },
    async positionOf(stream: string, version: number): Promise<Position | undefined> {
      if (version < 1) return undefined
      const found = await asOfNow((options) =>
        commits.findOne(
          { streams: streamVersion(stream, version) },
          { ...options, projection: { _id: 0, position: 1 } },
        ),
      )
      return found ? encodePosition(found.position) : undefined
    },
    async scanCommits({ after, limit, until, of }: LogScan): Promise<readonly Commit[]> {
      const range = { $gt: decodePosition(after), ...(until !== undefined && { $lte: decodePosition(until) }) }
      const found = await asOfNow((options) =>
        commits
          .find(
            { position: range, ...(of !== undefined && { organisations: of ?? [] }) },
            { ...options, maxTimeMS: scanTimeMs, sort: { position: 1 }, limit, batchSize: limit },
          )
          .toArray(),
      )
      return found.map(toCommit)
    },
    async findCommit(position: Position): Promise<Commit | undefined> {
      const found = await asOfNow((options) => commits.findOne({ position: decodePosition(position) }, options))
      return found ? toCommit(found) : undefined
    },
    async head(): Promise<Position> {
      const last = await asOfNow((options) =>
        commits.findOne({}, { ...options, sort: { position: -1 }, projection: { position: 1 } }),
      )
      return last ? encodePosition(last.position) : logStart
    },
  }
}
