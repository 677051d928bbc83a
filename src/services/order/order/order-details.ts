/** What an order says: parties, places, lines with their deliveries, terms and charges. Nothing here happens. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/time.ts'

export const linesMax = 200
export const deliveriesOfLineMax = 53
export const deliveriesMax = 1_000
export const chargesMax = 20
/** Ever, withdrawn ones among them: what is payable is read from all of them at once. */
export const shipmentsMax = 1_000
export const quantityMax = 1_000_000_000_000

/** Taken from stock that exists, or made for the order. */
export const fulfilments = ['from-stock', 'to-be-made'] as const
export type Fulfilment = (typeof fulfilments)[number]

export const chargeKinds = ['freight', 'insurance', 'packaging', 'handling', 'duty', 'other'] as const
export type Charge = {
  readonly kind: (typeof chargeKinds)[number]
  readonly description?: string
  readonly amount: Money
}

/** Where goods or bills go: copied from the buyer's site when the order is placed, so that papers stay as they were. */
export type Destination = {
  readonly siteId?: string
  readonly name: string
  readonly gln?: string
  readonly address: {
    readonly lines: readonly string[]
    readonly postalCode?: string
    readonly city: string
    readonly region?: string
    /** ISO 3166-1 alpha-2. */
    readonly country: string
  }
}

/** From when the days to pay are counted. */
export const paymentStarts = ['invoice', 'dispatch', 'delivery', 'end-of-month'] as const
export type PaymentTerms = {
  readonly days: number
  readonly from: (typeof paymentStarts)[number]
  /** Paid before the goods move, in hundredths of a percent of the total. */
  readonly advanceBasisPoints?: number
}

/** How long after a receipt goods can be claimed over: what could be seen on arrival, and what could not. */
export type ClaimDays = { readonly visible?: number; readonly hidden?: number }
export const claimDaysMax = { visible: 30, hidden: 365 } as const

/** Incoterms 2020 and the place they name. */
export type TradeTerms = {
  readonly incoterm: string
  readonly place: string
  readonly paymentTerms: PaymentTerms
  /** How much more than agreed may be shipped, in hundredths of a percent; none where absent. */
  readonly overDeliveryBasisPoints?: number
  /** The exchange's own deadlines where absent. */
  readonly claimDays?: ClaimDays
}

export const overDeliveryBasisPointsMax = 1_000

/** What a price is for; goods sold by the kilogram are counted in grams, by the litre in millilitres. */
export type PricedPer = 'piece' | 'kilogram' | 'litre'

/** Where a line's price comes from: the version that held when the order was made. */
export type PriceSource =
  | { readonly kind: 'price-list'; readonly priceListId: string; readonly version: number }
  | { readonly kind: 'quote'; readonly quoteId: string; readonly version: number; readonly line: string }

/** The goods of a line as they were described when the order was made. */
export type OrderedProduct = {
  readonly productId: string
  readonly sku: string
  readonly name: string
  readonly specVersion: number
  readonly pricedPer: PricedPer
  /** Catch weight: counted in pieces, paid by the kilogram; so many grams a piece are expected. */
  readonly nominalGrams?: number
}

export type OrderedDelivery = {
  /** Unique in its order: `<line>.<delivery>`, both counted from 1. */
  readonly id: string
  /** The day on which it shall arrive. */
  readonly date: LocalDate
  /** In base units. */
  readonly quantity: number
}

export type OrderedLine = OrderedProduct & {
  /** Counted from 1, as text. */
  readonly id: string
  readonly buyerItemCode?: string
  readonly unitPrice: Decimal
  readonly priceSource: PriceSource
  readonly fulfilment: Fulfilment
  /** From the day of arrival to the date mark. */
  readonly minimumRemainingLifeDays: number
  readonly pastBestBeforeConsent: boolean
  readonly deliveries: readonly OrderedDelivery[]
}

/** How the order came about. */
export type OrderOrigin =
  | { readonly kind: 'direct' }
  | { readonly kind: 'award'; readonly awardId: string; readonly rfqId: string }
  | { readonly kind: 'standing-order'; readonly standingOrderId: string }

/** The buyer's budgets that it is held against; `beyond`: it was more than one of them had left when it was submitted. */
export type OrderBudget = { readonly periods: readonly string[]; readonly beyond?: true }

export type OrderDetails = {
  readonly buyerId: string
  readonly supplierId: string
  /** The member or key of the buyer that asks for it. */
  readonly requestedBy: string
  readonly origin: OrderOrigin
  readonly currency: CurrencyCode
  readonly terms: TradeTerms
  /** The buyer's own number. */
  readonly poNumber?: string
  readonly billTo: Destination
  readonly shipTo: Destination
  readonly lines: readonly OrderedLine[]
  readonly charges: readonly Charge[]
  /** For the supplier to read. */
  readonly note?: string
  /** For the buyer's own people. */
  readonly internalNote?: string
}
