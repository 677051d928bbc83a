/** One more yes, or the one no, to an award; the last yes makes it orders. */
import { actorId, type MemberCaller } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Committed, Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { peopleBehind } from '../../auth/contract.ts'
import { approvalRightOf, type ApprovalRight } from '../../organisation/contract.ts'
import { awardAggregate } from './award-view.ts'
import { nextStep, unknownAward, type Award, type KnownAward } from './award.ts'
import { placeAwardedOrders } from './place-awarded-orders.ts'
import { rfqAggregate } from '../request/rfq-view.ts'

export type JudgeAward = {
  readonly awardId: string
  readonly caller: MemberCaller
  readonly ifMatch?: number | undefined
}

export const approveAward = (
  execute: Execute,
  intent: Intent,
  { awardId, caller, ifMatch }: JudgeAward,
): Promise<Committed<Award>> =>
  execute(awardAggregate, intent, async (unit) => {
    const snapshot = await unit.load(awardAggregate, awardId)
    const state = ownAward(snapshot, caller.acting.organisationId)
    requireVersion(snapshot, ifMatch)
    const by = actorId(caller)
    const right = await rightOf(unit, state, caller)
    const entitled = right !== undefined
    const after = await unit.decide(awardAggregate, awardId, { type: 'approve', at: unit.at, by, entitled, ...right })
    if (after.status === 'pending-approval' && !nextStep(after)) await placeAwardedOrders(unit, awardId, by)
    return awardId
  })

export const rejectAward = (
  execute: Execute,
  intent: Intent,
  { awardId, caller, ifMatch, reason }: JudgeAward & { readonly reason: string },
): Promise<Committed<Award>> =>
  execute(awardAggregate, intent, async (unit) => {
    const snapshot = await unit.load(awardAggregate, awardId)
    const state = ownAward(snapshot, caller.acting.organisationId)
    requireVersion(snapshot, ifMatch)
    const by = actorId(caller)
    const { at } = unit
    const entitled = (await rightOf(unit, state, caller)) !== undefined
    await unit.decide(awardAggregate, awardId, { type: 'reject', at, by, entitled, reason })
    await unit.decide(rfqAggregate, state.rfqId, { type: 'settle-award', at, by, awardId, outcome: 'rejected' })
    return awardId
  })

/** An award of one's own organisation; its suppliers never see one. */
export function ownAward({ state }: Snapshot<Award>, organisationId: string): KnownAward {
  if (state.status === 'absent' || state.buyerId !== organisationId) throw new Rejected(unknownAward)
  return state
}

/** By the organisation's members and delegations as they are now; a key is nobody's pair of eyes. */
async function rightOf(unit: Unit, state: KnownAward, caller: MemberCaller): Promise<ApprovalRight | undefined> {
  const step = nextStep(state)
  if (caller.kind !== 'user' || !step) return undefined
  return approvalRightOf(unit, {
    organisationId: state.buyerId,
    step,
    userId: caller.userId,
    requesterIds: await peopleBehind(unit, state.proposedBy),
    given: state.approvals,
  })
}
