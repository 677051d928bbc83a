/** What an award asks for when it makes an order, and what it is told of it. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Charge, Destination, Fulfilment, TradeTerms } from './order-details.ts'

/** What was awarded of one quote line. */
export type AwardedLine = {
  /** A product of the supplier; a quote on a free specification names the one that it offers. */
  readonly productId: string
  readonly buyerItemCode?: string
  /** In major units of the order's currency, for a piece, a kilogram or a litre as the product is sold. */
  readonly unitPrice: Decimal
  readonly quote: { readonly quoteId: string; readonly version: number; readonly line: string }
  readonly fulfilment: Fulfilment
  readonly minimumRemainingLifeDays: number
  readonly pastBestBeforeConsent: boolean
  /** 1 to 53; quantities in base units. */
  readonly deliveries: readonly { readonly date: LocalDate; readonly quantity: number }[]
}

export type DestinationChoice = { readonly siteId: string } | Destination

export type ApprovedOrder = {
  /** `unit.newId('ord')`; there is no such order yet. */
  readonly orderId: string
  readonly buyerId: string
  readonly supplierId: string
  readonly award: { readonly awardId: string; readonly rfqId: string }
  /** Who proposed the award. */
  readonly requestedBy: string
  /** Who approved it, in order; empty where no rule asked anybody. */
  readonly approvedBy: readonly string[]
  /** Whether an owner or admin was among them, who may agree to more than the budget has left. */
  readonly beyondBudget: boolean
  readonly currency: CurrencyCode
  readonly terms: TradeTerms
  readonly poNumber?: string
  /** A site of the buyer, or a place in full. */
  readonly shipTo: DestinationChoice
  /** As `shipTo` where absent. */
  readonly billTo?: DestinationChoice
  /** 1 to 200. */
  readonly lines: readonly AwardedLine[]
  readonly charges: readonly Charge[]
  readonly note?: string
}

export type CreatedOrder = {
  readonly orderId: string
  /** With charges. */
  readonly total: Money
  /** What is set aside for each delivery; nothing is reserved for what is still to be made. */
  readonly deliveries: readonly { readonly deliveryId: string; readonly reserved: number; readonly short: number }[]
}
