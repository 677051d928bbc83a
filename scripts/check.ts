/** `npm test`: format, lint, types and tests side by side, one summary, and the totals alone on the last line. */
import { availableParallelism } from 'node:os'
import { runTests } from './test-run.ts'
import { runTool } from './tool.ts'

const REPORT = '.cache/test-report.json'
const CHECK_TIMEOUT_MS = 5 * 60_000
const TESTS_TIMEOUT_MS = 20 * 60_000
/** What needs real servers is `npm run test:production`. */
const withoutServers = ['now', 'late']

const check = (packageName: string, command: string, args: readonly string[], environment = {}) =>
  runTool(packageName, command, args, { output: 'kept', timeoutMs: CHECK_TIMEOUT_MS, environment })

const staticChecks = {
  format: () => check('oxfmt', 'oxfmt', ['--check', '.']),
  lint: () => check('oxlint', 'oxlint', ['--deny-warnings', '--report-unused-disable-directives', '.']),
  // Each checker works out the shared types anew, and collecting garbage that one run makes is a third of the work:
  // both are taken from the tests beside it.
  types: () => check('typescript', 'tsc', ['-p', '.', '--checkers', '1'], { GOGC: 'off', GOMEMLIMIT: '1500MiB' }),
}

async function main(): Promise<number> {
  console.log(`Format, lint, types and tests, on Node ${process.versions.node}, ${availableParallelism()} cores`)
  const names = Object.keys(staticChecks) as (keyof typeof staticChecks)[]
  const [tests, ...checks] = await Promise.all([
    runTests({
      report: REPORT,
      projects: withoutServers,
      filters: process.argv.slice(2),
      timeoutMs: TESTS_TIMEOUT_MS,
    }),
    ...names.map(async (name) => ({ name, run: await staticChecks[name]() })),
  ])
  const failedChecks = checks.filter(({ run }) => run.exitCode !== 0)
  for (const { name, run } of failedChecks) console.log(`\n── ${name} ──\n${run.output.trim()}`)

  const { passed, skipped } = tests.totals
  const failed = tests.totals.failed + failedChecks.length
  console.log()
  for (const { name, run } of checks) console.log(row(name, run, run.exitCode === 0))
  console.log(row('tests', tests, tests.totals.failed === 0) + (skipped > 0 ? `, ${skipped} skipped` : ''))
  if (passed === 0) console.log('No test ran: that proves nothing, and counts as a failure.')
  console.log(`${passed} passed, ${failed} failed`)
  return passed > 0 && failed === 0 ? 0 : 1
}

const row = (name: string, { seconds }: { readonly seconds: number }, ok: boolean): string =>
  `${name.padEnd(7)} ${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s`

process.exitCode = await main()
