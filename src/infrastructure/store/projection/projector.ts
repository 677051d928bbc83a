/**
 * The projector guarantees the read models: it follows the log and writes the documents of every commit again, so that
 * what a commit did not write with itself is late and never missing; and it rebuilds them from the log.
 */
import type { Timers } from '../../../kernel/clock.ts'
import type { AnyAggregate, ReadModel } from '../aggregate.ts'
import { logStart, type Commit, type Position, type StreamName } from '../commit-log.ts'
import type { Fence, FencedWrites } from '../fence.ts'
import { markOf, markReader } from './collection-mark.ts'
import { tailLog, type LogTail } from '../log-tail.ts'
import type { Store } from '../store.ts'
import { BuiltOtherwise, rebuildInPlace, type Rebuilt, type Turn } from './rebuild-in-place.ts'
import type { OpenRebuildLedger } from './rebuild-ledger.ts'
import { createStreamProjection } from './stream-projection.ts'
import { pause, systemTimers } from '../system-timers.ts'

export type ProjectorNeeds = {
  readonly store: Store
  readonly aggregates: readonly AnyAggregate[]
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told of streams whose projection throws; they keep their old documents. */
  readonly unprojectable: (stream: StreamName, error: unknown) => void
  /** Where a rebuild keeps what it has to remember. */
  readonly openLedger: OpenRebuildLedger
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

type TurnWork = (fence?: Fence) => Promise<void>
/** Takes turns with processes that start: the work is done in stretches, each under the fence that it is given. */
export type Take = (work: TurnWork) => Promise<void>

export type RebuildOptions = {
  readonly take?: Take
  /** By which it is known again; see the ledger. */
  readonly name?: string
  readonly signal?: AbortSignal
  /** Told how many commits were read. */
  readonly reached?: (commits: number) => void
}

export type Projector = {
  /**
   * Builds the collections that never were, that are declared otherwise than they were built, or whose rebuild was cut
   * short, then follows the log. What is built, is under the fence where one is given: rejects with `FencedOff` where a
   * later holder has begun, and leaves that one's work alone.
   */
  start(fence?: Fence): Promise<void>
  /**
   * Makes the collections (all, unless named) anew from the log, while they serve and writes go on; one rebuild at a
   * time. Where its signal or `stop` cut it short, what it has come to stays; one of the same name goes on there.
   * Rejects with `BuiltOtherwise` where another release has built one of them meanwhile.
   */
  rebuild(collections?: readonly string[], how?: RebuildOptions): Promise<Rebuilt>
  /** Waits until what is in the log now is projected; refuses after `timeoutMs`. */
  settle(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

const reader = 'projector'
/** Commits handed over at a time: small, because an embedded store writes a page without giving way. */
const pageMax = 64
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

  const { take } = createStreamProjection({
    log: store,
    documents: store.documents,
    aggregates: aggregates.filter(hasReadModels),
    unprojectable,
  })

  /** Applies what the log holds after a position, sooner when it has to stop. */
  const applyFrom = async (from: Position): Promise<void> => {
    const goal = await store.head()
    for (let after = from; after < goal && !stopping.signal.aborted;) {
      const commits = await store.readCommits({ after, limit: pageMax })
      await take(commits)
      after = commits.at(-1)?.position ?? goal
      await new Promise(setImmediate)
    }
  }
  const build = async (names: readonly string[], how: RebuildOptions): Promise<Rebuilt> => {
    const told = tellProgress(needs, names, how.reached)
    const ledger = needs.openLedger(how.name)
    const signals = [stopping.signal, ...(how.signal ? [how.signal] : [])]
    try {
      const rebuilt = await rebuildInPlace({
        store,
        aggregates: aggregates.map((aggregate) => restrict(aggregate, names)).filter(hasReadModels),
        marks: new Map(names.map((name) => [name, marks.get(name)!])),
        ledger,
        turn: await turnsOn(store, names, how.take ?? ((work) => work())),
        now,
        unprojectable,
        reached: told.reached,
        stopping: AbortSignal.any(signals),
      })
      if (rebuilt.isDone) told.done()
      return rebuilt
    } finally {
      ledger.close()
    }
  }
  const rebuild = (names: readonly string[] = [...marks.keys()], how: RebuildOptions = {}): Promise<Rebuilt> => {
    for (const name of names) if (!marks.has(name)) throw new RangeError(`No collection is called "${name}".`)
    const next = rebuilding.then(() => build(names, how))
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
    rebuild: async (names, how) => rebuild(names, how),
    async start(fence) {
      // Also where nothing is to be built: an earlier holder that goes on would undo what is built.
      if (fence) await store.underFence(fence)
      const missing: string[] = []
      for (const [name, mark] of marks) if ((await store.readCheckpoint(markReader(name))) !== mark) missing.push(name)
      const how: RebuildOptions = fence ? { take: (work) => work(fence) } : {}
      const built = missing.length > 0 ? (await rebuild(missing, how)).after : logStart
      const checkpoint = await store.readCheckpoint(reader)
      if (!follow && checkpoint > logStart) {
        // Somebody followed and does so no more: what was still to come then is made up for, once.
        await applyFrom(checkpoint)
        if (!stopping.signal.aborted) await store.writeCheckpoint(reader, logStart)
      }
      if (!follow || stopping.signal.aborted) return
      const after = missing.length === marks.size && built > checkpoint ? built : checkpoint
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

/**
 * Each turn has the writes of its fence, and finds the collections as the one before left them: another release that
 * started in between and built one of them otherwise is not undone.
 */
async function turnsOn(store: Store, names: readonly string[], take: Take): Promise<Turn> {
  const marksNow = async (): Promise<string> => {
    const found = await Promise.all(names.map((name) => store.readCheckpoint(markReader(name))))
    return found.join()
  }
  const before = await marksNow()
  return async (work) => {
    const done: Awaited<ReturnType<typeof work>>[] = []
    await take(async (fence) => {
      const writes = fence ? await store.underFence(fence) : unfenced(store)
      if ((await marksNow()) !== before)
        throw new BuiltOtherwise('Another release has started and built read models meanwhile, as it declares them.')
      done.push(await work(writes))
    })
    return done[0]!
  }
}

const unfenced = ({ documents, writeCheckpoint }: Store): FencedWrites => ({
  write: documents.write,
  rewrite: documents.rewrite,
  drop: documents.drop,
  dropStrayEntries: documents.dropStrayEntries,
  writeCheckpoint,
})

const hasReadModels = ({ readModels }: AnyAggregate): boolean => readModels.length > 0

const restrict = (aggregate: AnyAggregate, names: readonly string[]): AnyAggregate => ({
  ...aggregate,
  readModels: aggregate.readModels.filter(({ collection }: ReadModel<unknown>) => names.includes(collection.name)),
})

/** A log without a commit is not worth a word. */
function tellProgress(
  { now, building }: ProjectorNeeds,
  collections: readonly string[],
  tell: (commits: number) => void = () => undefined,
) {
  let commits = 0
  let toldAt = 0
  return {
    reached(count: number): void {
      commits = count
      tell(count)
      if (now() - toldAt < buildingEveryMs) return
      toldAt = now()
      building?.({ collections, commits, isDone: false })
    },
    done(): void {
      if (commits > 0) building?.({ collections, commits, isDone: true })
    },
  }
}
