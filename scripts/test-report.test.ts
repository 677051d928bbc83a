/** The totals are what a release is judged by: they may not flatter. */
import { expect, test } from 'vitest'
import { totals } from './test-report.ts'

const suite = (status: 'passed' | 'failed', ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
})

test('passed, failed and skipped tests of all suites are added up', () => {
  const report = { testResults: [suite('passed', 'passed', 'skipped'), suite('failed', 'passed', 'failed', 'todo')] }
  expect(totals(report)).toEqual({ passed: 2, failed: 1, skipped: 2 })
})

test('a suite that could not be loaded is a failure, though it holds no failing test', () => {
  expect(totals({ testResults: [suite('failed'), suite('passed', 'passed')] })).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  })
})

test('a suite whose tests passed but whose clean-up failed is a failure', () => {
  expect(totals({ testResults: [suite('failed', 'passed')] })).toEqual({ passed: 1, failed: 1, skipped: 0 })
})
