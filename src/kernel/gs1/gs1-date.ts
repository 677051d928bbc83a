/** Barcodes and traceability data write dates and times as bare digits; here they become days, or are refused. */
import { isDigits } from './gs1-check-digit.ts'
import type { Rejection } from '../rejection.ts'
import { accept, reject } from '../result.ts'
import type { Result } from '../result.ts'
import { daysInMonth, localDate } from '../time.ts'
import type { LocalDate } from '../time.ts'

export type Gs1DateRejection = Rejection & {
  readonly code: 'gs1/not-digits' | 'gs1/date-length' | 'gs1/date-month' | 'gs1/date-day' | 'gs1/date-year'
}

export type Gs1TimeRejection = Rejection & {
  readonly code: 'gs1/not-digits' | 'gs1/time-length' | 'gs1/time-hour' | 'gs1/time-minute' | 'gs1/time-second'
}

/** Whether day 00 may stand for the last day of the month, as most date AIs (11–17) let it. */
export type ZeroDay = 'end-of-month' | 'refused'

/** Hours, minutes, seconds; what the text did not say is 0. */
export type TimeOfDay = { readonly hour: number; readonly minute: number; readonly second: number }

/**
 * Reads YYMMDD. The century slides: of the years that end in YY, the one from 49 before to 50 after today's year.
 * Source: GS1 General Specifications §7.12.
 */
export const parseShortDate = (
  text: string,
  today: LocalDate,
  zeroDay: ZeroDay = 'end-of-month',
): Result<LocalDate, Gs1DateRejection> => {
  if (text.length !== 6) return reject(dateLength(6))
  if (!isDigits(text)) return reject(notDigits)
  const thisYear = Number(today.slice(0, 4))
  const yearOfCentury = Number(text.slice(0, 2))
  const ahead = yearOfCentury - (thisYear % 100)
  const century = thisYear - (thisYear % 100) + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0)
  return day(century + yearOfCentury, text.slice(2), zeroDay)
}

/** Reads YYYYMMDD. */
export const parseLongDate = (text: string, zeroDay: ZeroDay = 'refused'): Result<LocalDate, Gs1DateRejection> => {
  if (text.length !== 8) return reject(dateLength(8))
  if (!isDigits(text)) return reject(notDigits)
  return day(Number(text.slice(0, 4)), text.slice(4), zeroDay)
}

/** Reads HH, HHMM or HHMMSS on a 24-hour clock; `length` says which (2, 4 or 6). */
export const parseTimeOfDay = (text: string, length: 2 | 4 | 6): Result<TimeOfDay, Gs1TimeRejection> => {
  if (text.length !== length) return reject(timeLength(length))
  if (!isDigits(text)) return reject(notDigits)
  const hour = Number(text.slice(0, 2))
  const minute = Number(text.slice(2, 4))
  const second = Number(text.slice(4, 6))
  if (hour > 23) return reject(badHour)
  if (minute > 59) return reject(badMinute)
  if (second > 59) return reject(badSecond)
  return accept({ hour, minute, second })
}

/** Writes a day as YYMMDD, the form of AIs 11–17. */
export const formatShortDate = (date: LocalDate): string => date.slice(2, 4) + date.slice(5, 7) + date.slice(8, 10)

const day = (year: number, monthAndDay: string, zeroDay: ZeroDay): Result<LocalDate, Gs1DateRejection> => {
  const month = Number(monthAndDay.slice(0, 2))
  const named = Number(monthAndDay.slice(2))
  if (month < 1 || month > 12) return reject(badMonth)
  const last = daysInMonth(year, month)
  if (named > last || (named === 0 && zeroDay === 'refused')) return reject(badDay)
  const date = localDate(year, month, named === 0 ? last : named)
  return date.ok ? date : reject(badYear)
}

const notDigits = { kind: 'invalid', code: 'gs1/not-digits', detail: 'Digits from 0 to 9 only.' } as const
const badMonth = { kind: 'invalid', code: 'gs1/date-month', detail: 'Months go from 01 to 12.' } as const
const badDay = { kind: 'invalid', code: 'gs1/date-day', detail: 'That month has no such day.' } as const
const badYear = { kind: 'invalid', code: 'gs1/date-year', detail: 'Years go from 0001 to 9999.' } as const
const badHour = { kind: 'invalid', code: 'gs1/time-hour', detail: 'Hours go from 00 to 23.' } as const
const badMinute = { kind: 'invalid', code: 'gs1/time-minute', detail: 'Minutes go from 00 to 59.' } as const
const badSecond = { kind: 'invalid', code: 'gs1/time-second', detail: 'Seconds go from 00 to 59.' } as const

const dateLength = (length: 6 | 8) =>
  ({ kind: 'invalid', code: 'gs1/date-length', detail: `A date here has ${length} digits.` }) as const

const timeLength = (length: 2 | 4 | 6) =>
  ({ kind: 'invalid', code: 'gs1/time-length', detail: `A time here has ${length} digits.` }) as const
