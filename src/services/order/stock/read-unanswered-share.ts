/** Looks up how much a delivery of an order that is just sent may hold: what the buyer has sent before counts. */
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
import { stockStanding, type StockStanding } from '../../inventory/contract.ts'
import { orderAggregate } from '../order/order-view.ts'
import { mayHold } from './unanswered-orders.ts'

/** So many orders are looked at; what others of the same buyer hold counts as unanswered. */
const ordersReadMax = 100

/** Of one product, for a delivery of an order that is just sent. Reads other orders only where it comes to that. */
export async function heldAtMost(
  unit: Unit,
  asked: {
    readonly ownerId: string
    readonly productId: string
    readonly buyerId: string
    readonly orderId: string
    readonly quantity: number
  },
  percent: number,
): Promise<number> {
  const { quantity, orderId } = asked
  if (percent >= 100) return quantity
  const standing = await stockStanding(unit, asked)
  const { available, held } = standing
  const all = held.reduce((sum, each) => sum + each.quantity, 0)
  // Were none of them answered, there would be less to have: enough then is enough.
  if (mayHold(quantity, { available, heldUnanswered: all }, percent) === quantity) return quantity
  return mayHold(quantity, { available, heldUnanswered: await unansweredOf(unit, orderId, standing) }, percent)
}

async function unansweredOf(unit: Unit, ownOrderId: string, { held }: StockStanding): Promise<number> {
  let sum = 0
  for (const [index, { orderId, quantity }] of held.entries()) {
    const isAnswered =
      index < ordersReadMax &&
      orderId !== ownOrderId &&
      (await unit.read(orderAggregate, orderId)).state.stage.status !== 'sent'
    if (!isAnswered) sum += quantity
  }
  return sum
}
