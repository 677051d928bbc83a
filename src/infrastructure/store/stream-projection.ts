/** Turns pages of the log into read models: each stream's state as of the page's last commit, projected once. */
import { emptySnapshot, evolveSnapshot, projectSnapshot, type AnyAggregate, type Snapshot } from './aggregate.ts'
import { parseStreamName, type Commit, type CommitLog, type Extension, type StreamName } from './commit-log.ts'
import type { Documents, DocumentWrite } from './documents.ts'

export type StreamProjectionNeeds = {
  readonly log: Pick<CommitLog, 'readStream'>
  readonly documents: Pick<Documents, 'write'>
  readonly aggregates: readonly AnyAggregate[]
  /** A stream whose events or state a projection cannot digest: it keeps its old documents, the others go on. */
  readonly unprojectable: (stream: StreamName, error: unknown) => void
  /** States kept between pages; the least recently used leave first. */
  readonly keepMax?: number
}
type Projected = { aggregate: AnyAggregate; snapshot: Snapshot<unknown> }

/** Documents in one transaction, and versions read at a time. */
const writesMax = 500
const versionsMax = 1_000

/** Gives what projects a page; pages come in the order of the log, and one that failed may come again. */
export function createStreamProjection(needs: StreamProjectionNeeds): (commits: readonly Commit[]) => Promise<void> {
  const { log, documents, unprojectable, keepMax = 4_096 } = needs
  const byKind = new Map(needs.aggregates.map((aggregate) => [aggregate.kind, aggregate]))
  const kept = new Map<StreamName, Snapshot<unknown>>()

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
  const gather = async (commits: readonly Commit[]): Promise<Map<StreamName, Projected>> => {
    const page = new Map<StreamName, Projected>()
    const unreadable = new Set<StreamName>()
    for (const { at, extensions } of commits)
      for (const extension of extensions) {
        const { stream } = extension
        const { kind, id } = parseStreamName(stream)
        const aggregate = byKind.get(kind)
        if (!aggregate || unreadable.has(stream)) continue
        const from = page.get(stream)?.snapshot ?? kept.get(stream) ?? emptySnapshot(aggregate, id)
        try {
          page.set(stream, { aggregate, snapshot: await evolve(aggregate, from, extension, at) })
        } catch (error) {
          unreadable.add(stream)
          page.delete(stream)
          unprojectable(stream, error)
        }
      }
    return page
  }
  const project = (stream: StreamName, { aggregate, snapshot }: Projected): DocumentWrite[] => {
    try {
      return projectSnapshot(aggregate, snapshot)
    } catch (error) {
      unprojectable(stream, error)
      return []
    }
  }

  return async (commits) => {
    const page = await gather(commits)
    const writes = [...page].flatMap(([stream, projected]) => project(stream, projected))
    for (let start = 0; start < writes.length; start += writesMax)
      await documents.write(writes.slice(start, start + writesMax))
    // Kept only now: a page that failed is projected again from where it began.
    for (const [stream, { snapshot }] of page) keep(stream, snapshot)
  }
}
