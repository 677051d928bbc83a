/** What orders that nobody has answered may hold of a supplier's stock, so that no buyer takes it all by asking. */
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import { stockStanding, type StockStanding } from '../inventory/contract.ts'
import { orderAggregate } from './order-view.ts'

export type UnansweredOrders = {
  /** For how long an order holds stock without an answer. */
  readonly answerWithinMs: number
  /** How much of what is available one buyer's unanswered orders may hold, in percent. */
  readonly stockPercent: number
}

/** So many orders are looked at; what others of the same buyer hold counts as unanswered. */
const ordersReadMax = 100

/**
 * How much of what is wanted may be set aside: of what is available together with what the buyer's unanswered orders
 * hold already, they may hold a share, rounded up. All in base units.
 */
export function mayHold(
  wanted: number,
  { available, heldUnanswered }: { readonly available: number; readonly heldUnanswered: number },
  percent: number,
): number {
  const share = Number((BigInt(available + heldUnanswered) * BigInt(percent) + 99n) / 100n)
  return Math.max(0, Math.min(wanted, share - heldUnanswered))
}

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
