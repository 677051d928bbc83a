/** The ledger's entries: every event names the moves it makes, and the moves alone change what is where. */
import type { LotFacts, LotStatus, Portion, ReservationTerms, ReservedFor, SpentTime } from './stock-state.ts'

/** What one event adds to and takes from one position; absent parts stay. */
export type Move = {
  readonly lotId: string
  readonly siteId: string
  readonly available?: number
  readonly reserved?: number
  readonly held?: number
  readonly quarantined?: number
  readonly grams?: number
}

export const additionReasons = ['registered', 'produced', 'found', 'correction'] as const
export type AdditionReason = (typeof additionReasons)[number]
export const removalReasons = ['damaged', 'expired', 'waste', 'lost', 'sample', 'consumed', 'correction'] as const
export type RemovalReason = (typeof removalReasons)[number]

/** Why a reservation holds something else than before. */
export type ReservationChangeReason = 'held' | 'recalled' | 'counted' | 'expired' | 'stock-appeared'

type Entry<Type extends string, Body> = {
  readonly type: Type
  readonly at: string
  readonly moves: readonly Move[]
} & Body

/** What a reservation holds after the event. */
type Holding = {
  readonly reservationId: string
  readonly for: ReservedFor
  readonly portions: readonly Portion[]
  readonly reserved: number
  readonly short: number
}

export type ReservationChanged = Entry<
  'stock/reservation-changed',
  Holding & { readonly because: ReservationChangeReason }
>

export type StockEvent =
  | { readonly type: 'stock/opened'; readonly at: string; readonly ownerId: string; readonly productId: string }
  | { readonly type: 'stock/lot-entered'; readonly at: string; readonly lot: LotFacts }
  | Entry<'stock/received', { readonly reason: AdditionReason; readonly note?: string }>
  | Entry<'stock/removed', { readonly reason: RemovalReason; readonly note?: string }>
  | Entry<'stock/quarantined', { readonly reason: string }>
  | Entry<'stock/cleared', { readonly reason: string }>
  | Entry<'stock/transferred', { readonly note?: string }>
  | Entry<'stock/counted', { readonly counted: number; readonly expected: number; readonly note?: string }>
  | Entry<'stock/over-delivered', { readonly reference: string; readonly quantity: number }>
  | Entry<'stock/lot-status-changed', { readonly lotId: string; readonly status: LotStatus; readonly reason: string }>
  | Entry<'stock/reserved', Holding & { readonly terms: ReservationTerms; readonly expiresAt?: string }>
  | ReservationChanged
  | Entry<'stock/reservation-released', Holding & { readonly spent?: SpentTime }>
  | Entry<'stock/picked', Holding & { readonly quantity: number; readonly reason?: string }>
  | Entry<'stock/unpicked', Holding & { readonly quantity: number }>
  | Entry<
      'stock/dispatched',
      Holding & { readonly quantity: number; readonly dispatched: readonly DispatchedPortion[] }
    >
  | Entry<'stock/returned', { readonly reference: string; readonly reason: string }>

/** What left: `grams` as weighed at the pick; the book gives up `moves.grams`, which is what it believed. */
export type DispatchedPortion = {
  readonly lotId: string
  readonly siteId: string
  readonly quantity: number
  readonly grams?: number
}
