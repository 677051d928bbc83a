/** Reads what vitest reports in JSON, so that the totals count every suite, also one that could not even be loaded. */
import { readFileSync } from 'node:fs'

export type Totals = { readonly passed: number; readonly failed: number; readonly skipped: number }

/** The part of vitest's JSON report (Jest's format) that is read here: of each file its path and its tests. */
export type TestReport = {
  readonly testResults: readonly {
    readonly name: string
    readonly status: 'passed' | 'failed'
    readonly assertionResults: readonly ReportedTest[]
  }[]
}

export type ReportedTest = {
  readonly status: string
  /** From the outermost on. */
  readonly ancestorTitles: readonly string[]
  readonly title: string
  readonly failureMessages?: readonly string[]
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

/** More than these are no accident. */
const MOST_FORGIVEN = 5

/**
 * Whether what failed may have failed by accident, so that a second run is worth its time: a few tests, each of which
 * came to its own end. A property with a counterexample is none: it would pass with another seed, and be as wrong.
 */
export function isForgivable(report: TestReport): boolean {
  const failed = report.testResults.filter(({ status }) => status === 'failed')
  const tests = failed.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed'))
  return (
    tests.length > 0 &&
    tests.length <= MOST_FORGIVEN &&
    failed.every(({ assertionResults }) => assertionResults.some(({ status }) => status === 'failed')) &&
    !tests.some(({ failureMessages = [] }) => failureMessages.some((message) => message.includes('Property failed')))
  )
}

/** Which tests failed in one run and passed in the next, every time they stand in it: file and titles, in order. */
export function unsteadyTests(failed: TestReport, repeated: TestReport): readonly string[] {
  const again = namedTests(repeated)
  return namedTests(failed)
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => name)
    .filter((name) => {
      const runs = again.filter((test) => test.name === name)
      return runs.length > 0 && runs.every(({ status }) => status === 'passed')
    })
}

/** The report as if what failed had passed. */
export function pardon(report: TestReport): TestReport {
  const passed = <T extends { readonly status: string }>(one: T) =>
    one.status === 'failed' ? { ...one, status: 'passed' as const } : one
  const testResults = report.testResults.map((file) => ({
    ...passed(file),
    status: 'passed' as const,
    assertionResults: file.assertionResults.map(passed),
  }))
  return { testResults }
}

const namedTests = ({ testResults }: TestReport) =>
  testResults.flatMap((file) =>
    file.assertionResults.map(({ status, ancestorTitles, title }) => ({
      status,
      name: [file.name, ...ancestorTitles, title].join(' > '),
    })),
  )
