/** A decision in the making: the events so far, and the book as they leave it. */
import { utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import { evolveStockBook } from './stock-changes.ts'
import type { StockEvent } from './stock-events.ts'
import {
  pickedQuantity,
  reservedQuantity,
  type OpenStockBook,
  type Portion,
  type Reservation,
  type StockBook,
} from './stock-state.ts'

export type StockDraft = {
  readonly at: string
  readonly today: LocalDate
  readonly events: readonly StockEvent[]
  readonly book: OpenStockBook
  add(event: StockEvent): void
}

export function draftOn(state: OpenStockBook, at: string): StockDraft {
  const events: StockEvent[] = []
  let book: StockBook = state
  return {
    at,
    today: utcDate(at as Instant),
    events,
    get book() {
      return book as OpenStockBook
    },
    add(event) {
      events.push(event)
      book = evolveStockBook(book, event)
    },
  }
}

/** What an event says that a reservation holds after it. */
export const holding = (
  { id, for: reservedFor }: Pick<Reservation, 'id' | 'for'>,
  portions: readonly Portion[],
  wanted: number,
) => {
  const reserved = reservedQuantity({ portions })
  return { reservationId: id, for: reservedFor, portions, reserved, short: wanted - reserved }
}

/** The portions as far as they are picked. */
export const pickedOnly = (portions: readonly Portion[]): readonly Portion[] =>
  portions.flatMap((portion) => (portion.picked > 0 ? [{ ...portion, quantity: portion.picked }] : []))

export const unpicked = ({ quantity, picked }: Portion): number => quantity - picked

/** What is not picked of a reservation. */
export const unpickedQuantity = (reservation: Pick<Reservation, 'portions'>): number =>
  reservedQuantity(reservation) - pickedQuantity(reservation)

export const isSamePlace = (
  a: { readonly lotId: string; readonly siteId: string },
  b: { readonly lotId: string; readonly siteId: string },
): boolean => a.lotId === b.lotId && a.siteId === b.siteId
