/** Orders made of a few words, for tests of the core: one line of two deliveries unless said otherwise. */
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import { fold } from '../../../kernel/decider.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { ApprovalStep } from './approval.ts'
import type { OrderDetails } from './order-details.ts'
import type { AskedChange, OrderCommand, OrderEvent } from './order-events.ts'
import type { KnownOrder, Order } from './order-state.ts'
import { order } from './order.ts'

export const at = '2027-03-01T08:00:00.000Z'
const place = { name: 'Shop', address: { lines: ['Kade 1'], city: 'Urk', country: 'NL' } }

export const detailsOf = (more: Partial<OrderDetails> = {}): OrderDetails => ({
  buyerId: 'org_b',
  supplierId: 'org_s',
  requestedBy: 'usr_ann',
  origin: { kind: 'direct' },
  currency: currency('EUR'),
  terms: { incoterm: 'DAP', place: 'Urk', paymentTerms: { days: 30, from: 'invoice' } },
  billTo: place,
  shipTo: place,
  charges: [],
  lines: [
    {
      id: '1',
      productId: 'prd_1',
      sku: 'G',
      name: 'Gouda',
      specVersion: 1,
      pricedPer: 'piece',
      unitPrice: decimal('12.5'),
      priceSource: { kind: 'price-list', priceListId: 'pls_1', version: 1 },
      fulfilment: 'from-stock',
      minimumRemainingLifeDays: 20,
      pastBestBeforeConsent: false,
      deliveries: [
        { id: '1.1', date: '2027-03-10' as LocalDate, quantity: 600 },
        { id: '1.2', date: '2027-03-20' as LocalDate, quantity: 400 },
      ],
    },
  ],
  ...more,
})

export const drafted = (more: Partial<OrderDetails> = {}): OrderEvent[] =>
  decided([], { type: 'draft', at, details: detailsOf(more) })

const by = 'usr_ann'
export const answerWithinMs = 48 * 3_600_000
export const chain: readonly ApprovalStep[] = [
  { kind: 'role', role: 'approver' },
  { kind: 'user', userId: 'usr_cy' },
]

export const stateOf = (events: readonly OrderEvent[]): Order => fold(order.evolve, order.initialState, events)
export const known = (events: readonly OrderEvent[]): KnownOrder => stateOf(events) as KnownOrder

/** What is decided on a history, or the rejection's code. */
export const decide = (events: readonly OrderEvent[], command: OrderCommand): readonly OrderEvent[] | string => {
  const decision = order.decide(command, stateOf(events))
  return decision.ok ? decision.value : decision.rejection.code
}

/** A history with what was decided on it; throws on a rejection. */
export function decided(events: readonly OrderEvent[], ...commands: readonly OrderCommand[]): OrderEvent[] {
  const history = [...events]
  for (const command of commands) {
    const decision = order.decide(command, stateOf(history))
    if (!decision.ok) throw new Error(`${decision.rejection.code}: ${decision.rejection.detail}`)
    history.push(...decision.value)
  }
  return history
}

/** Histories that end at each stage an order can be at. */
export const histories = {
  absent: [],
  draft: drafted(),
  'pending-approval': decided(drafted(), { type: 'submit', at, by, steps: chain }),
  approved: decided(drafted(), { type: 'submit', at, by, steps: [] }),
  sent: decided(drafted(), { type: 'send', at, by, steps: [], answerWithinMs }),
  deviated: [] as OrderEvent[],
  'deviation-pending': [] as OrderEvent[],
  confirmed: [] as OrderEvent[],
  'cancellation-proposed': [] as OrderEvent[],
  'change-proposed': [] as OrderEvent[],
  'change-pending': [] as OrderEvent[],
  closed: [] as OrderEvent[],
  rejected: decided(
    drafted(),
    { type: 'submit', at, by, steps: chain },
    { type: 'reject', at, by: 'usr_bob', entitled: true, reason: 'No.' },
  ),
  declined: [] as OrderEvent[],
  cancelled: decided(drafted(), { type: 'cancel', at, by, side: 'buyer', reason: 'No.' }),
}
const changes = [{ deliveryId: '1.1', quantity: 700 }]
histories.deviated = decided(histories.sent, { type: 'confirm', at, by, changes })
histories['deviation-pending'] = decided(histories.deviated, { type: 'accept-deviation', at, by, steps: chain })
histories.confirmed = decided(histories.sent, { type: 'confirm', at, by, changes: [] })
histories['cancellation-proposed'] = decided(histories.confirmed, {
  type: 'cancel',
  at,
  by,
  side: 'buyer',
  reason: 'No.',
})
export const nothingAsked: AskedChange = { deliveries: [], lines: [], added: [] }
histories['change-proposed'] = decided(histories.confirmed, {
  type: 'propose-change',
  at,
  by,
  side: 'buyer',
  reason: 'More guests.',
  change: { ...nothingAsked, deliveries: changes },
})
histories['change-pending'] = decided(histories['change-proposed'], {
  type: 'accept-change',
  at,
  by: 'usr_sam',
  side: 'supplier',
  steps: chain,
})
histories.declined = decided(histories.sent, { type: 'decline', at, by, reason: 'No.' })
const all = [
  { deliveryId: '1.1', quantity: 600 },
  { deliveryId: '1.2', quantity: 400 },
]
export const shippedAll = decided(histories.confirmed, {
  type: 'ship',
  at,
  by,
  shipmentId: 'shp_1',
  planned: false,
  lines: all,
})
histories.closed = decided(shippedAll, {
  type: 'receive',
  at,
  by,
  shipmentId: 'shp_1',
  changes: all.map(({ deliveryId, quantity }) => ({ deliveryId, accepted: quantity })),
})
