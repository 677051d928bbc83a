/**
 * Runs vitest and tells its totals. In CI the few tests that failed are run once more by themselves: a fault fails twice,
 * and what passes the second time is told as unsteady, for somebody to mend, and keeps nobody else's change from landing.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isForgivable, pardon, readReport, type TestReport, type Totals, totals, unsteadyTests } from './test-report.ts'
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
  const { found, ...first } = await runOnce(tests, tests.report, tests.filters ?? [])
  if (!process.env['CI'] || tests.signal?.aborted || !found || !isForgivable(found)) return first
  const again = filesThatFailed(found)
  console.log(`\nOnce more, by themselves: ${again.join(', ')}\n`)
  const second = await runOnce(tests, tests.report.replace(/\.json$/, '-again.json'), again)
  const unsteady = second.found && second.totals.failed === 0 ? unsteadyTests(found, second.found) : []
  if (unsteady.length < first.totals.failed) return first
  for (const name of unsteady) console.log(`${UNSTEADY}${relative(root, name)}`)
  const pardoned = pardon(found)
  writeFileSync(join(root, tests.report), JSON.stringify(pardoned))
  return { ...first, totals: totals(pardoned) }
}

type Run = TestRun & { readonly found: TestReport | undefined }

async function runOnce(tests: TestsToRun, report: string, filters: readonly string[]): Promise<Run> {
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
  const found = readReport(path)
  const counted = found ? totals(found) : { passed: 0, failed: 1, skipped: 0 }
  // An error outside of any test (an unhandled rejection, a crash at the end) shows in the exit code alone.
  const told = run.exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
  return { report, totals: told, seconds: run.seconds, found }
}

const filesThatFailed = ({ testResults }: TestReport): readonly string[] => [
  ...new Set(testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(root, name))),
]
