/** What a claim says: of which line of a receipt, what is wrong with how much of it, and what the buyer wants for it. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { PricedPer } from '../order/order-details.ts'
import type { Outcome } from '../shipment/shipment-details.ts'

export const claimKinds = [
  'short',
  'damaged',
  'short-dated',
  'temperature',
  'quality',
  'wrong-goods',
  'hidden-defect',
] as const
export type ClaimKind = (typeof claimKinds)[number]

export const remedies = ['credit', 'replacement', 'return'] as const
export type Remedy = (typeof remedies)[number]

export const evidenceMax = 20
export const creditsOfClaimMax = 50

/** A receipt's line as it was recorded; goods of one lot. */
export type ReceivedLine = {
  readonly shipmentId: string
  readonly receiptId: string
  readonly receivedAt: string
  /** Counted from 1, as the receipt lists them. */
  readonly line: number
  readonly deliveryId: string
  readonly productId: string
  readonly lotId: string
  readonly lotCode: string
  readonly outcome: Outcome
  /** In base units. */
  readonly quantity: number
  /** Catch weight: what an invoice would ask for the whole line by. */
  readonly grams?: number
}

/** What the goods were agreed to cost. */
export type AgreedPrice = {
  readonly unitPrice: Decimal
  readonly pricedPer: PricedPer
  readonly currency: CurrencyCode
}

export type ClaimDetails = {
  readonly orderId: string
  readonly buyerId: string
  readonly supplierId: string
  readonly of: ReceivedLine
  readonly price: AgreedPrice
  readonly kind: ClaimKind
  readonly remedy: Remedy
  /** In base units, of the line. */
  readonly quantity: number
  readonly description: string
  /** Where photographs and papers can be seen. */
  readonly evidence: readonly string[]
  /** The last moment at which it may be submitted. */
  readonly claimBy: string
}
