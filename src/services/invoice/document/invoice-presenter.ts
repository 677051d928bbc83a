/** An invoice as both sides see it; who of the other side did what is nobody's business. */
import type { Static } from 'typebox'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { InvoiceBody, InvoiceSummaryBody, CreditNoteBody } from './invoice-reply-schemas.ts'
import { creditedGross, openAmount, paidAmount, paymentStatus, type Invoice } from './invoice-state.ts'
import { creditNoteDocuments, type CreditNoteDocument, type InvoiceDocument } from './invoice-view.ts'
import { seenInvoice } from './load-invoice.ts'

/** Throws the same `invoice/unknown` for absent and unseen. */
export function presentInvoice(snapshot: Snapshot<Invoice>, organisationId: string): Static<typeof InvoiceBody> {
  const { id, createdAt, updatedAt } = snapshot
  const { invoice } = seenInvoice(snapshot, organisationId)
  const { credits: _credits, payments, ...known } = invoice
  const issued = known.status === 'issued' ? known.issued : undefined
  const { issued: _issued, issuedAt: _issuedAt, ...shown } = { issued: undefined, issuedAt: undefined, ...known }
  const body = {
    id,
    ...shown,
    ...issued,
    transportEvidence: issued?.transportEvidence ?? invoice.transportEvidence,
    warnings: issued?.warnings ?? [],
    credited: creditedGross(invoice),
    paid: paidAmount(invoice),
    open: openAmount(invoice),
    paymentStatus: paymentStatus(invoice),
    payments: payments.map(({ by: _by, ...payment }) => payment),
    createdAt,
    updatedAt,
  }
  // Read-only arrays are arrays to whoever only reads them; the schema's optional members are exactly the absent ones.
  return body as unknown as Static<typeof InvoiceBody>
}

/** One line of a list. */
export function summariseInvoice(document: InvoiceDocument): Static<typeof InvoiceSummaryBody> {
  const { id, status, kind, orderId, buyerId, supplierId, totals, createdAt } = document
  const issued = document.status === 'issued' ? document.issued : undefined
  return {
    id,
    status,
    kind,
    ...(issued && { number: issued.number, issuedOn: issued.issuedOn }),
    ...(issued?.due.dueOn !== undefined && { dueOn: issued.due.dueOn }),
    orderId,
    buyerId,
    supplierId,
    due: totals.due,
    open: openAmount(document),
    paymentStatus: paymentStatus(document),
    createdAt,
  }
}

/** A credit note for a member of an organisation; undefined and another's are the same `credit-note/unknown`. */
export function presentCreditNote(
  note: CreditNoteDocument | undefined,
  organisationId: string,
): Static<typeof CreditNoteBody> {
  if (!note || (note.buyerId !== organisationId && note.supplierId !== organisationId))
    throw new Rejected(unknownCreditNote)
  const { at: createdAt, by: _by, ...shown } = note
  return { ...shown, createdAt } as unknown as Static<typeof CreditNoteBody>
}

/** The credit note that a command has just issued. */
export const presentLastCreditNote = (snapshot: Snapshot<Invoice>, organisationId: string) =>
  presentCreditNote(creditNoteDocuments(snapshot, snapshot.state).at(-1)?.document, organisationId)

export const unknownCreditNote: Rejection = {
  kind: 'not-found',
  code: 'credit-note/unknown',
  detail: 'There is no such credit note, or you do not take part in it.',
}
