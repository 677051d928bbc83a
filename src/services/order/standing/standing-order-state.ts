/** What a standing order is: its terms, how far its deliveries are settled, and what can happen to it. */
import type { LocalDate } from '../../../kernel/time.ts'
import type { StandingTerms } from './standing-terms.ts'

/** Why an order could not be placed, as whoever places one by hand would be told. */
export type Obstacle = { readonly code: string; readonly detail: string }

/** A delivery that is settled: ordered, or past its cut-off without an order. */
export type Occurrence = { readonly date: LocalDate; readonly at: string } & (
  | { readonly outcome: 'placed'; readonly orderId: string }
  | ({ readonly outcome: 'missed' } & Obstacle)
)

/** The delivery that was tried in vain and is tried again. */
export type Trying = Obstacle & {
  readonly date: LocalDate
  /** Since when it is this that stands in the way. */
  readonly since: string
}

export type StandingOrderStage =
  | { readonly status: 'active'; readonly trying?: Trying }
  | { readonly status: 'paused'; readonly reason?: string }
  | { readonly status: 'ended'; readonly reason?: string }

export type StandingOrderStatus = StandingOrderStage['status']

export type KnownStandingOrder = {
  readonly stage: StandingOrderStage
  readonly buyerId: string
  readonly supplierId: string
  readonly terms: StandingTerms
  /** Who opened it, and who gave it its present terms: neither of them approves its orders. */
  readonly requestedBy: string
  readonly describedBy: string
  /** Deliveries up to this day are settled, or were over before it could order them. */
  readonly settledThrough: LocalDate
  /** By date; at most one a day of the term. */
  readonly occurrences: readonly Occurrence[]
}

export type StandingOrder = { readonly stage: { readonly status: 'absent' } } | KnownStandingOrder

type By = { readonly at: string; readonly by: string }

export type StandingOrderCommand =
  | (By & {
      readonly type: 'open'
      readonly buyerId: string
      readonly supplierId: string
      readonly terms: StandingTerms
    })
  | (By & { readonly type: 'change'; readonly terms: StandingTerms })
  | (By & { readonly type: 'pause'; readonly reason?: string })
  | (By & { readonly type: 'resume' })
  | (By & { readonly type: 'end'; readonly reason?: string })
  /** The order stands in the same commit. */
  | { readonly type: 'place'; readonly at: string; readonly date: LocalDate; readonly orderId: string }
  | ({ readonly type: 'note-obstacle'; readonly at: string; readonly date: LocalDate } & Obstacle)
  /** Gives up whatever is past its cut-off. */
  | { readonly type: 'give-up'; readonly at: string }

export type StandingOrderEvent =
  | (By & {
      readonly type: 'standing-order/opened'
      readonly buyerId: string
      readonly supplierId: string
      readonly terms: StandingTerms
      readonly settledThrough: LocalDate
    })
  | (By & {
      readonly type: 'standing-order/changed'
      readonly terms: StandingTerms
      readonly settledThrough: LocalDate
    })
  | (By & { readonly type: 'standing-order/paused'; readonly reason?: string })
  /** What came to its cut-off meanwhile is passed over. */
  | (By & { readonly type: 'standing-order/resumed'; readonly settledThrough: LocalDate })
  /** By somebody, or by itself after its last delivery. */
  | { readonly type: 'standing-order/ended'; readonly at: string; readonly by?: string; readonly reason?: string }
  | { readonly type: 'standing-order/placed'; readonly at: string; readonly date: LocalDate; readonly orderId: string }
  | ({ readonly type: 'standing-order/obstructed'; readonly at: string; readonly date: LocalDate } & Obstacle)
  | ({ readonly type: 'standing-order/missed'; readonly at: string; readonly date: LocalDate } & Obstacle)

export type StandingOrderCommandOf<Type extends StandingOrderCommand['type']> = Extract<
  StandingOrderCommand,
  { type: Type }
>
