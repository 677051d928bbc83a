/** Orders with all that can be said of them. */
import { currency } from '../../../src/kernel/currency.ts'
import { decimal } from '../../../src/kernel/decimal.ts'
import type { LocalDate } from '../../../src/kernel/time.ts'
import type {
  ClaimDays,
  Destination,
  OrderDetails,
  PaymentTerms,
} from '../../../src/services/order/order/order-details.ts'
import type { OrderCommand, OrderEvent } from '../../../src/services/order/order/order-events.ts'
import {
  answerWithinMs,
  at,
  chain,
  decided,
  detailsOf,
  histories,
  nothingAsked,
} from '../../../src/services/order/order/order-under-test.ts'
import { orderAggregate } from '../../../src/services/order/order/order-view.ts'
import { storiesOf, type Story } from './story.ts'

const by = 'usr_ann'
const later = '2027-04-01T08:00:00.000Z'
const reason = 'Because.'
const date = '2027-03-12' as LocalDate
const note = 'By the back door.'
const plain = detailsOf()
const line = plain.lines[0]!

export const fullPlace: Destination = {
  siteId: 'sit_1',
  name: 'Shop',
  gln: '8712345000004',
  address: { lines: ['Kade 1'], postalCode: '8321 AA', city: 'Urk', region: 'FL', country: 'NL' },
}
export const fullPayment: PaymentTerms = { days: 30, from: 'delivery', advanceBasisPoints: 3_000 }

const full: OrderDetails = {
  ...plain,
  origin: { kind: 'award', awardId: 'awd_1', rfqId: 'rfq_1' },
  terms: {
    ...plain.terms,
    paymentTerms: fullPayment,
    overDeliveryBasisPoints: 500,
    claimDays: { visible: 2, hidden: 30 },
  },
  poNumber: 'PO-1',
  billTo: fullPlace,
  shipTo: fullPlace,
  note,
  internalNote: 'Ask Bob.',
  charges: [
    { kind: 'freight', description: 'Cooled', amount: { amount: 1_000, currency: currency('EUR') } },
    { kind: 'insurance', amount: { amount: 100, currency: currency('EUR') } },
  ],
  lines: [
    { ...line, pricedPer: 'kilogram', nominalGrams: 5_000, buyerItemCode: 'B-1' },
    {
      ...line,
      id: '2',
      priceSource: { kind: 'quote', quoteId: 'qte_1', version: 1, line: '1' },
      fulfilment: 'to-be-made',
      deliveries: [{ id: '2.1', date, quantity: 5 }],
    },
  ],
}
const draft = (more: Partial<OrderDetails> = {}): OrderCommand => ({
  type: 'draft',
  at,
  details: { ...plain, ...more },
})
const claimable = (claimDays: ClaimDays) => draft({ terms: { ...plain.terms, claimDays } })
const send: OrderCommand = { type: 'send', at, by, steps: [], answerWithinMs }
const confirm: OrderCommand = { type: 'confirm', at, by, changes: [] }
const changes = [
  { deliveryId: '1.1', quantity: 700 },
  { deliveryId: '1.2', date, unitPrice: decimal('13') },
]
const deviate: OrderCommand = { type: 'confirm', at, by, changes, note }
const periods = ['2027', '2027-03']
const awarded = { type: 'send-awarded', at, by, approvedBy: ['usr_bob'], answerWithinMs } as const
const lines = [{ deliveryId: '1.1', quantity: 600 }]
const shipmentId = 'shp_1'
const plan: OrderCommand = { type: 'plan', at, by, shipmentId, lines }
const propose = (paymentTerms: PaymentTerms): OrderCommand => ({
  type: 'propose-change',
  at,
  by,
  side: 'buyer',
  reason,
  change: { ...nothingAsked, paymentTerms, deliveries: changes, added: [{ lineId: '1', date, quantity: 5 }] },
})
const agree: OrderCommand = { type: 'accept-change', at, by: 'usr_sam', side: 'supplier', steps: [] }

const told = storiesOf<OrderCommand>(orderAggregate)
const submit: OrderCommand = { type: 'submit', at, by, steps: [] }
const sentWithoutLimit: readonly OrderEvent[] = [...decided([], draft(), submit), { type: 'order/sent', at, by }]
const closedByHand: readonly OrderEvent[] = decided(
  histories.closed,
  { type: 'reopen', at, by, reason },
  { type: 'close', at, by },
)

export const orderStories: readonly Story[] = [
  told('with everything said', { type: 'draft', at, details: full }, send, confirm),
  told('of a standing order', draft({ origin: { kind: 'standing-order', standingOrderId: 'sto_1' } })),
  told('claimed over soon', claimable({ visible: 2 })),
  told('claimed over late', claimable({ hidden: 30 })),
  told('within its budget', draft(), { type: 'submit', at, by, steps: [], budget: { periods } }),
  told(
    'beyond its budget, approved by a deputy',
    draft(),
    { type: 'submit', at, by, steps: chain, budget: { periods, beyond: true } },
    { type: 'approve', at, by: 'usr_bob', entitled: true, inSteadOf: 'usr_eve' },
  ),
  told('awarded', draft(), awarded),
  told('awarded within its budget', draft(), { ...awarded, budget: { periods } }),
  told('awarded beyond its budget', draft(), { ...awarded, budget: { periods, beyond: true } }),
  // As it was before holds were given up.
  { aggregate: orderAggregate, name: 'sent without a time to answer by', events: sentWithoutLimit },
  told(
    'given up by who was to answer',
    draft(),
    send,
    { type: 'note-stock', at, deliveries: [{ deliveryId: '1.1', reservationId: 'rsv_1', reserved: 1, short: 0 }] },
    { type: 'lapse', at: later },
  ),
  told('confirmed otherwise, agreed to', draft(), send, deviate, { type: 'accept-deviation', at, by, steps: [] }),
  told('changed, with an advance', draft(), send, confirm, propose(fullPayment), agree),
  told('changed, without an advance', draft(), send, confirm, propose({ days: 14, from: 'invoice' }), agree),
  told('a shipment withdrawn', draft(), send, confirm, plan, { type: 'unplan', at, by, shipmentId, lines }),
  told('a shipment that was planned', draft(), send, confirm, plan, {
    type: 'ship',
    at,
    by,
    shipmentId,
    planned: true,
    lines,
  }),
  { aggregate: orderAggregate, name: 'closed by hand', events: closedByHand },
]
