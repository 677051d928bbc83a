/** Short ways to write a stock book's story in tests. */
import type { Rejection } from '../../../kernel/rejection.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { stockBook } from './stock-book.ts'
import type { StockCommand } from './stock-commands.ts'
import type { StockEvent } from './stock-events.ts'
import { positionAt, reservationOf, stockedLot } from './stock-state.ts'
import type { LotFacts, OpenStockBook, Position, Reservation, StockBook } from './stock-state.ts'

export const day = (text: string): LocalDate => text as LocalDate
export const ofBook = { ownerId: 'org_seller', productId: 'prd_1' }
export const at = '2026-08-20T08:00:00.000Z'

export const lotFacts = (lotId: string, markedOn?: string, more: Partial<LotFacts> = {}): LotFacts => ({
  lotId,
  code: lotId.toUpperCase(),
  dateMark: markedOn === undefined ? 'none' : 'use-by',
  ...(markedOn !== undefined && { markedOn: day(markedOn) }),
  status: 'released',
  unit: 'piece',
  catchWeight: false,
  ...more,
})

export const receive = (
  lot: LotFacts,
  quantity: number,
  more: { siteId?: string; grams?: number } = {},
): StockCommand => ({
  type: 'receive',
  at,
  ...ofBook,
  lot,
  siteId: 'ste_a',
  quantity,
  reason: 'produced',
  ...more,
})

type Asked = { arrival?: string; days?: number; consent?: boolean; siteId?: string; expiresAt?: string; at?: string }

export const reserve = (reservationId: string, quantity: number, asked: Asked = {}): StockCommand => ({
  type: 'reserve',
  at: asked.at ?? at,
  ...ofBook,
  reservationId,
  quantity,
  for: { orderId: `ord_${reservationId}`, deliveryId: '1', buyerId: 'org_buyer' },
  terms: {
    arrival: day(asked.arrival ?? '2026-09-05'),
    minimumRemainingLifeDays: asked.days ?? 0,
    allowPastBestBefore: asked.consent ?? false,
    ...(asked.siteId !== undefined && { siteId: asked.siteId }),
  },
  ...(asked.expiresAt !== undefined && { expiresAt: asked.expiresAt }),
})

export const hold = (lotId: string): StockCommand => ({
  type: 'change-lot-status',
  at,
  lotId,
  status: 'held',
  reason: 'salmonella suspected',
})

/** The state after commands that are all accepted, each event having gone through JSON as it does in the store. */
export function after(commands: readonly StockCommand[], from: StockBook = stockBook.initialState): OpenStockBook {
  let state = from
  for (const command of commands) state = decided(state, command).state
  if (state.status === 'absent') throw new Error('No stock book was opened.')
  return state
}

export function decided(state: StockBook, command: StockCommand): { state: StockBook; events: readonly StockEvent[] } {
  const decision = stockBook.decide(command, state)
  if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.rejection.code}`)
  const events = JSON.parse(JSON.stringify(decision.value)) as StockEvent[]
  return { state: events.reduce(stockBook.evolve, state), events }
}

export function refused(state: StockBook, command: StockCommand): Rejection {
  const decision = stockBook.decide(command, state)
  if (decision.ok) throw new Error(`${command.type} was accepted.`)
  return decision.rejection
}

/** A position without what is zero. */
export const standing = (book: OpenStockBook, lotId: string, siteId = 'ste_a'): Partial<Position> => {
  const { siteId: _site, ...parts } = positionAt(stockedLot(book, lotId), siteId)
  return Object.fromEntries(Object.entries(parts).filter(([, amount]) => amount !== 0))
}

export const reservation = (book: OpenStockBook, id: string): Reservation => {
  const found = reservationOf(book, id)
  if (!found) throw new Error(`${id} is over.`)
  return found
}

/** What a reservation holds of each lot. */
export const heldOf = (book: OpenStockBook, id: string): Record<string, number> =>
  Object.fromEntries((reservationOf(book, id)?.portions ?? []).map(({ lotId, quantity }) => [lotId, quantity]))
