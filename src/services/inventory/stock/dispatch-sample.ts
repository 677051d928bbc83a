/** Takes a sample off a lot: goods that are given away to be judged are not to be sold, and not to be harmful either. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { utcDate, type Instant } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { isPastUseBy } from '../book/fefo.ts'
import { readOwnLot } from '../lot/own-lot-reader.ts'
import { unknownLot } from '../lot/lot.ts'
import { stockedLot } from '../book/stock-state.ts'
import { stockAggregate, stockBookId } from '../book/stock-view.ts'

export type DispatchSample = {
  readonly ownerId: string
  readonly productId: string
  readonly lotId: string
  readonly siteId: string
  /** Base units of what is available: reserved goods are another's. */
  readonly quantity: number
  /** As weighed; for catch weight, else its average. */
  readonly grams?: number
  /** What it is taken for. */
  readonly reference: string
}

/**
 * A participant: the goods leave in the caller's commit. Throws `Rejected`: `lot/unknown`, `stock/lot-not-to-leave` of a
 * lot that is held, recalled or past use-by, and what the book refuses, such as `stock/insufficient`.
 */
export async function dispatchSample(
  unit: Unit,
  { ownerId, productId, lotId, siteId, quantity, grams, reference: note }: DispatchSample,
): Promise<{ readonly lotId: string; readonly siteId: string; readonly lotCode: string }> {
  const { code: lotCode, productId: ofProduct } = await readOwnLot(unit, ownerId, lotId)
  if (ofProduct !== productId) throw new Rejected(unknownLot)
  const bookId = stockBookId(ownerId, productId)
  // By the book, which the commit guards: a lot that is held meanwhile does not leave.
  const { state: book } = await unit.load(stockAggregate, bookId)
  const lot = book.status === 'open' ? stockedLot(book, lotId) : undefined
  if (lot && (lot.status !== 'released' || isPastUseBy(lot, utcDate(unit.at as Instant))))
    throw new Rejected(notToLeave)
  await unit.decide(stockAggregate, bookId, {
    type: 'remove',
    at: unit.at,
    lotId,
    siteId,
    quantity,
    ...(grams !== undefined && { grams }),
    quarantined: false,
    reason: 'sample',
    note,
  })
  return { lotId, siteId, lotCode }
}

const notToLeave: Rejection = {
  kind: 'conflict',
  code: 'stock/lot-not-to-leave',
  detail: 'This lot is held, recalled or past its use-by date. Take the sample from another one.',
}
