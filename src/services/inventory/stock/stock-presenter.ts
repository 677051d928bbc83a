/** What the owner of a stock book is shown of it, and the little that others are. */
import type { LocalDate } from '../../../kernel/time.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { PositionBody, ReservationBody, Shown, StockBody } from '../lot/stock-schemas.ts'
import {
  blocked,
  onHand,
  pickedQuantity,
  positionAt,
  reservedQuantity,
  shortQuantity,
  stockedLot,
  type LotFacts,
  type OpenStockBook,
  type Position,
  type Reservation,
  type StockBook,
} from '../book/stock-state.ts'
import { projectStock, type StockSummary } from '../book/stock-view.ts'

/** Positions shown inside their book; a list of their own has them all. */
const positionsInline = 1_000

export const presentPosition = (lot: LotFacts, position: Position): Shown<typeof PositionBody> => {
  const { lotId, code, status, dateMark, markedOn, unit } = lot
  const { siteId, available, reserved, held, quarantined, grams } = position
  return {
    lotId,
    code,
    status,
    dateMark,
    ...(markedOn !== undefined && { markedOn }),
    siteId,
    unit,
    onHand: onHand(position),
    available,
    reserved,
    blocked: blocked(position),
    held,
    quarantined,
    ...(lot.catchWeight && { grams }),
  }
}

/** First expired first; by site within a lot. */
export const presentPositions = ({ lots }: OpenStockBook): Shown<typeof PositionBody>[] =>
  lots.flatMap((lot) => lot.positions.map((position) => presentPosition(lot, position)))

type Place = { readonly lotId: string; readonly siteId: string }

/** Where some goods stand now, also where nothing of them is left: then `factsOf` knows the lot. */
export const presentPlaces = (
  book: StockBook,
  places: readonly Place[],
  factsOf: (lotId: string) => Promise<LotFacts>,
): Promise<Shown<typeof PositionBody>[]> =>
  Promise.all(
    places.map(async ({ lotId, siteId }) => {
      const stocked = book.status === 'open' ? stockedLot(book, lotId) : undefined
      return presentPosition(stocked ?? (await factsOf(lotId)), positionAt(stocked, siteId))
    }),
  )

export const presentSummary = ({ ownerId: _ownerId, sellableUntil: _until, ...shown }: StockSummary) =>
  shown satisfies Shown<typeof StockBody>

/** The whole book, from its own stream. */
export const presentBook = (snapshot: Snapshot<StockBook>): Shown<typeof StockBody> | undefined => {
  const { state } = snapshot
  const summary = projectStock(snapshot, state)[0]?.document
  if (state.status === 'absent' || !summary) return undefined
  return { ...presentSummary(summary), positions: presentPositions(state).slice(0, positionsInline) }
}

/** Whether a buyer may expect to get some of it: never how much. */
export const isAvailable = (
  { available, sellableUntil }: Pick<StockSummary, 'available' | 'sellableUntil'>,
  today: LocalDate,
): boolean => available > 0 && (sellableUntil === undefined || sellableUntil >= today)

export const presentReservation = (reservation: Reservation): Shown<typeof ReservationBody> => {
  const { id, for: reservedFor, terms, wanted, portions, expiresAt } = reservation
  return {
    id,
    for: reservedFor,
    ...terms,
    wanted,
    reserved: reservedQuantity(reservation),
    picked: pickedQuantity(reservation),
    short: shortQuantity(reservation),
    portions: [...portions],
    ...(expiresAt !== undefined && { expiresAt }),
  }
}
