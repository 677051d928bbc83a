/** Reads what vitest reports in JSON, so that the totals count every suite, also one that could not even be loaded. */
import { readFileSync } from 'node:fs'

export type Totals = { readonly passed: number; readonly failed: number; readonly skipped: number }

/** The part of vitest's JSON report (Jest's format) that is read here. */
export type TestReport = {
  readonly testResults: readonly {
    readonly status: 'passed' | 'failed'
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** The same with names: of each file its path, of each test its titles from the outermost on. */
export type NamedReport = {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly ancestorTitles: readonly string[]
      readonly title: string
    }[]
  }[]
}

/** Counts tests; a file that failed without a failing test of its own counts as one failure. */
export function totals(report: TestReport): Totals {
  let passed = 0
  let failed = 0
  let skipped = 0
  for (const file of report.testResults) {
    const count = (status: string) => file.assertionResults.filter((test) => test.status === status).length
    const failedHere = count('failed')
    passed += count('passed')
    failed += failedHere === 0 && file.status === 'failed' ? 1 : failedHere
    skipped += file.assertionResults.length - count('passed') - failedHere
  }
  return { passed, failed, skipped }
}

/** The totals of a report file; a run that left none, or none to read, is one failure. */
export function readTotals(path: string): Totals {
  try {
    return totals(JSON.parse(readFileSync(path, 'utf8')) as TestReport)
  } catch (error) {
    console.error(`No test report: ${error instanceof Error ? error.message : String(error)}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
