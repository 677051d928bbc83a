/** A lease outlasts the silence of servers where nobody took it meanwhile: an election may take longer than a lease lasts. */
import type { Lease, Leases } from './leases.ts'

/**
 * Takes a lease that was lost once more, waiting for it at most so long.
 * @returns undefined where it did not come, or where another has had it between, which the next fence tells
 */
export async function takeAgain(leases: Leases, name: string, lost: Lease, waitMs: number): Promise<Lease | undefined> {
  const lease = await leases.take(name, waitMs)
  if (lease?.fence === lost.fence + 1) return lease
  await lease?.release()
  return undefined
}
