/** The days that a question is about: whole days in UTC, both included. */
import { invalidField, type Rejection } from '../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../kernel/result.ts'
import { addDays, daysBetween, parseLocalDate, utcDate, type Instant, type LocalDate } from '../../kernel/time.ts'

export type Period = { readonly from: LocalDate; readonly to: LocalDate; readonly days: number }

export const periodDaysMax = 400
const defaultDays = 30

/** Up to today and 30 days long where nothing else is said. Refuses what ends before it begins, or is too long. */
export function periodOf(given: { readonly from?: string; readonly to?: string }, now: string): Result<Period> {
  const to = given.to === undefined ? accept(utcDate(now as Instant)) : parseLocalDate(given.to)
  if (!to.ok) return reject(named('/to', to.rejection))
  const from = given.from === undefined ? accept(addDays(to.value, 1 - defaultDays)) : parseLocalDate(given.from)
  if (!from.ok) return reject(named('/from', from.rejection))
  const days = daysBetween(from.value, to.value) + 1
  if (days < 1) return reject(invalidField('analytics/period', '/to', 'The last day lies before the first.'))
  if (days > periodDaysMax)
    return reject(invalidField('analytics/period', '/from', `A period has at most ${periodDaysMax} days.`))
  return accept({ from: from.value, to: to.value, days })
}

const named = (pointer: string, { detail }: Rejection): Rejection => invalidField('analytics/period', pointer, detail)
