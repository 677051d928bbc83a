/** When an invoice is due, from when that is counted, and whether it is later than buyers of food may pay. */
import { addDays, daysBetween, daysInMonth, localDate, type LocalDate } from '../../../kernel/time.ts'
import type { DueDate, InvoiceWarning, PaymentTerms } from './invoice-details.ts'

export type TradeDays = {
  readonly issuedOn: LocalDate
  /** Of the last goods that it is for; absent while they have not left, or come. */
  readonly dispatchedOn?: LocalDate
  readonly deliveredOn?: LocalDate
}

export function dueDateOf({ days, from }: Pick<PaymentTerms, 'days' | 'from'>, on: TradeDays): DueDate {
  const countedFrom = startOf(from, on)
  return {
    days,
    countsFrom: from,
    ...(countedFrom !== undefined && { countedFrom, dueOn: addDays(countedFrom, days) }),
  }
}

function startOf(from: PaymentTerms['from'], { issuedOn, dispatchedOn, deliveredOn }: TradeDays) {
  switch (from) {
    case 'invoice':
      return issuedOn
    case 'dispatch':
      return dispatchedOn
    case 'delivery':
      return deliveredOn
    case 'end-of-month':
      return endOfMonth(issuedOn)
  }
}

function endOfMonth(day: LocalDate): LocalDate {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))]
  const last = localDate(year, month, daysInMonth(year, month))
  return last.ok ? last.value : day
}

/** From production to unfit for sale; what keeps no longer is perishable (Directive (EU) 2019/633, art. 2 (5)). */
export const perishableDaysMax = 30

export type Keeping = { readonly shelfLifeDays?: number; readonly dateMark: 'use-by' | 'best-before' | 'none' }

/** By its shelf life; where nobody said it, by its date mark: "use by" is for what spoils quickly. */
export const isPerishable = ({ shelfLifeDays, dateMark }: Keeping): boolean =>
  shelfLifeDays === undefined ? dateMark === 'use-by' : shelfLifeDays <= perishableDaysMax

/**
 * Directive (EU) 2019/633, art. 3 (1) (a): perishables are paid within 30 days, other food within 60, of the delivery
 * or of the day on which the amount is set, whichever is later. A warning: who is bound depends on turnovers that
 * nobody tells the exchange.
 */
export function warningsOf(due: DueDate, on: TradeDays, goods: readonly Keeping[]): readonly InvoiceWarning[] {
  const later = on.deliveredOn !== undefined && on.deliveredOn > on.issuedOn ? on.deliveredOn : on.issuedOn
  const days = due.dueOn === undefined ? due.days : daysBetween(later, due.dueOn)
  const perishable = goods.some(isPerishable)
  if (perishable && days > 30) return [{ code: 'perishable-over-30-days', detail: says('Perishable goods', 30, days) }]
  return goods.length > 0 && days > 60 ? [{ code: 'food-over-60-days', detail: says('Food', 60, days) }] : []
}

const says = (what: string, most: number, days: number): string =>
  `${what} are to be paid within ${most} days (Directive (EU) 2019/633, art. 3); these terms give ${days}.`
