/** The REST face of credit notes: issued by the seller, read by both. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { notYet, showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { rolesFor } from './invoice-policies.ts'
import { presentCreditNote, presentLastCreditNote } from './invoice-presenter.ts'
import type { InvoiceRouteNeeds } from './invoice-routes.ts'
import { CreditNoteBody } from './invoice-reply-schemas.ts'
import { CreditBody, CreditNoteId, InvoiceId } from './invoice-schemas.ts'
import { creditNoteDocuments, creditNotes, invoiceAggregate, type CreditNoteDocument } from './invoice-view.ts'
import { issueCreditNote } from './issue-credit-note.ts'
import { loadInvoice, seenInvoice } from './load-invoice.ts'

const tag = 'Invoices'
const byInvoice = Type.Object({ invoiceId: InvoiceId })

export const creditNoteRoutes = ({ execute, readState, documents }: InvoiceRouteNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/invoices/{invoiceId}/credit-notes',
    operationId: 'issueCreditNote',
    tag,
    summary: 'Credit an invoice, or part of it',
    description:
      'Never more than is left of it. Credited altogether, the notes add up to the invoice to the minor unit, net by net and tax by tax. A note that names a claim answers it, once.',
    access: { kind: 'member', roles: rolesFor.invoicing },
    params: byInvoice,
    body: CreditBody,
    reply: CreditNoteBody,
    success: 201,
    refusals: [
      'invoice/unknown',
      'invoice/not-in-this-state',
      'credit-note/more-than-invoiced',
      'claim/unknown',
      'claim/no-credit-due',
      'claim/more-than-conceded',
    ],
    async handle({ params: { invoiceId }, body: input, caller, intent, ifMatch }) {
      const { organisationId } = caller.acting
      const done = await execute(invoiceAggregate, intent, async (unit) => {
        const invoice = await loadInvoice(unit, invoiceId, { organisationId, as: 'supplier', ifMatch })
        await issueCreditNote(unit, { invoiceId, invoice, by: actorId(caller), input })
        return invoiceId
      })
      const body = presentLastCreditNote(done, organisationId)
      return { body, location: `/v1/credit-notes/${body.id}`, replayed: done.replayed }
    },
  }),
  listRoute({
    path: '/v1/invoices/{invoiceId}/credit-notes',
    operationId: 'listCreditNotes',
    tag,
    summary: 'List an invoice’s credit notes',
    access: { kind: 'member' },
    params: byInvoice,
    reply: CreditNoteBody,
    async handle({ params: { invoiceId }, caller, page }) {
      const { organisationId } = caller.acting
      seenInvoice(await readState(invoiceAggregate, invoiceId), organisationId)
      const found = await documents.find(creditNotes, { index: 'byInvoice', equals: [invoiceId], ...page })
      const items = found.items.map(({ body }) =>
        presentCreditNote(JSON.parse(body) as CreditNoteDocument, organisationId),
      )
      return { ...found, items }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/credit-notes/{creditNoteId}',
    operationId: 'getCreditNote',
    tag,
    summary: 'Read a credit note',
    access: { kind: 'member' },
    params: Type.Object({ creditNoteId: CreditNoteId }),
    query: asOfQuery,
    reply: CreditNoteBody,
    refusals: asOfRefusals,
    async handle({ params: { creditNoteId }, query, caller, intent }) {
      const stored = await documents.get(creditNotes, creditNoteId)
      const note = stored && (JSON.parse(stored.body) as CreditNoteDocument)
      const body = presentCreditNote(note, caller.acting.organisationId)
      if (query.asOf === undefined) return { body }
      // It never changes: all there is to ask is whether it had been issued.
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: invoiceAggregate,
          id: body.invoiceId,
          show({ id, state }) {
            if (!creditNoteDocuments({ id }, state).some((one) => one.id === creditNoteId)) throw notYet(body.createdAt)
            return { body }
          },
        },
      )
    },
  }),
]
