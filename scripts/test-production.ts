/** `npm run test:production`: every adapter's contract, on real servers that are started for it and ended after it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contractPage, embeddedContractTests, readContractTitles } from './contract-table.ts'
import { cacheFolder } from './servers/cache-folder.ts'
import { serverNames } from './servers/server.ts'
import { down, environmentOf, type ServerSet, up } from './servers/server-set.ts'
import { setFolder } from './servers/state-file.ts'
import { explain } from './servers/trouble.ts'
import { type NamedReport, readTotals, type Totals } from './test-report.ts'
import { root, runTool, type ToolRun } from './tool.ts'

const REPORT = join(root, '.cache/production-test-report.json')
const PAGE = join(root, 'docs/contracts.md')
const TESTS_TIMEOUT_MS = 15 * 60_000
const WRITE_TABLE = '--write-table'

/** A set of its own: what a developer has up beside it is not touched, and nothing of an earlier run is met. */
const cache = cacheFolder(process.env)
const set: ServerSet = {
  cache,
  folder: setFolder(cache, join(import.meta.dirname, 'servers'), 'test-production'),
  say: (name, line) => console.log(`${name ?? 'servers'}: ${line}`),
}

/** Ended from outside, the tests are given up; the servers are brought down all the same. */
const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => ended.abort(new Error(signal)))

async function main(args: readonly string[]): Promise<number> {
  const chosen = args.filter((arg) => arg !== WRITE_TABLE)
  const started = await startServers()
  const tests = ended.signal.aborted ? undefined : await runTests(chosen).finally(stopServers)
  if (tests === undefined) await stopServers()
  const totals = tests?.totals ?? { passed: 0, failed: 1, skipped: 0 }
  const isWhole = chosen.length === 0 && totals.failed === 0 && started === 0
  const page = isWhole ? checkPage(args.includes(WRITE_TABLE)) : 0
  const failed = totals.failed + started + page
  if (totals.skipped > 0) console.log(`${totals.skipped} skipped`)
  if (totals.passed === 0) console.log('No test ran: that proves nothing, and counts as a failure.')
  console.log(`${totals.passed} passed, ${failed} failed`)
  return totals.passed > 0 && failed === 0 ? 0 : 1
}

/** How many did not start. The others are tested all the same: that tells more than nothing. */
async function startServers(): Promise<number> {
  await down(set, serverNames)
  try {
    await up(set, serverNames)
    return 0
  } catch (error) {
    console.log(explain(error))
    return error instanceof AggregateError ? error.errors.length : 1
  }
}

async function stopServers(): Promise<void> {
  await down(set, serverNames)
}

async function runTests(chosen: readonly string[]): Promise<{ run: ToolRun; totals: Totals }> {
  rmSync(REPORT, { force: true })
  mkdirSync(join(root, '.cache'), { recursive: true })
  // Embedded adapters run beside those on servers: a contract is only one if both keep it in the same run.
  const what = chosen.length > 0 ? chosen : ['.production.test.ts', ...embeddedContractTests()]
  const projects = ['--project', 'production', ...(chosen.length > 0 ? [] : ['--project', 'now'])]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
  const run = await runTool('vitest', 'vitest', ['run', ...projects, ...reporters, ...what], {
    output: 'shown',
    timeoutMs: TESTS_TIMEOUT_MS,
    environment: { ...environmentOf(set), REQUIRE_BACKENDS: '1' },
    signal: ended.signal,
  })
  const totals = readTotals(REPORT)
  return { run, totals: run.exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals }
}

/** 1 where the page says something else than was counted. */
function checkPage(isToBeWritten: boolean): number {
  const page = contractPage(JSON.parse(readFileSync(REPORT, 'utf8')) as NamedReport, readContractTitles())
  if (isToBeWritten) writeFileSync(PAGE, page)
  else if (readFileSync(PAGE, 'utf8') !== page) {
    console.log(`docs/contracts.md is not what was counted: npm run test:production -- ${WRITE_TABLE}\n${page}`)
    return 1
  }
  return 0
}

process.exitCode = await main(process.argv.slice(2))
