/** Two kinds of time: an instant in UTC, and a calendar day that belongs to no clock, such as a use-by date. */
import type { Branded } from './brand.ts'
import type { Rejection } from './rejection.ts'
import { accept, reject } from './result.ts'
import type { Result } from './result.ts'

/** UTC in ISO 8601 with milliseconds, '2026-08-01T09:00:00.000Z': sorts as text. Years 0001 to 9999. */
export type Instant = Branded<string, 'Instant'>

/** A day of the Gregorian calendar, '2026-08-01': sorts as text. Years 0001 to 9999. */
export type LocalDate = Branded<string, 'LocalDate'>

export type TimeRejection = Rejection & {
  readonly code: 'time/malformed-instant' | 'time/malformed-date' | 'time/impossible'
}

export const secondMs = 1000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?Z$/
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/

/**
 * Reads an instant: date, 'T', time with seconds, up to three decimals, 'Z'. Refuses offsets, finer fractions, lower
 * case, hour 24, leap seconds and days that do not exist.
 */
export const parseInstant = (text: string): Result<Instant, TimeRejection> => {
  const match = INSTANT.exec(text)
  if (match === null) return reject(malformedInstant)
  const [, date = '', hour = '', minute = '', second = '', fraction = ''] = match
  if (hour > '23' || minute > '59' || second > '59' || !parseLocalDate(date).ok) return reject(impossible)
  return accept(`${date}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}Z` as Instant)
}

/** Writes instants that mostly follow one another: the same millisecond costs nothing, the same second a few digits. */
export function createInstantWriter(): (unixMs: number) => Instant {
  let second = Number.NaN
  let begin = ''
  let writtenMs = Number.NaN
  let written = '' as Instant
  return (unixMs) => {
    if (unixMs === writtenMs) return written
    const whole = Math.floor(unixMs / secondMs)
    if (whole !== second) {
      second = whole
      begin = instantFromMs(whole * secondMs).slice(0, -'000Z'.length)
    }
    writtenMs = unixMs
    written = `${begin}${String(secondMs + unixMs - whole * secondMs).slice(1)}Z` as Instant
    return written
  }
}

/** The instant so many milliseconds after 1970, held within the years 0001 to 9999. */
export const instantFromMs = (unixMs: number): Instant =>
  new Date(Math.min(latestMs, Math.max(earliestMs, unixMs))).toISOString() as Instant

/** Milliseconds since 1970. */
export const msOfInstant = (instant: Instant): number => Date.parse(instant)

/** So many milliseconds later (or, when negative, earlier), held within the years 0001 to 9999. */
export const addMs = (instant: Instant, durationMs: number): Instant => instantFromMs(Date.parse(instant) + durationMs)

/** Milliseconds from `from` to `to`, negative when `to` is the earlier. */
export const msBetween = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from)

/** Negative, zero or positive as `a` is before, at or after `b`; for two instants or two dates, fit for `sort`. */
export const compareTimes = <T extends Instant | LocalDate>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/** The day it is in UTC. */
export const utcDate = (instant: Instant): LocalDate => instant.slice(0, 10) as LocalDate

/** Midnight UTC, at which the day begins. */
export const startOfDay = (date: LocalDate): Instant => `${date}T00:00:00.000Z` as Instant

/** Reads a day 'YYYY-MM-DD'. Refuses other forms, year 0000 and days that do not exist (2026-02-30). */
export const parseLocalDate = (text: string): Result<LocalDate, TimeRejection> => {
  const match = DATE.exec(text)
  if (match === null) return reject(malformedDate)
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return reject(impossible)
  return accept(text as LocalDate)
}

/** A day from its numbers (month and day from 1). Refuses days that do not exist. */
export const localDate = (year: number, month: number, day: number): Result<LocalDate, TimeRejection> =>
  parseLocalDate(`${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`)

/** So many whole days later (or, when negative, earlier), held within the years 0001 to 9999. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  instantFromMs(Date.parse(date) + days * dayMs).slice(0, 10) as LocalDate

/** Days from `from` to `to`: 1 from today to tomorrow, negative when `to` is the earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => (Date.parse(to) - Date.parse(from)) / dayMs

/** How many days a month (1–12) has in the Gregorian calendar. */
export const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const digits = (value: number, width: number): string => String(value).padStart(width, '0')

const earliestMs = Date.parse('0001-01-01T00:00:00.000Z')
const latestMs = Date.parse('9999-12-31T23:59:59.999Z')

const malformedInstant = {
  kind: 'invalid',
  code: 'time/malformed-instant',
  detail: 'Write an instant in UTC with at most three decimals, such as 2026-08-01T09:00:00Z.',
} as const
const malformedDate = {
  kind: 'invalid',
  code: 'time/malformed-date',
  detail: 'Write a day as year, month and day, such as 2026-08-01.',
} as const
const impossible = {
  kind: 'invalid',
  code: 'time/impossible',
  detail: 'There is no such day or time in the years 0001 to 9999.',
} as const
