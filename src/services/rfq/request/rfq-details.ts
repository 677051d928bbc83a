/** What a request for quotation says: goods, places, days, terms, and how its answers will be judged. Nothing happens here. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { BaseUnit } from '../../../kernel/quantity.ts'
import type { Instant, LocalDate } from '../../../kernel/time.ts'

export const linesMax = 100
export const deliveriesMax = 53
export const quantityMax = 1_000_000_000_000
/** So that an award, which settles every quote in one commit, stays within what a commit may hold. */
export const suppliersMax = 100
export const unitPricePlacesMax = 6

/** A product of the catalogue, or words for what may not be in it. */
export type RequestedItem =
  | { readonly kind: 'product'; readonly productId: string; readonly name: string }
  | { readonly kind: 'specification'; readonly description: string }

export type RfqLine = {
  /** Counted from 1, as text. */
  readonly id: string
  readonly item: RequestedItem
  /** In base units. */
  readonly quantity: number
  /** Grams are priced by the kilogram, millilitres by the litre. */
  readonly unit: BaseUnit
  readonly buyerItemCode?: string
  /** For a piece, a kilogram or a litre, in the RFQ's currency. */
  readonly targetPrice?: Decimal
  /** Schemes of certificates, such as `organic`; only verified ones count. */
  readonly requiredCertificates: readonly string[]
  /** Codes of allergens; met by a confirmed `free` only. */
  readonly allergenExclusions: readonly string[]
  /** From arrival to the date mark. */
  readonly minimumRemainingLifeDays: number
}

/** What arrives on a day: `share` parts of the sum of all shares. One delivery takes all. */
export type RequestedDelivery = { readonly date: LocalDate; readonly share: number }

/** From when the days to pay are counted. */
export const paymentStarts = ['invoice', 'dispatch', 'delivery', 'end-of-month'] as const
export type PaymentTerms = {
  readonly days: number
  readonly from: (typeof paymentStarts)[number]
  /** Paid before the goods move, in hundredths of a percent of the total. */
  readonly advanceBasisPoints?: number
}

export type RfqVisibility =
  /** Every verified supplier. */
  { readonly kind: 'open' } | { readonly kind: 'invited'; readonly supplierIds: readonly string[] }

/** What a buyer can weigh; see score.ts for what each is worth. */
export const criteria = ['price', 'leadTime', 'evidence', 'coverage'] as const
export type Criterion = (typeof criteria)[number]
/** Whole hundredths that sum to 100. */
export type Weights = { readonly [C in Criterion]: number }
export const defaultWeights: Weights = { price: 60, leadTime: 20, evidence: 20, coverage: 0 }

export type RfqDetails = {
  readonly title?: string
  readonly lines: readonly RfqLine[]
  /** A site of the buyer. */
  readonly deliverTo: { readonly siteId: string }
  readonly incoterm: string
  readonly place: string
  readonly deliveries: readonly RequestedDelivery[]
  readonly paymentTerms: PaymentTerms
  readonly currency: CurrencyCode
  readonly deadline: Instant
  readonly visibility: RfqVisibility
  readonly weights: Weights
  readonly shareTargetPrices: boolean
  /** For suppliers to read. */
  readonly note?: string
}

/** Details before they are checked: texts where the exchange keeps exact values. */
export type GivenRfqDetails = Omit<RfqDetails, 'lines' | 'deliveries' | 'currency' | 'deadline'> & {
  readonly currency: string
  readonly deadline: string
  readonly deliveries: readonly { readonly date: string; readonly share?: number }[]
  readonly lines: readonly (Omit<RfqLine, 'targetPrice'> & { readonly targetPrice?: string })[]
}
