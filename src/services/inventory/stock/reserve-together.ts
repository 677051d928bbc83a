/** Reserves for several deliveries of one order anew, so that goods which only move between them stay with the order. */
import type { LocalDate } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { heldBy, type Held } from '../book/held-stock.ts'
import type { ReservedFor } from '../book/stock-state.ts'
import { stockAggregate, stockBookId } from '../book/stock-view.ts'

export type RearrangedStock = {
  readonly reservationId: string
  /** Base units still to leave; 0 gives back all that is not picked. */
  readonly quantity: number
  readonly arrival: LocalDate
  readonly minimumRemainingLifeDays: number
  readonly allowPastBestBefore: boolean
  readonly for: ReservedFor
}

/**
 * Chooses anew for several reservations of one order and one book, in their order: what some of them give up is for the
 * others first, and only then for whoever waits. Gives what each of them holds. Throws `Rejected` where one would be
 * less than is picked for it.
 */
export async function rearrangeStock(
  unit: Unit,
  { ownerId, productId }: { readonly ownerId: string; readonly productId: string },
  asked: readonly RearrangedStock[],
): Promise<readonly Held[]> {
  const reservations = asked.map(({ arrival, minimumRemainingLifeDays, allowPastBestBefore, ...each }) => ({
    ...each,
    terms: { arrival, minimumRemainingLifeDays, allowPastBestBefore },
  }))
  const rearranged = { type: 'rearrange', at: unit.at, ownerId, productId, reservations } as const
  const book = await unit.decide(stockAggregate, stockBookId(ownerId, productId), rearranged)
  return asked.map(({ reservationId }) => heldBy(book, reservationId))
}
