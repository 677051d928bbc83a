/** Takes or refuses the next step of an order's approval, for a member whom the buyer's rules entitle to it. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { peopleBehind } from '../../auth/contract.ts'
import { approvalRightOf, type ApprovalRight } from '../../organisation/contract.ts'
import { nextStep } from '../order/approval.ts'
import { followChange } from './change-order.ts'
import { confirmStock, holdOn } from './confirm-order.ts'
import { updateBudgets } from './update-budgets.ts'
import { pendingApproval, requestersOf } from '../order/order-clearance.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'

type ByWhom = { readonly orderId: string; readonly order: KnownOrder; readonly by: string }

/** The last yes to a deviation confirms the order, with its stock; the last one to a change lets it take effect. */
export async function approveOrder(unit: Unit, { orderId, order, by }: ByWhom): Promise<void> {
  const right = await rightOf(unit, order, by)
  const entitled = right !== undefined
  const after = await unit.decide(orderAggregate, orderId, { type: 'approve', at: unit.at, by, entitled, ...right })
  await updateBudgets(unit, { orderId, before: order, after })
  if (order.stage.status === 'confirmed') await followChange(unit, { orderId, order }, after)
  else await confirmStock(unit, orderId, order, after)
}

export async function rejectOrder(unit: Unit, { orderId, order, by }: ByWhom, reason: string): Promise<void> {
  const entitled = (await rightOf(unit, order, by)) !== undefined
  const after = await unit.decide(orderAggregate, orderId, { type: 'reject', at: unit.at, by, entitled, reason })
  await updateBudgets(unit, { orderId, before: order, after })
  await followChange(unit, { orderId, order }, after)
  await holdOn(unit, order, after)
}

async function rightOf(unit: Unit, order: KnownOrder, userId: string): Promise<ApprovalRight | undefined> {
  const pending = pendingApproval(order)
  if (!pending) return undefined
  const requesters = [pending.requestedBy, ...requestersOf(order)]
  return approvalRightOf(unit, {
    organisationId: order.buyerId,
    step: nextStep(pending),
    userId,
    requesterIds: (await Promise.all(requesters.map((id) => peopleBehind(unit, id)))).flat(),
    given: pending.given,
  })
}
