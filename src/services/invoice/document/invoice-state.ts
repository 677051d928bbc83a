/** What an invoice is: a draft of the seller's, or issued and from then on unchangeable but for what was credited and paid. */
import type { Money } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Totals } from '../tax/totals.ts'
import type { CreditNote, CreditWish, InvoiceDetails, Issued, Payment } from './invoice-details.ts'

type Known = InvoiceDetails & {
  readonly totals: Totals
  readonly credits: readonly CreditNote[]
  readonly payments: readonly Payment[]
}
export type DraftInvoice = Known & { readonly status: 'draft' | 'discarded' }
export type IssuedInvoice = Known & { readonly status: 'issued'; readonly issued: Issued; readonly issuedAt: string }
export type KnownInvoice = DraftInvoice | IssuedInvoice
export type Invoice = { readonly status: 'absent' } | KnownInvoice

type By = { readonly at: string; readonly by: string }

export type InvoiceCommand =
  | (By & { readonly type: 'draft'; readonly details: InvoiceDetails })
  | (By & { readonly type: 'discard' })
  | (By & { readonly type: 'issue'; readonly issued: Issued })
  | (By & {
      readonly type: 'credit'
      readonly note: Pick<CreditNote, 'id' | 'number' | 'issuedOn' | 'reason' | 'claimId'>
      readonly wish: CreditWish
    })
  | (By & {
      readonly type: 'record-payment'
      readonly payment: Omit<Payment, 'at' | 'by'>
      /** The day, in UTC, on which the order was sent: before it, nobody owed anything. */
      readonly orderedOn: LocalDate
    })

export type InvoiceEvent =
  | (By & { readonly type: 'invoice/drafted'; readonly details: InvoiceDetails; readonly totals: Totals })
  | (By & { readonly type: 'invoice/discarded' })
  | (By & { readonly type: 'invoice/issued'; readonly issued: Issued })
  | { readonly type: 'invoice/credited'; readonly note: CreditNote }
  | { readonly type: 'invoice/payment-recorded'; readonly payment: Payment }

export type PaymentStatus = 'unpaid' | 'part-paid' | 'paid'

export const creditedGross = ({ credits, currency }: Pick<Known, 'credits' | 'currency'>): Money => ({
  amount: credits.reduce((sum, { totals }) => sum + totals.gross.amount, 0),
  currency,
})
export const paidAmount = ({ payments, currency }: Pick<Known, 'payments' | 'currency'>): Money => ({
  amount: payments.reduce((sum, { amount }) => sum + amount.amount, 0),
  currency,
})

/** What is still to be paid: less credits and payments; below zero, the seller owes it. */
export const openAmount = (invoice: Known): Money => ({
  amount: invoice.totals.due.amount - creditedGross(invoice).amount - paidAmount(invoice).amount,
  currency: invoice.currency,
})

export function paymentStatus(invoice: Known): PaymentStatus {
  if (openAmount(invoice).amount <= 0) return 'paid'
  return paidAmount(invoice).amount > 0 ? 'part-paid' : 'unpaid'
}
