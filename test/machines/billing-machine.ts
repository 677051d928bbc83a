/** The account of an order, at each of the states it can be in before an invoice or a credit note is booked on it. */
import { billingAggregate } from '../../src/services/invoice/document/invoice-view.ts'
import type { BillingCommand } from '../../src/services/invoice/billing/billing.ts'
import { at, eur$, standard } from '../../src/services/invoice/invoice-core.fixture.ts'
import { reach, type Machine } from './machine.ts'

const of = { buyerId: 'org_b', supplierId: 'org_s' }
const none = { parts: [], chargeIds: [], deducts: [] }
const part = (quantity: number) => ({ deliveryId: '1.1', quantity })

type Invoice = Extract<BillingCommand, { type: 'invoice' }>
const invoice = (invoiceId: string, more: Partial<Invoice>) => (): BillingCommand => ({
  type: 'invoice',
  at,
  invoiceId,
  ...of,
  ...none,
  atMost: { '1.1': 100 },
  ...more,
})
const credit = (invoiceId: string, quantity: number, whole: boolean) => (): BillingCommand => ({
  type: 'credit',
  at,
  invoiceId,
  parts: quantity > 0 ? [part(quantity)] : [],
  whole,
})

const commands = {
  'invoice half of it': invoice('inv_new', { parts: [part(50)] }),
  'invoice all of it': invoice('inv_new', { parts: [part(100)] }),
  'invoice its freight': invoice('inv_new', { chargeIds: ['chg_1'] }),
  'invoice its advance': invoice('inv_new', {
    advance: { number: 'INV-2', shares: [{ net: eur$('10'), tax: standard('21') }] },
  }),
  'invoice half of it, less its advance': invoice('inv_new', { parts: [part(50)], deducts: ['inv_adv'] }),
  'credit half of the first invoice': credit('inv_1', 50, false),
  'credit the advance': credit('inv_adv', 0, true),
  'credit a part of the advance': credit('inv_adv', 0, false),
}

const half = invoice('inv_1', { parts: [part(50)], chargeIds: ['chg_1'] })()
const advance = invoice('inv_adv', {
  advance: { number: 'INV-1', shares: [{ net: eur$('10'), tax: standard('21') }] },
})()
const billed = (...given: readonly BillingCommand[]) => reach(billingAggregate, at, ...given)

export const billingMachine: Machine = {
  name: 'account of an order',
  aggregate: billingAggregate,
  states: {
    'nothing invoiced': billed(),
    'half invoiced, with its freight': billed(half),
    'all invoiced': billed(half, invoice('inv_2', { parts: [part(50)] })()),
    'advance invoiced': billed(half, advance),
    'advance taken off': billed(half, advance, invoice('inv_2', { deducts: ['inv_adv'] })()),
    'advance credited': billed(half, advance, credit('inv_adv', 0, true)()),
  },
  commands,
  inner: Object.keys(commands),
  besides: {
    'invoice/more-than-agreed': 'As much as is not invoiced would be taken.',
    'invoice/charge-twice': 'A charge that no invoice asks for would be taken.',
    'invoice/advance-twice': 'There is one advance; when it is credited, another is taken.',
    'invoice/advance-gone': 'An advance that no invoice has taken off would be.',
    'credit-note/advance-in-part': 'It is credited as a whole.',
    'credit-note/advance-deducted': 'The invoice that took it off is credited first.',
  },
}
