/** Whom a buyer asks about an order that comes to more than what was agreed to. */
import type { Money } from '../../../kernel/money.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import {
  approvalRulesOf,
  isBeyondAny,
  requiredApprovals,
  withBeyondBudgetStep,
  type ApprovalStep,
} from '../../organisation/contract.ts'
import type { KnownOrder } from '../order/order-state.ts'

/** The chain that the buyer's rules name for the new total, and an owner or admin where its budgets have not that much left. */
export async function stepsForMore(unit: Unit, order: KnownOrder, total: Money): Promise<readonly ApprovalStep[]> {
  const { buyerId, currency, budget } = order
  const steps = requiredApprovals(await approvalRulesOf(unit, buyerId), total)
  const more = { amount: total.amount - order.total.amount, currency }
  // Without a period there was no budget in its currency: more of it needs the same yes.
  const isBeyond =
    budget !== undefined && (budget.periods.length === 0 || (await isBeyondAny(unit, buyerId, budget.periods, more)))
  return isBeyond ? withBeyondBudgetStep(steps) : steps
}
