/** The supplier's confirmation and the buyer's yes to a deviating one; what was short or expired is reserved again. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified } from '../../organisation/contract.ts'
import { stepsForMore } from './read-steps-for-more.ts'
import { mustHold } from '../order/order-pricing.ts'
import type { DeliveryChange } from '../order/order-events.ts'
import { changedDeliveries, totalWith, type KnownOrder, type Order } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { updateBudgets } from './update-budgets.ts'
import { extendOrderStock, reserveOrderStock } from '../stock/reserve-order-stock.ts'

type ByWhom = { readonly orderId: string; readonly order: KnownOrder; readonly by: string }

export async function confirmOrder(
  unit: Unit,
  { orderId, order, by }: ByWhom,
  { changes, note }: { changes: readonly DeliveryChange[]; note?: string | undefined },
): Promise<void> {
  await assertVerified(unit, order.supplierId, 'confirm an order')
  const after = await unit.decide(orderAggregate, orderId, {
    type: 'confirm',
    at: unit.at,
    by,
    changes,
    ...(note !== undefined && { note }),
  })
  await confirmStock(unit, orderId, order, after)
  await holdOn(unit, order, after)
}

/** The supplier is asked anew for what was ordered, and has as long again to answer. */
export async function refuseDeviation(unit: Unit, { orderId, order, by }: ByWhom, reason: string): Promise<void> {
  const after = await unit.decide(orderAggregate, orderId, { type: 'refuse-deviation', at: unit.at, by, reason })
  await holdOn(unit, order, after)
}

/** What is set aside goes on while the two sides talk: each answer that is not the last one gives the other as long again. */
export async function holdOn(unit: Unit, before: KnownOrder, after: Order): Promise<void> {
  if (after.stage.status !== 'sent') return
  const order = after as KnownOrder
  if (order.answerBy !== before.answerBy) await extendOrderStock(unit, order)
}

/** A dearer order passes the buyer's rules and budgets again; a cheaper or later one does not. */
export async function acceptDeviation(unit: Unit, { orderId, order, by }: ByWhom): Promise<void> {
  const deviation = order.stage.status === 'sent' ? order.stage.deviation : undefined
  const total = deviation && mustHold(totalWith(order, changedDeliveries(order.deliveries, deviation.changes)))
  const steps = total !== undefined && total.amount > order.total.amount ? await stepsForMore(unit, order, total) : []
  const after = await unit.decide(orderAggregate, orderId, { type: 'accept-deviation', at: unit.at, by, steps })
  await updateBudgets(unit, { orderId, before: order, after })
  await confirmStock(unit, orderId, order, after)
}

/** What is short, has lapsed, or was agreed otherwise is reserved anew; what is set aside stays so. */
export async function confirmStock(unit: Unit, orderId: string, before: KnownOrder, after: Order): Promise<void> {
  if (after.stage.status !== 'confirmed') return
  const agreed = before.stage.status === 'sent' ? (before.stage.deviation?.changes ?? []) : []
  await reserveOrderStock(unit, orderId, after as KnownOrder, { agreed })
}
