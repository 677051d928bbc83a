/** Several reservations of one order chosen anew together. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { giveBack, refill, reserve, without } from './reservation-decisions.ts'
import type { StockCommand } from './stock-commands.ts'
import { holding, type StockDraft } from './stock-draft.ts'
import { alreadyPicked } from './stock-rejections.ts'
import { pickedQuantity, reservationOf, shortQuantity, type Reservation } from './stock-state.ts'

/** What some of them give up is for the others first, then for whoever waits. */
export function rearrange(
  draft: StockDraft,
  command: Extract<StockCommand, { type: 'rearrange' }>,
): Rejection | undefined {
  const { reservations, ...book } = command
  for (const each of reservations) {
    const known = reservationOf(draft.book, each.reservationId)
    if (!known || known.wanted <= each.quantity) continue
    if (each.quantity < pickedQuantity(known)) return alreadyPicked(pickedQuantity(known))
    if (each.quantity === 0) giveBack(draft, known, known.wanted)
    else shrink(draft, known, each.quantity)
  }
  for (const each of reservations) {
    const refused = each.quantity > 0 ? reserve(draft, { ...book, ...each, type: 'reserve' }) : undefined
    if (refused) return refused
  }
  refill(draft, 'stock-appeared')
  return undefined
}

/** It goes on, for less: a release would tell whoever reads the ledger that it is over. */
function shrink(draft: StockDraft, known: Reservation, quantity: number): void {
  const { terms, expiresAt } = known
  const { portions, moves } = without(known.portions, known.wanted - quantity - shortQuantity(known))
  const less = { ...holding(known, portions, quantity), terms, ...(expiresAt && { expiresAt }), moves }
  draft.add({ type: 'stock/reserved', at: draft.at, ...less })
}
