/** How invoices and credit notes are kept for reading: found by whoever takes part, drafts by their seller alone. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { billing, type Billing, type BillingCommand, type BillingEvent } from '../billing/billing.ts'
import { numberSeries, type NumberSeries, type NumberTaken, type TakeNumber } from '../billing/number-series.ts'
import { ownNumber, type ClaimNumber, type NumberClaimed, type OwnNumber } from '../billing/own-number.ts'
import type { CreditNote } from './invoice-details.ts'
import { participantsOf } from './invoice-policies.ts'
import type { Invoice, InvoiceCommand, InvoiceEvent, IssuedInvoice, KnownInvoice } from './invoice-state.ts'
import { invoice } from './invoice.ts'

export type InvoiceDocument = KnownInvoice & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}
export type CreditNoteDocument = CreditNote &
  Pick<IssuedInvoice, 'orderId' | 'buyerId' | 'supplierId' | 'currency'> & {
    readonly invoiceId: string
    readonly invoiceNumber: string
  }

/** Stands for "whatever" in a list that is not narrowed. */
export const any = 'any'

export const invoices = collection<InvoiceDocument>()({
  name: 'invoices',
  indexes: {
    /** Organisation, its side and the status, each also as `any`, when it was made. */
    byParticipant: (document) =>
      participantsOf(document).flatMap(({ organisationId, side }) =>
        [side, any].flatMap((as) =>
          [document.status, any].map((status) => [organisationId, as, status, document.createdAt]),
        ),
      ),
    /** Order, organisation that may see it, when it was made. */
    byOrder: (document) =>
      participantsOf(document).map(({ organisationId }) => [document.orderId, organisationId, document.createdAt]),
  },
})

export const creditNotes = collection<CreditNoteDocument>()({
  name: 'credit_notes',
  indexes: { byInvoice: ({ invoiceId, at }) => [[invoiceId, at]] },
})

export const creditNoteDocuments = (
  { id: invoiceId }: Pick<Subject, 'id'>,
  state: Invoice,
): { id: string; document: CreditNoteDocument }[] => {
  if (state.status !== 'issued') return []
  const { orderId, buyerId, supplierId, currency, issued } = state
  const of = { orderId, buyerId, supplierId, currency, invoiceId, invoiceNumber: issued.number }
  return state.credits.map((note) => ({ id: note.id, document: { ...note, ...of } }))
}

export const invoiceAggregate: Aggregate<Invoice, InvoiceCommand, InvoiceEvent> = {
  kind: 'invoice',
  decider: invoice,
  organisations: (state) =>
    state.status === 'absent' ? [] : participantsOf(state).map(({ organisationId }) => organisationId),
  readModels: [
    readModel({
      collection: invoices,
      project: ({ id, createdAt, updatedAt }: Subject, state: Invoice) =>
        state.status === 'absent' ? [] : [{ id, document: { ...state, id, createdAt, updatedAt } }],
    }),
    readModel({ collection: creditNotes, project: creditNoteDocuments }),
  ],
}

/** One stream for each order; its id is the order's. */
export const billingAggregate: Aggregate<Billing, BillingCommand, BillingEvent> = {
  kind: 'billing',
  decider: billing,
  organisations: ({ parties }) => (parties ? [parties.buyerId, parties.supplierId] : []),
  readModels: [],
}

/** One stream for each seller and series: `org_….INV`. The invoice in the same commit says whose it is. */
export const seriesAggregate: Aggregate<NumberSeries, TakeNumber, NumberTaken> = {
  kind: 'invoiceseries',
  decider: numberSeries,
  organisations: () => [],
  readModels: [],
}

/** One stream for each number that a seller gave itself. */
export const ownNumberAggregate: Aggregate<OwnNumber, ClaimNumber, NumberClaimed> = {
  kind: 'invoicenumber',
  decider: ownNumber,
  organisations: () => [],
  readModels: [],
}
