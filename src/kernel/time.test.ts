/** Impossible days must not get in, and days must add up. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDays,
  addMs,
  compareTimes,
  dayMs,
  daysBetween,
  hourMs,
  instantFromMs,
  localDate,
  msBetween,
  msOfInstant,
  parseInstant,
  parseLocalDate,
  startOfDay,
  utcDate,
  createInstantWriter,
} from './time.ts'
import type { LocalDate } from './time.ts'

const codeOf = (result: ReturnType<typeof parseInstant> | ReturnType<typeof parseLocalDate>): string =>
  result.ok ? result.value : result.rejection.code

const dates = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as LocalDate)

test.each([
  ['2026-02-30', 'time/impossible'],
  ['2025-02-29', 'time/impossible'],
  ['1900-02-29', 'time/impossible'],
  ['2026-13-01', 'time/impossible'],
  ['2026-00-10', 'time/impossible'],
  ['2026-04-31', 'time/impossible'],
  ['0000-01-01', 'time/impossible'],
  ['2026-4-3', 'time/malformed-date'],
  ['20260403', 'time/malformed-date'],
  ['2026-04-03T00:00:00Z', 'time/malformed-date'],
  ['+02026-04-03', 'time/malformed-date'],
  ['', 'time/malformed-date'],
  ['2026-04-03\n', 'time/malformed-date'],
  ['2024-02-29', '2024-02-29'],
  ['2000-02-29', '2000-02-29'],
  ['0001-01-01', '0001-01-01'],
  ['9999-12-31', '9999-12-31'],
])('the day %j reads as %s', (text, expected) => {
  expect(codeOf(parseLocalDate(text))).toBe(expected)
})

test.each([
  ['2026-08-01T09:00:00Z', '2026-08-01T09:00:00.000Z'],
  ['2026-08-01T09:00:00.5Z', '2026-08-01T09:00:00.500Z'],
  ['2026-08-01T23:59:59.999Z', '2026-08-01T23:59:59.999Z'],
  ['2026-08-01T24:00:00Z', 'time/impossible'],
  ['2026-08-01T23:60:00Z', 'time/impossible'],
  ['2026-06-30T23:59:60Z', 'time/impossible'],
  ['2026-02-30T09:00:00Z', 'time/impossible'],
  ['2026-08-01T09:00Z', 'time/malformed-instant'],
  ['2026-08-01T09:00:00', 'time/malformed-instant'],
  ['2026-08-01T09:00:00+02:00', 'time/malformed-instant'],
  ['2026-08-01 09:00:00Z', 'time/malformed-instant'],
  ['2026-08-01t09:00:00z', 'time/malformed-instant'],
  ['2026-08-01T09:00:00.1234Z', 'time/malformed-instant'],
  ['1785574800000', 'time/malformed-instant'],
])('the instant %j reads as %s', (text, expected) => {
  expect(codeOf(parseInstant(text))).toBe(expected)
})

test('an instant and its milliseconds lead to each other, and sort alike', () => {
  const unixMs = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })
  fc.assert(
    fc.property(unixMs, unixMs, (a, b) => {
      expect(msOfInstant(instantFromMs(a))).toBe(a)
      expect(codeOf(parseInstant(instantFromMs(a)))).toBe(instantFromMs(a))
      expect(compareTimes(instantFromMs(a), instantFromMs(b))).toBe(Math.sign(a - b))
    }),
  )
})

test('days later and days between agree', () => {
  fc.assert(
    fc.property(dates, dates, (a, b) => {
      const days = daysBetween(a, b)
      expect(Number.isInteger(days)).toBe(true)
      expect(addDays(a, days)).toBe(b)
    }),
  )
  expect(addDays('2026-02-27' as LocalDate, 2)).toBe('2026-03-01')
  expect(daysBetween('2026-09-05' as LocalDate, '2026-10-01' as LocalDate)).toBe(26)
})

test('time ends with the year 9999 and begins with the year 1', () => {
  expect(addDays('9999-12-30' as LocalDate, 1000)).toBe('9999-12-31')
  expect(addDays('0001-01-02' as LocalDate, -1000)).toBe('0001-01-01')
  expect(addDays('2026-01-01' as LocalDate, Number.MAX_SAFE_INTEGER)).toBe('9999-12-31')
})

test('an instant knows its day in UTC, and a day its first instant', () => {
  const now = instantFromMs(Date.UTC(2026, 7, 1, 23, 59, 59, 999))
  expect(utcDate(now)).toBe('2026-08-01')
  expect(utcDate(addMs(now, 1))).toBe('2026-08-02')
  expect(msBetween(startOfDay(utcDate(now)), now)).toBe(dayMs - 1)
  expect(msBetween(now, addMs(now, -hourMs))).toBe(-hourMs)
})

test('a day is made of its numbers', () => {
  expect(localDate(2026, 8, 1)).toEqual({ ok: true, value: '2026-08-01' })
  expect(localDate(2026, 2, 30).ok).toBe(false)
  expect(localDate(10_000, 1, 1).ok).toBe(false)
})

test('instants are written as the language writes them, in whatever order they come', () => {
  const write = createInstantWriter()
  const ms = fc.oneof(
    fc.integer({ min: -2_000, max: 2_000 }),
    fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  )
  fc.assert(
    fc.property(fc.array(ms), (many) => {
      for (const one of many) expect(write(one)).toBe(new Date(one).toISOString())
    }),
  )
})
