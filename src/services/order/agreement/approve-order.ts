/** Takes or refuses the next step of an order's approval, for a member whom the buyer's rules entitle to it. */
import { utcDate, type Instant } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
import { personBehind } from '../../auth/contract.ts'
import { approvalRulesOf, mayApprove, membersOf } from '../../organisation/contract.ts'
import { nextStep } from '../order/approval.ts'
import { followChange } from './change-order.ts'
import { confirmStock } from './confirm-order.ts'
import { pendingApproval, requestersOf } from '../order/order-clearance.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'

type ByWhom = { readonly orderId: string; readonly order: KnownOrder; readonly by: string }

/** The last yes to a deviation confirms the order, with its stock; the last one to a change lets it take effect. */
export async function approveOrder(unit: Unit, { orderId, order, by }: ByWhom): Promise<void> {
  const entitled = await isEntitled(unit, order, by)
  const after = await unit.decide(orderAggregate, orderId, { type: 'approve', at: unit.at, by, entitled })
  if (order.stage.status === 'confirmed') await followChange(unit, { orderId, order }, after)
  else await confirmStock(unit, orderId, order, after)
}

export async function rejectOrder(unit: Unit, { orderId, order, by }: ByWhom, reason: string): Promise<void> {
  const entitled = await isEntitled(unit, order, by)
  const after = await unit.decide(orderAggregate, orderId, { type: 'reject', at: unit.at, by, entitled, reason })
  await followChange(unit, { orderId, order }, after)
}

async function isEntitled(unit: Unit, order: KnownOrder, userId: string): Promise<boolean> {
  const pending = pendingApproval(order)
  if (!pending) return false
  return mayApprove({
    rules: await approvalRulesOf(unit, order.buyerId),
    step: nextStep(pending),
    userId,
    requesterIds: await Promise.all([pending.requestedBy, ...requestersOf(order)].map((id) => personBehind(unit, id))),
    approvedBy: pending.given.map(({ by }) => by),
    members: await membersOf(unit, order.buyerId),
    on: utcDate(unit.at as Instant),
  })
}
