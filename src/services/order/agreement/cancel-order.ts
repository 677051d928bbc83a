/** Ends an order or gives up what is left of it, and gives back its stock and what it took of the budget. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import type { DeliveryQuantity, Side } from '../order/order-events.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { updateBudgets } from './update-budgets.ts'
import { releaseOrderStock, releasePartly } from '../stock/reserve-order-stock.ts'

type ByWhom = { readonly orderId: string; readonly order: KnownOrder; readonly by: string; readonly side: Side }

/** Before the confirmation it is done; after it, it is proposed. */
export async function cancelOrder(
  unit: Unit,
  { orderId, order, by, side }: ByWhom,
  { reason, deliveries }: { reason: string; deliveries?: readonly DeliveryQuantity[] | undefined },
): Promise<void> {
  const part = deliveries ? { deliveries } : {}
  const asked = { type: 'cancel', at: unit.at, by, side, reason, ...part } as const
  const after = await unit.decide(orderAggregate, orderId, asked)
  await updateBudgets(unit, { orderId, before: order, after })
  // A deviation is an answer, though not the one that was hoped for.
  const unanswered = order.stage.status === 'sent' && !order.stage.deviation
  if (after.stage.status === 'cancelled') await releaseOrderStock(unit, order, { unanswered })
}

export async function declineOrder(unit: Unit, { orderId, order, by }: ByWhom, reason: string): Promise<void> {
  const after = await unit.decide(orderAggregate, orderId, { type: 'decline', at: unit.at, by, reason })
  await updateBudgets(unit, { orderId, before: order, after })
  await releaseOrderStock(unit, order)
}

export async function acceptCancellation(unit: Unit, { orderId, order, by, side }: ByWhom): Promise<void> {
  const after = await unit.decide(orderAggregate, orderId, { type: 'accept-cancellation', at: unit.at, by, side })
  await updateBudgets(unit, { orderId, before: order, after })
  const proposed = order.stage.status === 'confirmed' ? order.stage.cancellation : undefined
  if (after.stage.status === 'confirmed') await releasePartly(unit, orderId, order, proposed?.deliveries ?? [])
  else await releaseOrderStock(unit, order)
}
