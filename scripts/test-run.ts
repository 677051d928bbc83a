/**
 * Runs vitest and tells its totals. In CI the few tests that failed are run once more by themselves: a fault fails twice,
 * and what passes the second time is told as unsteady, for somebody to mend, and keeps nobody else's change from landing.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isForgivable, pardon, readTotals, type TestReport, type Totals, unsteadyTests } from './test-report.ts'
import { root, runTool } from './tool.ts'

export type TestsToRun = {
  /** Where the report goes, from the project's root. */
  readonly report: string
  readonly projects: readonly string[]
  /** Parts of paths, and what else vitest takes. */
  readonly filters?: readonly string[]
  readonly timeoutMs: number
  readonly environment?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export type TestRun = { readonly report: string; readonly totals: Totals; readonly seconds: number }

/** How a line begins that names an unsteady test; `.ci/run` repeats those lines beside its totals. */
const UNSTEADY = 'unsteady: '

export async function runTests(tests: TestsToRun): Promise<TestRun> {
  const first = await runOnce(tests, tests.report, tests.filters ?? [])
  const report = readReport(tests.report)
  const again =
    process.env['CI'] && !tests.signal?.aborted && report && isForgivable(report) ? filesThatFailed(report) : []
  if (again.length === 0) return first
  console.log(`\nOnce more, by themselves: ${again.join(', ')}\n`)
  const second = await runOnce(tests, tests.report.replace(/\.json$/, '-again.json'), again)
  const repeated = second.totals.failed === 0 ? readReport(second.report) : undefined
  const unsteady = repeated ? unsteadyTests(report!, repeated) : []
  if (!repeated || unsteady.length < first.totals.failed) return first
  for (const name of unsteady) console.log(`${UNSTEADY}${relative(root, name)}`)
  writeFileSync(join(root, tests.report), JSON.stringify(pardon(report!)))
  return { ...first, totals: readTotals(join(root, tests.report)) }
}

async function runOnce(tests: TestsToRun, report: string, filters: readonly string[]): Promise<TestRun> {
  const path = join(root, report)
  rmSync(path, { force: true })
  mkdirSync(dirname(path), { recursive: true })
  const projects = tests.projects.flatMap((project) => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
  const run = await runTool('vitest', 'vitest', ['run', ...projects, ...reporters, ...filters], {
    output: 'shown',
    timeoutMs: tests.timeoutMs,
    ...(tests.environment && { environment: tests.environment }),
    ...(tests.signal && { signal: tests.signal }),
  })
  const totals = readTotals(path)
  // An error outside of any test (an unhandled rejection, a crash at the end) shows in the exit code alone.
  const told = run.exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals
  return { report, totals: told, seconds: run.seconds }
}

function readReport(report: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(join(root, report), 'utf8')) as TestReport
  } catch (error) {
    // `readTotals` has said so, and counted it as a failure.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const filesThatFailed = ({ testResults }: TestReport): readonly string[] => [
  ...new Set(testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(root, name))),
]
