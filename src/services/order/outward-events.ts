/** What buyer and supplier are told of their orders, shipments, claims, samples and standing orders as it happens. */
import type { AnyOutwardEvents, NarrowEvent, OutwardEvents } from '../../kernel/outward-events.ts'
import type { ClaimEvent, Claim } from './claim/claim-state.ts'
import type { OrderEvent } from './order/order-events.ts'
import type { Order } from './order/order-state.ts'
import type { Sample, SampleEvent } from './sample/sample.ts'
import type { Shipment, ShipmentEvent } from './shipment/shipment-state.ts'
import type { StandingOrder, StandingOrderEvent } from './standing/standing-order-state.ts'

/** The buyer's approvals are the buyer's alone, as the presenter has it. */
const buyersOwn = (description: string): NarrowEvent<Order> => ({
  description,
  to: (state) => ('buyerId' in state ? [state.buyerId] : []),
})
/** What is prepared is the supplier's: the buyer is told when it leaves. */
const suppliersOwn = (description: string): NarrowEvent<Shipment> => ({
  description,
  to: (state) => (state.status === 'absent' ? [] : [state.supplierId]),
})

const orders: OutwardEvents<Order, OrderEvent['type']> = {
  kind: 'order',
  subject: (id) => `/v1/orders/${id}`,
  events: {
    'order/submitted': buyersOwn('Submitted: it waits for its approvals.'),
    'order/approval-given': buyersOwn('A step of its approval was taken.'),
    'order/approved': buyersOwn('Approved: it may be sent.'),
    'order/rejected': buyersOwn('An approver rejected it.'),
    'order/change-submitted': buyersOwn('A change waits for its approvals.'),
    'order/deviation-submitted': buyersOwn('What the supplier would do instead waits for its approvals.'),
    'order/sent': 'The buyer sent it to the supplier.',
    'order/confirmed': 'The supplier confirmed it.',
    'order/declined': 'The supplier declined it.',
    'order/deviation-proposed': 'The supplier would deliver otherwise than ordered.',
    'order/deviation-refused': 'The buyer refused what the supplier would do instead.',
    'order/change-proposed': 'One side wants it changed.',
    'order/change-refused': 'The other side refused the change.',
    'order/change-withdrawn': 'Who wanted the change withdrew it.',
    'order/changed': 'Both sides agreed on a change.',
    'order/cancellation-proposed': 'One side wants it cancelled.',
    'order/cancellation-refused': 'The other side refused to cancel it.',
    'order/cancelled': 'It was cancelled.',
    'order/remainder-cancelled': 'What was not shipped of it was cancelled.',
    'order/hold-lapsed': 'The stock held for it was let go: the supplier had not answered in time.',
    'order/received': 'Goods of it were received.',
    'order/closed': 'It was closed.',
    'order/reopened': 'It was opened again.',
  },
}

const shipments: OutwardEvents<Shipment, ShipmentEvent['type']> = {
  kind: 'shipment',
  subject: (id) => `/v1/shipments/${id}`,
  events: {
    'shipment/planned': suppliersOwn('Planned.'),
    'shipment/picked': suppliersOwn('Its goods were picked.'),
    'shipment/packed': suppliersOwn('Its goods were packed.'),
    'shipment/dispatched': 'It left the supplier.',
    'shipment/delivered': 'It arrived.',
    'shipment/received': 'The buyer checked what arrived.',
    'shipment/refused': 'The buyer refused it.',
  },
}

const claims: OutwardEvents<Claim, ClaimEvent['type']> = {
  kind: 'claim',
  subject: (id) => `/v1/claims/${id}`,
  events: {
    'claim/submitted': 'The buyer claims that goods were not as agreed.',
    'claim/accepted': 'The supplier accepted it, in whole or in part.',
    'claim/rejected': 'The supplier rejected it.',
    'claim/withdrawn': 'The buyer withdrew it.',
    'claim/returned': 'The goods came back.',
    'claim/credited': 'A credit note answered it.',
  },
}

const samples: OutwardEvents<Sample, SampleEvent['type']> = {
  kind: 'sample',
  subject: (id) => `/v1/samples/${id}`,
  events: {
    'sample/requested': 'A buyer asks for a sample.',
    'sample/accepted': 'The supplier will send it.',
    'sample/declined': 'The supplier will not send it.',
    'sample/sent': 'It is on its way.',
    'sample/received': 'It arrived.',
    'sample/withdrawn': 'The buyer wants it no more.',
  },
}

const standingOrders: OutwardEvents<StandingOrder, StandingOrderEvent['type']> = {
  kind: 'standingorder',
  subject: (id) => `/v1/standing-orders/${id}`,
  events: {
    'standing-order/placed': 'It placed an order.',
    'standing-order/obstructed': 'An order could not be placed yet; it is tried again.',
    'standing-order/missed': 'An order was not placed in time.',
    'standing-order/paused': 'It was paused.',
    'standing-order/resumed': 'It goes on.',
    'standing-order/ended': 'It was ended.',
  },
}

export const orderOutwardEvents: readonly AnyOutwardEvents[] = [orders, shipments, claims, samples, standingOrders]
