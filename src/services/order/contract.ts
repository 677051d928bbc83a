/** All that other services may know of orders. */
import type { Unit } from '../../infrastructure/store/commands/unit-of-work.ts'
import type { ApprovedOrder, CreatedOrder } from './order/awarded-order.ts'
import { createOrderOfAward } from './agreement/create-order-of-award.ts'

export type { ApprovedOrder, AwardedLine, CreatedOrder, DestinationChoice } from './order/awarded-order.ts'
export type { Charge, Destination, Fulfilment, PaymentTerms, PricedPer, TradeTerms } from './order/order-details.ts'
export { creditClaim, type CreditClaim } from './claim/answer-claim.ts'
export { lineNet } from './order/order-pricing.ts'
export {
  billableOrder,
  takesPartInOrder,
  type BillableConsignment,
  type BillableDelivery,
  type BillableOrder,
} from './shipment/read-billable-order.ts'
export { orderStanding, type OrderStanding } from './order/read-order-standing.ts'

/**
 * A participant: makes an order that is approved and sent at once, with its stock reserved, in the caller's commit.
 * What is short stays short and says so; the award stands. Throws `Rejected`: a party not verified, a product unknown,
 * not published or not the supplier's, a site that is not the buyer's, a total beyond what money can hold.
 */
export const createApprovedOrder = (unit: Unit, order: ApprovedOrder): Promise<CreatedOrder> =>
  createOrderOfAward(unit, order)
