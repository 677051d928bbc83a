/**
 * Makes collections anew from the log while they serve. What the log makes is written over what is there, where that is
 * no newer; then whatever the log has not made leaves. So no reader ever finds less than before, whoever writes
 * meanwhile wins by the version, and what is as it should be is only looked at.
 */
import { emptySnapshot, evolveSnapshot, projectSnapshot, type AnyAggregate } from '../aggregate.ts'
import { markReader } from './collection-mark.ts'
import { logStart, parseStreamName, type Commit, type Position, type StreamName } from '../commit-log.ts'
import { repairsMax } from '../document-repairs.ts'
import type { DocumentWrite } from '../documents.ts'
import type { FencedWrites } from '../fence.ts'
import type { RebuildLedger, Stranger } from './rebuild-ledger.ts'
import type { Store } from '../store.ts'
import { createStreamProjection } from './stream-projection.ts'

/** Does a stretch of the work with the writes that are allowed then. */
export type Turn = <T>(work: (writes: FencedWrites) => Promise<T>) => Promise<T>

export type RebuildInPlaceNeeds = {
  readonly store: Store
  /** With no read models but those that are rebuilt. */
  readonly aggregates: readonly AnyAggregate[]
  /** Of the collections that are rebuilt, the marks that they bear afterwards. */
  readonly marks: ReadonlyMap<string, Position>
  readonly ledger: RebuildLedger
  readonly turn: Turn
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly unprojectable: (stream: StreamName, error: unknown) => void
  /** Told how many commits were read. */
  readonly reached: (commits: number) => void
  readonly stopping: AbortSignal
}

export type Rebuilt = {
  /** Where in the log it has come to; less than all of it where it had to stop. */
  readonly after: Position
  readonly isDone: boolean
  /** Documents that the log had not made. */
  readonly removed: number
}

/** Another release has built one of the collections meanwhile, as it declares it. */
export class BuiltOtherwise extends Error {
  override name = 'BuiltOtherwise'
}

/** Commits handed over at a time: small, because an embedded store writes a page without giving way. */
const pageMax = 64
/** Streams whose documents are held back: what changes again soon is written once, not once a page. */
const waitMax = 4_096
/** Pages in one stretch: who waits for a turn waits a second or two. */
const pagesPerTurn = 32
/** What is younger may still be joined by older commits, where several processes write. */
const unsettledMs = 180_000

export async function rebuildInPlace(needs: RebuildInPlaceNeeds): Promise<Rebuilt> {
  const { store, ledger, stopping } = needs
  const pass = createPass(needs)
  // What lands from here on is written with its commit or by the tail: no need to chase the writers.
  const goal = await store.head()
  const after = await pass.until(goal, ledger.reached() ?? logStart)
  if (stopping.aborted) return { after, isDone: false, removed: 0 }
  await findStrangers(needs)
  // Those of them that were made since are known after this.
  await pass.again()
  const removed = await removeStrangers(needs)
  // What was committed while a stranger stood in its place.
  if (removed > 0) await pass.again()
  await sweepEntries(needs)
  if (stopping.aborted) return { after, isDone: false, removed }
  await needs.turn(async ({ writeCheckpoint }) => {
    for (const [name, mark] of needs.marks) await writeCheckpoint(markReader(name), mark)
  })
  ledger.finish()
  return { after, isDone: true, removed }
}

/** Reads the log and writes what it makes. */
function createPass(needs: RebuildInPlaceNeeds) {
  const { store, aggregates, ledger, turn, now, stopping } = needs
  let writes: FencedWrites | undefined
  let count = 0
  /** Behind it, commits may still come to stand among those that were read. */
  let settled = ledger.reached() ?? logStart
  const collectionsOf = new Map(
    aggregates.map(({ kind, readModels }) => [kind, readModels.map(({ collection }) => collection.name)]),
  )
  const { take, finish } = createStreamProjection({
    log: store,
    aggregates,
    waitMax,
    documents: { write: (documents) => writes!.rewrite(documents) },
    written: (stream, documents) => ledger.made(stream, documents),
    unprojectable(stream, error) {
      ledger.distrust(collectionsOf.get(parseStreamName(stream).kind) ?? [])
      needs.unprojectable(stream, error)
    },
  })
  const read = async (page: readonly Commit[]): Promise<void> => {
    await take(page)
    needs.reached((count += page.length))
    const old = page.findLast(({ at }) => store.soleWriter || Date.parse(at) < now() - unsettledMs)
    if (old) settled = old.position
    await new Promise(setImmediate)
  }
  const stretches = async (
    from: Position,
    next: (after: Position) => Promise<readonly Commit[]>,
  ): Promise<Position> => {
    let after = from
    for (let isMore = true; isMore && !stopping.aborted;)
      await turn(async (given) => {
        writes = given
        for (let pages = 0; pages < pagesPerTurn && isMore && !stopping.aborted; pages += 1) {
          const page = await next(after)
          isMore = page.length > 0
          after = page.at(-1)?.position ?? after
          if (isMore) await read(page)
        }
        await finish()
        ledger.reach(settled)
      })
    return after
  }
  return {
    /** From a position up to the goal, or sooner where it has to stop. */
    async until(goal: Position, from: Position): Promise<Position> {
      const reached = await stretches(from, async (after) =>
        after < goal ? store.readCommits({ after, limit: pageMax }) : [],
      )
      return stopping.aborted ? reached : maxOf(reached, goal)
    },
    /** What may have come since, as it lies in the store: whatever was found in a collection before is among it. */
    async again(): Promise<void> {
      const until = await store.head()
      await stretches(settled, (after) => store.scanCommits({ after, limit: pageMax, until }))
    },
  }
}

const maxOf = (one: Position, other: Position): Position => (one < other ? other : one)

/** Documents that the log had not made when it was read. */
async function findStrangers({ store, marks, ledger, stopping }: RebuildInPlaceNeeds): Promise<void> {
  for (const name of marks.keys())
    for (let after = ''; !stopping.aborted;) {
      const found = await store.documents.list(name, after, repairsMax)
      ledger.found(found)
      if (found.length < repairsMax) break
      after = found.at(-1)!.id
      await new Promise(setImmediate)
    }
}

/** Gives how many. One that the log makes in an older version is put right in one step. */
async function removeStrangers(needs: RebuildInPlaceNeeds): Promise<number> {
  const { ledger, turn, stopping } = needs
  let count = 0
  for (let isMore = true; isMore && !stopping.aborted;)
    await turn(async (writes) => {
      const strangers = ledger.takeStrangers(repairsMax)
      isMore = strangers.length === repairsMax
      const corrected = await Promise.all(
        strangers.flatMap((one) => (one.stream === undefined ? [] : correct(needs, one, one.stream))),
      )
      if (corrected.length > 0) await writes.rewrite(corrected.flat())
      const unknown = strangers.filter(({ stream }) => stream === undefined)
      if (unknown.length > 0) await writes.drop(unknown)
      count += unknown.length
    })
  return count
}

async function correct(
  { store, aggregates }: RebuildInPlaceNeeds,
  { collection, id, version }: Stranger,
  stream: StreamName,
): Promise<(DocumentWrite & { over: number })[]> {
  const { kind, id: streamId } = parseStreamName(stream)
  const aggregate = aggregates.find((one) => one.kind === kind)
  if (!aggregate) return []
  let snapshot = emptySnapshot(aggregate, streamId)
  for (;;) {
    const versions = await store.readStream(stream, { after: snapshot.version, limit: repairsMax })
    if (versions.length === 0) break
    snapshot = evolveSnapshot(aggregate, snapshot, versions)
  }
  const made = projectSnapshot(aggregate, snapshot).filter((one) => one.collection === collection && one.id === id)
  return made.map((write) => ({ ...write, over: version }))
}

async function sweepEntries({ marks, turn, stopping }: RebuildInPlaceNeeds): Promise<void> {
  const names = [...marks.keys()]
  let after = ''
  while (names.length > 0 && !stopping.aborted)
    await turn(async (writes) => {
      for (let pages = 0; pages < pagesPerTurn && names.length > 0 && !stopping.aborted; pages += 1) {
        const next = await writes.dropStrayEntries(names[0]!, after)
        after = next ?? ''
        if (next === undefined) names.shift()
        await new Promise(setImmediate)
      }
    })
}
