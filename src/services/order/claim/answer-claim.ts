/** A claim is answered, or withdrawn: what it no longer stands for may be claimed again. */
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
import type { ClaimCommand, KnownClaim } from './claim-state.ts'
import { claimAccountAggregate, claimAggregate } from './claim-view.ts'
import { standingFor } from './claim.ts'

export type ClaimContext = { readonly claimId: string; readonly claim: KnownClaim; readonly by: string }

type Answer = { readonly quantity?: number; readonly reason?: string }

export const acceptClaim = (unit: Unit, context: ClaimContext, answer: Answer): Promise<KnownClaim> =>
  settleClaim(unit, context, { type: 'accept', at: unit.at, by: context.by, ...answer })

export const rejectClaim = (unit: Unit, context: ClaimContext, reason: string): Promise<KnownClaim> =>
  settleClaim(unit, context, { type: 'reject', at: unit.at, by: context.by, reason })

export const withdrawClaim = (unit: Unit, context: ClaimContext): Promise<KnownClaim> =>
  settleClaim(unit, context, { type: 'withdraw', at: unit.at, by: context.by })

/** Decides upon the claim, and tells its shipment's account in the same commit what it stands for now. */
export async function settleClaim(
  unit: Unit,
  { claimId, claim }: ClaimContext,
  command: ClaimCommand,
): Promise<KnownClaim> {
  const after = await unit.decide(claimAggregate, claimId, command)
  if (after.status === 'absent') throw new Error(`${claimId} took "${command.type}" and is gone.`)
  const settle = { type: 'settle', at: unit.at, claimId, quantity: standingFor(after) } as const
  await unit.decide(claimAccountAggregate, claim.of.shipmentId, settle)
  return after
}
