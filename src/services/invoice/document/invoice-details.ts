/** What an invoice says, in the terms of EN 16931: lines, charges, allowances, advances taken off, parties, dates. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { InvoicedPart } from '../matching/match.ts'
import type { TaxId } from '../tax/tax-conditions.ts'
import type { TaxTreatment } from '../tax/tax-treatment.ts'
import type { PricedPer, Reckoned, Totals } from '../tax/totals.ts'

export const linesMax = 1_000
export const allowancesMax = 20
export const creditNotesMax = 100
export const paymentsMax = 100
export const evidenceMax = 20

/** An advance by the order, goods so far, or the goods that end it: with its charges, less its advance. */
export const invoiceKinds = ['advance', 'partial', 'final'] as const
export type InvoiceKind = (typeof invoiceKinds)[number]

/** A line (BG-25). Without a delivery: an advance. */
export type InvoiceLine = {
  /** BT-126. */
  readonly id: string
  readonly deliveryId?: string
  readonly productId?: string
  readonly sku?: string
  readonly buyerItemCode?: string
  /** BT-153. */
  readonly name: string
  /** In base units. */
  readonly quantity: number
  /** Of catch weight: what the price is for (BT-129 in grams). */
  readonly grams?: number
  readonly pricedPer: PricedPer
  /** BT-146, in major units. */
  readonly unitPrice: Decimal
  /** BT-131. */
  readonly net: Money
  readonly tax: TaxTreatment
}

/** A charge (BG-21): `id` names the order's charge. */
export type InvoiceCharge = {
  readonly id: string
  readonly kind: string
  readonly description?: string
  readonly net: Money
  readonly tax: TaxTreatment
}
/** An allowance (BG-20). */
export type InvoiceAllowance = {
  readonly reason: string
  readonly net: Money
  readonly tax: TaxTreatment
}
/** An advance taken off (a line below zero that names the invoice it was asked for by, BG-3). */
export type Deduction = {
  readonly invoiceId: string
  readonly number: string
  readonly net: Money
  readonly tax: TaxTreatment
}

export type PaymentStart = 'invoice' | 'dispatch' | 'delivery' | 'end-of-month'
export type PaymentTerms = { readonly days: number; readonly from: PaymentStart; readonly advanceBasisPoints?: number }

export type Place = {
  readonly name: string
  readonly gln?: string
  readonly address: {
    readonly lines: readonly string[]
    readonly postalCode?: string
    readonly city: string
    readonly region?: string
    readonly country: string
  }
}

/** A paper that shows where goods went. */
export type TransportEvidence = { readonly kind: string; readonly reference: string }

export type InvoiceDetails = {
  readonly orderId: string
  readonly buyerId: string
  readonly supplierId: string
  readonly kind: InvoiceKind
  /** BT-5. */
  readonly currency: CurrencyCode
  readonly incoterm: string
  /** BT-13. */
  readonly poNumber?: string
  readonly paymentTerms: PaymentTerms
  readonly billTo: Place
  readonly shipTo: Place
  readonly lines: readonly InvoiceLine[]
  readonly charges: readonly InvoiceCharge[]
  readonly allowances: readonly InvoiceAllowance[]
  readonly deductions: readonly Deduction[]
  readonly transportEvidence: readonly TransportEvidence[]
  /** BT-22. */
  readonly note?: string
}

/** A party as it was when the invoice was issued (BG-4, BG-7). */
export type Party = {
  readonly organisationId: string
  readonly legalName: string
  readonly country: string
  readonly gln?: string
  /** BT-31, BT-48. */
  readonly taxId?: TaxId
}

/** When it is to be paid, and from when that is counted. */
export type DueDate = {
  readonly days: number
  readonly countsFrom: PaymentStart
  /** Unknown while what it counts from has not happened. */
  readonly countedFrom?: LocalDate
  /** BT-9. */
  readonly dueOn?: LocalDate
}

export type InvoiceWarning = {
  readonly code: 'perishable-over-30-days' | 'food-over-60-days'
  readonly detail: string
}

/** What is added when it is issued. */
export type Issued = {
  /** BT-1. */
  readonly number: string
  /** BT-2. */
  readonly issuedOn: LocalDate
  readonly seller: Party
  readonly buyer: Party
  /** BT-72: the day of the last delivery it is for. */
  readonly deliveredOn?: LocalDate
  readonly due: DueDate
  readonly warnings: readonly InvoiceWarning[]
  readonly transportEvidence: readonly TransportEvidence[]
}

export type CreditedLine = {
  readonly lineId: string
  readonly quantity: number
  readonly grams?: number
  readonly net: Money
}
export type CreditNote = {
  readonly id: string
  readonly number: string
  readonly issuedOn: LocalDate
  readonly at: string
  readonly by: string
  readonly reason: string
  /** The claim that it answers. */
  readonly claimId?: string
  readonly lines: readonly CreditedLine[]
  readonly charges: readonly { readonly chargeId: string; readonly net: Money }[]
  /** Whether it takes back all that was left of the invoice, allowances and deductions included. */
  readonly whole: boolean
  readonly totals: Totals
}

/** All that is left, or some of it. */
export type CreditWish =
  | 'rest'
  | {
      readonly lines: readonly { readonly lineId: string; readonly quantity: number; readonly grams?: number }[]
      readonly charges: readonly { readonly chargeId: string; readonly amount: Money }[]
    }

/** Somebody says that it was paid. */
export type Payment = {
  readonly at: string
  readonly by: string
  readonly paidOn: LocalDate
  readonly amount: Money
  readonly reference?: string
}

/** What a line's price is for: grams of catch weight, else base units. */
export const measureOf = ({ grams, quantity }: { readonly grams?: number; readonly quantity: number }): number =>
  grams ?? quantity

/** The amounts of an invoice as they are added up. */
export const reckonedOf = (details: InvoiceDetails): Reckoned => ({
  currency: details.currency,
  lines: [
    ...details.lines,
    ...details.deductions.map(({ net, tax }) => ({ net: { ...net, amount: -net.amount }, tax })),
  ],
  allowances: details.allowances,
  charges: details.charges,
})

/** What an invoice asks for of each delivery. */
export const partsOf = ({ lines }: Pick<InvoiceDetails, 'lines'>): readonly InvoicedPart[] =>
  lines.flatMap(({ deliveryId, quantity, grams }) =>
    deliveryId === undefined ? [] : [{ deliveryId, quantity, ...(grams !== undefined && { grams }) }],
  )
