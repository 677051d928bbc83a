/** Six digits on a case decide whether food is sold: they must name the right day. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatShortDate, parseLongDate, parseShortDate, parseTimeOfDay } from './gs1-date.ts'
import { addDays, daysBetween } from '../time.ts'
import type { LocalDate } from '../time.ts'

const today = '2026-08-01' as LocalDate

test.each([
  ['260930', '2026-09-30'],
  ['260900', '2026-09-30'],
  ['240200', '2024-02-29'],
  ['760101', '2076-01-01'],
  ['770101', '1977-01-01'],
  ['990606', '1999-06-06'],
])('%s is %s in 2026', (text, date) => {
  expect(parseShortDate(text, today)).toEqual({ ok: true, value: date })
})

test('the century slides with the year it is', () => {
  const read = (text: string, on: string): unknown => parseShortDate(text, on as LocalDate)
  expect(read('000101', '1999-01-01')).toEqual({ ok: true, value: '2000-01-01' })
  expect(read('990101', '2001-01-01')).toEqual({ ok: true, value: '1999-01-01' })
  expect(read('250101', '1975-01-01')).toEqual({ ok: true, value: '2025-01-01' })
  expect(read('260101', '1975-01-01')).toEqual({ ok: true, value: '1926-01-01' })
})

test('every day within forty-nine years is read as it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: -49 * 365, max: 49 * 365 }), (days) => {
      const date = addDays(today, days)
      expect(parseShortDate(formatShortDate(date), today)).toEqual({ ok: true, value: date })
      expect(parseLongDate(date.replaceAll('-', ''))).toEqual({ ok: true, value: date })
      expect(daysBetween(today, date)).toBe(days)
    }),
  )
})

test.each([
  ['26093', 'gs1/date-length'],
  ['2609301', 'gs1/date-length'],
  ['26O930', 'gs1/not-digits'],
  ['261301', 'gs1/date-month'],
  ['260931', 'gs1/date-day'],
])('%s is refused as %s', (text, code) => {
  expect(parseShortDate(text, today)).toMatchObject({ ok: false, rejection: { code } })
})

test('day 00 and year 0000 are refused where they mean nothing', () => {
  expect(parseShortDate('260900', today, 'refused')).toMatchObject({ rejection: { code: 'gs1/date-day' } })
  expect(parseLongDate('20260900')).toMatchObject({ rejection: { code: 'gs1/date-day' } })
  expect(parseLongDate('20260900', 'end-of-month')).toEqual({ ok: true, value: '2026-09-30' })
  expect(parseLongDate('00000101')).toMatchObject({ rejection: { code: 'gs1/date-year' } })
})

test('times are read to the part that was written', () => {
  expect(parseTimeOfDay('09', 2)).toEqual({ ok: true, value: { hour: 9, minute: 0, second: 0 } })
  expect(parseTimeOfDay('235958', 6)).toEqual({ ok: true, value: { hour: 23, minute: 59, second: 58 } })
  expect(parseTimeOfDay('2400', 4)).toMatchObject({ rejection: { code: 'gs1/time-hour' } })
  expect(parseTimeOfDay('235960', 6)).toMatchObject({ rejection: { code: 'gs1/time-second' } })
})
