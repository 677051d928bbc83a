/** First expired, first out: which goods may serve a delivery, and which of them go first. */
import { addDays, type LocalDate } from '../../../kernel/time.ts'
import type { LotFacts, ReservationTerms, StockedLot } from './stock-state.ts'

/** Part of a position that is chosen. */
export type Allocation = { readonly lotId: string; readonly siteId: string; readonly quantity: number }

/**
 * Tells which released lots keep what the terms require. Remaining life = date mark − arrival, and the date is
 * inclusive: goods marked the day they arrive have 0 days left and are not past. Past use-by never; past best-before
 * only with consent, and only where no remaining life is required: the strictest requirement wins.
 * @param today  an arrival that is over already counts as today
 */
export function fitFor(terms: ReservationTerms, today: LocalDate): (lot: LotFacts) => boolean {
  const { arrival, minimumRemainingLifeDays, allowPastBestBefore } = terms
  const earliest = addDays(arrival < today ? today : arrival, minimumRemainingLifeDays)
  const pastIsFine = allowPastBestBefore && minimumRemainingLifeDays === 0
  return ({ status, dateMark, markedOn }) =>
    status === 'released' &&
    (dateMark === 'none' ||
      markedOn === undefined ||
      markedOn >= earliest ||
      (dateMark === 'best-before' && pastIsFine))
}

/** Whether it may not be sold at all any more: the law's line, which no consent moves. */
export const isPastUseBy = ({ dateMark, markedOn }: LotFacts, today: LocalDate): boolean =>
  dateMark === 'use-by' && markedOn !== undefined && markedOn < today

/** Takes up to `wanted` of what is available, in the order of the lots (as the book keeps them: by date). */
export function allocate(
  lots: readonly StockedLot[],
  wanted: number,
  terms: ReservationTerms,
  today: LocalDate,
): Allocation[] {
  const chosen: Allocation[] = []
  const isFit = fitFor(terms, today)
  let missing = wanted
  for (const lot of lots) {
    if (missing <= 0) break
    if (!isFit(lot)) continue
    for (const { siteId, available } of lot.positions) {
      const quantity = Math.min(missing, available)
      if (quantity <= 0 || (terms.siteId !== undefined && terms.siteId !== siteId)) continue
      chosen.push({ lotId: lot.lotId, siteId, quantity })
      missing -= quantity
    }
  }
  return chosen
}
