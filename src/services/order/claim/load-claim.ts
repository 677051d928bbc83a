/** Loads a claim for a member that wants something of it: unseen is unknown, the other side may not. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertMay, type Wish } from '../order/load-order.ts'
import type { Side } from '../order/order-events.ts'
import { sideOnShipment } from '../shipment/shipment-policies.ts'
import type { Claim, KnownClaim } from './claim-state.ts'
import { claimAggregate } from './claim-view.ts'
import { unknownClaim } from './claim.ts'

/** The claim of a snapshot. Throws `claim/unknown` where the organisation may not see it. */
export function seenClaim({ state }: Snapshot<Claim>, organisationId: string): { claim: KnownClaim; side: Side } {
  const side = state.status === 'absent' ? undefined : sideOnShipment(state, organisationId)
  if (state.status === 'absent' || !side) throw new Rejected(unknownClaim)
  return { claim: state, side }
}

export async function loadClaim(unit: Unit, claimId: string, wish: Wish) {
  const snapshot = await unit.load(claimAggregate, claimId)
  const { claim, side } = seenClaim(snapshot, wish.organisationId)
  assertMay(snapshot, side, wish)
  return claim
}
