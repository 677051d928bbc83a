/** What of an order is taken from its buyer's budgets, at each stage of it. */
import type { KnownOrder } from './order-state.ts'

/**
 * Minor units of the order's currency. What waits for approval is taken already, so that no two orders wait for the same
 * money; what is beyond the budget only once an owner or admin has agreed.
 */
export function committedBy({ budget, stage, total }: KnownOrder): number {
  if (!budget) return 0
  switch (stage.status) {
    case 'draft':
    case 'rejected':
    case 'declined':
    case 'cancelled':
      return 0
    case 'pending-approval':
      return budget.beyond ? 0 : total.amount
    case 'approved':
    case 'sent':
    case 'confirmed':
    case 'closed':
      return total.amount
  }
}
