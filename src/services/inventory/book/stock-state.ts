/** A stock book: what one owner holds of one product, lot by lot and site by site, and for whom it is set aside. */
import type { BaseUnit } from '../../../kernel/quantity.ts'
import type { LocalDate } from '../../../kernel/time.ts'

export type DateMark = 'use-by' | 'best-before' | 'none'
export type LotStatus = 'released' | 'held' | 'recalled'

/** What a book has to know of a lot to choose it; the lot's own stream is where this comes from. */
export type LotFacts = {
  readonly lotId: string
  readonly code: string
  readonly dateMark: DateMark
  /** The last day, inclusive; absent only where the product carries no date. */
  readonly markedOn?: LocalDate
  readonly producedOn?: LocalDate
  readonly status: LotStatus
  readonly unit: BaseUnit
  /** Counted in pieces, weighed in grams. */
  readonly catchWeight: boolean
}

/**
 * One lot at one site, in base units. On hand is what the four parts add up to, and so cannot disagree with them.
 * Blocked is `held` (because of its lot) and `quarantined` (these very goods: refused, damaged, under inspection).
 */
export type Position = {
  readonly siteId: string
  readonly available: number
  readonly reserved: number
  readonly held: number
  readonly quarantined: number
  /** What is on hand weighs so much: catch weight only, else 0. */
  readonly grams: number
}

export const positionParts = ['available', 'reserved', 'held', 'quarantined'] as const
export type PositionPart = (typeof positionParts)[number]

/** Only lots with something on hand; positions by site id. */
export type StockedLot = LotFacts & { readonly positions: readonly Position[] }

/** Part of one position, set aside. `picked` of `quantity` stands ready to leave; `grams` is what that weighed. */
export type Portion = {
  readonly lotId: string
  readonly siteId: string
  readonly quantity: number
  readonly picked: number
  readonly grams?: number
}

/** What goods must satisfy on the day they arrive. Of several requirements the caller gives the strictest. */
export type ReservationTerms = {
  readonly arrival: LocalDate
  readonly minimumRemainingLifeDays: number
  /** The buyer agreed to goods past their best-before date. Use-by knows no consent. */
  readonly allowPastBestBefore: boolean
  /** Only from this site. */
  readonly siteId?: string
}

export type ReservedFor = { readonly orderId: string; readonly deliveryId: string; readonly buyerId: string }

export type Reservation = {
  readonly id: string
  readonly for: ReservedFor
  readonly terms: ReservationTerms
  /** Still to leave: what the portions do not cover of it is short. */
  readonly wanted: number
  readonly portions: readonly Portion[]
  /** UTC; from then on, what is not picked is for whoever else needs it. Absent once the supplier has confirmed. */
  readonly expiresAt?: string
}

/** That a buyer gave up what was set aside for it before the supplier had answered: until when it would have kept it. */
export type SpentTime = { readonly buyerId: string; readonly until: string; readonly forgottenAt: string }

export type OpenStockBook = {
  readonly status: 'open'
  readonly ownerId: string
  readonly productId: string
  /** First expired, first out: the order in which they are chosen. */
  readonly lots: readonly StockedLot[]
  /** By id. */
  readonly reservations: readonly Reservation[]
  /** One a buyer at most; absent where there is none. */
  readonly spent?: readonly SpentTime[]
}
export type StockBook = { readonly status: 'absent' } | OpenStockBook

export const lotsMax = 2_000
export const sitesOfLotMax = 100
export const reservationsMax = 20_000
export const quantityMax = 1_000_000_000_000

export const onHand = ({ available, reserved, held, quarantined }: Position): number =>
  available + reserved + held + quarantined

export const blocked = ({ held, quarantined }: Position): number => held + quarantined

export const reservedQuantity = (reservation: Pick<Reservation, 'portions'>): number =>
  reservation.portions.reduce((sum, { quantity }) => sum + quantity, 0)

export const pickedQuantity = (reservation: Pick<Reservation, 'portions'>): number =>
  reservation.portions.reduce((sum, { picked }) => sum + picked, 0)

export const shortQuantity = (reservation: Pick<Reservation, 'portions' | 'wanted'>): number =>
  reservation.wanted - reservedQuantity(reservation)

export const stockedLot = (book: OpenStockBook, lotId: string): StockedLot | undefined =>
  book.lots.find((lot) => lot.lotId === lotId)

export const positionAt = (lot: StockedLot | undefined, siteId: string): Position =>
  lot?.positions.find((position) => position.siteId === siteId) ?? { ...emptyPosition, siteId }

const emptyPosition = { available: 0, reserved: 0, held: 0, quarantined: 0, grams: 0 }

/** Where a reservation stands in the book, or would stand: the ids grow with time, so most are looked for at the end. */
export function reservationIndex({ reservations }: OpenStockBook, id: string): { index: number; found: boolean } {
  let low = 0
  let high = reservations.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (reservations[middle]!.id < id) low = middle + 1
    else high = middle
  }
  return { index: low, found: reservations[low]?.id === id }
}

export function reservationOf(book: OpenStockBook, id: string): Reservation | undefined {
  const { index, found } = reservationIndex(book, id)
  return found ? book.reservations[index] : undefined
}
