/** What a supplier's answer says: prices by quantity, days, places, charges, and until when it holds. Nothing happens here. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import type { Instant } from '../../../kernel/time.ts'

export const breaksMax = 20
export const chargesMax = 20
/** All versions are kept together: so many of the largest stay within what a document may hold. */
export const versionsMax = 30

/** From this many base units on, a unit costs this much. */
export type Break = { readonly from: number; readonly unitPrice: Decimal }

/** What a price counts; goods counted in grams are priced by the kilogram, in millilitres by the litre. */
export type PricedPer = 'piece' | 'kilogram' | 'litre'

/** The goods offered, as they were described when they were offered. */
export type OfferedProduct = {
  readonly productId: string
  readonly sku: string
  readonly name: string
  readonly specVersion: number
  readonly pricedPer: PricedPer
  /** Catch weight: counted in pieces, paid by the kilogram; so many grams a piece are expected. */
  readonly nominalGrams?: number
}

/** Taken from stock that exists, or made for the order. */
export const fulfilments = ['from-stock', 'to-be-made'] as const

export type QuoteLine = {
  /** The RFQ's line that it answers. */
  readonly line: string
  readonly product: OfferedProduct
  /** In rising order; the first one's `from` is the least that is sold. */
  readonly breaks: readonly Break[]
  /** The most that is offered, in base units. */
  readonly quantity: number
  readonly leadTimeDays: number
  readonly fulfilment: (typeof fulfilments)[number]
  readonly packaging?: string
  readonly originSiteId?: string
  readonly note?: string
}

export const chargeKinds = ['freight', 'insurance', 'packaging', 'handling', 'duty', 'other'] as const
/** Due once for each award that takes anything of the quote. */
export type Charge = {
  readonly kind: (typeof chargeKinds)[number]
  readonly description?: string
  readonly amount: Money
}

export type QuoteContent = {
  readonly currency: CurrencyCode
  readonly incoterm: string
  readonly place: string
  /** The last moment before which it can be accepted. */
  readonly validUntil: Instant
  readonly lines: readonly QuoteLine[]
  readonly charges: readonly Charge[]
  readonly note?: string
}

/** Content before it is checked: texts where the exchange keeps exact values. */
export type GivenQuote = Omit<QuoteContent, 'currency' | 'validUntil' | 'lines' | 'charges'> & {
  readonly currency: string
  readonly validUntil: string
  readonly charges: readonly (Omit<Charge, 'amount'> & {
    readonly amount: { readonly amount: number; readonly currency: string }
  })[]
  readonly lines: readonly (Omit<QuoteLine, 'breaks'> & {
    readonly breaks: readonly { readonly from: number; readonly unitPrice: string }[]
  })[]
}

/** Never changed once given; a revision is another one. */
export type QuoteVersion = QuoteContent & { readonly version: number; readonly at: string; readonly by: string }
