/** Reckons with a weekly schedule: which days bring something, and when each is ordered at the latest. */
import {
  addDays,
  addMs,
  dayMs,
  daysBetween,
  hourMs,
  startOfDay,
  utcDate,
  type Instant,
  type LocalDate,
} from '../../../kernel/time.ts'
import { weekdays, type Schedule, type Weekday } from './standing-terms.ts'

/** How long before its cut-off an order is tried for the first time: time for somebody to mend what is in its way. */
const triedForMs = dayMs

/** A Monday, from which weeks are counted. */
const someMonday = '1970-01-05' as LocalDate

export const weekdayOf = (date: LocalDate): Weekday => weekdays[((daysBetween(someMonday, date) % 7) + 7) % 7]!

/** Until when the order of a delivery may be placed: not at this instant any more. */
export const cutOffOf = (
  { leadDays, cutOffHour }: Pick<Schedule, 'leadDays' | 'cutOffHour'>,
  date: LocalDate,
): Instant => addMs(startOfDay(addDays(date, -leadDays)), cutOffHour * hourMs)

/** From when on it is tried. Of two deliveries, the later is tried once the earlier is past its cut-off. */
export const triedFrom = (schedule: Pick<Schedule, 'leadDays' | 'cutOffHour'>, date: LocalDate): Instant =>
  addMs(cutOffOf(schedule, date), -triedForMs)

/** The last day whose cut-off is over at an instant, whether it brings something or not. */
export const lastCutOff = (
  { leadDays, cutOffHour }: Pick<Schedule, 'leadDays' | 'cutOffHour'>,
  at: Instant,
): LocalDate => addDays(utcDate(addMs(at, -cutOffHour * hourMs)), leadDays)

/** Whether a day within the term brings something. */
const brings = ({ lines, pauses }: Schedule, date: LocalDate): boolean => {
  const weekday = weekdayOf(date)
  return (
    lines.some(({ quantities }) => quantities[weekday] !== undefined) &&
    !pauses.some(({ from, until }) => from <= date && date <= until)
  )
}

/** The first day after a given one that brings something. */
export function nextDelivery(schedule: Schedule, after: LocalDate): LocalDate | undefined {
  const { from, until } = schedule
  for (let date = after < from ? from : addDays(after, 1); date <= until; date = addDays(date, 1))
    if (brings(schedule, date)) return date
  return undefined
}

/** All days after a given one that bring something: at most as many as a term has. */
export function deliveriesAfter(schedule: Schedule, after: LocalDate): readonly LocalDate[] {
  const dates: LocalDate[] = []
  for (let date = nextDelivery(schedule, after); date !== undefined; date = nextDelivery(schedule, date))
    dates.push(date)
  return dates
}
