/** The states that commands decide on: from the stream, from memory, or from a commit that is still on its way to the disk. */
import { emptySnapshot, streamOf, type AnyAggregate, type Snapshot } from '../aggregate.ts'
import type { StreamName } from '../commit-log.ts'
import { createSecondChanceMap, type SecondChanceMap } from '../../../kernel/second-chance-map.ts'
import { snapshotEvery } from '../snapshots.ts'
import type { Store } from '../store.ts'
import { createStreamHeads, type Head, type UnderWay } from './stream-heads.ts'
import { createStreamReplay, type StreamReplayNeeds } from './stream-replay.ts'

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
  /** The state as of a version that exists, or of a moment (UTC, ISO 8601): version 0 where the stream began later. */
  readPast(aggregate: AnyAggregate, id: string, asOf: string | number): Promise<Snapshot<unknown>>
  /** The newest that commits under way make of it. */
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
  const heads = createStreamHeads()

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

  const readAt = async (aggregate: AnyAggregate, id: string, version: number): Promise<Snapshot<unknown>> => {
    const snapshot = await replay(aggregate, emptySnapshot(aggregate, id), version)
    if (snapshot.version !== version) throw new Error(`${streamOf(aggregate, id)} has no version ${version}.`)
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
    readAt,
    readPast: (aggregate, id, asOf) =>
      typeof asOf === 'number' ? readAt(aggregate, id, asOf) : replayAsOf(aggregate, id, asOf),
    head: heads.newest,
    announce(commit, changed) {
      const settle = (didLand: boolean): boolean => {
        heads.settle(commit, didLand)
        if (!didLand) return false
        for (const [stream, { snapshot }] of made) {
          keep(stream, snapshot)
          if (snapshot.version % snapshotEvery === 0) offer(changed.get(stream)!.aggregate, snapshot)
        }
        return true
      }
      const landed = commit.appended.then(
        (result) => settle(result?.outcome === 'appended'),
        () => settle(false),
      )
      const made = new Map([...changed].map(([stream, { snapshot }]) => [stream, { snapshot, commit, landed }]))
      heads.add(commit, made)
    },
    forget: (stream) => keptOf(stream).delete(stream),
  }
}
