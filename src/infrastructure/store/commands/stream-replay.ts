/** Makes a stream's state from its events, from the nearest snapshot on where it is long, and keeps the next snapshot. */
import { emptySnapshot, evolveSnapshot, streamOf, type AnyAggregate, type Snapshot } from '../aggregate.ts'
import type { StreamName, StreamVersion } from '../commit-log.ts'
import {
  AlteredSnapshot,
  snapshotCharactersMax,
  snapshotEvery,
  type KeptSnapshot,
  type SnapshotUntil,
} from '../snapshots.ts'
import { markOfState } from './state-mark.ts'
import type { Store } from '../store.ts'

/** Why a snapshot is passed over, or not kept: the events are read instead, so that nothing is lost but time. */
export type SnapshotTrouble = 'altered' | 'unreadable' | 'of other code' | 'not kept'

export type StreamReplayNeeds = {
  readonly store: Pick<Store, 'readStream' | 'snapshots'>
  /** Told once for each kind of stream and trouble. */
  readonly troubled?: Tell | undefined
}

export type StreamReplay = {
  /** Continues a state up to a version, or to the stream's end. */
  replay(aggregate: AnyAggregate, from: Snapshot<unknown>, until?: number): Promise<Snapshot<unknown>>
  /** The state by the last version before the first one that is later than `at` (UTC, ISO 8601). */
  replayAsOf(aggregate: AnyAggregate, id: string, at: string): Promise<Snapshot<unknown>>
  /** Keeps a snapshot in a while; where too many wait, this one is left out. */
  offer(aggregate: AnyAggregate, snapshot: Snapshot<unknown>): void
}

/** As long as most streams ever get: what ends within it costs one look, and has no snapshot to be asked for. */
const firstPageSize = 25
/** Versions read at a time. */
const pageSize = 1_000
/** Snapshots that wait to be kept, one of each stream. */
const waitingMax = 256
/**
 * Commits of a stream are not in the order of their times: who came first may have waited longer. No request waits, and
 * no clock differs, by as much as this; so what is kept of a state this much older has nothing later in it.
 */
const disorderMs = 60_000

export function createStreamReplay({ store, troubled }: StreamReplayNeeds): StreamReplay {
  const tell = tellOnce(troubled)
  const offer = createKeeper(store, tell)

  /** What a snapshot holds; undefined, and told, where it cannot be used. */
  const opened = async <Found extends Opened>(
    aggregate: AnyAggregate,
    id: string,
    find: (stream: StreamName) => Promise<Found | undefined>,
  ) => {
    const stream = streamOf(aggregate, id)
    try {
      const found = await find(stream)
      if (!found) return undefined
      const { version, mark, createdAt, updatedAt, body } = found.snapshot
      if (mark === markOfState(aggregate))
        return { ...found, snapshot: { id, version, createdAt, updatedAt, state: JSON.parse(body) as unknown } }
      tell(stream, 'of other code')
    } catch (error) {
      tell(stream, error instanceof AlteredSnapshot ? 'altered' : 'unreadable', error)
    }
    return undefined
  }
  const newest = (aggregate: AnyAggregate, id: string, until: SnapshotUntil) =>
    opened(aggregate, id, async (stream): Promise<Opened | undefined> => {
      const snapshot = await store.snapshots.newest(stream, until)
      return snapshot && { snapshot }
    })
  /** With what follows it, where nothing is left out and one look gives both. */
  const newestUpTo = (aggregate: AnyAggregate, id: string, until: number) => {
    const { snapshots } = store
    return until === Infinity && snapshots.newestWithTail
      ? opened(aggregate, id, async (stream): Promise<Opened | undefined> => snapshots.newestWithTail?.(stream))
      : newest(aggregate, id, { version: until })
  }

  const replay = async (aggregate: AnyAggregate, from: Snapshot<unknown>, until = Infinity) => {
    const stream = streamOf(aggregate, from.id)
    const isLikelyLong = from.version === 0 && until === Infinity && store.snapshots.mayHave?.(stream) === true
    let snapshot = from
    let replayed = 0
    for (let size = firstPageSize; ; size = pageSize) {
      const isFirst = size === firstPageSize
      const limit = Math.min(size, until - snapshot.version)
      const reading = limit > 0 ? store.readStream(stream, { after: snapshot.version, limit }) : Promise.resolve([])
      // Of a page that a snapshot makes needless nobody hears how it ended.
      reading.catch(() => undefined)
      let kept = isFirst && isLikelyLong ? await newestUpTo(aggregate, from.id, until) : undefined
      if (!kept) {
        const versions = await reading
        snapshot = evolveSnapshot(aggregate, snapshot, versions)
        replayed += versions.length
        if (versions.length < limit || limit === 0) break
        if (isFirst && !isLikelyLong) kept = await newestUpTo(aggregate, from.id, until)
      }
      if (!kept || kept.snapshot.version <= snapshot.version) continue
      const { tail = [] } = kept
      snapshot = evolveSnapshot(aggregate, kept.snapshot, tail)
      replayed = tail.length
      // What follows a snapshot is all that follows it, unless there is room for no more.
      if (kept.tail && tail.length < snapshotEvery) break
    }
    if (until === Infinity && replayed >= snapshotEvery) offer(aggregate, snapshot)
    return snapshot
  }

  const replayAsOf = async (aggregate: AnyAggregate, id: string, at: string) => {
    const stream = streamOf(aggregate, id)
    const updatedAt = new Date(Date.parse(at) - disorderMs).toISOString()
    const kept = await newest(aggregate, id, { updatedAt })
    let snapshot: Snapshot<unknown> = kept?.snapshot ?? emptySnapshot(aggregate, id)
    for (;;) {
      const versions = await store.readStream(stream, { after: snapshot.version, limit: pageSize })
      const later = versions.findIndex((version) => version.at > at)
      snapshot = evolveSnapshot(aggregate, snapshot, later < 0 ? versions : versions.slice(0, later))
      if (later >= 0 || versions.length < pageSize) return snapshot
    }
  }
  return { replay, replayAsOf, offer }
}

type Opened = { readonly snapshot: KeptSnapshot; readonly tail?: readonly StreamVersion[] }

type Tell = (stream: StreamName, trouble: SnapshotTrouble, error?: unknown) => void

function tellOnce(troubled: Tell = () => {}): Tell {
  const told = new Set<string>()
  return (stream, trouble, error) => {
    const key = `${stream.slice(0, stream.indexOf('-'))} ${trouble}`
    if (told.has(key)) return
    told.add(key)
    troubled(stream, trouble, error)
  }
}

/** One after another, each after whatever else waits: no command waits for a snapshot. */
function createKeeper({ snapshots }: StreamReplayNeeds['store'], tell: Tell): StreamReplay['offer'] {
  const waiting = new Map<StreamName, { readonly aggregate: AnyAggregate; readonly snapshot: Snapshot<unknown> }>()
  let isKeeping = false
  const keep = async (stream: StreamName): Promise<void> => {
    const { aggregate, snapshot } = waiting.get(stream)!
    waiting.delete(stream)
    const { version, createdAt, updatedAt, state } = snapshot
    try {
      const body = JSON.stringify(state)
      if (body.length > snapshotCharactersMax) return
      await snapshots.keep({ stream, version, mark: markOfState(aggregate), createdAt, updatedAt, body })
    } catch (error) {
      tell(stream, 'not kept', error)
    }
  }
  const keepAll = async (): Promise<void> => {
    isKeeping = true
    for (;;) {
      await new Promise(setImmediate)
      const [stream] = waiting.keys()
      if (stream === undefined) break
      await keep(stream)
    }
    isKeeping = false
  }
  return (aggregate, snapshot) => {
    const stream = streamOf(aggregate, snapshot.id)
    if (snapshot.version < snapshotEvery || (waiting.size >= waitingMax && !waiting.has(stream))) return
    waiting.set(stream, { aggregate, snapshot })
    if (!isKeeping) void keepAll()
  }
}
