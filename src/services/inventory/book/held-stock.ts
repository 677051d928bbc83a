/** What a reservation holds, with what papers say of its lots: how others are told of it. */
import type { LocalDate } from '../../../kernel/time.ts'
import {
  reservationOf,
  reservedQuantity,
  shortQuantity,
  type Portion,
  type Reservation,
  type StockBook,
} from './stock-state.ts'

/** Part of a reservation, with what papers say of its lot. Quantities in base units. */
export type HeldPortion = Portion & {
  readonly lotCode: string
  readonly markedOn?: LocalDate
}

/** What a reservation holds: `short` is what was wanted and is not there. */
export type Held = {
  readonly reserved: number
  readonly short: number
  readonly portions: readonly HeldPortion[]
}

export const reservationIn = (book: StockBook, id: string): Reservation | undefined =>
  book.status === 'open' ? reservationOf(book, id) : undefined

/** Nothing for a reservation that is over or never was. */
export function heldBy(book: StockBook, reservationId: string): Held {
  const reservation = reservationIn(book, reservationId)
  if (!reservation || book.status === 'absent') return { reserved: 0, short: 0, portions: [] }
  const lots = new Map(book.lots.map((lot) => [lot.lotId, lot]))
  return {
    reserved: reservedQuantity(reservation),
    short: shortQuantity(reservation),
    portions: reservation.portions.map((portion) => {
      const lot = lots.get(portion.lotId)!
      return { ...portion, lotCode: lot.code, ...(lot.markedOn !== undefined && { markedOn: lot.markedOn }) }
    }),
  }
}
