/**
 * Reads from secondaries what others are shown: as of all that this process has seen, so that what a commit made
 * outdated is never read back into a memory that has just forgotten it. A node that lags, is silent or is gone costs a
 * moment; then the primary is asked, and for a while the primary alone.
 */
import { isTransient } from '../../mongodb/mongodb-errors.ts'
import type { AsOfNow } from './mongodb-commit-log.ts'

export type NearbyReadsNeeds = {
  /** From the primary. */
  readonly asOfNow: AsOfNow
  readonly monotonicMs: () => number
}

/** A sixth of what a request may take: the primary has the rest. A secondary mostly answers within a few. */
export const nearbyWithinMs = 300
/** How long secondaries are left alone after one failed: about what the driver takes to notice that a node is silent. */
export const restMs = 5_000

export function createNearbyReads({ asOfNow, monotonicMs }: NearbyReadsNeeds): AsOfNow {
  let restUntil = -Infinity
  return async (read) => {
    if (monotonicMs() < restUntil) return asOfNow(read)
    // The server's limit is not enough: a node that has stopped does not look at its clock.
    const signal = AbortSignal.timeout(nearbyWithinMs)
    try {
      return await asOfNow(({ session }) =>
        read({ session, signal, maxTimeMS: nearbyWithinMs, readPreference: 'secondaryPreferred' }),
      )
    } catch (error) {
      if (!signal.aborted && !isTransient(error)) throw error
      restUntil = monotonicMs() + restMs
      return asOfNow(read)
    }
  }
}
