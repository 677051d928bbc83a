/** Lots and stock books with all that can be said of them: goods that are weighed, held, kept apart and moved. */
import type { LocalDate } from '../../../src/kernel/time.ts'
import type { LotCommand, LotDetails } from '../../../src/services/inventory/lot/lot.ts'
import { lotAggregate } from '../../../src/services/inventory/lot/lot-view.ts'
import {
  at,
  hold,
  lotFacts,
  ofBook,
  receive,
  reserve,
} from '../../../src/services/inventory/book/stock-book.fixture.ts'
import type { StockCommand } from '../../../src/services/inventory/book/stock-commands.ts'
import { stockAggregate } from '../../../src/services/inventory/book/stock-view.ts'
import { storiesOf, type Story } from './story.ts'

const undated: LotDetails = {
  ownerId: 'org_s',
  productId: 'prd_1',
  code: 'L-1',
  dateMark: 'none',
  unit: 'piece',
  catchWeight: false,
}
const analysed = { reference: 'CoA-1', issuedOn: '2026-08-01' as LocalDate }
const dated: LotDetails = {
  ...undated,
  dateMark: 'use-by',
  markedOn: '2027-06-01' as LocalDate,
  producedOn: '2026-07-01' as LocalDate,
  temperatureClass: 'chilled',
}
const lot = storiesOf<LotCommand>(lotAggregate)

const ham = lotFacts('ham', '2027-06-01', { catchWeight: true, producedOn: '2026-08-01' as LocalDate })
const tin = lotFacts('tin')
const at1 = { siteId: 'ste_a' }
const tomorrow = '2026-08-21T08:00:00.000Z'
const note = 'Seen by Bob.'
const reason = 'Because.'
const weighed = receive(ham, 10, { grams: 50_000 })
const pickHam = { type: 'pick', at, reservationId: 'r', quantity: 4 } as const
const status = (lotId: string, to: 'released' | 'recalled'): StockCommand => ({
  type: 'change-lot-status',
  at,
  lotId,
  status: to,
  reason,
})
const quarantine = (lotId: string, quantity: number): StockCommand => ({
  type: 'quarantine',
  at,
  lotId,
  ...at1,
  quantity,
  reason,
})
const clear = (lotId: string, quantity: number): StockCommand => ({
  type: 'clear',
  at,
  lotId,
  ...at1,
  quantity,
  reason,
})
const remove = (lotId: string, more: { grams?: number; quarantined: boolean }): StockCommand => ({
  type: 'remove',
  at,
  lotId,
  ...at1,
  quantity: 1,
  reason: 'waste',
  note,
  ...more,
})
const transfer = (lotId: string, more: { grams?: number; quarantined: boolean }): StockCommand => ({
  type: 'transfer',
  at,
  lotId,
  fromSiteId: 'ste_a',
  toSiteId: 'ste_b',
  quantity: 1,
  note,
  ...more,
})
const stock = storiesOf<StockCommand>(stockAggregate)

export const stockStories: readonly Story[] = [
  lot(
    'with everything said, then analysed again',
    {
      type: 'register',
      at,
      lot: { ...dated, certificateOfAnalysis: analysed },
      held: { reason },
    },
    { type: 'certify', at, certificateOfAnalysis: { ...analysed, reference: 'CoA-2' } },
  ),
  lot('without a date, analysed without one', {
    type: 'register',
    at,
    lot: { ...undated, certificateOfAnalysis: { reference: 'CoA-1' } },
  }),
  stock(
    'goods by weight, all the way',
    { ...weighed, note } as StockCommand,
    reserve('r', 4, { siteId: 'ste_a', expiresAt: tomorrow }),
    { ...pickHam, grams: 20_000 },
    { type: 'unpick', at, reservationId: 'r' },
    { ...pickHam, chosen: { lots: [{ lotId: 'ham', siteId: 'ste_a', quantity: 4, grams: 20_000 }], reason } },
    { type: 'dispatch', at, reservationId: 'r' },
    { type: 'return', at, ...ofBook, lot: ham, ...at1, quantity: 1, grams: 5_000, reference: 'shp_1', reason },
    quarantine('ham', 1),
    clear('ham', 1),
    remove('ham', { grams: 5_000, quarantined: false }),
    transfer('ham', { grams: 5_000, quarantined: false }),
    { type: 'over-deliver', at, lotId: 'ham', ...at1, quantity: 1, grams: 5_000, reference: 'rcp_1' },
    { type: 'count', at, ...ofBook, ...at1, counts: [{ lot: ham, counted: 1, grams: 4_000 }], note },
  ),
  stock(
    'kept apart and held',
    receive(tin, 10),
    reserve('r', 4),
    quarantine('tin', 2),
    transfer('tin', { quarantined: true }),
    hold('tin'),
    status('tin', 'released'),
    remove('tin', { quarantined: true }),
    { type: 'count', at, ...ofBook, ...at1, counts: [{ lot: tin, counted: 1 }] },
  ),
  stock('some of a reservation given back', receive(tin, 10), reserve('r', 4), {
    type: 'release',
    at,
    reservationId: 'r',
    quantity: 2,
  }),
  stock(
    'given up without an answer, and asked for again',
    receive(tin, 10),
    reserve('r', 4, { expiresAt: '2026-08-21T08:00:00.000Z' }),
    { type: 'release', at, reservationId: 'r', unansweredWithinMs: 86_400_000 },
    reserve('again', 4, { expiresAt: '2026-08-22T08:00:00.000Z' }),
    { type: 'extend', at, reservationId: 'again' },
  ),
  stock('received, of a lot that is held', receive({ ...tin, status: 'held' }, 4), hold('tin')),
]
