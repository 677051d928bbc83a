/** The REST face of invoices: drafting one of an order, reading one, listing one's own. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { takesPartInOrder } from '../../order/contract.ts'
import { createInvoice, unknownOrder } from './create-invoice.ts'
import { invoiceCommandRoutes } from './invoice-command-routes.ts'
import { rolesFor } from './invoice-policies.ts'
import { presentInvoice, summariseInvoice } from './invoice-presenter.ts'
import { InvoiceBody, InvoiceStatusSchema, InvoiceSummaryBody, MatchBody } from './invoice-reply-schemas.ts'
import { DraftBody, InvoiceId, OrderId } from './invoice-schemas.ts'
import { any, invoiceAggregate, invoices, type InvoiceDocument } from './invoice-view.ts'
import { seenInvoice } from './load-invoice.ts'
import { readMatch } from './read-payable.ts'

export type InvoiceRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
}

const tag = 'Invoices'
const byOrder = Type.Object({ orderId: OrderId })
const byId = Type.Object({ invoiceId: InvoiceId })
const summaries = (items: readonly { readonly body: string }[]) =>
  items.map(({ body }) => summariseInvoice(JSON.parse(body) as InvoiceDocument))

export const invoiceRoutes = (needs: InvoiceRouteNeeds): Route[] => [
  draftRoute(needs),
  ...readRoutes(needs),
  ...listRoutes(needs),
  ...invoiceCommandRoutes(needs),
]

const draftRoute = ({ execute, documents }: InvoiceRouteNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/orders/{orderId}/invoices',
    operationId: 'draftInvoice',
    tag,
    summary: 'Draft an invoice of an order',
    description:
      'Of what is payable: D terms by what was accepted, E, F and C terms by what was handed over. Nets are rounded half up to the minor unit, tax once a category and rate (EN 16931). Nobody but you sees a draft.',
    access: { kind: 'member', roles: rolesFor.invoicing },
    params: byOrder,
    body: DraftBody,
    reply: InvoiceBody,
    success: 201,
    refusals: ['invoice/unknown-order', 'invoice/nothing-payable', 'invoice/more-than-agreed', 'invoice/tax-rate'],
    async handle({ params: { orderId }, body: input, caller, intent }) {
      const { organisationId } = caller.acting
      const done = await execute(invoiceAggregate, intent, async (unit) => {
        const invoiceId = unit.newId('inv')
        await createInvoice(unit, documents, { invoiceId, orderId, organisationId, by: actorId(caller), input })
        return invoiceId
      })
      const location = `/v1/invoices/${done.id}`
      return { body: presentInvoice(done, organisationId), version: done.version, location, replayed: done.replayed }
    },
  })

const readRoutes = ({ readState, documents }: InvoiceRouteNeeds): Route[] => [
  route({
    method: 'GET',
    path: '/v1/invoices/{invoiceId}',
    operationId: 'getInvoice',
    tag,
    summary: 'Read an invoice',
    description: 'Shown to its seller, and to its buyer from the moment it was issued.',
    access: { kind: 'member' },
    params: byId,
    query: asOfQuery,
    reply: InvoiceBody,
    refusals: asOfRefusals,
    async handle({ params, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: invoiceAggregate,
          id: params.invoiceId,
          show: (snapshot) => ({
            body: presentInvoice(snapshot, caller.acting.organisationId),
            version: snapshot.version,
          }),
        },
      )
    },
  }),
  route({
    method: 'GET',
    path: '/v1/invoices/{invoiceId}/match',
    operationId: 'getInvoiceMatch',
    tag,
    summary: 'See whether an invoice is for what is payable',
    description: 'As of now: it changes as goods are received and credits issued. A draft is matched by nothing.',
    access: { kind: 'member' },
    params: byId,
    reply: MatchBody,
    async handle({ params: { invoiceId }, caller }) {
      const snapshot = await readState(invoiceAggregate, invoiceId)
      const { invoice } = seenInvoice(snapshot, caller.acting.organisationId)
      return { body: await readMatch({ unit: { read: readState }, documents }, invoiceId, invoice) }
    },
  }),
]

const listRoutes = ({ documents, readState }: InvoiceRouteNeeds): Route[] => [
  listRoute({
    path: '/v1/invoices',
    operationId: 'listInvoices',
    tag,
    summary: 'List your organisation’s invoices',
    description: 'The newest first.',
    access: { kind: 'member' },
    query: Type.Object({
      status: Type.Optional(InvoiceStatusSchema),
      role: Type.Optional(Type.Enum(['buyer', 'supplier'], { description: 'On which side you stand.' })),
    }),
    reply: InvoiceSummaryBody,
    async handle({ query: { status = any, role = any }, caller, page }) {
      const equals = [caller.acting.organisationId, role, status]
      const found = await documents.find(invoices, { index: 'byParticipant', equals, order: 'descending', ...page })
      return { ...found, items: summaries(found.items) }
    },
  }),
  listRoute({
    path: '/v1/orders/{orderId}/invoices',
    operationId: 'listOrderInvoices',
    tag,
    summary: 'List an order’s invoices',
    description: 'The oldest first.',
    access: { kind: 'member' },
    params: byOrder,
    reply: InvoiceSummaryBody,
    async handle({ params: { orderId }, caller, page }) {
      const { organisationId } = caller.acting
      if (!(await takesPartInOrder({ read: readState }, orderId, organisationId))) throw new Rejected(unknownOrder)
      const equals = [orderId, organisationId]
      const found = await documents.find(invoices, { index: 'byOrder', equals, ...page })
      return { ...found, items: summaries(found.items) }
    },
  }),
]
