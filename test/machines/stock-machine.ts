/** A stock book of one lot, as its goods come, are set aside, picked and leave, and as they are blocked. */
import { at, hold, lotFacts, ofBook, receive, reserve } from '../../src/services/inventory/book/stock-book.fixture.ts'
import type { StockCommand } from '../../src/services/inventory/book/stock-commands.ts'
import { stockAggregate } from '../../src/services/inventory/book/stock-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const lot = lotFacts('lot_a', '2027-06-01')
const place = { lotId: lot.lotId, siteId: 'ste_a' }
const reservationId = 'rsv_1'
const quantity = 4
// What the fixture makes is what it says.
const asked = (wanted: number) => reserve(reservationId, wanted) as Extract<StockCommand, { type: 'reserve' }>
const { terms, for: reservedFor } = asked(quantity)

const commands: EachCommand<StockCommand> = {
  receive: () => ({ type: 'receive', at, ...ofBook, lot, siteId: place.siteId, quantity, reason: 'produced' }),
  remove: () => ({ type: 'remove', at, ...place, quantity, quarantined: false, reason: 'waste' }),
  quarantine: () => ({ type: 'quarantine', at, ...place, quantity, reason: 'Wet.' }),
  clear: () => ({ type: 'clear', at, ...place, quantity, reason: 'Dry.' }),
  transfer: () => ({
    type: 'transfer',
    at,
    lotId: lot.lotId,
    fromSiteId: place.siteId,
    toSiteId: 'ste_b',
    quantity,
    quarantined: false,
  }),
  count: () => ({ type: 'count', at, ...ofBook, siteId: place.siteId, counts: [{ lot, counted: 5 }] }),
  'change-lot-status': () => ({
    type: 'change-lot-status',
    at,
    lotId: lot.lotId,
    status: 'recalled',
    reason: 'Glass.',
  }),
  reserve: () => asked(6),
  rearrange: () => ({
    type: 'rearrange',
    at,
    ...ofBook,
    reservations: [{ reservationId, quantity: 3, terms, for: reservedFor }],
  }),
  release: () => ({ type: 'release', at, reservationId, quantity }),
  extend: () => ({ type: 'extend', at, reservationId, expiresAt: '2026-09-01T00:00:00.000Z' }),
  pick: () => ({ type: 'pick', at, reservationId, quantity }),
  unpick: () => ({ type: 'unpick', at, reservationId }),
  dispatch: () => ({ type: 'dispatch', at, reservationId }),
  return: () => ({
    type: 'return',
    at,
    ...ofBook,
    lot,
    siteId: place.siteId,
    quantity,
    reference: 'shp_1',
    reason: 'Refused.',
  }),
  'over-deliver': () => ({ type: 'over-deliver', at, ...place, quantity, reference: 'rcp_1' }),
}
const variants: Readonly<Record<string, () => StockCommand>> = {
  'remove what is quarantined': () => ({ type: 'remove', at, ...place, quantity, quarantined: true, reason: 'waste' }),
  'reserve, for another delivery': () => ({ ...asked(6), for: { ...reservedFor, deliveryId: '2' } }),
}
const { pick, dispatch, quarantine } = commands
const stocked = (...given: readonly StockCommand[]) => reach(stockAggregate, at, ...given)
const received = receive(lot, 4)
const reserved = reserve(reservationId, quantity)

export const stockMachine: Machine = {
  name: 'stock book',
  aggregate: stockAggregate,
  states: {
    empty: stocked(),
    available: stocked(received),
    reserved: stocked(received, reserved),
    'reserved and short': stocked(receive(lot, 2), reserved),
    picked: stocked(received, reserved, pick(at)),
    dispatched: stocked(received, reserved, pick(at), dispatch(at)),
    held: stocked(received, hold(lot.lotId)),
    quarantined: stocked(received, quarantine(at)),
  },
  commands,
  variants,
  inner: [
    'change-lot-status',
    'reserve',
    'rearrange',
    'release',
    'extend',
    'pick',
    'unpick',
    'dispatch',
    'return',
    'over-deliver',
  ],
  besides: {
    'stock/lot-not-on-hand': 'It is received or counted first.',
    'stock/insufficient': 'As much as it says is there would be taken.',
    'stock/reservation-over': 'It is reserved anew first.',
    'stock/reservation-taken': 'The delivery that it belongs to may be reserved anew, another one beside it.',
    'stock/already-picked': 'It is put back first, or no less is wanted than is picked.',
    'stock/release-exceeds': 'As much as it says may be released.',
    'stock/pick-exceeds': 'As much as it says may be picked.',
    'stock/not-picked': 'It is picked first.',
  },
}
