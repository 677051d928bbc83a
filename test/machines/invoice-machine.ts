/** Invoices, at each of their states. */
import { invoiceAggregate } from '../../src/services/invoice/document/invoice-view.ts'
import type { InvoiceCommand } from '../../src/services/invoice/document/invoice-state.ts'
import { at, by, detailsOf, eur$, issuing } from '../../src/services/invoice/invoice-core.fixture.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const { issuedOn } = issuing
const note = { id: 'crn_1', number: 'CN-1', issuedOn, reason: 'Short.' }

const commands: EachCommand<InvoiceCommand> = {
  draft: () => ({ type: 'draft', at, by, details: detailsOf({}) }),
  issue: () => ({ type: 'issue', at, by, issued: issuing }),
  discard: () => ({ type: 'discard', at, by }),
  credit: () => ({ type: 'credit', at, by, note, wish: 'rest' }),
  'record-payment': () => ({
    type: 'record-payment',
    at,
    by,
    payment: { amount: eur$('1'), paidOn: issuedOn },
    orderedOn: issuedOn,
  }),
}
const made = (...types: readonly InvoiceCommand['type'][]) =>
  reach(invoiceAggregate, at, ...types.map((type) => commands[type](at)))

export const invoiceMachine: Machine = {
  name: 'invoice',
  aggregate: invoiceAggregate,
  states: {
    absent: made(),
    draft: made('draft'),
    issued: made('draft', 'issue'),
    paid: made('draft', 'issue', 'record-payment'),
    credited: made('draft', 'issue', 'credit'),
    discarded: made('draft', 'discard'),
  },
  commands,
  inner: [],
  besides: {
    'invoice/more-than-due': 'Nothing is open; what is would be taken.',
    'credit-note/nothing': 'All of it is credited; a part that is not would be taken.',
  },
}
