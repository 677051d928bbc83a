/** An invoice: what may happen to it when, and what follows. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { addDays, type LocalDate } from '../../../kernel/time.ts'
import { reckon } from '../tax/totals.ts'
import { creditOf } from './credit.ts'
import { creditNotesMax, linesMax, paymentsMax, reckonedOf } from './invoice-details.ts'
import {
  openAmount,
  type Invoice,
  type InvoiceCommand,
  type InvoiceEvent,
  type IssuedInvoice,
  type KnownInvoice,
} from './invoice-state.ts'

type Decision = Result<readonly InvoiceEvent[]>
export type InvoiceAction = InvoiceCommand['type']

/** The one table of an invoice's life: issued, it is never changed, only credited and paid. */
export function actionsIn({ status }: Pick<Invoice, 'status'>): readonly InvoiceAction[] {
  switch (status) {
    case 'absent':
      return ['draft']
    case 'draft':
      return ['issue', 'discard']
    case 'issued':
      return ['credit', 'record-payment']
    case 'discarded':
      return []
  }
}

export const invoice: Decider<Invoice, InvoiceCommand, InvoiceEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Decision {
    const refusal = refusalOf(command.type, state)
    if (refusal) return reject(refusal)
    switch (command.type) {
      case 'draft':
        return draft(command)
      case 'discard':
        return accept([{ type: 'invoice/discarded', at: command.at, by: command.by }])
      case 'issue':
        return accept([{ type: 'invoice/issued', at: command.at, by: command.by, issued: command.issued }])
      case 'credit':
        return credit(command, state as IssuedInvoice)
      case 'record-payment':
        return recordPayment(command, state as IssuedInvoice)
    }
  },
  evolve(state, event): Invoice {
    if (event.type === 'invoice/drafted')
      return { ...event.details, status: 'draft', totals: event.totals, credits: [], payments: [] }
    return state.status === 'absent' ? state : evolveKnown(state, event)
  },
}

function evolveKnown(state: KnownInvoice, event: Exclude<InvoiceEvent, { type: 'invoice/drafted' }>): KnownInvoice {
  switch (event.type) {
    case 'invoice/discarded':
      return { ...state, status: 'discarded' }
    case 'invoice/issued':
      return { ...state, status: 'issued', issued: event.issued, issuedAt: event.at }
    case 'invoice/credited':
      return { ...state, credits: [...state.credits, event.note] }
    case 'invoice/payment-recorded':
      return { ...state, payments: [...state.payments, event.payment] }
  }
}

type CommandOf<Type extends InvoiceAction> = Extract<InvoiceCommand, { type: Type }>

function draft({ at, by, details }: CommandOf<'draft'>): Decision {
  if (details.lines.length === 0 || details.lines.length > linesMax)
    return reject(invalidField('invoice/lines', '/lines', `An invoice has 1 to ${linesMax} lines.`))
  const totals = reckon(reckonedOf(details))
  if (!totals.ok) return totals
  if (totals.value.due.amount < 0) return reject(lessThanNothing)
  return accept([{ type: 'invoice/drafted', at, by, details, totals: totals.value }])
}

function credit({ at, by, note, wish }: CommandOf<'credit'>, state: IssuedInvoice): Decision {
  if (state.credits.length >= creditNotesMax) return reject(tooManyCredits)
  const credited = creditOf(state, wish)
  return credited.ok ? accept([{ type: 'invoice/credited', note: { ...note, at, by, ...credited.value } }]) : credited
}

function recordPayment(command: CommandOf<'record-payment'>, state: IssuedInvoice): Decision {
  const { at, by, payment, orderedOn } = command
  if (state.payments.length >= paymentsMax) return reject(tooManyPayments)
  const { amount, currency } = payment.amount
  if (currency !== state.currency)
    return reject(invalidField('money/currency-mismatch', '/amount/currency', `The invoice is in ${state.currency}.`))
  const open = openAmount(state).amount
  if (amount > open) return reject(moreThanDue(open, amount))
  if (payment.paidOn > at.slice(0, 10))
    return reject(invalidField('invoice/paid-ahead', '/paidOn', 'This day is still to come.'))
  // West of Greenwich it may still have been the day before.
  if (payment.paidOn < addDays(orderedOn, -1)) return reject(paidBeforeOrder(orderedOn))
  return accept([{ type: 'invoice/payment-recorded', payment: { ...payment, at, by } }])
}

/** Why an invoice does not take a command now, if it does not. */
export function refusalOf(action: InvoiceAction, state: Invoice): Rejection | undefined {
  if (actionsIn(state).includes(action)) return undefined
  return state.status === 'absent' ? unknownInvoice : notNow(action, state)
}

export const unknownInvoice: Rejection = {
  kind: 'not-found',
  code: 'invoice/unknown',
  detail: 'There is no such invoice, or you do not take part in it.',
}
const notNow = (action: InvoiceAction, state: Invoice): Rejection => ({
  kind: 'conflict',
  code: 'invoice/not-in-this-state',
  detail: `An invoice that is ${state.status} does not take "${action}".`,
  facts: { status: state.status, allowed: actionsIn(state) },
})
const lessThanNothing: Rejection = {
  kind: 'conflict',
  code: 'invoice/less-than-nothing',
  detail: 'Allowances and advances are more than the goods. Invoice it in part, or credit the advance first.',
}
const paidBeforeOrder = (orderedOn: LocalDate): Rejection =>
  invalidField('invoice/paid-before-order', '/paidOn', `The order was sent on ${orderedOn}; nothing was owed before.`)
const moreThanDue = (open: number, asked: number): Rejection => ({
  kind: 'conflict',
  code: 'invoice/more-than-due',
  detail: `Only ${open} minor units are open; ${asked} is more.`,
  errors: [{ pointer: '/amount/amount', detail: `At most ${open}.` }],
  facts: { open, asked },
})
const tooManyCredits: Rejection = {
  kind: 'conflict',
  code: 'credit-note/too-many',
  detail: `An invoice has at most ${creditNotesMax} credit notes.`,
}
const tooManyPayments: Rejection = {
  kind: 'conflict',
  code: 'invoice/too-many-payments',
  detail: `An invoice has at most ${paymentsMax} payments.`,
}
