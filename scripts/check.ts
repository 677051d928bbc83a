/** `npm test`: format, lint, types and tests side by side, one summary, and the totals alone on the last line. */
import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { root, runTool, type ToolRun } from './tool.ts'
import { readTotals, type Totals } from './test-report.ts'

const REPORT = '.cache/test-report.json'
const CHECK_TIMEOUT_MS = 5 * 60_000
const TESTS_TIMEOUT_MS = 20 * 60_000
/** What needs real servers is `npm run test:production`. */
const withoutServers = ['--project', 'now', '--project', 'late']

const check = (packageName: string, command: string, args: readonly string[], environment = {}) =>
  runTool(packageName, command, args, { output: 'kept', timeoutMs: CHECK_TIMEOUT_MS, environment })

const staticChecks = {
  format: () => check('oxfmt', 'oxfmt', ['--check', '.']),
  lint: () => check('oxlint', 'oxlint', ['--deny-warnings', '--report-unused-disable-directives', '.']),
  // Each checker works out the shared types anew, and collecting garbage that one run makes is a third of the work:
  // both are taken from the tests beside it.
  types: () => check('typescript', 'tsc', ['-p', '.', '--checkers', '1'], { GOGC: 'off', GOMEMLIMIT: '1500MiB' }),
}

async function runTests(args: readonly string[]): Promise<{ run: ToolRun; totals: Totals }> {
  rmSync(`${root}${REPORT}`, { force: true })
  mkdirSync(`${root}.cache`, { recursive: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
  const run = await runTool('vitest', 'vitest', ['run', ...withoutServers, ...reporters, ...args], {
    output: 'shown',
    timeoutMs: TESTS_TIMEOUT_MS,
  })
  const totals = readTotals(`${root}${REPORT}`)
  // An error outside of any test (an unhandled rejection, a crash at the end) shows in the exit code alone.
  return { run, totals: run.exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals }
}

async function main(): Promise<number> {
  console.log(`Format, lint, types and tests, on Node ${process.versions.node}, ${availableParallelism()} cores`)
  const names = Object.keys(staticChecks) as (keyof typeof staticChecks)[]
  const [tests, ...checks] = await Promise.all([
    runTests(process.argv.slice(2)),
    ...names.map(async (name) => ({ name, run: await staticChecks[name]() })),
  ])
  const failedChecks = checks.filter(({ run }) => run.exitCode !== 0)
  for (const { name, run } of failedChecks) console.log(`\n── ${name} ──\n${run.output.trim()}`)

  const { passed, skipped } = tests.totals
  const failed = tests.totals.failed + failedChecks.length
  console.log()
  for (const { name, run } of checks) console.log(row(name, run, run.exitCode === 0))
  console.log(row('tests', tests.run, tests.totals.failed === 0) + (skipped > 0 ? `, ${skipped} skipped` : ''))
  if (passed === 0) console.log('No test ran: that proves nothing, and counts as a failure.')
  console.log(`${passed} passed, ${failed} failed`)
  return passed > 0 && failed === 0 ? 0 : 1
}

const row = (name: string, run: ToolRun, ok: boolean): string =>
  `${name.padEnd(7)} ${ok ? 'ok    ' : 'FAILED'} ${run.seconds.toFixed(1).padStart(6)} s`

process.exitCode = await main()
