/** What seller and buyer do with an invoice, each as a sub-resource to post to. */
import { Type, type Static, type TSchema } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { actorId, type Role } from '../../../kernel/caller.ts'
import { dateAt } from '../../../kernel/date-field.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { utcDate, type Instant } from '../../../kernel/time.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { orderStanding } from '../../order/contract.ts'
import type { Match } from '../matching/match.ts'
import { rolesFor, type Side } from './invoice-policies.ts'
import { presentInvoice } from './invoice-presenter.ts'
import { InvoiceBody } from './invoice-reply-schemas.ts'
import { InvoiceId, IssueBody, PaymentBody } from './invoice-schemas.ts'
import type { KnownInvoice } from './invoice-state.ts'
import { invoiceAggregate } from './invoice-view.ts'
import { refusalOf } from './invoice.ts'
import { moneyOf } from './issue-credit-note.ts'
import { issueInvoice } from './issue-invoice.ts'
import { loadInvoice } from './load-invoice.ts'
import { readMatch } from './read-payable.ts'

type Needs = { readonly execute: Execute; readonly documents: Documents }

type Context = { readonly invoiceId: string; readonly invoice: KnownInvoice; readonly by: string }

type CommandRoute<Body extends TSchema | undefined> = {
  readonly action: string
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly as: Side | 'either'
  readonly roles: readonly Role[]
  readonly body?: Body
  readonly refusals?: readonly string[]
  readonly run: (
    unit: Unit,
    context: Context,
    body: Body extends TSchema ? Static<Body> : undefined,
  ) => Promise<unknown>
}

const commandRoute = <Body extends TSchema | undefined = undefined>(
  { execute }: Needs,
  { action, as, roles, run, refusals = [], ...documented }: CommandRoute<Body>,
): Route =>
  route({
    ...documented,
    method: 'POST',
    path: `/v1/invoices/{invoiceId}/${action}`,
    tag: 'Invoices',
    access: { kind: 'member', roles },
    params: Type.Object({ invoiceId: InvoiceId }),
    reply: InvoiceBody,
    // Invoices of one series, and of one order, take turns, also between processes.
    timeoutMs: 10_000,
    refusals: ['invoice/unknown', 'invoice/not-in-this-state', ...refusals],
    async handle({ params: { invoiceId }, body, caller, intent, ifMatch }) {
      const { organisationId } = caller.acting
      const done = await execute(invoiceAggregate, intent, async (unit) => {
        const invoice = await loadInvoice(unit, invoiceId, { organisationId, as, ifMatch })
        await run(unit, { invoiceId, invoice, by: actorId(caller) }, body as never)
        return invoiceId
      })
      return { body: presentInvoice(done, organisationId), version: done.version, replayed: done.replayed }
    },
  })

export const invoiceCommandRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'issue',
    operationId: 'issueInvoice',
    summary: 'Issue a drafted invoice',
    description:
      'From here on it is never changed, and the buyer sees it. It gets the next number of the series, or yours. What goes beyond what is payable is issued and blocked: see `/match`.',
    as: 'supplier',
    roles: rolesFor.invoicing,
    body: IssueBody,
    refusals: ['invoice/more-than-agreed', 'invoice/number-taken', 'invoice/no-transport-evidence'],
    run: (unit, context, input) => issueInvoice(unit, needs.documents, { ...context, input }),
  }),
  commandRoute(needs, {
    action: 'discard',
    operationId: 'discardInvoice',
    summary: 'Throw a drafted invoice away',
    as: 'supplier',
    roles: rolesFor.invoicing,
    run: (unit, { invoiceId, by }) => unit.decide(invoiceAggregate, invoiceId, { type: 'discard', at: unit.at, by }),
  }),
  commandRoute(needs, {
    action: 'payments',
    operationId: 'recordPayment',
    summary: 'Record that an invoice was paid, or part of it',
    description: 'The exchange makes no payments. A blocked invoice takes none.',
    as: 'either',
    roles: rolesFor.recordingPayments,
    body: PaymentBody,
    refusals: ['invoice/blocked', 'invoice/more-than-due'],
    run: (unit, context, input) => recordPayment(unit, needs.documents, context, input),
  }),
]

async function recordPayment(
  unit: Unit,
  documents: Documents,
  { invoiceId, invoice, by }: Context,
  { amount, paidOn, reference }: Static<typeof PaymentBody>,
): Promise<void> {
  const refusal = refusalOf('record-payment', invoice)
  if (refusal) throw new Rejected(refusal)
  const match = await readMatch({ unit, documents }, invoiceId, invoice)
  if (match.outcome === 'blocked') throw new Rejected(blocked(match))
  const payment = {
    amount: moneyOf(amount),
    paidOn: dateAt(paidOn, '/paidOn'),
    ...(reference !== undefined && { reference }),
  }
  const order = await orderStanding(unit, invoice.orderId)
  if (!order) throw new Error(`${invoiceId} is of ${invoice.orderId}, which does not exist.`)
  const orderedOn = utcDate((order.sentAt ?? order.draftedAt) as Instant)
  await unit.decide(invoiceAggregate, invoiceId, { type: 'record-payment', at: unit.at, by, payment, orderedOn })
}

const blocked = ({ mismatches }: Match): Rejection => ({
  kind: 'conflict',
  code: 'invoice/blocked',
  detail: 'This invoice asks for more than is payable. It is free once that is credited, or the goods are accepted.',
  facts: { mismatches },
})
