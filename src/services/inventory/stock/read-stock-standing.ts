/** How a product stands for one buyer: what anybody could have, and what the buyer's orders have set aside already. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { isExpired } from '../book/spent-time.ts'
import { unpickedQuantity } from '../book/stock-draft.ts'
import { reservedQuantity } from '../book/stock-state.ts'
import { stockAggregate, stockBookId, totalsOf } from '../book/stock-view.ts'

/** In base units. `available`: with what others hold beyond their time. `held`: the buyer's reservations, the youngest first. */
export type StockStanding = {
  readonly available: number
  readonly held: readonly { readonly orderId: string; readonly quantity: number }[]
}

/** A participant: the book is taken, so that what it says holds until the commit. */
export async function stockStanding(
  unit: Unit,
  { ownerId, productId, buyerId }: { readonly ownerId: string; readonly productId: string; readonly buyerId: string },
): Promise<StockStanding> {
  const { state } = await unit.load(stockAggregate, stockBookId(ownerId, productId))
  if (state.status === 'absent') return { available: 0, held: [] }
  const own = state.reservations.filter(({ for: whose }) => whose.buyerId === buyerId)
  const others = state.reservations.filter((each) => each.for.buyerId !== buyerId && isExpired(each, unit.at))
  return {
    available: totalsOf(state).available + others.reduce((sum, each) => sum + unpickedQuantity(each), 0),
    held: own
      .map((reservation) => ({ orderId: reservation.for.orderId, quantity: reservedQuantity(reservation) }))
      .filter(({ quantity }) => quantity > 0)
      .reverse(),
  }
}
