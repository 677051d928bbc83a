/** Whether the last units went to those who came first: nobody is told that there is none while there is one. */
import { everyItem, type Client } from '../../sdk/index.ts'

/** One buyer's answer; times of one clock. */
export type Sold = { readonly availability: string; readonly begunMs: number; readonly endedMs: number }

/**
 * How many were told `none` before as many as there were units had so much as asked and got one: counts of the end say
 * nothing of a unit that was refused to one and then given to a later one.
 */
export function toldNoneTooSoon(sold: readonly Sold[], units: number): number {
  const served = sold.filter(({ availability }) => availability === 'all')
  const takenBy = (endedMs: number): number => served.filter(({ begunMs }) => begunMs < endedMs).length
  return sold.filter(({ availability, endedMs }) => availability === 'none' && takenBy(endedMs) < units).length
}

type Movement = { readonly type: string; readonly moves: readonly { readonly reserved?: number | undefined }[] }

/**
 * The same as the stock's own ledger has it, which orders also those that asked at one moment: how many reservations
 * got nothing and stand before one that got something. Nothing may have been given back meanwhile.
 * @param ledger  oldest first
 */
export function passedOver(ledger: readonly Movement[]): number {
  const reserved = ledger
    .filter(({ type }) => type === 'stock/reserved')
    .map(({ moves }) => moves.reduce((sum, { reserved: by = 0 }) => sum + by, 0))
  const lastServed = reserved.findLastIndex((quantity) => quantity > 0)
  return reserved.filter((quantity, n) => quantity === 0 && n < lastServed).length
}

/** What was passed over of a product, as its supplier reads the ledger. */
export async function readPassedOver(supplier: Client, productId: string): Promise<number> {
  const newestFirst: Movement[] = []
  for await (const movement of everyItem((page) => supplier.listStockMovements({ query: { productId, ...page } })))
    newestFirst.push(movement)
  return passedOver(newestFirst.toReversed())
}
