/** Submits and sends an order: prices still hold, the buyer's rules say whom to ask, stock is set aside as it goes. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import {
  approvalRulesOf,
  assertVerified,
  claimOnBudgets,
  requiredApprovals,
  withBeyondBudgetStep,
} from '../../organisation/contract.ts'
import { incoterms, type PriceFor } from '../../product/contract.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { updateBudgets } from './update-budgets.ts'
import { reserveOrderStock } from '../stock/reserve-order-stock.ts'
import type { UnansweredOrders } from '../stock/unanswered-orders.ts'

export type SendOrder = {
  readonly orderId: string
  readonly order: KnownOrder
  /** When the draft was made. */
  readonly createdAt: string
  readonly by: string
}

/** Asks whoever the rules name, and an owner or admin beyond the budget; where that is nobody, the order is approved. */
export async function submitOrder(unit: Unit, { orderId, order, createdAt, by }: SendOrder, priceFor: PriceFor) {
  await assertVerified(unit, order.buyerId, 'order')
  await assertPricesHold(unit, order, createdAt, priceFor)
  const asked = await askedFor(unit, order)
  const after = await unit.decide(orderAggregate, orderId, { type: 'submit', at: unit.at, by, ...asked })
  await updateBudgets(unit, { orderId, before: order, after })
}

/** Whom to ask, and which budgets it is taken from. */
async function askedFor(unit: Unit, { buyerId, total }: KnownOrder) {
  const steps = requiredApprovals(await approvalRulesOf(unit, buyerId), total)
  const budget = await claimOnBudgets(unit, buyerId, total)
  return { steps: budget?.beyond ? withBeyondBudgetStep(steps) : steps, ...(budget && { budget }) }
}

/** A draft is submitted first, and is sent only when nobody has to be asked. */
export async function sendOrder(
  unit: Unit,
  { orderId, order, createdAt, by }: SendOrder,
  { priceFor, unansweredOrders }: { priceFor: PriceFor; unansweredOrders: UnansweredOrders },
) {
  const { answerWithinMs } = unansweredOrders
  await assertVerified(unit, order.buyerId, 'order')
  const isDraft = order.stage.status === 'draft'
  if (isDraft) await assertPricesHold(unit, order, createdAt, priceFor)
  const asked = isDraft ? await askedFor(unit, order) : { steps: [] }
  const after = await unit.decide(orderAggregate, orderId, { type: 'send', at: unit.at, by, ...asked, answerWithinMs })
  await updateBudgets(unit, { orderId, before: order, after })
  if (after.stage.status === 'sent') await reserveOrderStock(unit, orderId, after as KnownOrder, { unansweredOrders })
}

/** A draft's prices are good for the day on which it was made (UTC); after that they have to be today's too. */
async function assertPricesHold(unit: Unit, order: KnownOrder, createdAt: string, priceFor: PriceFor): Promise<void> {
  if (createdAt.slice(0, 10) === unit.at.slice(0, 10)) return
  const incoterm = incoterms.find((each) => each === order.terms.incoterm)
  for (const line of order.lines) {
    const quantity = order.deliveries
      .filter(({ lineId }) => lineId === line.id)
      .reduce((sum, { ordered }) => sum + ordered, 0)
    const { productId, unitPrice } = line
    const wanted = { productId, buyerId: order.buyerId, quantity, at: unit.at, currency: order.currency }
    const price = await priceFor(unit, { ...wanted, ...(incoterm && { incoterm }) })
    if (price?.unitPrice !== unitPrice) throw new Rejected(priceChanged(line.id, unitPrice, price?.unitPrice))
  }
}

const priceChanged = (line: string, was: string, is: string | undefined): Rejection => ({
  kind: 'conflict',
  code: 'order/price-changed',
  detail: 'A price has changed since this draft was made. Cancel it and place the order at today’s prices.',
  facts: { line, lineId: line, was, ...(is !== undefined && { is }) },
})
