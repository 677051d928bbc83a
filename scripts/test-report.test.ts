/** The totals are what a release is judged by: they may not flatter. */
import { expect, test } from 'vitest'
import { isForgivable, pardon, type TestReport, totals, unsteadyTests } from './test-report.ts'

const suite = (status: 'passed' | 'failed', ...tests: string[]) => ({
  status,
  name: '/x/some.test.ts',
  assertionResults: tests.map((each, place) => ({ status: each, ancestorTitles: ['some'], title: `test ${place}` })),
})
const reportOf = (...testResults: TestReport['testResults']): TestReport => ({ testResults })

test('passed, failed and skipped tests of all suites are added up', () => {
  const report = reportOf(suite('passed', 'passed', 'skipped'), suite('failed', 'passed', 'failed', 'todo'))
  expect(totals(report)).toEqual({ passed: 2, failed: 1, skipped: 2 })
})

test('a suite that could not be loaded is a failure, though it holds no failing test', () => {
  expect(totals(reportOf(suite('failed'), suite('passed', 'passed')))).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  })
})

test('a suite whose tests passed but whose clean-up failed is a failure', () => {
  expect(totals(reportOf(suite('failed', 'passed')))).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('what failed and then passed is unsteady; what failed twice, or was not run again, is not', () => {
  const first = reportOf(suite('failed', 'failed', 'failed', 'passed', 'failed'))
  const second = reportOf(suite('failed', 'passed', 'failed', 'passed'))
  expect(unsteadyTests(first, second)).toEqual(['/x/some.test.ts > some > test 0'])
})

test('a test that stands in several projects is unsteady only if it passes in all of them', () => {
  const first = reportOf(suite('failed', 'failed'), suite('passed', 'passed'))
  expect(unsteadyTests(first, reportOf(suite('passed', 'passed'), suite('failed', 'failed')))).toEqual([])
})

test('a few failures are worth a second run; many, or a counterexample, are not', () => {
  expect(isForgivable(reportOf(suite('failed', 'failed', 'passed')))).toBe(true)
  expect(isForgivable(reportOf(suite('passed', 'passed')))).toBe(false)
  expect(isForgivable(reportOf(suite('failed', ...Array.from({ length: 6 }, () => 'failed'))))).toBe(false)
  expect(isForgivable(reportOf(suite('failed', 'passed')))).toBe(true)
  const found = {
    status: 'failed',
    ancestorTitles: [],
    title: 'a sum',
    failureMessages: ['Property failed after 3 tests'],
  }
  expect(isForgivable(reportOf({ name: '/x', status: 'failed', assertionResults: [found] }))).toBe(false)
})

test('a file whose clean-up failed is unsteady if all of it passes the second time', () => {
  const first = reportOf(suite('failed', 'passed'))
  expect(unsteadyTests(first, reportOf(suite('passed', 'passed')))).toEqual(['/x/some.test.ts'])
  expect(unsteadyTests(first, reportOf(suite('failed', 'passed')))).toEqual([])
})

test('a pardoned report counts what failed as passed, and leaves the skipped', () => {
  expect(totals(pardon(reportOf(suite('failed', 'failed', 'skipped', 'passed'))))).toEqual({
    passed: 2,
    failed: 0,
    skipped: 1,
  })
})
