/** Keeps the buyer's budgets in step with an order, in the commit that changes what it comes to. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { asksWhoAnswersForBudgets, changeBudgets } from '../../organisation/contract.ts'
import { committedBy } from '../order/order-budget.ts'
import { pendingApproval } from '../order/order-clearance.ts'
import type { KnownOrder, Order } from '../order/order-state.ts'
import { isKnown } from '../order/order.ts'

/** What a command has made of an order; `beyond`: whether more may be taken than is left, if no chain of its own says. */
export type OrderChange = {
  readonly orderId: string
  readonly before: KnownOrder
  readonly after: Order
  readonly beyond?: boolean
}

/**
 * Takes what the order has come to cost more, or gives back what it costs less, down to all of it where it has ended.
 * Throws `Rejected` where the budget has been spent meanwhile and nobody who may has agreed to more.
 */
export async function updateBudgets(unit: Unit, { orderId, before, after, beyond }: OrderChange): Promise<void> {
  if (!isKnown(after) || !after.budget) return
  await changeBudgets(unit, {
    organisationId: after.buyerId,
    currency: after.currency,
    periods: after.budget.periods,
    orderId,
    change: committedBy(after) - committedBy(before),
    beyond: beyond ?? asksWhoAnswersForBudgets(pendingApproval(before)?.steps ?? []),
  })
}
