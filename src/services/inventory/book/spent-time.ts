/**
 * How long goods are set aside for a buyer who has had no answer, however often it gives them back and asks again: what
 * it has given up unanswered goes on counting from when it asked first.
 */
import { addMs, type Instant } from '../../../kernel/time.ts'
import type { OpenStockBook, Reservation, SpentTime } from './stock-state.ts'

/** So many buyers are remembered, those of the longest memory first: a market has fewer that go on in this way. */
const rememberedMax = 1_000

export const isExpired = ({ expiresAt }: Pick<Reservation, 'expiresAt'>, at: string): boolean =>
  expiresAt !== undefined && expiresAt <= at

/**
 * Until when a new reservation of a buyer keeps its goods from others: as asked, but no longer than one that it gave up
 * unanswered would have, nor than one of its own whose time is over already.
 */
export function timeFor(
  { spent = [], reservations }: OpenStockBook,
  { buyerId, expiresAt, at }: { readonly buyerId: string; readonly expiresAt: string; readonly at: string },
): string {
  let earliest = expiresAt
  for (const each of spent)
    if (each.buyerId === buyerId && each.forgottenAt > at && each.until < earliest) earliest = each.until
  for (const each of reservations)
    if (each.for.buyerId === buyerId && isExpired(each, at) && each.expiresAt! < earliest) earliest = each.expiresAt!
  return earliest
}

/** What is to be remembered of a reservation that is given back unanswered: as long after its time as it might last. */
export const spentBy = (
  { for: { buyerId }, expiresAt }: Reservation,
  answerWithinMs: number | undefined,
): SpentTime | undefined =>
  expiresAt === undefined || answerWithinMs === undefined
    ? undefined
    : { buyerId, until: expiresAt, forgottenAt: addMs(expiresAt as Instant, answerWithinMs) }

/** With one more; of several of one buyer the earliest time counts, for as long as any of them is remembered. */
export function withSpent(book: OpenStockBook, more: SpentTime, at: string): OpenStockBook {
  const { buyerId } = more
  const remembered = (book.spent ?? []).filter(({ forgottenAt }) => forgottenAt > at)
  const own = remembered.find((each) => each.buyerId === buyerId) ?? more
  const merged = {
    buyerId,
    until: own.until < more.until ? own.until : more.until,
    forgottenAt: own.forgottenAt > more.forgottenAt ? own.forgottenAt : more.forgottenAt,
  }
  const spent = [...remembered.filter((each) => each.buyerId !== buyerId), merged]
    .toSorted((a, b) => (a.forgottenAt > b.forgottenAt ? -1 : 1))
    .slice(0, rememberedMax)
  return { ...book, spent }
}

/** An answer ends the waiting: what the buyer gave up before it is forgotten. */
export function withoutSpent(book: OpenStockBook, buyerId: string): OpenStockBook {
  if (!book.spent?.some((each) => each.buyerId === buyerId)) return book
  const { spent, ...rest } = book
  const others = spent.filter((each) => each.buyerId !== buyerId)
  return others.length > 0 ? { ...rest, spent: others } : rest
}
