/** What a standing order says: what comes on which days of the week, where to, how long before it is ordered. Nothing happens here. */
import type { PackagingLevel } from '../../../kernel/packaging.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Fulfilment, PaymentTerms } from '../order/order-details.ts'

export const standingLinesMax = 100
/** 53 weeks, so that all deliveries of one fit into its own stream; what goes on longer is opened anew. */
export const termDaysMax = 371
export const pausesMax = 50
export const leadDaysMax = 60

/** As ISO 8601 counts them. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof weekdays)[number]

/** Base units, or so many of a packaging level, which holds what the product says on the day of the order. */
export type StandingQuantity = number | { readonly quantity: number; readonly level: PackagingLevel }

export type StandingLine = {
  readonly productId: string
  /** For each delivery on that day of the week; a day that is left out brings none of it. */
  readonly quantities: Readonly<Partial<Record<Weekday, StandingQuantity>>>
  readonly buyerItemCode?: string
  readonly fulfilment?: Fulfilment
  readonly minimumRemainingLifeDays?: number
  readonly pastBestBeforeConsent?: boolean
}

/** Days of delivery, both included. */
export type DateRange = { readonly from: LocalDate; readonly until: LocalDate }

/** When deliveries are due and when they are ordered. */
export type Schedule = DateRange & {
  readonly lines: readonly StandingLine[]
  /** No deliveries on these days. */
  readonly pauses: readonly DateRange[]
  /** An order is placed at the latest so many days before its delivery … */
  readonly leadDays: number
  /** … before this full hour, UTC. */
  readonly cutOffHour: number
}

/** What each of its orders says. */
export type StandingTerms = Schedule & {
  readonly shipTo: { readonly siteId: string }
  readonly billTo?: { readonly siteId: string }
  readonly currency?: string
  readonly incoterm?: string
  readonly paymentTerms?: PaymentTerms
  readonly overDeliveryBasisPoints?: number
  readonly poNumber?: string
  readonly note?: string
  readonly internalNote?: string
}
