/** How stock is kept for reading: a summary of each book; lots, sites and reservations are read from the book itself. */
import type { LocalDate } from '../../../kernel/time.ts'
import type { BaseUnit } from '../../../kernel/quantity.ts'
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { stockBook } from './stock-book.ts'
import type { StockCommand } from './stock-commands.ts'
import type { StockEvent } from './stock-events.ts'
import { blocked, onHand, type OpenStockBook, type StockBook } from './stock-state.ts'

export type StockTotals = {
  readonly onHand: number
  readonly available: number
  readonly reserved: number
  readonly blocked: number
  /** Catch weight only. */
  readonly grams?: number
}

export type StockSummary = StockTotals & {
  readonly ownerId: string
  readonly productId: string
  /** Absent while nothing is on hand. */
  readonly unit?: BaseUnit
  readonly lots: number
  /** The first date mark of what is available. */
  readonly soonest?: LocalDate
  /** The last day on which some of what is available may be sold; absent when that has no end, or there is none. */
  readonly sellableUntil?: LocalDate
  readonly updatedAt: string
}

/** One book for each owner and product. */
export const stockBookId = (ownerId: string, productId: string): string => `${ownerId}~${productId}`

/** Whose book of which product it is, by its id. */
export function bookOfId(id: string): { readonly ownerId: string; readonly productId: string } {
  const [ownerId = '', productId = ''] = id.split('~')
  return { ownerId, productId }
}

export const stocks = collection<StockSummary>()({
  name: 'stocks',
  indexes: { byOwner: ({ ownerId, productId }) => [[ownerId, productId]] },
})

/** The sums over a book: pure. */
export function totalsOf({ lots }: OpenStockBook): StockTotals {
  const totals = { onHand: 0, available: 0, reserved: 0, blocked: 0, grams: 0 }
  for (const { positions } of lots)
    for (const position of positions) {
      totals.onHand += onHand(position)
      totals.available += position.available
      totals.reserved += position.reserved
      totals.blocked += blocked(position)
      totals.grams += position.grams
    }
  const { grams, ...counts } = totals
  return grams > 0 ? { ...counts, grams } : counts
}

export const projectStock = (
  { id, updatedAt }: Subject,
  state: StockBook,
): { id: string; document: StockSummary | null }[] => {
  if (state.status === 'absent') return []
  const { ownerId, productId, lots } = state
  const sellable = lots.filter(({ positions }) => positions.some(({ available }) => available > 0))
  const [first, last] = [sellable[0]?.markedOn, sellable.at(-1)?.markedOn]
  const document: StockSummary = {
    ownerId,
    productId,
    ...(lots[0] && { unit: lots[0].unit }),
    lots: lots.length,
    ...totalsOf(state),
    ...(first !== undefined && { soonest: first }),
    ...(last !== undefined && { sellableUntil: last }),
    updatedAt,
  }
  return [{ id, document }]
}

export const stockAggregate: Aggregate<StockBook, StockCommand, StockEvent> = {
  kind: 'stock',
  decider: stockBook,
  organisations: (state) => (state.status === 'absent' ? [] : [state.ownerId]),
  readModels: [readModel({ collection: stocks, project: projectStock })],
}
