/** Turns what an award accepted into an order: approved with the award, sent, its stock set aside. */
import { Rejected, invalidField } from '../../../kernel/rejection.ts'
import { dayMs } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified, claimOnBudgets } from '../../organisation/contract.ts'
import type { ApprovedOrder, AwardedLine, CreatedOrder } from '../order/awarded-order.ts'
import type { OrderedLine } from '../order/order-details.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { readDestination, readOrderedProduct } from './read-ordered-product.ts'
import { updateBudgets } from './update-budgets.ts'
import { reserveOrderStock } from '../stock/reserve-order-stock.ts'

/** The supplier has quoted and awaits it: longer than holidays, shorter than what is fresh keeps. */
const answerWithinMs = 14 * dayMs

export async function createOrderOfAward(unit: Unit, order: ApprovedOrder): Promise<CreatedOrder> {
  const { orderId, buyerId, supplierId, requestedBy, approvedBy, award, note, poNumber } = order
  await assertVerified(unit, buyerId, 'order')
  await assertVerified(unit, supplierId, 'supply an order')
  const shipTo = await readDestination(unit, buyerId, order.shipTo, '/shipTo')
  const billTo = order.billTo ? await readDestination(unit, buyerId, order.billTo, '/billTo') : shipTo
  const { at } = unit
  const drafted = await unit.decide(orderAggregate, orderId, {
    type: 'draft',
    at,
    details: {
      buyerId,
      supplierId,
      requestedBy,
      origin: { kind: 'award', ...award },
      currency: order.currency,
      terms: order.terms,
      ...(poNumber !== undefined && { poNumber }),
      billTo,
      shipTo,
      lines: await Promise.all(order.lines.map((line, index) => orderedLine(unit, order, line, index))),
      charges: order.charges,
      ...(note !== undefined && { note }),
    },
  })
  const before = drafted as KnownOrder
  const budget = await claimOnBudgets(unit, buyerId, before.total)
  const sent = await unit.decide(orderAggregate, orderId, {
    type: 'send-awarded',
    at,
    by: requestedBy,
    approvedBy,
    ...(budget && { budget }),
    answerWithinMs,
  })
  await updateBudgets(unit, { orderId, before, after: sent, beyond: order.beyondBudget })
  await reserveOrderStock(unit, orderId, sent as KnownOrder)
  const { total, deliveries } = (await unit.load(orderAggregate, orderId)).state as KnownOrder
  return {
    orderId,
    total,
    deliveries: deliveries.map(({ id, stock }) => ({
      deliveryId: id,
      reserved: stock?.reserved ?? 0,
      short: stock?.short ?? 0,
    })),
  }
}

async function orderedLine(unit: Unit, order: ApprovedOrder, line: AwardedLine, index: number): Promise<OrderedLine> {
  const { buyerId, supplierId } = order
  const { productId, quote, deliveries, ...terms } = line
  const at = `/lines/${index}`
  if (deliveries.length === 0) throw new Rejected(invalidField('order/no-delivery', at, 'A line has a delivery.'))
  const { ordered } = await readOrderedProduct(unit, { productId, buyerId, supplierId }, at)
  return {
    ...ordered,
    ...terms,
    id: String(index + 1),
    priceSource: { kind: 'quote', ...quote },
    deliveries: deliveries.map((delivery, n) => ({ ...delivery, id: `${index + 1}.${n + 1}` })),
  }
}
