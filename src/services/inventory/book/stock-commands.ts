/** What may be asked of a stock book. */
import type { AdditionReason, RemovalReason } from './stock-events.ts'
import type { LotFacts, LotStatus, ReservationTerms, ReservedFor } from './stock-state.ts'

type At = { readonly at: string }
/** For commands that may be the first of their book. */
type OfBook = { readonly ownerId: string; readonly productId: string }
type Place = { readonly lotId: string; readonly siteId: string }

/** One lot that the picker took, where he took it and what it weighed. */
export type Choice = {
  readonly lotId: string
  readonly siteId?: string
  readonly quantity: number
  /** Needed for catch weight. */
  readonly grams?: number
}

/** What a reservation shall be. */
export type Rearranged = {
  readonly reservationId: string
  readonly quantity: number
  readonly terms: ReservationTerms
  readonly for: ReservedFor
}

export type StockCommand =
  | (At &
      OfBook & {
        readonly type: 'receive'
        readonly lot: LotFacts
        readonly siteId: string
        readonly quantity: number
        readonly grams?: number
        readonly reason: AdditionReason
        readonly note?: string
      })
  | (At &
      Place & {
        readonly type: 'remove'
        readonly quantity: number
        readonly grams?: number
        /** From what is quarantined, not from what could be sold. */
        readonly quarantined: boolean
        readonly reason: RemovalReason
        readonly note?: string
      })
  | (At & Place & { readonly type: 'quarantine' | 'clear'; readonly quantity: number; readonly reason: string })
  | (At & {
      readonly type: 'transfer'
      readonly lotId: string
      readonly fromSiteId: string
      readonly toSiteId: string
      readonly quantity: number
      readonly grams?: number
      readonly quarantined: boolean
      readonly note?: string
    })
  | (At &
      OfBook & {
        readonly type: 'count'
        readonly siteId: string
        readonly counts: readonly { readonly lot: LotFacts; readonly counted: number; readonly grams?: number }[]
        readonly note?: string
      })
  | (At & {
      readonly type: 'change-lot-status'
      readonly lotId: string
      readonly status: LotStatus
      readonly reason: string
    })
  | (At &
      OfBook & {
        readonly type: 'reserve'
        readonly reservationId: string
        readonly quantity: number
        readonly terms: ReservationTerms
        readonly for: ReservedFor
        readonly expiresAt?: string
      })
  | (At &
      OfBook & {
        readonly type: 'rearrange'
        /** Of one order; a quantity of 0 gives back all that is not picked. */
        readonly reservations: readonly Rearranged[]
      })
  | (At & {
      readonly type: 'release'
      readonly reservationId: string
      readonly quantity?: number
      /** Where the supplier had this time to answer, and did not. */
      readonly unansweredWithinMs?: number
    })
  /** Without an end: for good. */
  | (At & { readonly type: 'extend'; readonly reservationId: string; readonly expiresAt?: string })
  | (At & {
      readonly type: 'pick'
      readonly reservationId: string
      readonly quantity: number
      readonly grams?: number
      readonly chosen?: { readonly lots: readonly Choice[]; readonly reason?: string }
    })
  | (At & {
      readonly type: 'unpick' | 'dispatch'
      readonly reservationId: string
      readonly portions?: readonly PickedPart[]
    })
  | (At &
      OfBook & {
        readonly type: 'return'
        readonly lot: LotFacts
        readonly siteId: string
        readonly quantity: number
        readonly grams?: number
        readonly reference: string
        readonly reason: string
      })
  | (At &
      Place & {
        readonly type: 'over-deliver'
        readonly quantity: number
        readonly grams?: number
        /** The receipt that tells of it. */
        readonly reference: string
      })

/** Part of what was picked. `grams` is needed where a weighed portion is named in part only. */
export type PickedPart = Place & { readonly quantity: number; readonly grams?: number }
