/** A change order as each side may see it: whom the buyer still asks is the buyer's business. */
import { outcomeOf } from '../order/order-change.ts'
import type { Side } from '../order/order-events.ts'
import type { KnownOrder, ProposedChange, TakenChange } from '../order/order-state.ts'

/** What it would come to now: goods may have left since it was proposed. Absent where it could not take effect now. */
export function presentProposedChange(
  order: KnownOrder,
  { at, side, reason, change, approval }: ProposedChange,
  seenBy: Side,
) {
  const outcome = outcomeOf(order, change)
  const asked = { at, side, reason, ...change }
  const state = approval ? 'accepted' : 'proposed'
  const comesTo = outcome.ok ? { total: outcome.value.total } : {}
  return { ...asked, state, ...comesTo, ...(seenBy === 'buyer' && { approval }) }
}

/** What was agreed, with what its prices are for: a line's measure never changes. */
export function presentTakenChange(order: KnownOrder, { before, after, ...taken }: TakenChange) {
  const measured = ({ deliveries, ...terms }: TakenChange['before']) => ({
    ...terms,
    deliveries: deliveries.map((delivery) => ({
      ...delivery,
      pricedPer: order.lines.find(({ id }) => id === delivery.lineId)!.pricedPer,
    })),
  })
  return { ...taken, before: measured(before), after: measured(after) }
}
