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

/** What a run left in a report file; of one that left none, or none to read, it says why. */
export function readReport(path: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport
  } catch (error) {
    console.error(`No test report: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

/** More than these are no accident. */
const MOST_FORGIVEN = 5

/**
 * Whether what failed may have failed by accident, so that a second run is worth its time: a few tests, or what files do
 * around theirs. A property with a counterexample is no accident: it would pass with another seed, and be as wrong.
 */
export function isForgivable(report: TestReport): boolean {
  const failed = failuresIn(report)
  return (
    failed.length > 0 &&
    failed.length <= MOST_FORGIVEN &&
    !failed.some(({ messages }) => messages.some((message) => message.includes('Property failed')))
  )
}

/** What failed in one run and passed in the next, every time it stands in it: file and titles, in order. */
export function unsteadyTests(failed: TestReport, repeated: TestReport): readonly string[] {
  const failedAgain = new Set(failuresIn(repeated).map(({ name }) => name))
  const passedNow = new Set(
    repeated.testResults.flatMap((file) => [
      ...(file.status === 'passed' ? [file.name] : []),
      ...file.assertionResults.filter(({ status }) => status === 'passed').map((test) => nameOf(file, test)),
    ]),
  )
  return failuresIn(failed)
    .map(({ name }) => name)
    .filter((name) => passedNow.has(name) && !failedAgain.has(name))
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

/** Tests that failed, and files that did without a failing test: one each, as `totals` counts them. */
const failuresIn = ({ testResults }: TestReport) =>
  testResults.flatMap((file) => {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed')
    if (tests.length === 0 && file.status === 'failed') return [{ name: file.name, messages: [] }]
    return tests.map((test) => ({ name: nameOf(file, test), messages: test.failureMessages ?? [] }))
  })

const nameOf = (file: { readonly name: string }, { ancestorTitles, title }: ReportedTest): string =>
  [file.name, ...ancestorTitles, title].join(' > ')
