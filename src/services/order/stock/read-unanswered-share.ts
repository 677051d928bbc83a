/** Looks up how much a delivery of an order that is just sent may hold: what the buyer has sent before counts. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { stockStanding, type StockStanding } from '../../inventory/contract.ts'
import { orderAggregate } from '../order/order-view.ts'
import { mayHold, type UnansweredOrders } from './unanswered-orders.ts'

/** So many orders are looked at; what others of the same buyer hold counts as unanswered. */
const ordersReadMax = 100

/**
 * Of one product, for a delivery of an order that is just sent. Reads other orders only where it comes to that. Throws
 * `Rejected` where the buyer's orders that hold the product wait for their answers already, as many as may.
 */
export async function heldAtMost(
  unit: Unit,
  asked: {
    readonly ownerId: string
    readonly productId: string
    readonly buyerId: string
    readonly orderId: string
    readonly quantity: number
  },
  { stockPercent: percent, ordersMax }: UnansweredOrders,
): Promise<number> {
  const { quantity, orderId } = asked
  const standing = await stockStanding(unit, asked)
  await assertOneAnswered(unit, orderId, standing, ordersMax)
  if (percent >= 100) return quantity
  const { available, held } = standing
  const all = held.reduce((sum, each) => sum + each.quantity, 0)
  // Were none of them answered, there would be less to have: enough then is enough.
  if (mayHold(quantity, { available, heldUnanswered: all }, percent) === quantity) return quantity
  return mayHold(quantity, { available, heldUnanswered: await unansweredOf(unit, orderId, standing) }, percent)
}

/**
 * Of the youngest orders that hold the product, so many of them: one that was answered is enough, and mostly the first
 * that is looked at. A supplier who answers lets the buyer go on; one who does not is asked no more.
 */
async function assertOneAnswered(
  unit: Unit,
  ownOrderId: string,
  { held }: StockStanding,
  ordersMax: number,
): Promise<void> {
  const others = new Set(held.map(({ orderId }) => orderId).filter((orderId) => orderId !== ownOrderId))
  if (others.size < ordersMax) return
  for (const orderId of [...others].slice(0, ordersMax)) if (await isAnswered(unit, orderId)) return
  throw new Rejected(tooManyUnanswered(ordersMax))
}

async function unansweredOf(unit: Unit, ownOrderId: string, { held }: StockStanding): Promise<number> {
  let sum = 0
  for (const [index, { orderId, quantity }] of held.entries()) {
    const counts = index >= ordersReadMax || orderId === ownOrderId || !(await isAnswered(unit, orderId))
    if (counts) sum += quantity
  }
  return sum
}

const isAnswered = async (unit: Unit, orderId: string): Promise<boolean> =>
  (await unit.read(orderAggregate, orderId)).state.stage.status !== 'sent'

const tooManyUnanswered = (ordersMax: number): Rejection => ({
  kind: 'conflict',
  code: 'order/too-many-unanswered',
  detail: `Your last ${ordersMax} orders that hold this product wait for an answer. Wait for one, or cancel some.`,
  facts: { ordersMax },
})
