/** Orders and shipments, at each of their states. */
import {
  answerWithinMs,
  at,
  detailsOf,
  histories,
  nothingAsked,
} from '../../src/services/order/order/order-under-test.ts'
import type { OrderCommand } from '../../src/services/order/order/order-events.ts'
import { orderAggregate } from '../../src/services/order/order/order-view.ts'
import type { ShipmentCommand } from '../../src/services/order/shipment/shipment-state.ts'
import { shipmentAggregate } from '../../src/services/order/shipment/shipment-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const by = 'usr_ann'
const reason = 'Because.'
const lines = [{ deliveryId: '1.1', quantity: 1 }]
const shipmentId = 'shp_1'

const orderCommands: EachCommand<OrderCommand> = {
  draft: () => ({ type: 'draft', at, details: detailsOf() }),
  submit: () => ({ type: 'submit', at, by, steps: [] }),
  approve: () => ({ type: 'approve', at, by: 'usr_bob', entitled: true }),
  reject: () => ({ type: 'reject', at, by: 'usr_bob', entitled: true, reason }),
  send: () => ({ type: 'send', at, by, steps: [], answerWithinMs }),
  'send-awarded': () => ({ type: 'send-awarded', at, by, approvedBy: [], answerWithinMs }),
  confirm: () => ({ type: 'confirm', at, by, changes: [] }),
  'accept-deviation': () => ({ type: 'accept-deviation', at, by, steps: [] }),
  'refuse-deviation': () => ({ type: 'refuse-deviation', at, by, reason }),
  decline: () => ({ type: 'decline', at, by, reason }),
  cancel: () => ({ type: 'cancel', at, by, side: 'buyer', reason }),
  'accept-cancellation': () => ({ type: 'accept-cancellation', at, by, side: 'supplier' }),
  'refuse-cancellation': () => ({ type: 'refuse-cancellation', at, by, reason }),
  'propose-change': () => ({
    type: 'propose-change',
    at,
    by,
    side: 'buyer',
    reason,
    change: { ...nothingAsked, deliveries: [{ deliveryId: '1.1', quantity: 700 }] },
  }),
  'accept-change': () => ({ type: 'accept-change', at, by: 'usr_sam', side: 'supplier', steps: [] }),
  'refuse-change': () => ({ type: 'refuse-change', at, by: 'usr_sam', side: 'supplier', reason }),
  'withdraw-change': () => ({ type: 'withdraw-change', at, by, side: 'buyer', reason }),
  close: () => ({ type: 'close', at, by }),
  reopen: () => ({ type: 'reopen', at, by, reason }),
  lapse: () => ({ type: 'lapse', at }),
  'note-stock': () => ({
    type: 'note-stock',
    at,
    deliveries: [{ deliveryId: '1.1', reservationId: 'rsv_1', reserved: 1, short: 0 }],
  }),
  plan: () => ({ type: 'plan', at, by, shipmentId, lines }),
  unplan: () => ({ type: 'unplan', at, by, shipmentId, lines }),
  ship: () => ({ type: 'ship', at, by, shipmentId, planned: false, lines }),
  receive: () => ({ type: 'receive', at, by, shipmentId, changes: [{ deliveryId: '1.1', accepted: 1 }] }),
}

export const orderMachine: Machine = {
  name: 'order',
  aggregate: orderAggregate,
  states: Object.fromEntries(Object.entries(histories).map(([state, events]) => [state, { events, at }])),
  commands: orderCommands,
  variants: {
    'approve, as who asked for it': () => ({ type: 'approve', at, by, entitled: true }),
    'approve, as nobody of the chain': () => ({ type: 'approve', at, by: 'usr_bob', entitled: false }),
    'reject, as nobody of the chain': () => ({ type: 'reject', at, by: 'usr_bob', entitled: false, reason }),
    'cancel, as the supplier': () => ({ type: 'cancel', at, by: 'usr_sam', side: 'supplier', reason }),
    'accept-cancellation, as who proposed it': () => ({ type: 'accept-cancellation', at, by, side: 'buyer' }),
    'accept-change, as who proposed it': () => ({ type: 'accept-change', at, by, side: 'buyer', steps: [] }),
    'refuse-change, as who proposed it': () => ({ type: 'refuse-change', at, by, side: 'buyer', reason }),
    'withdraw-change, as the other party': () => ({ type: 'withdraw-change', at, by, side: 'supplier', reason }),
  },
  inner: ['draft', 'send-awarded', 'lapse', 'note-stock', 'plan', 'unplan', 'ship', 'receive'],
  besides: {
    'order/own-approval': 'Somebody else of the chain gives it.',
    'order/not-an-approver': 'Whose turn it is in the chain gives it.',
    'order/decline-instead': 'The supplier declines it.',
    'order/other-partys-answer': 'The other party answers it.',
    'order/own-proposal': 'Its own side withdraws it.',
    'order/other-partys-proposal': 'The other party refuses it.',
    'order/not-settled': 'It may be closed as soon as what it names has arrived or was cancelled.',
    'order/more-than-open': 'Nothing of it was planned that could be withdrawn.',
  },
}

const plan: ShipmentCommand = {
  type: 'plan',
  at,
  by,
  details: {
    orderId: 'ord_1',
    buyerId: 'org_b',
    supplierId: 'org_s',
    lines: [{ deliveryId: '1.1', productId: 'prd_1', quantity: 400 }],
    packages: [],
    documents: [],
  },
}
const portions = [{ deliveryId: '1.1', lotId: 'lot_a', siteId: 'sit_1', lotCode: 'A', quantity: 400 }]
const pick: ShipmentCommand = { type: 'pick', at, by, portions }
const dispatch: ShipmentCommand = { type: 'dispatch', at, by, documents: [] }
const refuse: ShipmentCommand = { type: 'refuse', at, by, reason }
const lose: ShipmentCommand = { type: 'lose', at, by, reason }
const withdraw: ShipmentCommand = { type: 'withdraw', at, by, reason }
const deliver: ShipmentCommand = { type: 'deliver', at, by }

const shipmentCommands: EachCommand<ShipmentCommand> = {
  plan: () => plan,
  pick: () => pick,
  pack: () => ({ type: 'pack', at, by, packages: [] }),
  dispatch: () => dispatch,
  deliver: () => deliver,
  refuse: () => refuse,
  lose: () => lose,
  withdraw: () => withdraw,
  receive: () => ({ type: 'receive', at, by, receiptId: 'rcp_1', lines: 'as-shipped' }),
  'add-documents': () => ({ type: 'add-documents', at, by, documents: [{ kind: 'packing-list', reference: 'PL-1' }] }),
  'log-temperatures': () => ({ type: 'log-temperatures', at, by, temperatures: [{ at, celsius: 4 }] }),
}

const shipped = (...commands: readonly ShipmentCommand[]) => reach(shipmentAggregate, at, ...commands)

export const shipmentMachine: Machine = {
  name: 'shipment',
  aggregate: shipmentAggregate,
  states: {
    absent: shipped(),
    planned: shipped(plan),
    picked: shipped(plan, pick),
    dispatched: shipped(plan, pick, dispatch),
    delivered: shipped(plan, pick, dispatch, deliver),
    refused: shipped(plan, pick, dispatch, refuse),
    lost: shipped(plan, pick, dispatch, lose),
    withdrawn: shipped(plan, withdraw),
  },
  commands: shipmentCommands,
  inner: ['plan'],
}
