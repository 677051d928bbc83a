/** A claim is answered, withdrawn or credited; what it no longer stands for may be claimed again. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import type { ClaimCommand, KnownClaim } from './claim-state.ts'
import { claimAccountAggregate, claimAggregate } from './claim-view.ts'
import { standingFor, unknownClaim } from './claim.ts'

export type ClaimContext = { readonly claimId: string; readonly claim: KnownClaim; readonly by: string }

type Answer = { readonly quantity?: number; readonly reason?: string }

export const acceptClaim = (unit: Unit, context: ClaimContext, answer: Answer): Promise<KnownClaim> =>
  settleClaim(unit, context, { type: 'accept', at: unit.at, by: context.by, ...answer })

export const rejectClaim = (unit: Unit, context: ClaimContext, reason: string): Promise<KnownClaim> =>
  settleClaim(unit, context, { type: 'reject', at: unit.at, by: context.by, reason })

export const withdrawClaim = (unit: Unit, context: ClaimContext): Promise<KnownClaim> =>
  settleClaim(unit, context, { type: 'withdraw', at: unit.at, by: context.by })

export type CreditClaim = {
  readonly claimId: string
  readonly orderId: string
  readonly creditNoteId: string
  /** What the note takes back, by delivery of the order. */
  readonly parts: readonly { readonly deliveryId: string; readonly quantity: number }[]
}

/**
 * A participant: a credit note answers a claim over goods of its order, in the caller's commit. Throws `Rejected`:
 * `claim/unknown` where the order has no such claim, `claim/no-credit-due`, `claim/credit-mismatch` where the note takes
 * back nothing of what is claimed, and `claim/more-than-conceded` together with the notes before it.
 */
export async function creditClaim(unit: Unit, asked: CreditClaim): Promise<void> {
  const { claimId, orderId, creditNoteId, parts } = asked
  const { state } = await unit.load(claimAggregate, claimId)
  if (state.status === 'absent' || state.orderId !== orderId) throw new Rejected(unknownClaim)
  const { deliveryId } = state.of
  const quantity = parts.reduce((sum, part) => (part.deliveryId === deliveryId ? sum + part.quantity : sum), 0)
  await unit.decide(claimAggregate, claimId, { type: 'credit', at: unit.at, creditNoteId, quantity })
}

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
