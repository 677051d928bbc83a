/** The job that makes read models and the search index anew while they serve, on every composition the same. */
import {
  rebuildKind,
  rebuildLease,
  rebuildUnderWay,
  searchName,
  type RebuildPayload,
} from '../gateway/operations/rebuild-routes.ts'
import type { ByteCache } from '../infrastructure/cache/cache.ts'
import type { Jobs } from '../infrastructure/jobs/jobs.ts'
import type { Leases } from '../infrastructure/leases/leases.ts'
import type { Projector } from '../infrastructure/store/projection/projector.ts'
import { BuiltOtherwise } from '../infrastructure/store/projection/rebuild-in-place.ts'
import { Rejected, type Rejection } from '../kernel/rejection.ts'
import { hourMs } from '../kernel/time.ts'
import type { CommitNotices } from './commit-notices.ts'
import { inTurn } from './in-turn.ts'
import type { Memories } from './ports.ts'
import { aggregates } from './service-catalogue.ts'

/** The names of all collections, in the order of the services. */
export const collectionNames: readonly string[] = aggregates.flatMap(({ readModels }) =>
  readModels.map(({ collection }) => collection.name),
)

export type ForgetNeeds = {
  readonly cache: Pick<ByteCache, 'invalidateAll'>
  readonly memories: Memories
  readonly commitNotices: Pick<CommitNotices, 'notifyAll'>
}

export type RebuildJobNeeds = ForgetNeeds & {
  readonly jobs: Jobs
  readonly leases: Leases
  readonly projector: Pick<Projector, 'rebuild'>
  readonly refreshSearch: (signal: AbortSignal) => Promise<unknown>
}

/** A hundred million events; a run that is cut off goes on. */
const timeoutMs = 24 * hourMs
/** A process that died with it has its lease for some seconds more. */
const leaseAgainMs = 15_000

export function registerRebuild(needs: RebuildJobNeeds): void {
  const { jobs, leases, projector, refreshSearch } = needs
  jobs.register(rebuildKind, {
    // The second is not kept waiting but refused.
    concurrency: 2,
    timeoutMs,
    async handler(payload, { jobId, attempt, signal, progress }) {
      const { collections } = payload as unknown as RebuildPayload
      const lease = await leases.take(rebuildLease, attempt === 1 ? 0 : leaseAgainMs)
      if (!lease) throw new Rejected(rebuildUnderWay)
      try {
        const until = AbortSignal.any([signal, lease.lost])
        const names = collections.filter((name) => name !== searchName)
        let [commits, removed] = [0, 0]
        if (names.length > 0) {
          const rebuilt = await projector.rebuild(names, {
            name: jobId,
            signal: until,
            take: (work) => inTurn(leases, work),
            reached: (count) => progress((commits = count)),
          })
          removed = rebuilt.removed
        }
        until.throwIfAborted()
        if (collections.includes(searchName)) await refreshSearch(until)
        await forgetAll(needs)
        return { commits, removed }
      } catch (error) {
        if (error instanceof BuiltOtherwise) throw new Rejected(superseded)
        throw error
      } finally {
        await lease.release()
      }
    },
  })
}

/** What processes have kept of documents as they were before. */
export async function forgetAll({ cache, memories, commitNotices }: ForgetNeeds): Promise<void> {
  cache.invalidateAll()
  commitNotices.notifyAll()
  await memories.forgetEverywhere?.()
}

const superseded: Rejection = {
  kind: 'conflict',
  code: 'rebuild/superseded',
  detail: 'A process of another release has started meanwhile and built read models as it declares them. Ask it.',
}
