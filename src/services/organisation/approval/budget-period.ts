/** The calendar periods that budgets are set for: `2027`, `2027-Q1`, `2027-03`, each by the day it is in UTC. */
import type { LocalDate } from '../../../kernel/time.ts'

/** A year, a quarter or a month of the Gregorian calendar; sorts as text within its kind. */
export const budgetPeriodPattern = '^[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$'

/** The three periods that a day is in: its year, its quarter, its month. */
export function periodsOf(day: LocalDate): readonly [string, string, string] {
  const year = day.slice(0, 4)
  const month = day.slice(5, 7)
  return [year, `${year}-Q${Math.ceil(Number(month) / 3)}`, `${year}-${month}`]
}
