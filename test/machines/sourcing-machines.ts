/** RFQs, quotes, awards and lots, at each of their states. */
import { currency } from '../../src/kernel/currency.ts'
import { decimal } from '../../src/kernel/decimal.ts'
import type { LocalDate } from '../../src/kernel/time.ts'
import type { LotCommand, LotDetails } from '../../src/services/inventory/lot/lot.ts'
import { lotAggregate } from '../../src/services/inventory/lot/lot-view.ts'
import type { AwardCommand, AwardContent } from '../../src/services/rfq/award/award.ts'
import { awardAggregate } from '../../src/services/rfq/award/award-view.ts'
import type { GivenQuote } from '../../src/services/rfq/quote/quote-details.ts'
import type { QuoteCommand } from '../../src/services/rfq/quote/quote.ts'
import { quoteAggregate } from '../../src/services/rfq/quote/quote-view.ts'
import { defaultWeights, type GivenRfqDetails } from '../../src/services/rfq/request/rfq-details.ts'
import type { RfqCommand } from '../../src/services/rfq/request/rfq-events.ts'
import { rfqAggregate } from '../../src/services/rfq/request/rfq-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const by = 'usr_1'
const reason = 'Because.'
const total = { amount: 1_000, currency: currency('EUR') }
/** While an RFQ is open and a quote holds, and after both. */
const early = '2026-08-01T09:00:00.000Z'
const deadline = '2026-08-10T12:00:00.000Z'
const late = '2026-09-01T09:00:00.000Z'

export const rfqDetails: GivenRfqDetails = {
  lines: [
    {
      id: '1',
      item: { kind: 'specification', description: 'Butter' },
      quantity: 100,
      unit: 'piece',
      requiredCertificates: [],
      allergenExclusions: [],
      minimumRemainingLifeDays: 0,
    },
  ],
  deliverTo: { siteId: 'sit_1' },
  incoterm: 'DAP',
  place: 'Rotterdam',
  deliveries: [{ date: '2026-10-01' }],
  paymentTerms: { days: 30, from: 'invoice' },
  currency: 'EUR',
  deadline,
  visibility: { kind: 'invited', supplierIds: ['org_s'] },
  weights: defaultWeights,
  shareTargetPrices: false,
}

const rfqCommands: EachCommand<RfqCommand> = {
  draft: (at) => ({ type: 'draft', at, by, rfqId: 'rfq_1', number: 1, buyerId: 'org_b', details: rfqDetails }),
  change: (at) => ({ type: 'change', at, by, details: { ...rfqDetails, place: 'Urk' } }),
  publish: (at) => ({ type: 'publish', at, by }),
  extend: (at) => ({ type: 'extend', at, by, deadline: '2026-12-01T12:00:00.000Z', reason }),
  close: (at) => ({ type: 'close', at, by }),
  cancel: (at) => ({ type: 'cancel', at, by, reason }),
  'receive-quote': (at) => ({ type: 'receive-quote', at, by, quoteId: 'qte_1', supplierId: 'org_s', version: 1 }),
  'take-back-quote': (at) => ({ type: 'take-back-quote', at, by, quoteId: 'qte_1' }),
  'propose-award': (at) => ({
    type: 'propose-award',
    at,
    by,
    awardId: 'awd_2',
    total,
    lines: [{ line: '1', quantity: 10 }],
    final: false,
  }),
  'settle-award': (at) => ({ type: 'settle-award', at, by, awardId: 'awd_1', outcome: 'approved' }),
}
const awardOf = (quantity: number): RfqCommand => ({
  type: 'propose-award',
  at: early,
  by,
  awardId: 'awd_1',
  total,
  lines: [{ line: '1', quantity }],
  final: quantity === 100,
})
const asked = (at: string, ...commands: readonly RfqCommand[]) => reach(rfqAggregate, at, ...commands)
const published = [rfqCommands.draft(early), rfqCommands.publish(early)]
const answered = [...published, rfqCommands['receive-quote'](early)]
const closed = [...answered, rfqCommands.close(early)]

export const rfqMachine: Machine = {
  name: 'RFQ',
  aggregate: rfqAggregate,
  states: {
    absent: asked(early),
    draft: asked(early, rfqCommands.draft(early)),
    'draft, past its deadline': asked(late, rfqCommands.draft(early)),
    published: asked(early, ...published),
    'published, answered': asked(early, ...answered),
    expired: asked(late, ...published),
    closed: asked(early, ...closed),
    'closed by its deadline': asked(late, ...answered),
    'award pending': asked(early, ...closed, awardOf(40)),
    'part-awarded': asked(early, ...closed, awardOf(40), rfqCommands['settle-award'](early)),
    awarded: asked(early, ...closed, awardOf(100), rfqCommands['settle-award'](early)),
    cancelled: asked(early, ...answered, rfqCommands.cancel(early)),
  },
  commands: rfqCommands,
  inner: ['draft', 'receive-quote', 'take-back-quote', 'settle-award'],
  besides: {
    'rfq/unknown': 'There is no such quote on it.',
    'award/not-pending': 'There is no such award, or it was settled.',
    'rfq/award-pending': 'It may be cancelled as soon as the award was rejected.',
    'rfq/deadline-passed': 'The draft names a deadline that has passed.',
  },
  toOthers: { 'rfq/not-open': 'A supplier is told that it takes no quotes, and not what its buyer may do.' },
}

const content: GivenQuote = {
  currency: 'EUR',
  incoterm: 'DAP',
  place: 'Rotterdam',
  validUntil: deadline,
  charges: [],
  lines: ['1', '2'].map((line) => ({
    line,
    product: { productId: 'prd_1', sku: 'B', name: 'Butter', specVersion: 1, pricedPer: 'piece' },
    breaks: [{ from: 1, unitPrice: '12.50' }],
    quantity: 100,
    leadTimeDays: 3,
    fulfilment: 'from-stock',
  })),
}
const parties = { rfqId: 'rfq_1', buyerId: 'org_b', supplierId: 'org_s' }
const quoteCommands: EachCommand<QuoteCommand> = {
  submit: (at) => ({
    type: 'submit',
    at,
    by,
    ...parties,
    content: { ...content, place: 'Urk', validUntil: '2026-12-01T12:00:00.000Z' },
  }),
  withdraw: (at) => ({ type: 'withdraw', at, by }),
  accept: (at) => ({
    type: 'accept',
    at,
    version: 1,
    portions: [{ line: '1', quantity: 10, unitPrice: decimal('12.5'), orderId: 'ord_1' }],
  }),
  reject: (at) => ({ type: 'reject', at, lines: ['1', '2'] }),
}
const submitted: QuoteCommand = { type: 'submit', at: early, by, ...parties, content }
const quoted = (at: string, ...commands: readonly QuoteCommand[]) => reach(quoteAggregate, at, ...commands)

export const quoteMachine: Machine = {
  name: 'quote',
  aggregate: quoteAggregate,
  states: {
    absent: quoted(early),
    submitted: quoted(early, submitted),
    expired: quoted(late, submitted),
    withdrawn: quoted(early, submitted, quoteCommands.withdraw(early)),
    'one line lost': quoted(early, submitted, { type: 'reject', at: early, lines: ['2'] }),
    accepted: quoted(early, submitted, quoteCommands.accept(early)),
    rejected: quoted(early, submitted, quoteCommands.reject(early)),
  },
  commands: quoteCommands,
  inner: ['accept', 'reject'],
  besides: {
    'rfq/quote-expired': 'An award of it comes too late; its supplier may still revise or withdraw it.',
    'quote/line-not-offered': 'An award of a line that was lost to another.',
  },
}

const awardContent: AwardContent = {
  rfqId: 'rfq_1',
  buyerId: 'org_b',
  lines: [],
  quotes: [],
  total,
  judged: total,
  rates: { to: currency('EUR'), rates: [] },
  chain: [{ kind: 'role', role: 'approver' }],
  final: false,
}
const awardCommands: EachCommand<AwardCommand> = {
  propose: (at) => ({ type: 'propose', at, by, content: awardContent }),
  approve: (at) => ({ type: 'approve', at, by: 'usr_2', entitled: true }),
  order: (at) => ({ type: 'order', at, orders: [{ orderId: 'ord_1', supplierId: 'org_s', total }] }),
  reject: (at) => ({ type: 'reject', at, by: 'usr_2', entitled: true, reason }),
}
const { propose, approve, order, reject } = awardCommands
const awarded = (...commands: readonly AwardCommand[]) => reach(awardAggregate, early, ...commands)

export const awardMachine: Machine = {
  name: 'award',
  aggregate: awardAggregate,
  states: {
    absent: awarded(),
    'pending-approval': awarded(propose(early)),
    'approved by all': awarded(propose(early), approve(early)),
    approved: awarded(propose(early), approve(early), order(early)),
    rejected: awarded(propose(early), reject(early)),
  },
  commands: awardCommands,
  variants: {
    'approve, as who proposed it': (at) => ({ type: 'approve', at, by, entitled: true }),
    'approve, as nobody of the chain': (at) => ({ type: 'approve', at, by: 'usr_3', entitled: false }),
    'reject, as who proposed it': (at) => ({ type: 'reject', at, by, entitled: false, reason }),
    'reject, as nobody of the chain': (at) => ({ type: 'reject', at, by: 'usr_3', entitled: false, reason }),
  },
  inner: ['propose', 'order'],
  besides: {
    'award/self-approval': 'Somebody else of the chain approves it.',
    'award/not-an-approver': 'Nobody is left to approve it: it becomes orders in the commit of the last approval.',
  },
}

const lotDetails: LotDetails = {
  ownerId: 'org_s',
  productId: 'prd_1',
  code: 'L-1',
  dateMark: 'use-by',
  markedOn: '2027-06-01' as LocalDate,
  unit: 'piece',
  catchWeight: false,
}
const lotCommands: EachCommand<LotCommand> = {
  register: (at) => ({ type: 'register', at, lot: lotDetails }),
  certify: (at) => ({ type: 'certify', at, certificateOfAnalysis: { reference: 'CoA-1' } }),
  hold: (at) => ({ type: 'hold', at, reason }),
  release: (at) => ({ type: 'release', at, reason }),
  recall: (at) => ({ type: 'recall', at, reason }),
}
const made = (...commands: readonly LotCommand[]) => reach(lotAggregate, early, ...commands)
const register = lotCommands.register(early)

export const lotMachine: Machine = {
  name: 'lot',
  aggregate: lotAggregate,
  states: {
    absent: made(),
    released: made(register),
    held: made(register, lotCommands.hold(early)),
    recalled: made(register, lotCommands.recall(early)),
  },
  commands: lotCommands,
  inner: ['register'],
}
