/** The states that commands decide on: from the stream, from memory, or from a commit that is still on its way to the disk. */
import { emptySnapshot, streamOf, type AnyAggregate, type Snapshot } from './aggregate.ts'
import type { AppendResult, StreamName } from './commit-log.ts'
import { createSecondChanceMap, type SecondChanceMap } from '../../kernel/second-chance-map.ts'
import { snapshotEvery } from './snapshots.ts'
import type { Store } from './store.ts'
import { createStreamReplay, type StreamReplayNeeds } from './stream-replay.ts'

/** A commit under way. */
export type UnderWay = {
  readonly id: string
  /** Whether it was handed to the log; one that was not is given up. */
  readonly submitted: Promise<boolean>
  /** What became of it; undefined where it was given up. */
  readonly appended: Promise<AppendResult | undefined>
}

/** A state that a commit under way will make true; `landed` tells whether it did. */
export type Head = {
  readonly snapshot: Snapshot<unknown>
  readonly commit: UnderWay
  readonly landed: Promise<boolean>
}

/** A committed state, which another process may have changed since where `isAssumed`. */
export type Assumed = { readonly snapshot: Snapshot<unknown>; readonly isAssumed: boolean }

/** A stream that a commit extends: the state that it makes. */
export type Changed = { readonly aggregate: AnyAggregate; readonly snapshot: Snapshot<unknown> }

export type StreamStates = {
  /** The committed state: memory, brought up to date by the stream's tail. */
  read(aggregate: AnyAggregate, id: string): Promise<Snapshot<unknown>>
  /**
   * The same from memory alone where it is there, and nobody was heard to have changed it: to be decided upon now, and
   * held against the log by `areCurrent` before anybody is told.
   */
  assume(aggregate: AnyAggregate, id: string): Promise<Assumed>
  /**
   * Whether none of the streams has a later version than was assumed: one look for all of them. Those that have are
   * doubted.
   */
  areCurrent(assumed: ReadonlyMap<StreamName, number>): Promise<boolean>
  /** Streams that other processes were heard to have extended: they are not assumed until they are read again. */
  doubt(streams: readonly StreamName[]): void
  /** The state as of a version that exists. */
  readAt(aggregate: AnyAggregate, id: string, version: number): Promise<Snapshot<unknown>>
  /** The state as of a moment (UTC, ISO 8601): version 0 where the stream began later. */
  readAsOf(aggregate: AnyAggregate, id: string, at: string): Promise<Snapshot<unknown>>
  head(stream: StreamName): Head | undefined
  /** Announces the states that a commit makes once it lands; they are what `read` gives before anybody hears that it did. */
  announce(commit: UnderWay, changed: ReadonlyMap<StreamName, Changed>): void
  /** Another writer has extended the stream: what is kept of it is looked up again. */
  forget(stream: StreamName): void
}

type Kept = { readonly snapshot: Snapshot<unknown>; isDoubted: boolean }

/**
 * @param keepMax  states kept in memory of each kind, so that a day's orders do not drive out the stock they take from;
 * the oldest that nobody asked for leave first
 */
export function createStreamStates(
  needs: StreamReplayNeeds & { readonly store: Pick<Store, 'soleWriter' | 'findExtended'> },
  keepMax = 4_096,
): StreamStates {
  const { store } = needs
  const { soleWriter } = store
  const { replay, replayAsOf, offer } = createStreamReplay(needs)
  const keptByKind = new Map<string, SecondChanceMap<Kept>>()
  const keptOf = (stream: StreamName): SecondChanceMap<Kept> => {
    const kind = stream.slice(0, stream.indexOf('-'))
    const known = keptByKind.get(kind) ?? createSecondChanceMap(keepMax)
    keptByKind.set(kind, known)
    return known
  }
  const heads = new Map<StreamName, Head>()

  const keep = (stream: StreamName, snapshot: Snapshot<unknown>): void => {
    const kept = keptOf(stream)
    const known = kept.get(stream)
    if (!known || known.snapshot.version <= snapshot.version) kept.set(stream, { snapshot, isDoubted: false })
  }
  const doubt = (streams: Iterable<StreamName>): void => {
    for (const stream of streams) {
      const known = keptOf(stream).get(stream)
      if (known) known.isDoubted = true
    }
  }
  const read = async (aggregate: AnyAggregate, id: string): Promise<Snapshot<unknown>> => {
    const stream = streamOf(aggregate, id)
    const known = keptOf(stream).get(stream)?.snapshot
    if (known && soleWriter) return known
    const snapshot = await replay(aggregate, known ?? emptySnapshot(aggregate, id))
    if (snapshot.version > 0) keep(stream, snapshot)
    return snapshot
  }

  return {
    read,
    async assume(aggregate, id) {
      const stream = streamOf(aggregate, id)
      const known = keptOf(stream).get(stream)
      if (known && !known.isDoubted) return { snapshot: known.snapshot, isAssumed: !soleWriter }
      return { snapshot: await read(aggregate, id), isAssumed: false }
    },
    async areCurrent(assumed) {
      if (assumed.size === 0) return true
      const extended = await store.findExtended(assumed)
      doubt(extended)
      return extended.size === 0
    },
    doubt,
    async readAt(aggregate, id, version) {
      const snapshot = await replay(aggregate, emptySnapshot(aggregate, id), version)
      if (snapshot.version !== version) throw new Error(`${streamOf(aggregate, id)} has no version ${version}.`)
      return snapshot
    },
    readAsOf: replayAsOf,
    head: (stream) => heads.get(stream),
    announce(commit, changed) {
      const settle = (did: boolean): boolean => {
        for (const [stream, head] of announced) {
          if (did) keep(stream, head.snapshot)
          if (did && head.snapshot.version % snapshotEvery === 0) offer(changed.get(stream)!.aggregate, head.snapshot)
          if (heads.get(stream) === head) heads.delete(stream)
        }
        return did
      }
      const landed = commit.appended.then(
        (result) => settle(result?.outcome === 'appended'),
        () => settle(false),
      )
      const announced = [...changed].map(([stream, { snapshot }]) => [stream, { snapshot, commit, landed }] as const)
      for (const [stream, head] of announced) heads.set(stream, head)
    },
    forget: (stream) => keptOf(stream).delete(stream),
  }
}
