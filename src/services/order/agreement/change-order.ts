/** Change orders: what a sent order shall be otherwise, agreed by both sides; its stock follows in the same commit. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { approvalRulesOf, assertVerified, requiredApprovals } from '../../organisation/contract.ts'
import { outcomeOf } from '../order/order-change.ts'
import type { AskedChange, Side } from '../order/order-events.ts'
import { proposedChange, type KnownOrder, type Order } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { stepsForMore } from './read-steps-for-more.ts'
import { updateBudgets } from './update-budgets.ts'
import { rearrangeOrderStock, releaseOrderStock } from '../stock/reserve-order-stock.ts'

type ByWhom = { readonly orderId: string; readonly order: KnownOrder; readonly by: string; readonly side: Side }

export async function changeOrder(
  unit: Unit,
  { orderId, order, by, side }: ByWhom,
  { reason, change }: { readonly reason: string; readonly change: AskedChange },
): Promise<void> {
  await assertVerified(unit, side === 'buyer' ? order.buyerId : order.supplierId, 'change an order')
  await unit.decide(orderAggregate, orderId, { type: 'propose-change', at: unit.at, by, side, reason, change })
}

/** Dearer, or on other terms of payment, it passes the buyer's rules again, whichever side has agreed last. */
export async function acceptChange(unit: Unit, { orderId, order, by, side }: ByWhom): Promise<void> {
  await assertVerified(unit, side === 'buyer' ? order.buyerId : order.supplierId, 'change an order')
  const steps = await stepsFor(unit, order)
  const after = await unit.decide(orderAggregate, orderId, { type: 'accept-change', at: unit.at, by, side, steps })
  await updateBudgets(unit, { orderId, before: order, after })
  await followChange(unit, { orderId, order }, after)
}

/** The other side's no, or the proposer's second thought. */
export async function dropChange(
  unit: Unit,
  { orderId, order, by, side }: ByWhom,
  { type, reason }: { readonly type: 'refuse-change' | 'withdraw-change'; readonly reason: string },
): Promise<void> {
  const after = await unit.decide(orderAggregate, orderId, { type, at: unit.at, by, side, reason })
  await followChange(unit, { orderId, order }, after)
}

/** What is set aside follows what was agreed. */
export async function followChange(
  unit: Unit,
  { orderId, order }: { readonly orderId: string; readonly order: KnownOrder },
  after: Order,
): Promise<void> {
  if (after.stage.status === 'absent' || order.stage.status !== 'confirmed') return
  if (after.stage.status === 'closed') await releaseOrderStock(unit, order)
  const taken = (after as KnownOrder).changes?.slice(order.changes?.length ?? 0) ?? []
  if (after.stage.status !== 'confirmed' || taken.length === 0) return
  const deliveryIds = taken.flatMap((change) => change.after.deliveries.map(({ deliveryId }) => deliveryId))
  await rearrangeOrderStock(unit, orderId, after as KnownOrder, deliveryIds)
}

async function stepsFor(unit: Unit, order: KnownOrder) {
  const proposed = proposedChange(order)
  if (!proposed) return []
  const outcome = outcomeOf(order, proposed.change)
  if (!outcome.ok) throw new Rejected(outcome.rejection)
  const { total } = outcome.value
  if (total.amount > order.total.amount) return stepsForMore(unit, order, total)
  const areTermsOther = proposed.change.paymentTerms !== undefined
  return areTermsOther ? requiredApprovals(await approvalRulesOf(unit, order.buyerId), total) : []
}
