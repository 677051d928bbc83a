/** What both sides are told of an invoice as it happens; drafts are the seller's alone. */
import type { AnyOutwardEvents, OutwardEvents } from '../../kernel/outward-events.ts'
import type { Invoice, InvoiceEvent } from './document/invoice-state.ts'

const invoices: OutwardEvents<Invoice, InvoiceEvent['type']> = {
  kind: 'invoice',
  subject: (id) => `/v1/invoices/${id}`,
  events: {
    'invoice/issued': 'The seller issued it.',
    'invoice/credited': 'A credit note was issued for some of it.',
    'invoice/payment-recorded': 'A payment was recorded.',
  },
}

export const invoiceOutwardEvents: readonly AnyOutwardEvents[] = [invoices]
