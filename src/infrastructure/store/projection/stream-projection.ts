/** Turns pages of the log into read models: each stream's state as of the page's last commit, projected once. */
import { emptySnapshot, evolveSnapshot, projectSnapshot, type AnyAggregate, type Snapshot } from '../aggregate.ts'
import { parseStreamName, type Commit, type CommitLog, type Extension, type StreamName } from '../commit-log.ts'
import type { Documents, DocumentWrite } from '../documents.ts'

export type StreamProjectionNeeds = {
  readonly log: Pick<CommitLog, 'readStream'>
  readonly documents: Pick<Documents, 'write'>
  readonly aggregates: readonly AnyAggregate[]
  /** A stream whose events or state a projection cannot digest: it keeps its old documents, the others go on. */
  readonly unprojectable: (stream: StreamName, error: unknown) => void
  /** Told what of which stream is written, after it is. */
  readonly written?: (stream: StreamName, documents: readonly DocumentWrite[]) => void
  /** States kept between pages; the least recently used leave first. */
  readonly keepMax?: number
  /** Streams whose documents wait for later versions and are then written once; without it every page is written. */
  readonly waitMax?: number
}

export type StreamProjection = {
  /** Pages come in the order of the log, and one that failed may come again. */
  readonly take: (commits: readonly Commit[]) => Promise<void>
  /** Writes what waits. */
  readonly finish: () => Promise<void>
}

type Projected = { aggregate: AnyAggregate; snapshot: Snapshot<unknown> }

/** Documents in one transaction, and versions read at a time. */
const writesMax = 500
const versionsMax = 1_000

export function createStreamProjection(needs: StreamProjectionNeeds): StreamProjection {
  const { log, documents, unprojectable, written, keepMax = 4_096, waitMax = 0 } = needs
  const byKind = new Map(needs.aggregates.map((aggregate) => [aggregate.kind, aggregate]))
  const kept = new Map<StreamName, Snapshot<unknown>>()
  const waiting = new Map<StreamName, Projected>()

  const keep = (stream: StreamName, snapshot: Snapshot<unknown>): void => {
    kept.delete(stream)
    kept.set(stream, snapshot)
    if (kept.size > keepMax) kept.delete(kept.keys().next().value!)
  }
  const evolve = async (
    aggregate: AnyAggregate,
    from: Snapshot<unknown>,
    { stream, version, events }: Extension,
    at: string,
  ): Promise<Snapshot<unknown>> => {
    let snapshot = from
    while (snapshot.version < version - 1) {
      const limit = Math.min(versionsMax, version - 1 - snapshot.version)
      const versions = await log.readStream(stream, { after: snapshot.version, limit })
      if (versions.length === 0) throw new Error(`${stream} has no version ${snapshot.version + 1}.`)
      snapshot = evolveSnapshot(aggregate, snapshot, versions)
    }
    return snapshot.version >= version ? snapshot : evolveSnapshot(aggregate, snapshot, [{ version, at, events }])
  }
  const gather = async (commits: readonly Commit[]): Promise<void> => {
    const before = new Map<StreamName, Projected | undefined>()
    const unreadable = new Set<StreamName>()
    for (const { at, extensions } of commits)
      for (const extension of extensions) {
        const { stream } = extension
        const { kind, id } = parseStreamName(stream)
        const aggregate = byKind.get(kind)
        if (!aggregate || unreadable.has(stream)) continue
        const found = waiting.get(stream)
        if (!before.has(stream)) before.set(stream, found)
        const from = found?.snapshot ?? kept.get(stream) ?? emptySnapshot(aggregate, id)
        try {
          waiting.set(stream, { aggregate, snapshot: await evolve(aggregate, from, extension, at) })
        } catch (error) {
          unreadable.add(stream)
          restore(stream, before.get(stream))
          unprojectable(stream, error)
        }
      }
  }
  const restore = (stream: StreamName, before: Projected | undefined): void => {
    if (before) waiting.set(stream, before)
    else waiting.delete(stream)
  }
  const project = (stream: StreamName, { aggregate, snapshot }: Projected): DocumentWrite[] => {
    try {
      return projectSnapshot(aggregate, snapshot)
    } catch (error) {
      unprojectable(stream, error)
      return []
    }
  }

  const finish = async (): Promise<void> => {
    const projected = [...waiting].map(([stream, one]) => [stream, project(stream, one)] as const)
    const writes = projected.flatMap(([, made]) => made)
    for (let start = 0; start < writes.length; start += writesMax) {
      // An embedded store writes without waiting: everything else gets its turn in between.
      if (start > 0) await new Promise(setImmediate)
      await documents.write(writes.slice(start, start + writesMax))
    }
    if (written) for (const [stream, made] of projected) written(stream, made)
    // Kept only now: a page that failed is projected again from where it began.
    for (const [stream, { snapshot }] of waiting) keep(stream, snapshot)
    waiting.clear()
  }

  return {
    async take(commits) {
      await gather(commits)
      if (waiting.size >= waitMax) await finish()
    },
    finish,
  }
}
