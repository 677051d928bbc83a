/** Makes a stream's state from its events, from the nearest snapshot on where it is long, and keeps the next snapshot. */
import { emptySnapshot, evolveSnapshot, streamOf, type AnyAggregate, type Snapshot } from './aggregate.ts'
import type { StreamName } from './commit-log.ts'
import { AlteredSnapshot, snapshotCharactersMax, snapshotEvery, type SnapshotUntil } from './snapshots.ts'
import { markOfState } from './state-mark.ts'
import type { Store } from './store.ts'

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

  const newest = async (aggregate: AnyAggregate, id: string, until: SnapshotUntil) => {
    const stream = streamOf(aggregate, id)
    try {
      const found = await store.snapshots.newest(stream, until)
      if (!found) return undefined
      const { version, mark, createdAt, updatedAt, body } = found
      if (mark === markOfState(aggregate))
        return { id, version, createdAt, updatedAt, state: JSON.parse(body) as unknown }
      tell(stream, 'of other code')
    } catch (error) {
      tell(stream, error instanceof AlteredSnapshot ? 'altered' : 'unreadable', error)
    }
    return undefined
  }

  const replay = async (aggregate: AnyAggregate, from: Snapshot<unknown>, until = Infinity) => {
    const stream = streamOf(aggregate, from.id)
    let snapshot = from
    let replayed = 0
    for (let size = firstPageSize; ; size = pageSize) {
      const limit = Math.min(size, until - snapshot.version)
      const versions = limit > 0 ? await store.readStream(stream, { after: snapshot.version, limit }) : []
      snapshot = evolveSnapshot(aggregate, snapshot, versions)
      replayed += versions.length
      if (versions.length < limit || limit === 0) break
      const kept = size === firstPageSize ? await newest(aggregate, from.id, { version: until }) : undefined
      if (!kept || kept.version <= snapshot.version) continue
      snapshot = kept
      replayed = 0
    }
    if (until === Infinity && replayed >= snapshotEvery) offer(aggregate, snapshot)
    return snapshot
  }

  const replayAsOf = async (aggregate: AnyAggregate, id: string, at: string) => {
    const stream = streamOf(aggregate, id)
    const updatedAt = new Date(Date.parse(at) - disorderMs).toISOString()
    let snapshot: Snapshot<unknown> = (await newest(aggregate, id, { updatedAt })) ?? emptySnapshot(aggregate, id)
    for (;;) {
      const versions = await store.readStream(stream, { after: snapshot.version, limit: pageSize })
      const later = versions.findIndex((version) => version.at > at)
      snapshot = evolveSnapshot(aggregate, snapshot, later < 0 ? versions : versions.slice(0, later))
      if (later >= 0 || versions.length < pageSize) return snapshot
    }
  }
  return { replay, replayAsOf, offer }
}

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
