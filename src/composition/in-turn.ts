/** Building read models, by one process at a time. */
import type { Leases } from '../infrastructure/leases/leases.ts'
import type { Fence } from '../infrastructure/store/fence.ts'

/** Another process may be building read models out of a long log. */
const turnWithinMs = 1_800_000

/**
 * Of processes that start at the same moment one builds what read models are missing, and the next finds them built. A
 * rebuild takes turns with them, a stretch of work at a time.
 */
export async function inTurn(leases: Leases, work: (fence: Fence) => Promise<void>): Promise<void> {
  const turn = await leases.take('start', turnWithinMs)
  if (!turn) throw new Error(`Another process has been starting for ${turnWithinMs} ms. Look at its log.`)
  try {
    await work({ lease: 'start', number: turn.fence })
  } finally {
    await turn.release()
  }
  if (turn.lost.aborted)
    throw new Error('This process was held up while it built read models, and another may have begun. Start it again.')
}
