import { expect, test } from 'vitest'
import { periodOf } from './period.ts'

const now = '2026-08-31T23:59:59.999Z'
const codeOf = (given: Parameters<typeof periodOf>[0]) => {
  const period = periodOf(given, now)
  return period.ok ? undefined : [period.rejection.code, period.rejection.errors?.[0]?.pointer]
}

test('a period is the last 30 days unless said otherwise, both ends included', () => {
  expect(periodOf({}, now)).toEqual({ ok: true, value: { from: '2026-08-02', to: '2026-08-31', days: 30 } })
  expect(periodOf({ to: '2026-03-01' }, now)).toMatchObject({
    value: { from: '2026-01-31', to: '2026-03-01', days: 30 },
  })
  expect(periodOf({ from: '2026-08-31' }, now)).toMatchObject({ value: { days: 1 } })
})

test('what is no day, ends before it begins or is too long is refused, and says where', () => {
  expect(codeOf({ from: '2026-02-30' })).toEqual(['analytics/period', '/from'])
  expect(codeOf({ to: 'yesterday' })).toEqual(['analytics/period', '/to'])
  expect(codeOf({ from: '2026-08-02', to: '2026-08-01' })).toEqual(['analytics/period', '/to'])
  expect(codeOf({ from: '2025-07-28' })).toBeUndefined()
  expect(codeOf({ from: '2025-07-27' })).toEqual(['analytics/period', '/from'])
})
