/** Several reservations of one order chosen anew together. */
import type { Rejection } from '../../kernel/rejection.ts'
import { giveBack, refill, reserve } from './reservation-decisions.ts'
import type { StockCommand } from './stock-commands.ts'
import type { StockDraft } from './stock-draft.ts'
import { alreadyPicked } from './stock-rejections.ts'
import { pickedQuantity, reservationOf } from './stock-state.ts'

/** What some of them give up is for the others first, then for whoever waits. */
export function rearrange(
  draft: StockDraft,
  command: Extract<StockCommand, { type: 'rearrange' }>,
): Rejection | undefined {
  const { reservations, ...book } = command
  for (const { reservationId, quantity } of reservations) {
    const known = reservationOf(draft.book, reservationId)
    if (!known || known.wanted <= quantity) continue
    if (quantity < pickedQuantity(known)) return alreadyPicked(pickedQuantity(known))
    giveBack(draft, known, known.wanted - quantity)
  }
  for (const each of reservations) {
    const refused = each.quantity > 0 ? reserve(draft, { ...book, ...each, type: 'reserve' }) : undefined
    if (refused) return refused
  }
  refill(draft, 'stock-appeared')
  return undefined
}
