/**
 * The projector guarantees the read models: it follows the log and writes the documents of every commit again, so that
 * what a commit did not write with itself is late and never missing; and it rebuilds them from the log.
 */
import type { Timers } from '../../kernel/clock.ts'
import type { AnyAggregate, ReadModel } from './aggregate.ts'
import { logStart, type Commit, type Position, type StreamName } from './commit-log.ts'
import type { Fence, FencedWrites } from './fence.ts'
import { markOf, markReader } from './collection-mark.ts'
import { tailLog, type LogTail } from './log-tail.ts'
import type { Store } from './store.ts'
import { createStreamProjection, type StreamProjection } from './stream-projection.ts'
import { pause, systemTimers } from './system-timers.ts'

export type ProjectorNeeds = {
  readonly store: Store
  readonly aggregates: readonly AnyAggregate[]
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told of streams whose projection throws; they keep their old documents. */
  readonly unprojectable: (stream: StreamName, error: unknown) => void
  /** Told of pages that failed, and come again. */
  readonly failed: (error: unknown) => void
  /** Told how far a build is: how many commits were read, when it begins to take time and when it ends. */
  readonly building?: (progress: BuildProgress) => void
  /** Commits younger than this wait. It shows what a store would that cannot write documents with commits. */
  readonly delayMs?: number
  /** False where commits and documents share a transaction: then it builds what is missing and follows nothing. */
  readonly follow?: boolean
  /** What it waits by; the machine's own unless given. */
  readonly timers?: Timers
}

export type BuildProgress = {
  readonly collections: readonly string[]
  readonly commits: number
  readonly isDone: boolean
}

export type Projector = {
  /**
   * Builds the collections that never were, that are declared otherwise than they were built, or whose rebuild was cut
   * short, then follows the log. What is built, is under the fence where one is given: rejects with `FencedOff` where a
   * later holder has begun, and leaves that one's work alone.
   */
  start(fence?: Fence): Promise<void>
  /** Empties the collections (all, unless named) and builds them from the log, while writes go on; under the fence as above. */
  rebuild(collections?: readonly string[], fence?: Fence): Promise<void>
  /** Waits until what is in the log now is projected; refuses after `timeoutMs`. */
  settle(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

const reader = 'projector'
/** Commits handed over at a time: small, because an embedded store writes a page without giving way. */
const pageMax = 64
/** Streams whose documents a build holds back: what changes again soon is written once, not once a page. */
const buildingMax = 4_096
/** How often a build says how far it is. */
const buildingEveryMs = 5_000

export function createProjector(needs: ProjectorNeeds): Projector {
  const { store, aggregates, now, unprojectable, failed, delayMs = 0, follow = true, timers = systemTimers } = needs
  const marks = new Map(
    aggregates.flatMap(({ readModels }) => readModels.map((made) => [made.collection.name, markOf(made)] as const)),
  )
  const stopping = new AbortController()
  let tail: LogTail | undefined
  let rebuilding: Promise<void> = Promise.resolve()

  const projection = (
    of: readonly AnyAggregate[],
    documents: Pick<FencedWrites, 'write'> = store.documents,
    waitMax = 0,
  ) => createStreamProjection({ log: store, documents, aggregates: of, unprojectable, waitMax })

  /** Applies what the log holds after a position and gives the last one, sooner when it has to stop. */
  const applyFrom = async (
    from: Position,
    { take, finish }: StreamProjection,
    reached: (commits: number) => void = () => {},
  ): Promise<Position> => {
    // What lands from here on is written with its commit or by the tail: no need to chase the writers.
    const goal = await store.head()
    let after = from
    let count = 0
    while (after < goal && !stopping.signal.aborted) {
      const commits = await store.readCommits({ after, limit: pageMax })
      await take(commits)
      after = commits.at(-1)?.position ?? goal
      reached((count += commits.length))
      await new Promise(setImmediate)
    }
    if (!stopping.signal.aborted) await finish()
    return after
  }
  const build = async (
    names: readonly string[],
    { clear, write, writeCheckpoint }: FencedWrites,
  ): Promise<Position> => {
    for (const name of names)
      if ((await store.readCheckpoint(markReader(name))) !== logStart) await writeCheckpoint(markReader(name), logStart)
    await clear(names)
    const told = tellProgress(needs, names)
    const restricted = aggregates.map((aggregate) => restrict(aggregate, names)).filter(hasReadModels)
    const after = await applyFrom(logStart, projection(restricted, { write }, buildingMax), told.reached)
    if (stopping.signal.aborted) return after
    for (const name of names) await writeCheckpoint(markReader(name), marks.get(name)!)
    told.done()
    return after
  }
  const rebuild = (names: readonly string[] = [...marks.keys()], writes = unfenced(store)): Promise<Position> => {
    for (const name of names) if (!marks.has(name)) throw new RangeError(`No collection is called "${name}".`)
    const next = rebuilding.then(() => build(names, writes))
    rebuilding = next.then(
      () => {},
      () => {},
    )
    return next
  }
  const due = async (commits: readonly Commit[]): Promise<void> => {
    if (delayMs === 0) return
    const waitMs = Date.parse(commits.at(-1)!.at) + delayMs - now()
    if (waitMs > 0) await pause(timers, Math.min(waitMs, delayMs), stopping.signal)
  }

  return {
    async rebuild(names, fence) {
      await rebuild(names, fence && (await store.underFence(fence)))
    },
    async start(fence) {
      // Also where nothing is to be built: an earlier holder that goes on would empty what is built.
      const writes = fence && (await store.underFence(fence))
      const missing: string[] = []
      for (const [name, mark] of marks) if ((await store.readCheckpoint(markReader(name))) !== mark) missing.push(name)
      const built = missing.length > 0 ? await rebuild(missing, writes) : logStart
      const checkpoint = await store.readCheckpoint(reader)
      if (!follow && checkpoint > logStart) {
        // Somebody followed and does so no more: what was still to come then is made up for, once.
        await applyFrom(checkpoint, projection(aggregates.filter(hasReadModels)))
        if (!stopping.signal.aborted) await store.writeCheckpoint(reader, logStart)
      }
      if (!follow || stopping.signal.aborted) return
      const after = missing.length === marks.size && built > checkpoint ? built : checkpoint
      const { take } = projection(aggregates.filter(hasReadModels))
      const handle = async (commits: readonly Commit[]): Promise<void> => {
        await due(commits)
        await take(commits)
        await store.writeCheckpoint(reader, commits.at(-1)!.position)
      }
      const report = (error: unknown): void => {
        if (!stopping.signal.aborted) failed(error)
      }
      await store.writeCheckpoint(reader, after)
      tail = tailLog({ log: store, after, pageMax, handle, failed: report, timers })
    },
    async settle(timeoutMs) {
      const goal = await store.head()
      const until = performance.now() + timeoutMs
      while (follow && (await store.readCheckpoint(reader)) < goal) {
        if (performance.now() > until) throw new Error(`The projector did not reach ${goal} in ${timeoutMs} ms.`)
        await pause(timers, 5)
      }
    },
    async stop() {
      stopping.abort()
      await tail?.stop()
      await rebuilding
    },
  }
}

const unfenced = (store: Store): FencedWrites => ({
  write: store.documents.write,
  clear: store.documents.clear,
  writeCheckpoint: store.writeCheckpoint,
})

const hasReadModels = ({ readModels }: AnyAggregate): boolean => readModels.length > 0

const restrict = (aggregate: AnyAggregate, names: readonly string[]): AnyAggregate => ({
  ...aggregate,
  readModels: aggregate.readModels.filter(({ collection }: ReadModel<unknown>) => names.includes(collection.name)),
})

/** A log without a commit is not worth a word. */
function tellProgress({ now, building }: ProjectorNeeds, collections: readonly string[]) {
  let commits = 0
  let toldAt = 0
  return {
    reached(count: number): void {
      commits = count
      if (now() - toldAt < buildingEveryMs) return
      toldAt = now()
      building?.({ collections, commits, isDone: false })
    },
    done(): void {
      if (commits > 0) building?.({ collections, commits, isDone: true })
    },
  }
}
