/** How a stock book follows its ledger: nothing is decided here, and nothing here can leave a part below zero. */
import { withoutSpent, withSpent } from './spent-time.ts'
import type { Move, StockEvent } from './stock-events.ts'
import {
  onHand,
  positionAt,
  reservationIndex,
  reservationOf,
  type LotFacts,
  type LotStatus,
  type OpenStockBook,
  type Position,
  type Reservation,
  type StockBook,
  type StockedLot,
} from './stock-state.ts'

/** The book after an event. Throws `Error` when the ledger contradicts itself: no decision leads there. */
export function evolveStockBook(state: StockBook, event: StockEvent): StockBook {
  if (event.type === 'stock/opened') {
    const { ownerId, productId } = event
    return { status: 'open', ownerId, productId, lots: [], reservations: [] }
  }
  if (state.status === 'absent') throw new Error(`${event.type} in a stock book that was never opened.`)
  if (event.type === 'stock/lot-entered') return { ...state, lots: withLot(state.lots, event.lot) }
  const moved = applyMoves(state, event.moves)
  switch (event.type) {
    case 'stock/received':
    case 'stock/removed':
    case 'stock/quarantined':
    case 'stock/cleared':
    case 'stock/transferred':
    case 'stock/counted':
    case 'stock/over-delivered':
    case 'stock/returned':
      return moved
    case 'stock/lot-status-changed':
      return withLotStatus(moved, event.lotId, event.status)
    case 'stock/reserved': {
      const { reservationId: id, for: reservedFor, portions, reserved, short, terms, expiresAt } = event
      const wanted = reserved + short
      const known = reservationOf(moved, id)
      const isAnswer = expiresAt === undefined && (known === undefined || known.expiresAt !== undefined)
      const answered = isAnswer ? withoutSpent(moved, reservedFor.buyerId) : moved
      return withReservation(answered, {
        id,
        for: reservedFor,
        terms,
        wanted,
        portions,
        ...(expiresAt !== undefined && { expiresAt }),
      })
    }
    case 'stock/reservation-changed':
    case 'stock/reservation-released':
    case 'stock/picked':
    case 'stock/unpicked':
    case 'stock/dispatched': {
      const { reservationId, portions, reserved, short } = event
      const { index, found } = reservationIndex(moved, reservationId)
      if (!found) throw new Error(`${event.type} of ${reservationId}, which is over.`)
      const left = withReservation(moved, { ...moved.reservations[index]!, portions, wanted: reserved + short })
      const spent = event.type === 'stock/reservation-released' ? event.spent : undefined
      return spent ? withSpent(left, spent, event.at) : left
    }
  }
}

/** Ascending by date, those without one last; then by day of production, code and id, so that the order is total. */
export function compareForFefo(a: LotFacts, b: LotFacts): number {
  return (
    compare(a.markedOn ?? noDate, b.markedOn ?? noDate) ||
    compare(a.producedOn ?? noDate, b.producedOn ?? noDate) ||
    compare(a.code, b.code) ||
    compare(a.lotId, b.lotId)
  )
}
// Later than every date there is, as text.
const noDate = '~'
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function withLot(lots: readonly StockedLot[], facts: LotFacts): readonly StockedLot[] {
  let low = 0
  let high = lots.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareForFefo(lots[middle]!, facts) < 0) low = middle + 1
    else high = middle
  }
  return lots.toSpliced(low, 0, { ...facts, positions: [] })
}

/** The book with so much more here and less there. */
export function applyMoves(book: OpenStockBook, moves: readonly Move[]): OpenStockBook {
  if (moves.length === 0) return book
  const lots = [...book.lots]
  const touched = new Set<number>()
  for (const move of moves) {
    const index = lots.findIndex(({ lotId }) => lotId === move.lotId)
    const lot = lots[index]
    if (!lot) throw new Error(`A move of ${move.lotId}, which is not in the book.`)
    lots[index] = { ...lot, positions: withMove(lot, move) }
    touched.add(index)
  }
  // What is depleted leaves: the book stays as small as the stock.
  const depleted = [...touched].filter((index) => lots[index]!.positions.length === 0)
  for (const index of depleted.toSorted((a, b) => b - a)) lots.splice(index, 1)
  return { ...book, lots }
}

function withMove(lot: StockedLot, move: Move): readonly Position[] {
  const { siteId } = move
  const before = positionAt(lot, siteId)
  const after: Position = {
    siteId,
    available: before.available + (move.available ?? 0),
    reserved: before.reserved + (move.reserved ?? 0),
    held: before.held + (move.held ?? 0),
    quarantined: before.quarantined + (move.quarantined ?? 0),
    grams: before.grams + (move.grams ?? 0),
  }
  assertSound(lot, after)
  const others = lot.positions.filter((position) => position.siteId !== siteId)
  if (onHand(after) === 0) return others
  return [...others, after].sort((a, b) => compare(a.siteId, b.siteId))
}

function assertSound(lot: StockedLot, after: Position): void {
  const { available, reserved, held, quarantined, grams } = after
  const sound = [available, reserved, held, quarantined, grams].every((part) => Number.isSafeInteger(part) && part >= 0)
  // A piece weighs a gram at the least: pieces without weight, or the reverse, would be a lost count.
  const weighs = lot.catchWeight ? grams >= onHand(after) && grams > 0 === onHand(after) > 0 : grams === 0
  if (!sound || !weighs) throw new Error(`${lot.lotId} at ${after.siteId} would stand at ${JSON.stringify(after)}.`)
}

const withLotStatus = (book: OpenStockBook, lotId: string, status: LotStatus): OpenStockBook => ({
  ...book,
  lots: book.lots.map((lot) => (lot.lotId === lotId ? { ...lot, status } : lot)),
})

/** A reservation that wants nothing any more is over. */
function withReservation(book: OpenStockBook, reservation: Reservation): OpenStockBook {
  const { reservations } = book
  const { index, found } = reservationIndex(book, reservation.id)
  const over = reservation.wanted === 0 && reservation.portions.length === 0
  if (over) return found ? { ...book, reservations: reservations.toSpliced(index, 1) } : book
  return {
    ...book,
    reservations: found ? reservations.with(index, reservation) : reservations.toSpliced(index, 0, reservation),
  }
}
